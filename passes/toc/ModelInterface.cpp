// ModelInterface.cpp: decides what the header of a model says.

#include "passes/toc/ModelInterface.h"

#include "passes/toc/BodyLowering.h"
#include "passes/toc/BufferWrites.h"
#include "passes/toc/CText.h"
#include "runtime/RuntimeText.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::toc;

int64_t ModelPort::bytes() const {
  int64_t count = elementBytes;
  for (int64_t size : shape)
    count *= size;
  return count;
}

std::string toc::macroPrefix(StringRef prefix) { return prefix.upper(); }

static FailureOr<ModelPort> readPort(func::FuncOp run, unsigned index,
                                     bool isOutput) {
  auto type = dyn_cast<MemRefType>(run.getArgument(index).getType());
  if (!type || cElement(type.getElementType()).empty() || !isRowMajor(type))
    return run.emitError("input or output ")
           << index << " is no buffer of numbers that C has, but "
           << run.getArgument(index).getType();
  ModelPort port;
  Type element = type.getElementType();
  port.elementBytes = element.getIntOrFloatBitWidth() / 8;
  port.shape.assign(type.getShape().begin(), type.getShape().end());
  port.isOutput = isOutput;
  bool isBool = run.getArgAttr(index, "attend.bool") != nullptr;
  port.isUnsigned =
      element.isInteger() &&
      (isBool || run.getArgAttr(index, "attend.unsigned") != nullptr);
  port.cType = (port.isUnsigned ? "u" : "") + cElement(element).str();
  if (isBool)
    port.meaning = "0 or 1";
  if (element.isF16())
    port.meaning = "the bits of float16 numbers";
  if (auto name = run.getArgAttrOfType<StringAttr>(index, "attend.name"))
    port.label = name.getValue();
  auto scale = run.getArgAttrOfType<FloatAttr>(index, "q8.scale");
  auto zeroPoint = run.getArgAttrOfType<IntegerAttr>(index, "q8.zero_point");
  if (scale && zeroPoint && scale.getValue().isFinite() &&
      (element.isInteger(8) || element.isInteger(16))) {
    port.isQuantized = true;
    port.scale = scale.getValue().convertToFloat();
    port.zeroPoint = int32_t(zeroPoint.getInt());
  }
  return port;
}

/// One input is `input` and one output `output`; several are named as in the
/// network.
static void namePorts(ModelInterface &model) {
  llvm::StringSet<> used = {"arena", "weights", "h"};
  if (model.rowsTaken)
    for (StringRef name : {"rows", "first", "count"})
      used.insert(name);
  for (bool isOutput : {false, true}) {
    size_t count = llvm::count_if(model.ports, [&](const ModelPort &port) {
      return port.isOutput == isOutput;
    });
    StringRef fallback = isOutput ? "output" : "input";
    for (ModelPort &port : model.ports) {
      if (port.isOutput != isOutput)
        continue;
      std::string base = count == 1 || port.label.empty()
                             ? fallback.str()
                             : cIdentifier(port.label);
      port.name = base;
      // Macros are in upper case, so names must differ in more than case.
      for (int n = 2; !used.insert(StringRef(port.name).lower()).second; ++n)
        port.name = base + "_" + std::to_string(n);
      if (port.label.empty())
        port.label = port.name;
    }
  }
}

static std::vector<float> readFloats(DictionaryAttr attributes,
                                     StringRef name) {
  auto values = attributes ? attributes.getAs<DenseF32ArrayAttr>(name)
                           : DenseF32ArrayAttr();
  return values ? std::vector<float>(values.asArrayRef().begin(),
                                     values.asArrayRef().end())
                : std::vector<float>();
}

