// LowerToQ8Functions.cpp: functions of one number between a dequantize and a
// quantize become a table of 256 entries, one row per channel for prelu.

#include "passes/quant/LowerToQ8Cluster.h"

#include "dialects/attend/UnaryFunction.h"

#include <cmath>

using namespace mlir;
using namespace attendc;
using namespace attendc::quant;
using attend::UnaryKind;

static bool isClamp(attend::UnaryOp op) {
  return op.getKind() == UnaryKind::Relu || op.getKind() == UnaryKind::Clip;
}

// Whether the function jumps: single precision then decides on which side.
static bool jumps(attend::UnaryOp op) {
  return llvm::is_contained(
      {UnaryKind::Floor, UnaryKind::Ceil, UnaryKind::RoundEven}, op.getKind());
}

FailureOr<Value> quant::lowerFunctions(Cluster &cluster) {
  Operation *user = cluster.functions.empty()
                        ? cluster.quantize.getOperation()
                        : cluster.functions.front().getOperation();
  FailureOr<Activation> input =
      activationOf(user, cluster.core->getResult(0), "input", *cluster.builder);
  if (failed(input))
    return failure();
  // Clamps round nothing, so they are part of a requantization.
  if (llvm::all_of(cluster.functions, isClamp)) {
    if (failed(foldClamps(cluster)))
      return failure();
    return requantizeTo(cluster, *input);
  }
  if (failed(verifyBytes(user, *input)))
    return failure();
  bool isSingle = llvm::any_of(cluster.functions, jumps);
  auto composed = [&](double x) {
    for (attend::UnaryOp function : cluster.functions) {
      x = attend::evaluateUnary(function, x);
      if (isSingle)
        x = static_cast<float>(x);
    }
    return x;
  };
  const q8::Quantization &from = input->quantization;
  SmallVector<int32_t> table(256);
  for (int32_t x = from.least(); x <= from.most(); ++x)
    table[static_cast<uint8_t>(x)] =
        isSingle
            ? q8::quantize(composed(q8::dequantize(x, from)), cluster.output)
            : q8::tableEntry(x, from, cluster.output, composed);
  return applyTable(cluster, user->getLoc(), input->integers, table);
}

// The slopes of a prelu as real numbers: a float constant, or an integer one
// behind a dequantize with one scale.
static FailureOr<SmallVector<double>> slopesOf(attend::PReluOp op) {
  SmallVector<double> slopes;
  DenseElementsAttr floats;
  if (auto constant = op.getSlope().getDefiningOp<attend::ConstantOp>())
    floats = dyn_cast<DenseElementsAttr>(constant.getValue());
  if (floats) {
    for (float slope : floats.getValues<float>())
      slopes.push_back(slope);
    return slopes;
  }
  FailureOr<IntegerConstant> constant =
      constantOf(op, op.getSlope(), "slope", 0);
  if (failed(constant))
    return failure();
  bool isUnsigned = constant->values.getElementType().isUnsignedInteger();
  for (auto [c, value] : llvm::enumerate(constant->values.getValues<APInt>())) {
    size_t at = constant->scales.size() == 1 ? 0 : c;
    int64_t integer = isUnsigned ? value.getZExtValue() : value.getSExtValue();
    slopes.push_back(static_cast<double>(integer - constant->zeroPoints[at]) *
                     constant->scales[at]);
  }
  return slopes;
}

FailureOr<Value> quant::lowerPRelu(Cluster &cluster) {
  auto op = cast<attend::PReluOp>(cluster.core);
  FailureOr<Activation> input = readBytes(cluster, op.getInput());
  if (failed(input))
    return failure();
  FailureOr<SmallVector<double>> slopes = slopesOf(op);
  if (failed(slopes))
    return failure();
  const q8::Quantization &from = input->quantization;
  SmallVector<int32_t> table(slopes->size() * 256);
  for (auto [c, slope] : llvm::enumerate(*slopes)) {
    auto function = [slope = slope](double x) { return x < 0 ? slope * x : x; };
    for (int32_t x = from.least(); x <= from.most(); ++x)
      table[c * 256 + static_cast<uint8_t>(x)] =
          q8::clampTo(q8::tableEntry(x, from, cluster.output, function),
                      cluster.low, cluster.high);
  }
  return applyTable(cluster, op.getLoc(), input->integers, table);
}
