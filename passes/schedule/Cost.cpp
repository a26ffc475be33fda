// Cost.cpp: cycles from multiply-adds, elements, cache misses and calls.

#include "passes/schedule/Cost.h"
#include "passes/schedule/Placement.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::schedule;

static int64_t elementsOf(Value value) {
  return cast<ShapedType>(value.getType()).getNumElements();
}

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<ShapedType>(value.getType()).getShape();
}

int64_t schedule::multiplyAdds(Operation *op) {
  return llvm::TypeSwitch<Operation *, int64_t>(op)
      .Case<q8::Conv2dOp, attend::Conv2dOp>([](auto conv) {
        ArrayRef<int64_t> weight = shapeOf(conv.getWeight());
        return elementsOf(conv.getResult()) * weight[1] * weight[2] * weight[3];
      })
      .Case<q8::FullyConnectedOp, attend::FullyConnectedOp>([](auto full) {
        return elementsOf(full.getResult()) * shapeOf(full.getWeight())[1];
      })
      .Case([](attend::MatMulOp product) {
        return elementsOf(product.getResult()) *
               shapeOf(product.getLhs()).back();
      })
      .Case([](attend::ConvTranspose2dOp conv) {
        // Each input number meets each of its weights once.
        ArrayRef<int64_t> weight = shapeOf(conv.getWeight());
        return elementsOf(conv.getInput()) * weight[1] * weight[2] * weight[3];
      })
      .Default([](Operation *) { return 0; });
}

/// Elements that the op reads one by one beside multiply-adds: those of its
/// windows, or of its result.
static int64_t elementSteps(Operation *op) {
  int64_t elements = elementsOf(op->getResult(0));
  return llvm::TypeSwitch<Operation *, int64_t>(op)
      .Case<q8::MaxPool2dOp, q8::AvgPool2dOp, attend::MaxPool2dOp,
            attend::AvgPool2dOp>([&](auto pool) {
        return elements * pool.getKernel()[0] * pool.getKernel()[1];
      })
      .Default([&](Operation *) { return elements; });
}

/// Pixels of the result; a fully connected op has one for each vector.
static int64_t pixelsOf(Operation *op) {
  return elementsOf(op->getResult(0)) / shapeOf(op->getResult(0)).back();
}

/// Of a node that computes its pixels in `calls` equal parts.
static double computeCycles(const Node &node, const Target &target,
                            int64_t calls) {
  const CostTable &cost = target.cost;
  if (node.isAlias)
    return 0;
  double macCycles = multiplyAdds(node.op) / cost.loopMacsPerCycle;
  if (usesGemm(node.op)) {
    int64_t pixels = pixelsOf(node.op) / calls;
    double computed = llvm::alignTo(pixels, target.gemm.mGrain);
    macCycles =
        multiplyAdds(node.op) / cost.gemmMacsPerCycle * (computed / pixels);
  }
  return macCycles + elementSteps(node.op) * cost.cyclesPerElement +
         calls * cost.cyclesPerCall;
}

double schedule::wholeCycles(const Node &node, const Target &target) {
  const CostTable &cost = target.cost;
  double cycles = computeCycles(node, target, 1);
  int64_t moved = node.isAlias ? 0 : node.sizeBytes;
  for (Value operand : node.op->getOperands())
    if (!node.isAlias && !isConstantValue(operand))
      moved += sizeBytes(operand);
  if (cost.cacheBytes > 0 && moved > cost.cacheBytes)
    cycles += moved * cost.cyclesPerMissedByte;
  return cycles;
}

double schedule::rowCycles(const Node &node, const Target &target) {
  return computeCycles(node, target, node.rows);
}
