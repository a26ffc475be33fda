// LowerToEmitC.cpp: decides the three C files of a model: what stands in each,
// in which order, and under which names.

#include "passes/toc/BodyLowering.h"
#include "passes/toc/BufferWrites.h"
#include "passes/toc/CText.h"
#include "passes/toc/FloatUses.h"
#include "passes/toc/FunctionWriter.h"
#include "passes/toc/ModelInterface.h"
#include "passes/toc/Passes.h"
#include "passes/toc/RuntimeTexts.h"
#include "passes/toc/SymbolNames.h"
#include "targets/Target.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

namespace attendc::toc {
#define GEN_PASS_DEF_LOWERTOEMITC
#include "passes/toc/Passes.h.inc"
} // namespace attendc::toc

using namespace mlir;
using namespace attendc;
using namespace attendc::toc;

namespace {
class LowerToEmitC : public toc::impl::LowerToEmitCBase<LowerToEmitC> {
public:
  using LowerToEmitCBase::LowerToEmitCBase;
  void runOnOperation() override;

private:
  LogicalResult readModule();
  LogicalResult checkOptions();
  LogicalResult checkGlobals();
  void chooseNames(const ModelInterface &interface);
  void verbatim(OpBuilder &builder, const Twine &text);
  void include(OpBuilder &builder, StringRef file, bool isStandard);
  OpBuilder createFile(StringRef suffix);
  void writeHeader(const ModelInterface &interface);
  LogicalResult writeSource(const ModelInterface &interface);
  void writeWeights();

  const Target *chosen = nullptr;
  func::FuncOp run;
  func::FuncOp pushRows;                   // or null
  SmallVector<func::FuncOp> layers;        // that are called, callees first
  SmallVector<memref::GlobalOp> constants; // that are used
  ModelLowering model;
};
} // namespace

/// The functions that `function` calls, callees first, then itself.
static LogicalResult collectCalls(func::FuncOp function,
                                  SymbolTableCollection &symbols,
                                  llvm::SetVector<Operation *> &done,
                                  DenseSet<Operation *> &active) {
  if (done.contains(function))
    return success();
  if (!active.insert(function).second)
    return function.emitError("a function that calls itself has no bounded "
                              "stack");
  WalkResult result = function.walk([&](func::CallOp call) {
    auto callee = symbols.lookupNearestSymbolFrom<func::FuncOp>(
        call, call.getCalleeAttr());
    if (!callee || callee.isExternal()) {
      call.emitError("calls a function that is not defined");
      return WalkResult::interrupt();
    }
    return WalkResult(collectCalls(callee, symbols, done, active));
  });
  active.erase(function);
  done.insert(function);
  return failure(result.wasInterrupted());
}

LogicalResult LowerToEmitC::readModule() {
  ModuleOp module = getOperation();
  for (func::FuncOp function : module.getOps<func::FuncOp>()) {
    if (function.isPrivate())
      continue;
    if (function->hasAttr(kRowsTaken) && !pushRows) {
      pushRows = function;
      continue;
    }
    if (run)
      return function.emitError("a model has one public function");
    run = function;
  }
  if (!run || run.isExternal())
    return module.emitError("the module has no public function to call");

  SymbolTableCollection symbols;
  llvm::SetVector<Operation *> called;
  DenseSet<Operation *> active;
  if (failed(collectCalls(run, symbols, called, active)) ||
      (pushRows && failed(collectCalls(pushRows, symbols, called, active))))
    return failure();
  // As in the module, as far as callees stand before their callers.
  llvm::SetVector<Operation *> ordered;
  for (func::FuncOp function : module.getOps<func::FuncOp>())
    if (called.contains(function))
      (void)collectCalls(function, symbols, ordered, active);
  llvm::SetVector<Operation *> used;
  for (Operation *function : ordered) {
    if (!cast<func::FuncOp>(function).getBody().hasOneBlock())
      return function->emitError("C needs structured control flow");
    if (function != run)
      layers.push_back(cast<func::FuncOp>(function));
    function->walk([&](memref::GetGlobalOp get) {
      if (auto global = symbols.lookupNearestSymbolFrom<memref::GlobalOp>(
              get, get.getNameAttr()))
        used.insert(global);
    });
  }
  for (memref::GlobalOp global : module.getOps<memref::GlobalOp>())
    if (used.contains(global))
      constants.push_back(global);
  return success();
}