/// Adds the function `pushRows` to the interface of `run`.
static LogicalResult readPushRows(func::FuncOp pushRows, func::FuncOp run,
                                  ModelInterface &model) {
  const ModelPort &input = model.ports.front();
  bool hasOneInput =
      model.ports.size() > 1 && !input.isOutput && model.ports[1].isOutput;
  if (!hasOneInput || input.shape.size() != 4 || input.shape[0] != 1)
    return pushRows.emitError("rows can be pushed to a network of one input "
                              "[1, H, W, C] only");
  Type index = IndexType::get(run.getContext());
  SmallVector<Type> types(run.getArgumentTypes());
  types.append({index, index});
  if (TypeRange(pushRows.getArgumentTypes()) != TypeRange(types) ||
      pushRows.getNumResults())
    return pushRows.emitError("the function that rows are pushed to takes the "
                              "arguments of @")
           << run.getSymName()
           << " and two indices, the first row and how many there are";
  auto offset = pushRows->getAttrOfType<IntegerAttr>(kRowsTaken);
  if (!offset || offset.getInt() < 0 || offset.getInt() % 4 != 0 ||
      offset.getInt() > model.arenaBytes - 4)
    return pushRows.emitError("expects in '")
           << kRowsTaken << "' where in the arena of " << model.arenaBytes
           << " bytes an int32 lies";
  model.rowsTaken = offset.getInt();
  return success();
}

FailureOr<ModelInterface> toc::readInterface(func::FuncOp run,
                                             func::FuncOp pushRows,
                                             StringRef prefix,
                                             int64_t arenaAlign) {
  if (run.getNumArguments() < 2 || run.getNumResults())
    return run.emitError("the function to be called takes inputs, outputs and "
                         "an arena, and has no results");
  ModelInterface model;
  model.prefix = prefix;
  model.arenaAlign = arenaAlign;
  unsigned last = run.getNumArguments() - 1;
  auto arena = dyn_cast<MemRefType>(run.getArgument(last).getType());
  if (!arena || arena.getRank() != 1 || !arena.hasStaticShape() ||
      !arena.getElementType().isInteger(8))
    return run.emitError("the last argument is no arena of bytes, but ")
           << run.getArgument(last).getType();
  model.arenaBytes = arena.getNumElements();

  SymbolTableCollection symbols;
  for (bool wanted : {false, true})
    for (unsigned i = 0; i < last; ++i) {
      if (isWritten(run.getArgument(i), symbols) != wanted)
        continue;
      FailureOr<ModelPort> port = readPort(run, i, wanted);
      if (failed(port))
        return failure();
      model.ports.push_back(*port);
    }
  bool outputSeen = false;
  for (unsigned i = 0; i < last; ++i) {
    bool isOutput = isWritten(run.getArgument(i), symbols);
    if (outputSeen && !isOutput)
      return run.emitError("an input follows an output, or output ")
             << i << " is never written";
    outputSeen |= isOutput;
  }
  if (pushRows && failed(readPushRows(pushRows, run, model)))
    return failure();
  namePorts(model);
  auto preprocess = run->getAttrOfType<DictionaryAttr>("attend.preprocess");
  model.mean = readFloats(preprocess, "mean");
  model.std = readFloats(preprocess, "std");
  return model;
}

std::string toc::parameterList(const ModelInterface &model) {
  std::string text;
  for (const ModelPort &port : model.ports) {
    text += port.isOutput ? "" : "const ";
    text += port.cType + " *" + port.name + ", ";
  }
  return text + "void *arena";
}

