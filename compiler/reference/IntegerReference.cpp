// IntegerReference.cpp: runs a `q8` function op by op, float islands included.

#include "compiler/reference/IntegerReference.h"

#include "compiler/reference/FloatSteps.h"
#include "compiler/reference/IntegerSteps.h"

#include "dialects/attend/AttendDialect.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc;

namespace attendc::reference {

template <typename OpT>
static LogicalResult computed(OpT op, Operands operands, Tensor &result) {
  compute(op, operands, result);
  return success();
}

static LogicalResult computeOp(Operation &op, Operands operands,
                               Tensor &result) {
  return TypeSwitch<Operation *, LogicalResult>(&op)
      .Case<q8::Conv2dOp, q8::FullyConnectedOp, q8::AvgPool2dOp>(
          [&](auto q8Op) { return compute(q8Op, operands, result); })
      .Case<q8::MaxPool2dOp, q8::AddOp, q8::AddOrtX64Op, q8::MulOp,
            q8::SoftmaxOp, q8::TableOp, q8::ResizeNearestOp, q8::PadOp,
            q8::ConcatOp, q8::SliceOp, q8::TransposeOp, q8::ReshapeOp>(
          [&](auto q8Op) { return computed(q8Op, operands, result); })
      .Default([](Operation *other) {
        return other->emitError("has no integer reference");
      });
}

/// An op of a float island.
static LogicalResult computeFloat(Operation &op, Operands operands,
                                  Tensor &result) {
  if (op.getNumResults() != 1 ||
      !isa_and_present<attend::AttendDialect>(op.getDialect()))
    return op.emitError("has no integer reference");
  SmallVector<const Tensor *> unknown(operands.size(), nullptr);
  FailureOr<Compute> compute = prepareStep(&op, unknown);
  if (failed(compute))
    return failure();
  (*compute)(operands, result);
  return success();
}

static LogicalResult verifyInputs(func::FuncOp function,
                                  ArrayRef<Tensor> inputs) {
  if (function.isExternal() || inputs.size() != function.getNumArguments())
    return function.emitError() << "expects " << function.getNumArguments()
                                << " inputs, has " << inputs.size();
  for (auto [index, type] : llvm::enumerate(function.getArgumentTypes())) {
    Tensor expected(cast<RankedTensorType>(type));
    const Tensor &found = inputs[index];
    if (found.shape != expected.shape || found.type != expected.type ||
        found.bytes.size() != expected.bytes.size())
      return function.emitError() << "input " << index << " is not a " << type;
  }
  return success();
}

FailureOr<SmallVector<Tensor>> runInteger(func::FuncOp function,
                                          ArrayRef<Tensor> inputs,
                                          IntegerObserver observe) {
  if (failed(verifyInputs(function, inputs)))
    return failure();
  llvm::DenseMap<Value, Tensor> values;
  for (auto [argument, input] : llvm::zip(function.getArguments(), inputs))
    values[argument] = input;
  for (Operation &op : function.front().without_terminator()) {
    if (isa<q8::ConstantOp, attend::ConstantOp>(op)) {
      auto elements = dyn_cast<DenseElementsAttr>(op.getAttr("value"));
      if (!elements)
        return op.emitError("has no integer reference: its value is elsewhere");
      values[op.getResult(0)] = Tensor(elements);
      continue;
    }
    SmallVector<const Tensor *> operands;
    for (Value operand : op.getOperands())
      operands.push_back(&values.find(operand)->second);
    Tensor result(cast<RankedTensorType>(op.getResult(0).getType()));
    if (isa_and_present<q8::Q8Dialect>(op.getDialect())) {
      if (failed(computeOp(op, operands, result)))
        return failure();
    } else if (failed(computeFloat(op, operands, result))) {
      return failure();
    }
    if (observe)
      observe(op.getResult(0), result);
    values[op.getResult(0)] = std::move(result);
  }
  SmallVector<Tensor> results;
  for (Value value : function.front().getTerminator()->getOperands())
    results.push_back(values.find(value)->second);
  return results;
}

} // namespace attendc::reference