LogicalResult LowerToEmitC::checkGlobals() {
  for (memref::GlobalOp global : constants) {
    MemRefType type = global.getType();
    auto value = dyn_cast_or_null<DenseElementsAttr>(
        global.getInitialValue().value_or(Attribute()));
    if (!global.getConstant() || !value)
      return global.emitError("a global is constant and initialized, for the "
                              "C has no static state");
    Type element = type.getElementType();
    if (cElement(element).empty())
      return global.emitError("C has no form for constants of type ") << type;
    if (type.getNumElements() == 0)
      return global.emitError("C has no empty array");
  }
  return success();
}

LogicalResult LowerToEmitC::checkOptions() {
  if (cIdentifier(prefix) != prefix.getValue())
    return emitError(UnknownLoc::get(&getContext()))
           << "the prefix '" << cComment(prefix)
           << "' is no C identifier; try '" << cIdentifier(prefix) << "'";
  chosen = findTarget(target);
  if (!chosen)
    return emitError(UnknownLoc::get(&getContext()))
           << "there is no target '" << cComment(target) << "'";
  return success();
}

void LowerToEmitC::chooseNames(const ModelInterface &interface) {
  SymbolNames names(prefix);
  names.avoidWords(headerText(interface));
  names.avoidWords(allTexts(*chosen));
  std::string macro = macroPrefix(prefix);
  names.avoidWords(prefix + "_quantize " + macro + "_H " + macro + "_WEIGHTS " +
                   macro + "_ALIGNED ATTEND_TICK");
  for (Type element : retypedElements(getOperation()))
    names.avoidWords("attend_" + cElement(element).str());
  for (func::FuncOp layer : layers)
    model.symbols[layer.getSymName()] =
        names.claim(layer == pushRows ? "take_rows" : layer.getSymName());
  for (memref::GlobalOp global : constants)
    model.symbols[global.getSymName()] = names.claim(global.getSymName());
}

void LowerToEmitC::verbatim(OpBuilder &builder, const Twine &text) {
  emitc::VerbatimOp::create(builder, builder.getUnknownLoc(),
                            builder.getStringAttr(text));
}

void LowerToEmitC::include(OpBuilder &builder, StringRef file,
                           bool isStandard) {
  emitc::IncludeOp::create(builder, builder.getUnknownLoc(), file, isStandard);
}

OpBuilder LowerToEmitC::createFile(StringRef suffix) {
  auto builder = OpBuilder::atBlockEnd(getOperation().getBody());
  std::string name = prefix + suffix.str();
  auto file = emitc::FileOp::create(builder, builder.getUnknownLoc(), name);
  if (file.getBodyRegion().empty())
    file.getBodyRegion().emplaceBlock();
  return OpBuilder::atBlockEnd(&file.getBodyRegion().front());
}

void LowerToEmitC::writeHeader(const ModelInterface &interface) {
  OpBuilder builder = createFile(".h");
  std::string guard = macroPrefix(prefix) + "_H";
  verbatim(builder, "/* " + prefix +
                        ".h: how to run this network. Made by attendc; do not "
                        "edit. */\n#ifndef " +
                        guard + "\n#define " + guard + "\n");
  include(builder, "stdint.h", /*isStandard=*/true);
  if (llvm::any_of(interface.ports, [](const ModelPort &port) {
        return !port.isOutput && port.isQuantized;
      }))
    include(builder, "string.h", /*isStandard=*/true);
  verbatim(builder,
           "\n" + headerText(interface) + "\n#endif /* " + guard + " */");
}

