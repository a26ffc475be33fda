// LowerToQ8Movement.cpp: clusters that only move numbers become copies of
// integers, requantized where their quantize has other parameters.

#include "passes/quant/LowerToQ8Cluster.h"

#include "dialects/attend/ResizeIndex.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::quant;

// The operand in the scale and clamp of the result. Copies and requantization
// commute, so it comes first: a copy's result is usually the larger tensor.
static FailureOr<Value> requantizedOperand(Cluster &cluster, Value operand,
                                           StringRef what) {
  FailureOr<Activation> input = readInput(cluster, operand, what);
  if (failed(input))
    return failure();
  return requantizeTo(cluster, *input);
}

FailureOr<Value> quant::lowerResize(Cluster &cluster) {
  auto op = cast<attend::ResizeOp>(cluster.core);
  if (op.getMode() != attend::ResizeMode::Nearest)
    return lowerLinearResize(cluster);
  FailureOr<Value> input = requantizedOperand(cluster, op.getInput(), "input");
  if (failed(input))
    return failure();
  return q8::ResizeNearestOp::create(
             *cluster.builder, op.getLoc(), cluster.resultType(), *input,
             attend::nearestTable(op, 1), attend::nearestTable(op, 2))
      .getResult();
}

FailureOr<Value> quant::lowerPad(Cluster &cluster) {
  auto op = cast<attend::PadOp>(cluster.core);
  if (op.getMode() != attend::PadMode::Constant)
    return staysFloat(op, "only constant padding has an integer form");
  FailureOr<Value> input = requantizedOperand(cluster, op.getInput(), "input");
  if (failed(input))
    return failure();
  int32_t value =
      q8::clampTo(q8::quantize(op.getValue().convertToFloat(), cluster.output),
                  cluster.low, cluster.high);
  return q8::PadOp::create(*cluster.builder, op.getLoc(), cluster.resultType(),
                           *input, op.getLow(), op.getHigh(), value)
      .getResult();
}

FailureOr<Value> quant::lowerConcat(Cluster &cluster) {
  auto op = cast<attend::ConcatOp>(cluster.core);
  if (failed(foldClamps(cluster)))
    return failure();
  SmallVector<Value> inputs;
  for (auto [index, operand] : llvm::enumerate(op.getInputs())) {
    FailureOr<Activation> input = activationOf(
        op, operand, "operand " + std::to_string(index), *cluster.builder);
    if (failed(input))
      return failure();
    inputs.push_back(requantizeTo(cluster, *input));
  }
  return q8::ConcatOp::create(*cluster.builder, op.getLoc(),
                              cluster.resultType(), inputs, op.getAxis())
      .getResult();
}

FailureOr<Value> quant::lowerSlice(Cluster &cluster) {
  auto op = cast<attend::SliceOp>(cluster.core);
  if (llvm::any_of(op.getSteps(), [](int64_t step) { return step < 0; }))
    return staysFloat(op, "negative steps have no integer form");
  FailureOr<Value> input = requantizedOperand(cluster, op.getInput(), "input");
  if (failed(input))
    return failure();
  return q8::SliceOp::create(*cluster.builder, op.getLoc(),
                             cluster.resultType(), *input, op.getStarts(),
                             op.getSteps())
      .getResult();
}

FailureOr<Value> quant::lowerTranspose(Cluster &cluster) {
  auto op = cast<attend::TransposeOp>(cluster.core);
  FailureOr<Value> input = requantizedOperand(cluster, op.getInput(), "input");
  if (failed(input))
    return failure();
  return q8::TransposeOp::create(*cluster.builder, op.getLoc(),
                                 cluster.resultType(), *input,
                                 op.getPermutation())
      .getResult();
}

FailureOr<Value> quant::lowerReshape(Cluster &cluster) {
  auto op = cast<attend::ReshapeOp>(cluster.core);
  FailureOr<Value> input = requantizedOperand(cluster, op.getInput(), "input");
  if (failed(input))
    return failure();
  return q8::ReshapeOp::create(*cluster.builder, op.getLoc(),
                               cluster.resultType(), *input)
      .getResult();
}
