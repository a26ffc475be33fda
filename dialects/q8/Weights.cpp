// Weights.cpp: reads constants as wide integers, and bounds sums of products.

#include "dialects/q8/Weights.h"

#include "dialects/q8/Q8Dialect.h"

#include "mlir/IR/TypeUtilities.h"

#include <cstdlib>

using namespace mlir;
using namespace attendc;

bool q8::isParameter(Operation *op, unsigned number) {
  return number > 0 && isa<Conv2dOp, FullyConnectedOp, TableOp, SoftmaxOp>(op);
}

DenseElementsAttr q8::constantBehind(Value value) {
  auto constant = value.getDefiningOp<q8::ConstantOp>();
  return constant ? dyn_cast<DenseElementsAttr>(constant.getValue())
                  : DenseElementsAttr();
}

std::vector<int32_t> q8::integersOf(DenseElementsAttr values) {
  std::vector<int32_t> integers;
  integers.reserve(values.getNumElements());
  bool isUnsigned = values.getElementType().isUnsignedInteger();
  for (const APInt &value : values.getValues<APInt>())
    integers.push_back(isUnsigned ? value.getZExtValue()
                                  : value.getSExtValue());
  return integers;
}

std::vector<int32_t> q8::centredWeights(DenseElementsAttr weights,
                                        ArrayRef<int32_t> zeroPoints) {
  std::vector<int32_t> centred = integersOf(weights);
  int64_t perChannel = centred.size() / weights.getType().getDimSize(0);
  for (auto [index, weight] : llvm::enumerate(centred))
    weight -= zeroPoints[zeroPoints.size() == 1 ? 0 : index / perChannel];
  return centred;
}

bool q8::fitInt8(ArrayRef<int32_t> weights) {
  return llvm::all_of(
      weights, [](int32_t weight) { return weight >= -128 && weight <= 127; });
}

bool q8::isDepthwise(Value weight, int64_t groups) {
  ArrayRef<int64_t> shape = cast<ShapedType>(weight.getType()).getShape();
  return shape.front() == groups && shape.back() == 1;
}

bool q8::fitNibbles(ArrayRef<int32_t> weights) {
  return llvm::all_of(
      weights, [](int32_t weight) { return weight >= -8 && weight <= 7; });
}

int64_t q8::accumulatorReach(int32_t bias, ArrayRef<int32_t> weights,
                             unsigned inputBits) {
  int64_t sum = 0;
  for (int32_t weight : weights)
    sum += std::abs(weight);
  int64_t most = (int64_t(1) << inputBits) - 1; // of |input - zero point|
  return std::abs(static_cast<int64_t>(bias)) + most * sum;
}

bool q8::mayNeedInt64(Operation *op) {
  return isa<Conv2dOp, FullyConnectedOp, AvgPool2dOp>(op) &&
         getElementTypeOrSelf(op->getOperand(0).getType()).isInteger(16);
}
