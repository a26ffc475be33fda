// Report.cpp: counts from the attributes of scheduled ops, and prints the
// counts.

#include "compiler/report/Report.h"

#include "passes/schedule/Placement.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::report;

static std::vector<int64_t> shapeOf(Value value) {
  auto type = cast<ShapedType>(value.getType());
  return std::vector<int64_t>(type.getShape().begin(), type.getShape().end());
}

static int64_t elementsOf(Value value) {
  return cast<ShapedType>(value.getType()).getNumElements();
}

/// Counts of a convolution: weight [.., KH, KW, channels that one sum reads].
template <typename OpT> static void addWindow(Layer &layer, OpT conv) {
  ArrayRef<int64_t> weight =
      cast<ShapedType>(conv.getWeight().getType()).getShape();
  layer.macs = elementsOf(conv.getResult()) * weight[1] * weight[2] * weight[3];
  layer.window = Window{{weight[1], weight[2]},
                        conv.getStrides().vec(),
                        conv.getPads().vec(),
                        int64_t(conv.getGroups())};
}

/// Multiply-adds of a matrix product: weight [OC, IC].
template <typename OpT> static int64_t productMacs(OpT product) {
  return elementsOf(product.getResult()) *
         cast<ShapedType>(product.getWeight().getType()).getDimSize(1);
}

static Layer makeLayer(Operation *op) {
  Layer layer;
  if (auto name = dyn_cast<NameLoc>(op->getLoc()))
    layer.name = name.getName().str();
  layer.op = op->getName().stripDialect().str();
  for (Value operand : op->getOperands()) {
    if (schedule::isConstant(operand.getDefiningOp()))
      layer.parameterBytes += schedule::sizeBytes(operand);
    else
      layer.inputs.push_back(shapeOf(operand));
  }
  Value result = op->getResult(0);
  layer.output = shapeOf(result);
  layer.bytes = schedule::sizeBytes(result);
  if (auto conv = dyn_cast<q8::Conv2dOp>(op)) {
    addWindow(layer, conv);
    layer.parameterBytes += int64_t(conv.getMultipliers().size()) * 4;
  } else if (auto product = dyn_cast<q8::FullyConnectedOp>(op)) {
    layer.macs = productMacs(product);
    layer.parameterBytes += int64_t(product.getMultipliers().size()) * 4;
  } else if (auto conv = dyn_cast<attend::Conv2dOp>(op)) {
    addWindow(layer, conv);
  } else if (auto product = dyn_cast<attend::FullyConnectedOp>(op)) {
    layer.macs = productMacs(product);
  } else if (auto product = dyn_cast<attend::MatMulOp>(op)) {
    layer.macs = elementsOf(result) * shapeOf(product.getLhs()).back();
  } else if (auto conv = dyn_cast<attend::ConvTranspose2dOp>(op)) {
    // Each input number meets each of its weights once.
    ArrayRef<int64_t> weight = conv.getWeight().getType().getShape();
    layer.macs =
        elementsOf(conv.getInput()) * weight[1] * weight[2] * weight[3];
  }
  if (auto choice = op->getAttrOfType<StringAttr>("kernel.choice"))
    layer.kernel = choice.getValue().str();
  if (auto place = op->getAttrOfType<StringAttr>("kernel.place"))
    layer.place = place.getValue().str();
  if (auto offset = op->getAttrOfType<IntegerAttr>("kernel.offset"))
    layer.offset = offset.getInt();
  layer.isInPlace = op->hasAttr("kernel.in_place");
  return layer;
}

Report report::makeReport(func::FuncOp function) {
  Report report;
  for (Operation &op : function.getBody().front().without_terminator()) {
    if (op.getNumResults() != 1 || schedule::isConstant(&op))
      continue;
    Layer layer = makeLayer(&op);
    report.macs += layer.macs;
    report.weightBytes += layer.parameterBytes;
    report.layers.push_back(std::move(layer));
  }
  if (auto bytes = function->getAttrOfType<IntegerAttr>("kernel.arena_bytes"))
    report.arenaBytes = bytes.getInt();
  if (auto bound =
          function->getAttrOfType<IntegerAttr>("kernel.arena_lower_bound"))
    report.arenaLowerBound = bound.getInt();
  return report;
}

