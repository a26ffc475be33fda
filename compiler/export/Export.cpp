// Export.cpp: the frame of an exported file: versions, metadata, inputs,
// outputs.

#include "compiler/export/Export.h"

#include "compiler/export/ExportOps.h"

#include "dialects/attend/AttendDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <charconv>

using namespace mlir;
using namespace attendc;
using namespace attendc::onnxexport;

/// The shortest decimal numbers that read back to the same floats.
static std::string decimals(ArrayRef<float> values) {
  std::string text;
  for (float value : values) {
    char digits[32];
    auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
    text += text.empty() ? "" : ",";
    text.append(digits, end);
  }
  return text;
}

static void addMetadata(onnx::ModelProto &model, func::FuncOp function) {
  auto preprocess =
      function->getAttrOfType<DictionaryAttr>("attend.preprocess");
  if (!preprocess)
    return;
  auto add = [&](const char *key, std::string value) {
    auto *entry = model.add_metadata_props();
    entry->set_key(key);
    entry->set_value(std::move(value));
  };
  if (auto mean = preprocess.getAs<DenseF32ArrayAttr>("mean"))
    add("attendc.mean", decimals(mean));
  if (auto std = preprocess.getAs<DenseF32ArrayAttr>("std"))
    add("attendc.std", decimals(std));
  if (auto layout = preprocess.getAs<StringAttr>("layout"))
    add("attendc.layout", layout.str());
}

static std::string nameFrom(DictionaryAttr attributes, const char *otherwise,
                            unsigned index) {
  if (attributes)
    if (auto name = attributes.getAs<StringAttr>("attend.name"))
      return name.str();
  return otherwise + std::to_string(index);
}

static LogicalResult exportFunction(func::FuncOp function,
                                    onnx::GraphProto &proto) {
  OnnxGraph graph(proto);
  proto.set_name(function.getName().str());
  Block &body = function.getBody().front();
  Operation *terminator = body.getTerminator();
  for (auto [i, type] : llvm::enumerate(function.getResultTypes()))
    graph.addOutput(nameFrom(function.getResultAttrDict(i), "output", i), type);
  for (auto [i, argument] : llvm::enumerate(function.getArguments()))
    graph.addInput(argument, nameFrom(function.getArgAttrDict(i), "input", i));

  // A value that is one output bears its name; other outputs are copies.
  SmallVector<std::pair<OpOperand *, std::string>> copies;
  llvm::DenseSet<Value> named;
  for (OpOperand &operand : terminator->getOpOperands()) {
    unsigned i = operand.getOperandNumber();
    std::string name = nameFrom(function.getResultAttrDict(i), "output", i);
    Operation *op = operand.get().getDefiningOp();
    if (op && !isa<attend::ConstantOp>(op) &&
        named.insert(operand.get()).second)
      graph.reserve(operand.get(), name);
    else
      copies.push_back({&operand, name});
  }
  for (Operation &op : body.without_terminator())
    if (failed(exportOp(&op, graph)))
      return failure();
  for (auto &[operand, name] : copies) {
    std::string source = graph.nameOf(*operand);
    onnx::NodeProto &node = *proto.add_node();
    node.set_op_type("Identity");
    node.set_name(name);
    node.add_input(source);
    node.add_output(name);
  }
  return success();
}

FailureOr<std::string> attendc::toOnnx(ModuleOp module) {
  auto functions = module.getOps<func::FuncOp>();
  if (!llvm::hasSingleElement(functions))
    return module.emitError("expected a module with one function");
  func::FuncOp function = *functions.begin();
  if (!function.getBody().hasOneBlock())
    return function.emitError("expected a function with one block");
  onnx::ModelProto model;
  model.set_ir_version(7);
  model.set_producer_name("attendc");
  int64_t opset = 13;
  function.walk([&](attend::UnaryOp op) {
    if (op.getKind() == attend::UnaryKind::HardSwish)
      opset = 14;
  });
  auto *import = model.add_opset_import();
  import->set_domain("");
  import->set_version(opset);
  addMetadata(model, function);
  if (failed(exportFunction(function, *model.mutable_graph())))
    return failure();
  if (llvm::any_of(model.graph().node(), [](const onnx::NodeProto &node) {
        return node.domain() == kMicrosoftDomain;
      })) {
    auto *microsoft = model.add_opset_import();
    microsoft->set_domain(kMicrosoftDomain.str());
    microsoft->set_version(1);
  }
  std::string bytes;
  if (!model.SerializeToString(&bytes))
    return function.emitError("the ONNX file would be larger than 2 GiB");
  return bytes;
}