/// What a user of pushed rows should know.
static void printPushRows(raw_ostream &os, const ModelInterface &model) {
  const ModelPort &input = model.ports.front();
  const std::string &prefix = model.prefix;
  std::string macro = macroPrefix(prefix) + "_" + StringRef(input.name).upper();
  std::string outputs;
  for (const ModelPort &port : ArrayRef(model.ports).drop_front())
    outputs += port.name + ", ";
  os << "\n/* Computes the outputs from an input that comes in rows and is "
        "never "
        "whole in\n   memory. `rows` holds rows `first` to `first + count - "
        "1`, "
        "each of\n   "
     << macro << "_WIDTH * " << macro
     << "_CHANNELS elements. They come in order, each once;\n"
        "   row 0 begins a new input. Returns how many rows are still to come: "
        "at 0 "
        "the\n   outputs are complete. Returns -1 and changes nothing if the "
        "rows "
        "do not follow\n   those taken so far, are fewer than 1, or more than "
        "are "
        "to come.\n"
        "   The count is kept in the arena, and row 0 alone starts it: in "
        "memory "
        "that has not\n   taken row 0, a call with first > 0 is an error of "
        "the "
        "caller that is found only\n   by chance.\n"
        "   Between the calls for one input the outputs and the arena are left "
        "alone; the\n   memory of the rows may be used again. With a "
        "camera:\n\n"
     << "     static " << macro << "_TYPE row[" << macro << "_WIDTH * " << macro
     << "_CHANNELS];\n"
     << "     for (int32_t y = 0; y < " << macro << "_HEIGHT; ++y) {\n"
     << "       read_row_of_camera(row);\n"
     << "       " << prefix << "_push_rows(row, y, 1, " << outputs
     << "arena);\n     }\n"
     << "*/\nint32_t " << prefix << "_push_rows(const " << input.cType
     << " *rows, int32_t first, int32_t count,\n    ";
  for (const ModelPort &port : ArrayRef(model.ports).drop_front())
    os << port.cType << " *" << port.name << ", ";
  os << "void *arena);\n";
}

static void printFloats(raw_ostream &os, StringRef macro,
                        ArrayRef<float> values) {
  os << "#define " << macro << " {";
  llvm::interleaveComma(values, os, [&](float v) { os << cFloat(v); });
  os << "}\n";
}

static std::string inParentheses(int32_t value) {
  std::string text = cSigned(value, 32);
  return value < 0 ? "(" + text + ")" : text;
}

/// The macros of one input or output.
static void printPort(raw_ostream &os, const ModelInterface &model,
                      const ModelPort &port) {
  std::string macro =
      macroPrefix(model.prefix) + "_" + StringRef(port.name).upper();
  os << "\n/* " << (port.isOutput ? "Output `" : "Input `")
     << cComment(port.label) << "`: " << port.cType << " [";
  llvm::interleaveComma(port.shape, os);
  os << "]" << (port.shape.size() == 4 ? ", that is [N, H, W, C]" : "");
  if (!port.meaning.empty())
    os << ",\n   " << port.meaning;
  if (port.isQuantized)
    os << ";\n   real value = (stored - zero point) * scale";
  os << ". */\n";
  os << "#define " << macro << "_BYTES " << port.bytes() << "\n";
  if (port.shape.size() == 4) {
    os << "#define " << macro << "_HEIGHT " << port.shape[1] << "\n"
       << "#define " << macro << "_WIDTH " << port.shape[2] << "\n"
       << "#define " << macro << "_CHANNELS " << port.shape[3] << "\n";
  }
  os << "#define " << macro << "_TYPE " << port.cType << "\n";
  if (port.isQuantized)
    os << "#define " << macro << "_SCALE " << cFloat(port.scale) << "\n"
       << "#define " << macro << "_ZERO_POINT " << inParentheses(port.zeroPoint)
       << "\n";
}

