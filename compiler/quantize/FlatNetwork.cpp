// FlatNetwork.cpp: numbers the values of a graph and prepares its steps.

#include "compiler/quantize/FlatNetwork.h"

#include "dialects/attend/AttendDialect.h"

#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace attendc;
using namespace attendc::attend;
using reference::Tensor;

unsigned FlatNetwork::add(Value value) {
  unsigned number = values.size();
  numbers[value] = number;
  values.push_back(value);
  types.push_back(cast<RankedTensorType>(value.getType()));
  constants.emplace_back();
  return number;
}

LogicalResult FlatNetwork::prepare(Step &step) {
  SmallVector<const Tensor *> known;
  for (unsigned operand : step.operands)
    known.push_back(isConstant(operand) ? &constants[operand] : nullptr);
  FailureOr<reference::Compute> compute =
      reference::prepareStep(step.op, known);
  if (failed(compute))
    return failure();
  step.compute = std::move(*compute);
  return success();
}

FailureOr<FlatNetwork> FlatNetwork::create(func::FuncOp function) {
  FlatNetwork network;
  for (BlockArgument argument : function.getArguments())
    network.add(argument);
  Block &block = function.getBody().front();
  for (Operation &op : block.without_terminator()) {
    if (op.getNumResults() != 1)
      return op.emitError("unsupported: the float reference cannot run '")
             << op.getName() << "'";
    unsigned result = network.add(op.getResult(0));
    if (DenseElementsAttr elements = quant::constantOf(op.getResult(0))) {
      network.constants[result] = Tensor(elements);
      continue;
    }
    Step step{&op, {}, result, nullptr};
    for (Value operand : op.getOperands())
      step.operands.push_back(network.numberOf(operand));
    if (failed(network.prepare(step)))
      return failure();
    bool isKnown = llvm::all_of(step.operands, [&](unsigned operand) {
      return network.isConstant(operand);
    });
    if (!isKnown) {
      network.ordered.push_back(std::move(step));
      continue;
    }
    Tensor folded(network.types[result]);
    network.run(
        step, [&](unsigned) -> const Tensor & { return folded; }, folded);
    network.constants[result] = std::move(folded);
  }
  for (Value value : block.getTerminator()->getOperands())
    network.outputs.push_back(network.numberOf(value));
  return std::move(network);
}

int64_t FlatNetwork::workOf(const Step &step) const {
  int64_t elements = types[step.result].getNumElements();
  if (!isa<Conv2dOp, FullyConnectedOp, ConvTranspose2dOp>(step.op))
    return elements;
  RankedTensorType weight = types[step.operands[1]];
  bool isTransposed = isa<ConvTranspose2dOp>(step.op);
  int64_t rows = weight.getDimSize(0);
  int64_t at =
      isTransposed ? types[step.operands[0]].getNumElements() : elements;
  return at * (weight.getNumElements() / rows);
}

LogicalResult FlatNetwork::renew(size_t index) {
  Step &step = ordered[index];
  step.operands.clear();
  for (Value operand : step.op->getOperands()) {
    auto found = numbers.find(operand);
    unsigned number = found == numbers.end() ? add(operand) : found->second;
    if (DenseElementsAttr elements = quant::constantOf(operand))
      constants[number] = Tensor(elements);
    step.operands.push_back(number);
  }
  return prepare(step);
}

void FlatNetwork::run(const Step &step, Find find, Tensor &result,
                      const reference::Compute &compute) const {
  SmallVector<const Tensor *> operands;
  for (unsigned operand : step.operands)
    operands.push_back(isConstant(operand) ? &constants[operand]
                                           : &find(operand));
  if (result.bytes.empty())
    result = Tensor(types[step.result]);
  compute(operands, result);
}

void attendc::roundTensor(Tensor &tensor, q8::Quantization parameters) {
  float *values = tensor.data<float>();
  int32_t zeroPoint = parameters.zeroPoint;
  float low = static_cast<float>(parameters.least() - zeroPoint);
  float high = static_cast<float>(parameters.most() - zeroPoint);
  for (int64_t i = 0, end = tensor.count(); i < end; ++i) {
    float steps = std::min(std::max(values[i] / parameters.scale, low), high);
    values[i] = std::rint(steps) * parameters.scale;
  }
}
