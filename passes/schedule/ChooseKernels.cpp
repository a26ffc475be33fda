// ChooseKernels.cpp: which weighted ops the target's matrix product computes.

#include "passes/schedule/ChannelTile.h"
#include "passes/schedule/Passes.h"
#include "passes/schedule/Placement.h"
#include "targets/Target.h"

#include "dialects/q8/Q8Dialect.h"
#include "dialects/q8/Weights.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace attendc;

namespace attendc::schedule {
#define GEN_PASS_DEF_CHOOSEKERNELS
#include "passes/schedule/Passes.h.inc"
} // namespace attendc::schedule

namespace {
/// Weights [OC, depth] of an op in `groups` groups of channels.
struct LayerWeights {
  std::vector<int32_t> centred; // less their zero points; none if unknown
  int64_t channels, depth, groups;
  bool isDepthwise;

  LayerWeights(Value weight, ArrayRef<int32_t> zeroPoints, int64_t groups)
      : groups(groups) {
    auto type = cast<ShapedType>(weight.getType());
    channels = type.getDimSize(0);
    depth = type.getNumElements() / channels;
    isDepthwise = q8::isDepthwise(weight, groups);
    if (DenseElementsAttr values = q8::constantBehind(weight))
      centred = q8::centredWeights(values, zeroPoints);
  }

  bool fitInt8() const { return !centred.empty() && q8::fitInt8(centred); }
  /// Depthwise loops read int8 only.
  bool fitNibbles() const {
    return !centred.empty() && !isDepthwise && q8::fitNibbles(centred);
  }
};

/// An op by the target's matrix product that may have weights of 4 bits, and
/// what that saves.
struct Product {
  Operation *op;
  int64_t savedBytes;
};
} // namespace

/// What loops on weights of 4 bits take in code beyond those on int8: 46 to 146
/// bytes at -Os with gcc 12 for x86-64 and Cortex-M4.
static constexpr int64_t kNibbleLoopBytes = 128;

/// Bytes of `count` weights of `bits` bits, which the C stores in words of 8.
static int64_t storedBytes(int64_t count, int64_t bits) {
  return llvm::alignTo(count * bits / 8, 8);
}

/// Bytes that weights of 4 bits save over int8, padding of both included.
static int64_t savedBytes(const LayerWeights &weights, bool gemm,
                          const Target &target) {
  if (gemm) {
    int64_t count = llvm::alignTo(weights.channels, target.gemm.nTile) *
                    llvm::alignTo(weights.depth, target.gemm.kGroup);
    return storedBytes(count, 8) - storedBytes(count, 4);
  }
  int64_t perGroup = weights.channels / weights.groups;
  auto lanes = [&](int64_t tile) {
    return weights.groups * int64_t(llvm::alignTo(perGroup, tile));
  };
  int64_t bytes = lanes(schedule::channelTile(perGroup, target.ocTile));
  int64_t nibbles = lanes(schedule::nibbleTile(perGroup, target.ocTile));
  return storedBytes(bytes * weights.depth, 8) -
         storedBytes(nibbles * weights.depth, 4);
}

namespace {
struct ChooseKernels : schedule::impl::ChooseKernelsBase<ChooseKernels> {
  using ChooseKernelsBase::ChooseKernelsBase;

  void runOnOperation() override {
    const Target *chosen = findTarget(target);
    if (!chosen) {
      getOperation().emitError() << "unknown target '" << target << "'";
      return signalPassFailure();
    }
    SmallVector<Product> products;
    getOperation().walk([&](Operation *op) {
      op->removeAttr(schedule::kNibbles);
      if (auto conv = dyn_cast<q8::Conv2dOp>(op))
        choose(op,
               {conv.getWeight(), conv.getWeightZeroPoints(),
                int64_t(conv.getGroups())},
               *chosen, products);
      else if (auto full = dyn_cast<q8::FullyConnectedOp>(op))
        choose(op, {full.getWeight(), full.getWeightZeroPoints(), 1}, *chosen,
               products);
    });
    int64_t saved = 0;
    for (const Product &product : products)
      saved += product.savedBytes;
    if (saved <= chosen->gemm.nibbleCodeBytes)
      return;
    for (const Product &product : products)
      if (product.savedBytes > 0)
        product.op->setAttr(schedule::kNibbles, UnitAttr::get(&getContext()));
  }

private:
  void choose(Operation *op, const LayerWeights &weights, const Target &target,
              SmallVectorImpl<Product> &products) {
    auto hasBytes = [](Value value) {
      return getElementTypeOrSelf(value.getType()).isInteger(8);
    };
    // Matrix products are of bytes.
    bool gemm = target.hasGemm() && weights.groups == 1 && weights.fitInt8() &&
                hasBytes(op->getOperand(0)) && hasBytes(op->getResult(0));
    op->setAttr(schedule::kChoice,
                StringAttr::get(&getContext(), gemm ? "gemm" : "loops"));
    if (!weights.fitNibbles())
      return;
    int64_t saved = savedBytes(weights, gemm, target);
    if (gemm)
      products.push_back({op, saved});
    else if (saved > kNibbleLoopBytes)
      op->setAttr(schedule::kNibbles, UnitAttr::get(&getContext()));
  }
};
} // namespace