/// The two conversions of an input or output, as far as they make sense.
static void printConversion(raw_ostream &os, const ModelInterface &model,
                            const ModelPort &port) {
  std::string macro =
      macroPrefix(model.prefix) + "_" + StringRef(port.name).upper();
  StringRef type = port.cType;
  if (!port.isQuantized)
    return;
  if (port.isOutput) {
    os << "\n/* The real value of a stored one of `" << port.name << "`. */\n"
       << "static inline float " << model.prefix << "_dequantize_" << port.name
       << "(" << type << " stored) {\n"
       << "  return (float)((int32_t)stored - " << macro << "_ZERO_POINT) * "
       << macro << "_SCALE;\n}\n";
    return;
  }
  int64_t count = int64_t(1) << (8 * port.elementBytes);
  int64_t least = port.isUnsigned ? 0 : -count / 2;
  os << "\n/* The stored value for a real one of `" << port.name
     << "`: nearest, saturated. */\n"
     << "static inline " << type << " " << model.prefix << "_quantize_"
     << port.name << "(float real) {\n"
     << "  return (" << type << ")" << model.prefix
     << "_quantize(\n      real, " << macro << "_SCALE, " << macro
     << "_ZERO_POINT, " << least << ", " << least + count - 1 << ");\n}\n";
}

/// The runtime's quantization under a name of this model's, so that the
/// headers of two models can be included together.
static std::string quantizeText(StringRef prefix) {
  std::string text;
  for (StringRef line : llvm::split(runtimeText("portable/quantize.h"), '\n')) {
    if (line.starts_with("#include") || line.starts_with("// quantize.h"))
      continue;
    text += line.str() + "\n";
  }
  constexpr StringLiteral generic = "attend_quantize";
  // Onwards from what was put in, for a prefix may hold the word itself.
  std::string name = prefix.str() + "_quantize";
  for (size_t at = 0; (at = text.find(generic.str(), at)) != std::string::npos;
       at += name.size())
    text.replace(at, generic.size(), name);
  return StringRef(text).trim('\n').str() + "\n";
}

/// What a user of a model with floats should know, or nothing.
static void printFloatNotes(raw_ostream &os, const ModelInterface &model) {
  if (model.usesLibm)
    os << "/* Calls functions of <math.h>: link with the C library's "
          "mathematics "
          "(-lm). */\n";
  if (!model.hasFloatArithmetic) {
    os << (model.usesLibm ? "\n" : "");
    return;
  }
  os << "/* Computes in floating point: results may differ between targets "
        "and\n"
        "   compilers in the last bits.";
  if (!model.floatLayers.empty()) {
    os << " Of the layers these do:";
    for (const std::string &layer : model.floatLayers)
      os << "\n   " << cComment(layer);
  }
  os << " */\n\n";
}

std::string toc::headerText(const ModelInterface &model) {
  std::string text;
  llvm::raw_string_ostream os(text);
  std::string macro = macroPrefix(model.prefix);
  printFloatNotes(os, model);
  os << "/* Memory that " << model.prefix
     << "_run works in: bytes, and alignment in bytes. */\n"
     << "#define " << macro << "_ARENA_BYTES " << model.arenaBytes << "\n"
     << "#define " << macro << "_ARENA_ALIGN " << model.arenaAlign << "\n";
  bool hasInput = false;
  for (const ModelPort &port : model.ports) {
    printPort(os, model, port);
    hasInput |= !port.isOutput && port.isQuantized;
  }
  if (!model.mean.empty() || !model.std.empty()) {
    os << "\n/* The network was calibrated on (pixel / 255 - mean) / std, per "
          "channel. */\n";
    if (!model.mean.empty())
      printFloats(os, macro + "_INPUT_MEAN", model.mean);
    if (!model.std.empty())
      printFloats(os, macro + "_INPUT_STD", model.std);
  }
  os << "\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n"
     << "/* Computes the outputs from the inputs. `arena` points to\n   "
     << macro << "_ARENA_BYTES bytes, aligned to " << macro
     << "_ARENA_ALIGN,\n   whose contents need not be kept between calls. No "
        "two buffers overlap.\n   Returns 0. */\n"
     << "int " << model.prefix << "_run(" << parameterList(model) << ");\n";
  if (model.rowsTaken)
    printPushRows(os, model);
  os << "\n#ifdef __cplusplus\n}\n#endif\n";
  if (hasInput)
    os << "\n" << quantizeText(model.prefix);
  for (const ModelPort &port : model.ports)
    printConversion(os, model, port);
  return text;
}