/// `[32, 3, 3, 3] int8`, what a comment says of a constant.
static std::string describe(MemRefType type) {
  std::string text = "[";
  llvm::raw_string_ostream os(text);
  llvm::interleaveComma(type.getShape(), os);
  Type element = type.getElementType();
  os << "] ";
  if (element.isF32())
    os << "float";
  else if (element.isF64())
    os << "double";
  else if (element.isF16())
    os << "float16, as its bits";
  else
    os << "int" << element.getIntOrFloatBitWidth();
  return text;
}

/// The constant as emitc stores it: int8 as little-endian words, the last one
/// filled up with zeros; f16 as its bits.
static DenseElementsAttr storedValue(DenseElementsAttr value,
                                     emitc::ArrayType type) {
  auto stored = RankedTensorType::get(type.getShape(), type.getElementType());
  if (value.getElementType().isF16())
    value = value.bitcast(type.getElementType());
  if (!value.getElementType().isInteger(8))
    return value.reshape(stored);
  std::vector<uint64_t> words(type.getShape()[0], 0);
  int64_t i = 0;
  for (int8_t byte : value.getValues<int8_t>()) {
    words[i / 8] |= uint64_t(uint8_t(byte)) << (i % 8 * 8);
    ++i;
  }
  return DenseElementsAttr::get(stored, ArrayRef(words));
}

static std::string wordType(emitc::ArrayType type) {
  if (type.getElementType().isUnsignedInteger())
    return type.getElementType().isUnsignedInteger(16) ? "uint16_t"
                                                       : "uint64_t";
  return cElement(type.getElementType()).str();
}

void LowerToEmitC::writeWeights() {
  OpBuilder builder = createFile("_weights.c");
  std::string macro = macroPrefix(prefix) + "_WEIGHTS";
  verbatim(builder, "/* " + prefix +
                        "_weights.c: the constants of this network. Made by "
                        "attendc; do not edit. */");
  include(builder, "stdint.h", /*isStandard=*/true);
  if (llvm::any_of(constants, isPartlyInfinite))
    include(builder, "math.h", /*isStandard=*/true);
  verbatim(builder,
           "\n/* Define " + macro +
               " as attributes of all constants, such as\n"
               "   __attribute__((section(\".flash\"))), to place them. */\n"
               "#ifndef " +
               macro + "\n#define " + macro + "\n#endif\n");
  bool hasWords = llvm::any_of(constants, [](memref::GlobalOp global) {
    return global.getType().getElementType().isInteger(8);
  });
  if (hasWords)
    verbatim(builder,
             "/* int8 constants are stored as 64-bit words, the first byte "
             "lowest. */\n"
             "#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != "
             "__ORDER_LITTLE_ENDIAN__\n"
             "#error \"this network was compiled for a little-endian "
             "machine\"\n#endif\n");
  // A wish of fast loads; no kernel needs it to be right.
  bool isAligned = !constants.empty() && chosen->vectorBytes > 8;
  if (isAligned)
    verbatim(builder, "#ifdef __GNUC__\n#define " + macroPrefix(prefix) +
                          "_ALIGNED(bytes) __attribute__((aligned(bytes)))\n"
                          "#else\n#define " +
                          macroPrefix(prefix) + "_ALIGNED(bytes)\n#endif\n");
  verbatim(builder, "#ifdef __cplusplus\nextern \"C\" {\n#endif");
  for (memref::GlobalOp global : constants) {
    const std::string &name = model.symbols[global.getSymName()];
    emitc::ArrayType type = ModelLowering::arrayType(global.getType());
    auto value = cast<DenseElementsAttr>(*global.getInitialValue());
    // The declaration gives the constant external linkage in C++ as well.
    verbatim(builder, "\n/* " + describe(global.getType()) +
                          " */\nextern const " + wordType(type) + " " + name +
                          "[" + Twine(type.getShape()[0]) + "];");
    std::string attributes = macro;
    if (isAligned)
      attributes += " " + macroPrefix(prefix) + "_ALIGNED(" +
                    std::to_string(chosen->vectorBytes) + ")";
    verbatim(builder, attributes);
    emitc::GlobalOp::create(builder, global.getLoc(), name, type,
                            storedValue(value, type),
                            /*extern_specifier=*/false,
                            /*static_specifier=*/false,
                            /*const_specifier=*/true);
  }
  verbatim(builder, "\n#ifdef __cplusplus\n}\n#endif");
}

