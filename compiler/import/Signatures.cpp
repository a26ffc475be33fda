// Signatures.cpp: decides whether a node keeps the rules of its op's row in
// the table of signatures.

#include "compiler/import/Signatures.h"
#include "compiler/import/Limits.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <onnx/onnx_pb.h>

#include <cmath>

using namespace mlir;
using onnx::AttributeProto;
using onnx::NodeProto;

namespace attendc::importer {

namespace {
/// One word of a row: name, marks behind it, and what follows the colon.
struct Word {
  StringRef name, kind, rank;
  bool optional = false, repeated = false, required = false;

  explicit Word(StringRef text) {
    std::tie(name, kind) = text.split(':');
    if (kind.ends_with("]"))
      std::tie(kind, rank) = kind.drop_back().split('[');
    optional = name.consume_back("?");
    repeated = name.consume_back("*");
    required = name.consume_back("!");
  }
};
} // namespace

static SmallVector<Word> readWords(StringRef list) {
  SmallVector<StringRef> texts;
  list.split(texts, ' ', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  SmallVector<Word> words;
  for (StringRef text : texts)
    words.emplace_back(text);
  return words;
}

std::string qualifiedType(const NodeProto &node) {
  if (node.domain().empty() || node.domain() == "ai.onnx")
    return node.op_type();
  return node.domain() + "." + node.op_type();
}

const Signature *findSignature(StringRef qualifiedType, int64_t opset) {
  // The last row that is not newer; rows of one type rise.
  const Signature *found = nullptr;
  for (const Signature &row : signatures())
    if (row.since <= opset && qualifiedType == row.type)
      found = &row;
  return found;
}

static LogicalResult badNode(const NodeProto &node, const Twine &text,
                             ImportError &error) {
  return error.badInput(Node::displayName(node) + ": " + node.op_type() + ": " +
                        text);
}

//===----------------------------------------------------------------------===//
// Numbers of operands and results
//===----------------------------------------------------------------------===//

/// "1 input", "2 or 3 inputs", "at least 1 input".
static std::string countText(size_t least, size_t most, StringRef noun) {
  std::string number = std::to_string(least);
  if (most == SIZE_MAX)
    number = "at least " + number;
  else if (most != least)
    number += (most == least + 1 ? " or " : " to ") + std::to_string(most);
  return number + " " + noun.str() +
         (least == 1 && (most == 1 || most == SIZE_MAX) ? "" : "s");
}

template <typename Names>
static LogicalResult checkCount(const NodeProto &node, StringRef list,
                                const Names &names, StringRef noun,
                                ImportError &error) {
  SmallVector<Word> words = readWords(list);
  size_t least = 0, most = words.size();
  for (auto [i, word] : llvm::enumerate(words)) {
    if (!word.optional)
      least = i + 1;
    if (word.repeated)
      most = SIZE_MAX;
  }
  size_t found = names.size();
  while (found && names[found - 1].empty())
    --found;
  if (found < least || found > most)
    return badNode(node,
                   "expected " + countText(least, most, noun) + ", found " +
                       Twine(found),
                   error);
  for (size_t i = 0; i < found; ++i) {
    const Word &word = words[std::min(i, words.size() - 1)];
    if (names[i].empty() && !word.optional)
      return badNode(node,
                     noun + " " + Twine(i) + " (" + word.name + ") is missing",
                     error);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

static int protoType(StringRef kind) {
  return llvm::StringSwitch<int>(kind)
      .Cases({"int", "flag", "size", "count"}, AttributeProto::INT)
      .Cases({"ints", "sizes", "counts"}, AttributeProto::INTS)
      .Case("float", AttributeProto::FLOAT)
      .Case("floats", AttributeProto::FLOATS)
      .Case("strings", AttributeProto::STRINGS)
      .Case("tensor", AttributeProto::TENSOR)
      .Case("sparse", AttributeProto::SPARSE_TENSOR)
      .Default(AttributeProto::STRING);
}

static LogicalResult checkInteger(const NodeProto &node, const Word &word,
                                  int64_t value, ImportError &error) {
  StringRef kind = word.kind;
  if (kind == "flag" && value != 0 && value != 1)
    return badNode(
        node, "'" + word.name + "' is " + Twine(value) + ", expected 0 or 1",
        error);
  int64_t least = kind.starts_with("count")  ? 1
                  : kind.starts_with("size") ? 0
                                             : INT64_MIN;
  if (value < least)
    return badNode(node,
                   "'" + word.name + "' holds " + Twine(value) +
                       ", expected at least " + Twine(least),
                   error);
  return success();
}

static LogicalResult checkString(const NodeProto &node, const Word &word,
                                 StringRef value, ImportError &error) {
  StringRef kind = word.kind;
  if (!kind.consume_front("{") || !kind.consume_back("}"))
    return success();
  SmallVector<StringRef> choices;
  kind.split(choices, ',');
  if (llvm::is_contained(choices, value))
    return success();
  std::string last = choices.pop_back_val().str();
  return badNode(node,
                 "'" + word.name + "' is '" + value + "', expected " +
                     llvm::join(choices, ", ") + " or " + last,
                 error);
}

static LogicalResult checkAttribute(const NodeProto &node, const Word &word,
                                    const AttributeProto &attribute,
                                    ImportError &error) {
  std::string name = "attribute '" + attribute.name() + "'";
  if (attribute.has_ref_attr_name())
    return badNode(node, name + " refers to an attribute of a function", error);
  int expected = protoType(word.kind);
  if (attribute.type() != expected)
    return badNode(node,
                   name + " is " + attributeTypeName(attribute.type()) +
                       ", expected " + attributeTypeName(expected),
                   error);
  int64_t entries = std::max({attribute.ints_size(), attribute.floats_size(),
                              attribute.strings_size()});
  if (entries > maxListEntries)
    return badNode(node,
                   name + " has " + Twine(entries) +
                       " entries, expected at most " + Twine(maxListEntries),
                   error);
  switch (expected) {
  case AttributeProto::INT:
    return checkInteger(node, word, attribute.i(), error);
  case AttributeProto::INTS:
    for (int64_t value : attribute.ints())
      if (failed(checkInteger(node, word, value, error)))
        return failure();
    return success();
  case AttributeProto::FLOAT:
    if (!std::isfinite(attribute.f()))
      return badNode(node, name + " is not finite", error);
    return success();
  case AttributeProto::FLOATS:
    if (!llvm::all_of(attribute.floats(),
                      [](float value) { return std::isfinite(value); }))
      return badNode(node, name + " holds a value that is not finite", error);
    return success();
  case AttributeProto::STRING:
    return checkString(node, word, attribute.s(), error);
  default:
    return success();
  }
}

static LogicalResult checkAttributes(const NodeProto &node, StringRef list,
                                     int64_t since, ImportError &error) {
  SmallVector<Word> words = readWords(list);
  llvm::StringSet<> given;
  for (const AttributeProto &attribute : node.attribute()) {
    if (!given.insert(attribute.name()).second)
      return badNode(
          node, "attribute '" + Twine(attribute.name()) + "' is given twice",
          error);
    auto word = llvm::find_if(words, [&](const Word &candidate) {
      return candidate.name == attribute.name();
    });
    if (word == words.end()) {
      std::string names = llvm::join(
          llvm::map_range(words, [](const Word &w) { return w.name.str(); }),
          ", ");
      return badNode(node,
                     "attribute '" + Twine(attribute.name()) +
                         "' is not known for this op at opset " + Twine(since) +
                         ", expected " + (names.empty() ? "none" : names),
                     error);
    }
    if (failed(checkAttribute(node, *word, attribute, error)))
      return failure();
  }
  for (const Word &word : words)
    if (word.required && !given.contains(word.name))
      return badNode(node, "attribute '" + word.name + "' is missing", error);
  return success();
}

LogicalResult checkNode(const NodeProto &node, const Signature &signature,
                        int64_t opset, ImportError &error) {
  return success(
      succeeded(
          checkCount(node, signature.inputs, node.input(), "input", error)) &&
      succeeded(checkCount(node, signature.outputs, node.output(), "output",
                           error)) &&
      succeeded(checkAttributes(node, signature.attributes, opset, error)));
}

//===----------------------------------------------------------------------===//
// Element types and ranks of operands
//===----------------------------------------------------------------------===//

/// The element types of a set or list, as in "f32|i8".
static StringRef typesOf(StringRef kind) {
  return llvm::StringSwitch<StringRef>(kind)
      .Case("float", "f16|f32|f64")
      .Case("wide", "f16|f32|f64|i32|i64|u32|u64")
      .Case("ordered", "f16|f32|f64|i8|i32|i64|u8|u32|u64")
      .Case("number", "f16|f32|f64|i8|i16|i32|i64|u8|u16|u32|u64")
      .Case("signed", "f16|f32|f64|i8|i16|i32|i64")
      .Case("byte", "i8|u8")
      .Case("index", "i32|i64")
      .Cases({"any", "each"}, "")
      .Default(kind);
}

/// "float32" for "f32", "uint8" for "u8".
static std::string longName(StringRef type) {
  if (type == "bool")
    return "bool";
  StringRef stem = type[0] == 'f' ? "float" : type[0] == 'u' ? "uint" : "int";
  return (stem + type.drop_front()).str();
}

static LogicalResult checkRank(const NodeProto &node, const Twine &what,
                               StringRef rank, const Operand &operand,
                               ImportError &error) {
  if (rank.empty())
    return success();
  auto [low, high] = rank.split('-');
  bool open = low.consume_back("+");
  int64_t least = 0, most = 0;
  low.getAsInteger(10, least);
  most = least;
  if (!high.empty())
    high.getAsInteger(10, most);
  if (operand.rank() >= least && (open || operand.rank() <= most))
    return success();
  std::string expected =
      open ? countText(least, SIZE_MAX, "dimension")
           : countText(least, static_cast<size_t>(most), "dimension");
  return badNode(node,
                 what + " has shape " + shapeText(operand.shape) +
                     ", expected " + expected,
                 error);
}

LogicalResult checkOperands(const NodeProto &node, const Signature &signature,
                            ArrayRef<const Operand *> operands,
                            ImportError &error) {
  SmallVector<Word> words = readWords(signature.inputs);
  // Which operand decided the type of a word.
  llvm::StringMap<size_t> firstUse;
  for (auto [i, operand] : llvm::enumerate(operands)) {
    if (!operand)
      continue;
    const Word &word = words[std::min(i, words.size() - 1)];
    std::string what = ("input " + Twine(i) + " (" + word.name + ")").str();
    std::string found = elementTypeName(operand->type).str();
    StringRef set = typesOf(word.kind.split('#').first);
    SmallVector<StringRef> types;
    if (!set.empty())
      set.split(types, '|');
    SmallVector<std::string> names =
        llvm::map_to_vector(types, [](StringRef t) { return longName(t); });
    if (!names.empty() && !llvm::is_contained(names, found)) {
      std::string last = names.pop_back_val();
      return badNode(node,
                     what + " is " + found + ", expected " +
                         llvm::join(names, ", ") +
                         (names.empty() ? "" : " or ") + last,
                     error);
    }
    auto [first, isNew] = firstUse.try_emplace(word.kind, i);
    if (!isNew && word.kind != "each" &&
        operand->type != operands[first->second]->type)
      return badNode(node,
                     what + " is " + found + ", input " + Twine(first->second) +
                         " is " +
                         elementTypeName(operands[first->second]->type) +
                         "; expected one type",
                     error);
    if (failed(checkRank(node, what, word.rank, *operand, error)))
      return failure();
  }
  return success();
}

} // namespace attendc::importer
