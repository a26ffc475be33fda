// FloatReference.cpp: walks an `attend` function once into a list of steps and
// runs them.

#include "compiler/reference/FloatReference.h"

#include "dialects/attend/AttendDialect.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::reference;

static bool isSinglePrecision(Operation *op) {
  auto isFloat = [](Type type) { return getElementTypeOrSelf(type).isF32(); };
  return llvm::all_of(op->getOperandTypes(), isFloat) &&
         llvm::all_of(op->getResultTypes(), isFloat);
}

/// float64 is only cast, moved and added up; float16 is not added up either.
static bool computesInHalf(Operation *op) {
  return !isa<attend::CastOp>(op) &&
         llvm::any_of(op->getOperandTypes(), [](Type type) {
           return getElementTypeOrSelf(type).isF16();
         });
}

FailureOr<Compute> reference::prepareStep(Operation *op,
                                          ArrayRef<const Tensor *> constants) {
  if (Compute compute = prepareMovement(op))
    return compute;
  if (!computesInHalf(op))
    if (Compute compute = prepareNumbers(op))
      return compute;
  bool isFloat = isSinglePrecision(op) ||
                 isa<attend::QuantizeOp, attend::DequantizeOp>(op);
  if (Compute compute = isFloat ? prepareElementwise(op) : Compute())
    return compute;
  if (Compute compute = prepareIntegerWindow(op))
    return compute;
  if (Compute compute = isFloat ? prepareWindow(op, constants) : Compute())
    return compute;
  return op->emitError("unsupported: the float reference cannot run '")
         << op->getName() << "'";
}

Tensor *FloatReference::addBuffer(Value value) {
  buffers.emplace_back(cast<RankedTensorType>(value.getType()));
  return tensorOf[value] = &buffers.back();
}

LogicalResult FloatReference::addOp(Operation &op) {
  if (auto constant = dyn_cast<attend::ConstantOp>(op)) {
    auto elements = dyn_cast<DenseElementsAttr>(constant.getValue());
    if (!elements)
      return op.emitError("unsupported: a constant that is not dense");
    buffers.emplace_back(elements);
    tensorOf[constant] = &buffers.back();
    isConstant[constant] = true;
    return success();
  }
  if (op.getNumResults() != 1)
    return op.emitError("unsupported: the float reference cannot run '")
           << op.getName() << "'";

  SmallVector<Value> operands(op.getOperands());
  if (auto condenser = dyn_cast<attend::CondenserOp>(op)) {
    Block &body = condenser.getBody().front();
    tensorOf[body.getArgument(0)] = tensorOf.lookup(condenser.getV());
    if (failed(addBlock(body)))
      return failure();
    llvm::append_range(operands, body.getTerminator()->getOperands());
  }

  Step step;
  step.result = op.getResult(0);
  SmallVector<const Tensor *> constants;
  for (Value operand : operands) {
    step.operands.push_back(tensorOf.lookup(operand));
    constants.push_back(isConstant.lookup(operand) ? step.operands.back()
                                                   : nullptr);
  }
  FailureOr<Compute> compute = prepareStep(&op, constants);
  if (failed(compute))
    return failure();
  step.compute = std::move(*compute);
  step.output = addBuffer(step.result);
  if (llvm::all_of(constants, [](const Tensor *t) { return t != nullptr; })) {
    step.compute(step.operands, *step.output);
    isConstant[step.result] = true;
    return success();
  }
  steps.push_back(std::move(step));
  return success();
}

LogicalResult FloatReference::addBlock(Block &block) {
  for (Operation &op : block.without_terminator())
    if (failed(addOp(op)))
      return failure();
  return success();
}

FailureOr<std::unique_ptr<FloatReference>>
FloatReference::create(func::FuncOp function) {
  if (!function.getBody().hasOneBlock())
    return function.emitError("expected a function with one block");
  std::unique_ptr<FloatReference> reference(new FloatReference(function));
  for (BlockArgument argument : function.getArguments())
    reference->addBuffer(argument);
  if (failed(reference->addBlock(function.getBody().front())))
    return failure();
  return std::move(reference);
}

FailureOr<std::vector<Tensor>> FloatReference::run(ArrayRef<Tensor> inputs,
                                                   Observer observe) {
  if (inputs.size() != function.getNumArguments())
    return function.emitError("expected ")
           << function.getNumArguments() << " inputs, got " << inputs.size();
  for (auto [input, argument] :
       llvm::zip_equal(inputs, function.getArguments())) {
    Tensor &buffer = *tensorOf.lookup(argument);
    if (input.shape != buffer.shape || input.type != buffer.type)
      return function.emitError("input ")
             << argument.getArgNumber() << " is not a " << argument.getType();
    buffer.bytes = input.bytes;
    if (observe)
      observe(argument, buffer);
  }
  for (Step &step : steps) {
    step.compute(step.operands, *step.output);
    if (observe)
      observe(step.result, *step.output);
  }
  std::vector<Tensor> results;
  for (Value value : function.getBody().front().getTerminator()->getOperands())
    results.push_back(*tensorOf.lookup(value));
  return results;
}
