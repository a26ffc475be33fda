// ChooseKernels.cpp: which weighted ops the target's matrix product computes.

#include "passes/schedule/Passes.h"
#include "passes/schedule/Placement.h"
#include "targets/Target.h"

#include "dialects/q8/Q8Dialect.h"
#include "dialects/q8/Weights.h"

using namespace mlir;
using namespace attendc;

namespace attendc::schedule {
#define GEN_PASS_DEF_CHOOSEKERNELS
#include "passes/schedule/Passes.h.inc"
} // namespace attendc::schedule

/// True if every weight [OC, ..] less its zero point lies in [-128, 127].
static bool fitsInt8(Value weight, ArrayRef<int32_t> zeroPoints) {
  DenseElementsAttr values = q8::constantBehind(weight);
  return values && q8::fitInt8(q8::centredWeights(values, zeroPoints));
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
    getOperation().walk([&](Operation *op) {
      bool gemm = chosen->hasGemm();
      if (auto conv = dyn_cast<q8::Conv2dOp>(op))
        gemm = gemm && conv.getGroups() == 1 &&
               fitsInt8(conv.getWeight(), conv.getWeightZeroPoints());
      else if (auto full = dyn_cast<q8::FullyConnectedOp>(op))
        gemm = gemm && fitsInt8(full.getWeight(), full.getWeightZeroPoints());
      else
        return;
      op->setAttr(schedule::kChoice,
                  StringAttr::get(&getContext(), gemm ? "gemm" : "loops"));
    });
  }
};
} // namespace
