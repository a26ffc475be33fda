// Import.cpp: decides whether a file is an ONNX model that this compiler
// reads, and at which opset.

#include "compiler/import/Import.h"
#include "compiler/import/Graph.h"
#include "compiler/import/Metadata.h"
#include "compiler/import/Operators.h"

#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <onnx/onnx_pb.h>

#include <limits>

using namespace mlir;
using namespace attendc;
using namespace attendc::importer;

static LogicalResult parseModel(StringRef path, onnx::ModelProto &model,
                                ImportError &error) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return error.badInput("cannot read '" + path +
                          "': " + buffer.getError().message());
  StringRef bytes = (*buffer)->getBuffer();
  if (bytes.empty())
    return error.badInput("'" + path + "' is empty; expected an ONNX model");
  if (bytes.size() > std::numeric_limits<int>::max())
    return error.badInput("'" + path + "' has " + Twine(bytes.size()) +
                          " bytes; expected at most 2 GiB");
  if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return error.badInput("'" + path +
                          "' is no ONNX model or is cut short; expected a "
                          "protobuf ModelProto");
  // Unrelated bytes can parse as a message of unknown fields.
  if (model.ir_version() <= 0 || !model.has_graph())
    return error.badInput("'" + path + "' is no ONNX model: it has no " +
                          (model.has_graph() ? "IR version" : "graph"));
  return success();
}

static FailureOr<int64_t> findOpset(const onnx::ModelProto &model,
                                    ImportError &error) {
  std::optional<int64_t> opset;
  for (const auto &entry : model.opset_import())
    if (entry.domain().empty() || entry.domain() == "ai.onnx")
      opset = std::max(opset.value_or(entry.version()), entry.version());
  if (!opset || *opset < 1)
    return error.badInput("the model does not say which opset it uses; "
                          "export it again with an opset_import");
  if (*opset < oldestOpset || *opset > newestOpset)
    return error.unsupported("the model uses opset " + Twine(*opset) +
                             "; expected " + Twine(oldestOpset) + " to " +
                             Twine(newestOpset) +
                             ", export it again for one of these");
  return *opset;
}

/// A C identifier from the file's name: "my-net.onnx" becomes "my_net".
static std::string functionName(StringRef path) {
  std::string name = llvm::sys::path::stem(path).str();
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  if (name.empty() || llvm::isDigit(name.front()))
    name = "model_" + name;
  return name;
}

/// One line of printable text of bounded length: names come from the file.
static std::string oneLine(StringRef text) {
  constexpr size_t limit = 600;
  std::string line;
  llvm::raw_string_ostream stream(line);
  llvm::printEscapedString(text.take_front(limit), stream);
  if (text.size() > limit)
    stream << "...";
  return line;
}

static LogicalResult importModel(StringRef path, const ImportOptions &options,
                                 MLIRContext &context,
                                 OwningOpRef<ModuleOp> &module,
                                 ImportError &error) {
  onnx::ModelProto model;
  if (failed(parseModel(path, model, error)))
    return failure();
  FailureOr<int64_t> opset = findOpset(model, error);
  if (failed(opset))
    return failure();

  context.loadDialect<attend::AttendDialect, func::FuncDialect>();
  OpBuilder builder(&context);
  std::string name = functionName(path);
  Location loc = NameLoc::get(builder.getStringAttr(name));
  module = ModuleOp::create(loc);
  builder.setInsertionPointToEnd(module->getBody());
  auto function =
      func::FuncOp::create(builder, loc, name, builder.getFunctionType({}, {}));
  if (failed(importGraph(model.graph(), *opset, options, function, error)) ||
      failed(importMetadata(model, function, error)))
    return failure();

  // The importer has checked everything; if it missed a rule of the dialect,
  // that is still an error of this import and no crash later.
  std::string broken;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    if (broken.empty()) {
      if (auto node = dyn_cast<NameLoc>(diagnostic.getLocation()))
        broken = node.getName().str() + ": ";
      broken += diagnostic.str();
    }
    return success();
  });
  if (failed(verify(*module)))
    return error.badInput(broken);
  return success();
}

ImportStatus attendc::importOnnx(StringRef path, const ImportOptions &options,
                                 MLIRContext &context,
                                 OwningOpRef<ModuleOp> &module,
                                 std::string &error) {
  ImportError first;
  if (failed(importModel(path, options, context, module, first))) {
    module = nullptr;
    error = oneLine(first.message);
  }
  return first.status;
}