static std::string joined(const std::vector<int64_t> &shape) {
  std::string text;
  for (int64_t size : shape)
    text += (text.empty() ? "" : "x") + std::to_string(size);
  return text;
}

static std::string placeOf(const Layer &layer) {
  std::string text = layer.place;
  if (layer.place == "arena")
    text += "+" + std::to_string(layer.offset);
  return text + (layer.isInPlace ? " in place" : "");
}

void report::printText(const Report &report, raw_ostream &os) {
  size_t width = 5;
  for (const Layer &layer : report.layers)
    width = std::max(width, layer.name.size());
  width = std::min<size_t>(width, 48);
  os << llvm::left_justify("layer", width) << "  "
     << llvm::left_justify("op", 16) << llvm::left_justify("output", 16)
     << llvm::right_justify("macs", 12) << llvm::right_justify("parameters", 12)
     << "  " << llvm::left_justify("kernel", 8) << "place\n";
  for (const Layer &layer : report.layers)
    os << llvm::left_justify(StringRef(layer.name).take_back(width), width)
       << "  " << llvm::left_justify(layer.op, 16)
       << llvm::left_justify(joined(layer.output), 16)
       << llvm::right_justify(std::to_string(layer.macs), 12)
       << llvm::right_justify(std::to_string(layer.parameterBytes), 12) << "  "
       << llvm::left_justify(layer.kernel, 8) << placeOf(layer) << "\n";
  os << "\nmultiply-adds      " << report.macs << "\n"
     << "parameter bytes    " << report.weightBytes << "\n"
     << "arena bytes        " << report.arenaBytes << " (lower bound "
     << report.arenaLowerBound << ")\n";
}

void report::printJson(const Report &report, raw_ostream &os) {
  llvm::json::OStream json(os, /*IndentSize=*/2);
  auto integers = [&](StringRef name, const std::vector<int64_t> &values) {
    json.attributeArray(name, [&] {
      for (int64_t value : values)
        json.value(value);
    });
  };
  auto text = [](StringRef value) {
    return llvm::json::isUTF8(value) ? value.str() : llvm::json::fixUTF8(value);
  };
  auto printLayer = [&](const Layer &layer) {
    json.attribute("name", text(layer.name));
    json.attribute("op", layer.op);
    json.attributeArray("inputs", [&] {
      for (const std::vector<int64_t> &shape : layer.inputs)
        json.array([&] {
          for (int64_t size : shape)
            json.value(size);
        });
    });
    integers("output", layer.output);
    json.attribute("macs", layer.macs);
    json.attribute("parameterBytes", layer.parameterBytes);
    json.attribute("kernel", layer.kernel);
    json.attribute("place", layer.place);
    json.attribute("offset", layer.offset);
    json.attribute("bytes", layer.bytes);
    json.attribute("inPlace", layer.isInPlace);
    if (!layer.window)
      return;
    json.attributeObject("conv", [&] {
      integers("input", layer.inputs.front());
      integers("output", layer.output);
      integers("kernel", layer.window->kernel);
      integers("strides", layer.window->strides);
      integers("pads", layer.window->pads);
      json.attribute("groups", layer.window->groups);
    });
  };
  json.object([&] {
    json.attributeArray("layers", [&] {
      for (const Layer &layer : report.layers)
        json.object([&] { printLayer(layer); });
    });
    json.attribute("macs", report.macs);
    json.attribute("weightBytes", report.weightBytes);
    json.attribute("arenaBytes", report.arenaBytes);
    json.attribute("arenaLowerBound", report.arenaLowerBound);
  });
  os << "\n";
}
