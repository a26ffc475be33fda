// Preprocessing.cpp: keeps preprocessing as `attend.preprocess` on a function.

#include "compiler/quantize/Preprocessing.h"

#include "mlir/IR/Builders.h"

#include <cmath>

using namespace mlir;
using namespace attendc;

static constexpr StringLiteral attributeName = "attend.preprocess";

static float entry(const std::vector<float> &values, int64_t channel,
                   float otherwise) {
  if (values.empty())
    return otherwise;
  return values.size() == 1 ? values[0] : values[channel];
}

float Preprocessing::meanOf(int64_t channel) const {
  return entry(mean, channel, 0.0f);
}

float Preprocessing::stdOf(int64_t channel) const {
  return entry(std, channel, 1.0f);
}

std::optional<std::string> Preprocessing::problem(int64_t channels) const {
  if (layout != "nchw" && layout != "nhwc")
    return "layout is nchw or nhwc, not '" + layout + "'";
  for (auto &[name, values] :
       {std::pair("mean", &mean), std::pair("std", &std)}) {
    if (values->size() > 1 && static_cast<int64_t>(values->size()) != channels)
      return std::string(name) + " has " + std::to_string(values->size()) +
             " numbers, the input " + std::to_string(channels) + " channels";
    for (float value : *values)
      if (!std::isfinite(value) || (values == &std && value == 0.0f))
        return std::string(name) + " holds a number that is infinite or 0";
  }
  return std::nullopt;
}

std::optional<Preprocessing> Preprocessing::recordedOn(func::FuncOp function) {
  auto attribute = function->getAttrOfType<DictionaryAttr>(attributeName);
  if (!attribute)
    return std::nullopt;
  Preprocessing result;
  if (auto mean = attribute.getAs<DenseF32ArrayAttr>("mean"))
    result.mean = mean.asArrayRef().vec();
  if (auto std = attribute.getAs<DenseF32ArrayAttr>("std"))
    result.std = std.asArrayRef().vec();
  if (auto layout = attribute.getAs<StringAttr>("layout"))
    result.layout = layout.str();
  return result;
}

void Preprocessing::recordOn(func::FuncOp function) const {
  Builder builder(function.getContext());
  SmallVector<NamedAttribute> entries;
  if (!mean.empty())
    entries.push_back(
        builder.getNamedAttr("mean", builder.getDenseF32ArrayAttr(mean)));
  if (!std.empty())
    entries.push_back(
        builder.getNamedAttr("std", builder.getDenseF32ArrayAttr(std)));
  entries.push_back(
      builder.getNamedAttr("layout", builder.getStringAttr(layout)));
  function->setAttr(attributeName, builder.getDictionaryAttr(entries));
}