LogicalResult LowerToEmitC::writeSource(const ModelInterface &interface) {
  OpBuilder builder = createFile(".c");
  verbatim(builder, "/* " + prefix +
                        ".c: the layers of this network. Made by attendc; do "
                        "not edit. */");
  include(builder, prefix + ".h", /*isStandard=*/false);
  // What stands here depends on the bodies, which are made first.
  auto marker = emitc::VerbatimOp::create(builder, builder.getUnknownLoc(),
                                          builder.getStringAttr(""));
  FunctionWriter writer(builder, model, interface);
  for (func::FuncOp layer : layers)
    if (failed(writer.writeLayer(layer)))
      return failure();
  if (failed(writer.writeRun(run)))
    return failure();
  if (pushRows)
    writer.writePushRows(pushRows);

  builder.setInsertionPoint(marker);
  std::string problem;
  FailureOr<RuntimeTexts> texts =
      collectTexts(model.runtimeCalls.getArrayRef(), *chosen, problem);
  if (failed(texts))
    return run.emitError(problem);
  llvm::SetVector<StringRef> includes;
  includes.insert("stdint.h");
  if (model.usesString)
    includes.insert("string.h");
  if (model.usesMath)
    includes.insert("math.h");
  includes.insert_range(texts->includes);
  for (StringRef name : includes)
    include(builder, name, /*isStandard=*/true);
  verbatim(builder, "\n#ifdef __cplusplus\n"
                    "#define restrict __restrict /* C++ lacks the word */\n"
                    "#endif");
  if (model.usesTicks)
    verbatim(builder,
             "\n/* A test defines this to see every access of dead bytes. */\n"
             "#ifndef ATTEND_TICK\n"
             "#define ATTEND_TICK(arena, tick) ((void)(arena), (void)(tick))\n"
             "#endif");
  if (!model.aliasedTypes.empty())
    verbatim(builder, aliasedTypesText(model.aliasedTypes.getArrayRef()));
  if (!texts->text.empty())
    verbatim(builder, texts->text);
  if (!constants.empty())
    verbatim(builder, "\n#ifdef __cplusplus\nextern \"C\" {\n#endif");
  for (memref::GlobalOp global : constants)
    emitc::GlobalOp::create(
        builder, global.getLoc(), model.symbols[global.getSymName()],
        ModelLowering::arrayType(global.getType()), Attribute(),
        /*extern_specifier=*/true, /*static_specifier=*/false,
        /*const_specifier=*/true);
  if (!constants.empty())
    verbatim(builder, "#ifdef __cplusplus\n}\n#endif");
  marker.erase();
  return success();
}

void LowerToEmitC::runOnOperation() {
  chosen = nullptr;
  run = nullptr;
  pushRows = nullptr;
  layers.clear();
  constants.clear();
  model = ModelLowering();
  if (failed(readModule()) || failed(checkGlobals()) || failed(checkOptions()))
    return signalPassFailure();
  FailureOr<ModelInterface> interface =
      readInterface(run, pushRows, prefix, std::max(16, chosen->vectorBytes));
  if (failed(interface))
    return signalPassFailure();
  describeFloats(run, layers, *interface);
  chooseNames(*interface);
  model.retypesMemory = retypedElements(getOperation()).size() > 1;
  SmallVector<Operation *> sources;
  for (Operation &op : *getOperation().getBody())
    sources.push_back(&op);
  writeHeader(*interface);
  if (failed(writeSource(*interface)))
    return signalPassFailure();
  writeWeights();
  for (Operation *op : sources)
    op->erase();
}
