// Import.cpp: the way from a file to a module that verifies, and the one line
// that is left of a failure.

#include "compiler/import/Import.h"
#include "compiler/import/Graph.h"
#include "compiler/import/Metadata.h"
#include "compiler/import/ModelFile.h"

#include "dialects/attend/AttendDialect.h"

#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

#include <onnx/onnx_pb.h>

using namespace mlir;
using namespace attendc;
using namespace attendc::importer;

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
  if (failed(readModelFile(path, model, error)))
    return failure();
  FailureOr<Opsets> opsets = validateModel(model, error);
  if (failed(opsets))
    return failure();

  context.loadDialect<attend::AttendDialect, func::FuncDialect>();
  OpBuilder builder(&context);
  std::string name = functionName(path);
  Location loc = NameLoc::get(builder.getStringAttr(name));
  module = ModuleOp::create(loc);
  builder.setInsertionPointToEnd(module->getBody());
  auto function =
      func::FuncOp::create(builder, loc, name, builder.getFunctionType({}, {}));
  if (failed(importGraph(model, *opsets, options, function, error)) ||
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
