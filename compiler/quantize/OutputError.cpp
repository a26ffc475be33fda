// OutputError.cpp: computes again what a change can reach.

#include "compiler/quantize/OutputError.h"

#include "compiler/quantize/Weights.h"

using namespace mlir;
using namespace attendc;
using reference::ElementType;
using reference::Tensor;

void OutputError::setInput(const Tensor &input) {
  exact[0] = input;
  for (const FlatNetwork::Step &step : network.steps())
    network.run(
        step, [&](unsigned number) -> const Tensor & { return exact[number]; },
        exact[step.result]);
}

void OutputError::run(const llvm::BitVector &changed, Change change,
                      ArrayRef<reference::Compute> replaced) {
  differs.assign(differs.size(), false);
  auto changeValue = [&](unsigned number) {
    change(number, tried[number]);
    differs[number] = true;
  };
  if (changed.test(0)) {
    tried[0] = exact[0];
    changeValue(0);
  }
  auto find = [&](unsigned number) -> const Tensor & {
    return changedValue(number);
  };
  for (auto [index, step] : llvm::enumerate(network.steps())) {
    unsigned result = step.result;
    bool isReplaced = !replaced.empty() && replaced[index];
    bool depends = isReplaced || llvm::any_of(step.operands, [&](unsigned at) {
                     return differs[at];
                   });
    if (depends) {
      network.run(step, find, tried[result],
                  isReplaced ? replaced[index] : step.compute);
      differs[result] = true;
    } else if (changed.test(result)) {
      tried[result] = exact[result];
    }
    if (changed.test(result))
      changeValue(result);
  }
}

std::vector<reference::Compute>
attendc::weightedSteps(const FlatNetwork &rounded) {
  std::vector<reference::Compute> computes(rounded.steps().size());
  for (auto [index, step] : llvm::enumerate(rounded.steps()))
    if (Weights::of(step.op))
      computes[index] = [&step = rounded.steps()[index], &rounded](
                            ArrayRef<const Tensor *> operands, Tensor &result) {
        rounded.run(
            step, [&](unsigned) -> const Tensor & { return *operands[0]; },
            result);
      };
  return computes;
}

void Power::add(const Tensor &exact, const Tensor &other) {
  if (exact.type != ElementType::F32)
    return;
  const float *a = exact.data<float>(), *b = other.data<float>();
  for (int64_t i = 0, end = exact.count(); i < end; ++i) {
    double value = a[i], difference = value - b[i];
    signal += value * value;
    noise += difference * difference;
  }
}

double OutputError::squaredError() const {
  double error = 0.0;
  for (unsigned output : network.results()) {
    Power power;
    power.add(exact[output], changedValue(output));
    error += power.noise / (power.signal > 0 ? power.signal : 1.0);
  }
  return error;
}
