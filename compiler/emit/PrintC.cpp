// PrintC.cpp: what stands at the top level of a C file, and its constants.

#include "compiler/emit/PrintC.h"

#include "compiler/emit/FunctionPrinter.h"
#include "passes/toc/CText.h"

#include "mlir/Dialect/EmitC/IR/EmitC.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::emit;

/// Columns of the lines of a constant's values.
static constexpr size_t kColumns = 80;

/// Prints `values`, separated by commas, on as few lines as they need.
template <typename Range, typename Spell>
static void printValues(raw_ostream &os, Range &&values, Spell spell) {
  std::string row = " ";
  for (auto value : values) {
    std::string text = spell(value);
    if (row.size() + text.size() + 2 > kColumns) {
      os << row << "\n";
      row = " ";
    }
    row += " " + text + ",";
  }
  os << row << "\n";
}

static LogicalResult printInitialValue(raw_ostream &os, emitc::GlobalOp global,
                                       Attribute initial) {
  auto value = dyn_cast<DenseElementsAttr>(initial);
  if (!value || value.getType().getRank() != 1)
    return global.emitError("has no C form");
  Type element = value.getElementType();
  os << " = {\n";
  if (element.isUnsignedInteger(64)) {
    printValues(os, value.getValues<uint64_t>(), [](uint64_t word) {
      std::string text;
      llvm::raw_string_ostream(text)
          << llvm::format("0x%016llx", (unsigned long long)word);
      return text;
    });
  } else if (element.isUnsignedInteger(16)) {
    printValues(os, value.getValues<uint16_t>(), [](uint16_t bits) {
      std::string text;
      llvm::raw_string_ostream(text) << llvm::format("0x%04x", unsigned(bits));
      return text;
    });
  } else if (element.isF32()) {
    printValues(os, value.getValues<float>(), toc::cFloat);
  } else if (element.isF64()) {
    printValues(os, value.getValues<double>(), toc::cDouble);
  } else if (element.isSignlessInteger(16) || element.isSignlessInteger(32) ||
             element.isSignlessInteger(64)) {
    unsigned width = std::max(32u, element.getIntOrFloatBitWidth());
    printValues(os, value.getValues<APInt>(), [&](const APInt &number) {
      return toc::cSigned(number.getSExtValue(), width);
    });
  } else {
    return global.emitError("has no C form");
  }
  os << "}";
  return success();
}

static LogicalResult printGlobal(raw_ostream &os, emitc::GlobalOp global) {
  std::string text = declaration(global.getType(), global.getSymName(),
                                 global.getConstSpecifier());
  if (text.empty())
    return global.emitError("has no C type");
  os << (global.getExternSpecifier() ? "extern " : "")
     << (global.getStaticSpecifier() ? "static " : "") << text;
  if (Attribute initial = global.getInitialValue().value_or(Attribute()))
    if (failed(printInitialValue(os, global, initial)))
      return failure();
  os << ";\n";
  return success();
}

static void printInclude(raw_ostream &os, emitc::IncludeOp include) {
  bool isStandard = include.getIsStandardInclude();
  os << "#include " << (isStandard ? '<' : '"') << include.getInclude()
     << (isStandard ? '>' : '"') << "\n";
}

static LogicalResult printFile(raw_ostream &os, emitc::FileOp file) {
  llvm::StringSet<> fileNames;
  for (Operation &op : file.getBodyRegion().front())
    if (auto symbol = op.getAttrOfType<StringAttr>("sym_name"))
      fileNames.insert(symbol.getValue());
    else if (auto text = dyn_cast<emitc::VerbatimOp>(op))
      for (StringRef word : toc::cWords(text.getValue()))
        if (word.starts_with_insensitive("attend_"))
          fileNames.insert(word); // the runtime's own names
  for (Operation &op : file.getBodyRegion().front()) {
    LogicalResult printed =
        TypeSwitch<Operation *, LogicalResult>(&op)
            .Case<emitc::IncludeOp>([&](emitc::IncludeOp include) {
              printInclude(os, include);
              return success();
            })
            .Case<emitc::VerbatimOp>([&](emitc::VerbatimOp text) {
              os << text.getValue() << "\n";
              return success();
            })
            .Case<emitc::GlobalOp>(
                [&](emitc::GlobalOp global) { return printGlobal(os, global); })
            .Case<emitc::FuncOp>([&](emitc::FuncOp function) {
              return FunctionPrinter(function, fileNames, os).print();
            })
            .Default(
                [](Operation *op) { return op->emitError("has no C form"); });
    if (failed(printed))
      return failure();
  }
  return success();
}

FailureOr<std::vector<OutputFile>> emit::printFiles(ModuleOp module) {
  std::vector<OutputFile> files;
  for (Operation &op : *module.getBody()) {
    auto file = dyn_cast<emitc::FileOp>(op);
    if (!file)
      return op.emitError("stands in no emitc.file");
    OutputFile &output = files.emplace_back();
    output.path = file.getId().str();
    llvm::raw_string_ostream os(output.contents);
    if (failed(printFile(os, file)))
      return failure();
  }
  return files;
}
