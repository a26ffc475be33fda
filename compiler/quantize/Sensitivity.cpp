// Sensitivity.cpp: rounds all layers, then one after another, and compares.

#include "compiler/quantize/Sensitivity.h"

#include "compiler/quantize/OutputError.h"
#include "compiler/quantize/Weights.h"

#include "llvm/Support/JSON.h"

#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace attendc;
using reference::Tensor;

static constexpr size_t mostExamples = 16;

namespace {
/// How close the outputs come to those of floats.
struct Closeness {
  Power power;
  int64_t agreements = 0;

  void add(const FlatNetwork &network, const OutputError &trial);
};

/// An op with the relu or clip that rounds with it.
struct Layer {
  size_t step;
  unsigned output; // the number of its rounded value
  Power power;     // there, when everything is rounded
  Closeness alone; // when only it is rounded
  Closeness wide;  // the same, its output to 16 bits
};
} // namespace

static int64_t greatest(const Tensor &tensor) {
  const float *values = tensor.data<float>();
  return std::max_element(values, values + tensor.count()) - values;
}

void Closeness::add(const FlatNetwork &network, const OutputError &trial) {
  bool agrees = true;
  for (unsigned output : network.results()) {
    const Tensor &exact = trial.exactValue(output);
    const Tensor &found = trial.changedValue(output);
    if (exact.type != reference::ElementType::F32)
      continue;
    power.add(exact, found);
    agrees &= greatest(exact) == greatest(found);
  }
  agreements += agrees;
}

static std::string nameOf(Operation *op) {
  auto name = dyn_cast<NameLoc>(op->getLoc());
  return name ? name.getName().str() : "";
}

static std::vector<Layer> listLayers(const FlatNetwork &network,
                                     const quant::RoundedValues &values) {
  std::vector<Layer> layers;
  for (auto [index, step] : llvm::enumerate(network.steps())) {
    Operation *clamp = quant::clampAfter(step.op);
    unsigned output =
        clamp ? network.numberOf(clamp->getResult(0)) : step.result;
    Value input = step.op->getOperand(0);
    bool endsOther = input.getDefiningOp() &&
                     quant::clampAfter(input.getDefiningOp()) == step.op;
    if (!endsOther && !quant::staysFloat(step.op) &&
        values.classOf(network.valueOf(output)))
      layers.push_back({index, output, {}, {}, {}});
  }
  return layers;
}

static void printRatio(llvm::json::OStream &json, StringRef key, Power power) {
  if (power.noise > 0 && power.signal > 0)
    json.attribute(key, 10 * std::log10(power.signal / power.noise));
  else
    json.attribute(key, nullptr);
}

FailureOr<std::string> attendc::describeSensitivity(const FlatNetwork &exact,
                                                    func::FuncOp function,
                                                    const Examples &examples,
                                                    bool isSigned,
                                                    std::string &error) {
  FailureOr<FlatNetwork> rounded = FlatNetwork::create(function);
  FailureOr<quant::RoundedValues> values = quant::RoundedValues::find(function);
  if (failed(rounded) || failed(values))
    return failure();
  auto parameters = values->recordedParameters(isSigned);
  if (failed(parameters))
    return failure();
  auto parametersOf = [&](unsigned number) {
    return (*parameters)[*values->classOf(exact.valueOf(number))];
  };
  auto change = [&](unsigned number, Tensor &value) {
    roundTensor(value, parametersOf(number));
  };
  auto changeLess = [&](unsigned number, Tensor &value) {
    roundTensor(value, quant::widened(parametersOf(number)));
  };
  std::vector<reference::Compute> all = weightedSteps(*rounded);
  llvm::BitVector everywhere(exact.valueCount());
  for (const FlatNetwork::Step &step : exact.steps())
    if (values->classOf(exact.valueOf(step.result)))
      everywhere.set(step.result);
  if (values->classOf(exact.valueOf(0)))
    everywhere.set(0);

  std::vector<Layer> layers = listLayers(exact, *values);
  Closeness whole;
  OutputError trial(exact);
  size_t count = std::min(examples.count, mostExamples);
  auto compare = [&](const Tensor &example) {
    trial.setInput(example);
    trial.run(everywhere, change, all);
    whole.add(exact, trial);
    for (Layer &layer : layers)
      layer.power.add(trial.exactValue(layer.output),
                      trial.changedValue(layer.output));
    for (Layer &layer : layers) {
      llvm::BitVector only(exact.valueCount());
      only.set(layer.output);
      std::vector<reference::Compute> one(all.size());
      one[layer.step] = all[layer.step];
      trial.run(only, change, one);
      layer.alone.add(exact, trial);
      if (parametersOf(layer.output).isByte())
        trial.run(only, changeLess, one);
      layer.wide.add(exact, trial);
    }
    return success();
  };
  if (failed(examples.forEach(count, error, compare)))
    return failure();

  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::json::OStream json(os, /*IndentSize=*/2);
  auto share = [&](int64_t agreements) {
    return static_cast<double>(agreements) / static_cast<double>(count);
  };
  json.object([&] {
    json.attribute("examples", static_cast<int64_t>(count));
    printRatio(json, "outputSqnr", whole.power);
    json.attribute("agreement", share(whole.agreements));
    json.attributeArray("layers", [&] {
      for (const Layer &layer : layers)
        json.object([&] {
          Operation *op = exact.steps()[layer.step].op;
          json.attribute("name", llvm::json::fixUTF8(nameOf(op)));
          json.attribute("op", op->getName().stripDialect());
          if (std::optional<Weights> weights = Weights::of(op)) {
            json.attribute("weights",
                           static_cast<int64_t>(weights->values.size()));
            json.attribute("bits", op->hasAttr(quant::kFourBitsName) ? 4 : 8);
          }
          printRatio(json, "sqnr", layer.power);
          json.attribute("activationBits", parametersOf(layer.output).bits);
          printRatio(json, "outputSqnrAlone", layer.alone.power);
          printRatio(json, "outputSqnrAlone16", layer.wide.power);
          json.attribute("agreementAlone", share(layer.alone.agreements));
        });
    });
  });
  os << "\n";
  return text;
}
