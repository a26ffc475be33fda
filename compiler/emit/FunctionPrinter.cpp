// FunctionPrinter.cpp: declarations and statements, one on a line.

#include "compiler/emit/FunctionPrinter.h"
#include "passes/toc/CText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"

#include <climits>

using namespace mlir;
using namespace attendc;
using namespace attendc::emit;

/// Columns of a line, where a space allows it.
static constexpr size_t kColumns = 80;

/// The name of a scalar or opaque type; empty if C has none.
static std::string typeName(Type type) {
  if (auto opaque = dyn_cast<emitc::OpaqueType>(type))
    return opaque.getValue().str();
  if (isa<emitc::SizeTType>(type))
    return "size_t";
  if (type.isF32())
    return "float";
  if (type.isF64())
    return "double";
  if (auto pointer = dyn_cast<emitc::PointerType>(type)) {
    std::string pointee = typeName(pointer.getPointee());
    return pointee.empty() ? "" : pointee + " *";
  }
  auto integer = dyn_cast<IntegerType>(type);
  if (!integer)
    return "";
  if (integer.getWidth() == 1)
    return "int";
  if (!llvm::is_contained({8u, 16u, 32u, 64u}, integer.getWidth()))
    return "";
  return (integer.isUnsigned() ? "uint" : "int") +
         std::to_string(integer.getWidth()) + "_t";
}

std::string emit::declaration(Type type, StringRef name, bool isConst) {
  if (auto lvalue = dyn_cast<emitc::LValueType>(type))
    return declaration(lvalue.getValueType(), name, isConst);
  std::string suffix;
  if (auto array = dyn_cast<emitc::ArrayType>(type)) {
    for (int64_t size : array.getShape())
      suffix += "[" + std::to_string(size) + "]";
    type = array.getElementType();
  }
  std::string text = typeName(type);
  if (text.empty())
    return text;
  bool isPointer = StringRef(text).ends_with("*");
  if (isPointer && isConst)
    text += "const";
  else if (isConst && !StringRef(text).starts_with("const "))
    text = "const " + text;
  if (name.empty())
    return text + suffix;
  bool joins = isPointer && !isConst;
  return text + (joins ? "" : " ") + name.str() + suffix;
}

/// True if a line may end at the space `text[at]`: behind a comma, semicolon
/// or assignment, or before a binary operator.
static bool canBreak(StringRef text, size_t at) {
  char previous = text[at - 1];
  if (previous == ',' || previous == ';' || previous == '=')
    return true;
  StringRef next = text.drop_front(at + 1);
  next = next.take_until([](char c) { return c == ' '; });
  return llvm::is_contained({"+",  "-",  "*",  "/",  "%", "<", ">",
                             "<=", ">=", "==", "!=", "&", "|", "^",
                             "<<", ">>", "&&", "||", "?", ":"},
                            next);
}

/// Where `text` is broken to fit into `room` columns: the last of the places
/// that lie in the fewest parentheses, how many those are in `bestDepth`; npos
/// if there is none.
static size_t breakPlace(StringRef text, size_t room, int &bestDepth) {
  size_t best = StringRef::npos;
  int depth = 0;
  bestDepth = INT_MAX;
  for (size_t i = 0; i < text.size() && (i <= room || best == StringRef::npos);
       ++i) {
    if (text[i] == '(' || text[i] == '[')
      ++depth;
    else if (text[i] == ')' || text[i] == ']')
      --depth;
    else if (text[i] == ' ' && depth <= bestDepth && canBreak(text, i)) {
      best = i;
      bestDepth = depth;
    }
  }
  return best;
}

void FunctionPrinter::line(StringRef text) {
  std::string indent(2 * depth, ' ');
  while (indent.size() + text.size() > kColumns) {
    size_t room = kColumns > indent.size() ? kColumns - indent.size() : 0;
    int parentheses;
    size_t space = breakPlace(text, room, parentheses);
    if (space == StringRef::npos)
      break;
    os << indent << text.take_front(space) << "\n";
    text = text.drop_front(space + 1);
    // One step in from the start, and one more inside parentheses.
    if (parentheses > 0 || indent.size() == 2 * depth)
      indent += "    ";
  }
  os << indent << text << "\n";
}

LogicalResult FunctionPrinter::print() {
  if (function.isExternal() || !function.getBody().hasOneBlock())
    return function.emitError("has no C form");
  names.openScope();
  std::string text;
  if (auto specifiers = function.getSpecifiers())
    for (Attribute specifier : *specifiers)
      text += cast<StringAttr>(specifier).getValue().str() + " ";
  ArrayRef<Type> results = function.getResultTypes();
  std::string type =
      results.empty() ? "void" : declaration(results.front(), "", false);
  text += type + " " + function.getName().str() + "(";
  for (BlockArgument argument : function.getArguments()) {
    StringRef name = names.declare(argument);
    std::string parameter = declaration(argument.getType(), name, false);
    if (parameter.empty() || type.empty())
      return function.emitError("has a parameter without a C type");
    text += (argument.getArgNumber() ? ", " : "") + parameter;
  }
  line(text + (function.getNumArguments() ? ") {" : "void) {"));
  if (failed(printBlock(function.getBody().front())))
    return failure();
  line("}");
  names.closeScope();
  return success();
}

LogicalResult FunctionPrinter::printBlock(Block &block) {
  ++depth;
  names.openScope();
  for (Operation &op : block)
    if (!folding.isFolded(&op) && !folding.isDead(&op) &&
        failed(printStatement(&op)))
      return failure();
  names.closeScope();
  --depth;
  return success();
}

/// The next op in the block that is written as a statement.
static Operation *nextStatement(Operation *op, const Folding &folding) {
  do
    op = op->getNextNode();
  while (op && (folding.isFolded(op) || folding.isDead(op)));
  return op;
}

LogicalResult FunctionPrinter::printVariable(emitc::VariableOp op) {
  std::string text = declaration(op.getType(), names.declare(op), false);
  if (text.empty())
    return op.emitError("has no C type");
  std::string value = literal(op.getValue()).text;
  bool isOpaque = isa<emitc::OpaqueAttr>(op.getValue());
  if (value.empty() && !isOpaque)
    return op.emitError("has no C form");
  auto assign = dyn_cast_or_null<emitc::AssignOp>(nextStatement(op, folding));
  if (value.empty() && assign && assign.getVar() == op.getResult()) {
    undeclared.insert(op);
    return success();
  }
  line(text + (value.empty() ? "" : " = " + value) + ";");
  return success();
}

LogicalResult FunctionPrinter::printAssign(emitc::AssignOp op) {
  FailureOr<Expression> target = expression(op.getVar());
  FailureOr<Expression> value = expression(op.getValue());
  if (failed(target) || failed(value))
    return failure();
  if (undeclared.erase(op.getVar())) {
    line(declaration(op.getVar().getType(), target->text, false) + " = " +
         value->text + ";");
    return success();
  }
  FailureOr<std::string> shorter = compound(target->text, op.getValue());
  if (failed(shorter))
    return failure();
  line((shorter->empty() ? target->text + " = " + value->text : *shorter) +
       ";");
  return success();
}

LogicalResult FunctionPrinter::printFor(emitc::ForOp op) {
  FailureOr<Expression> lower = expression(op.getLowerBound());
  FailureOr<std::string> upper = operand(op.getUpperBound(), Level::Additive);
  FailureOr<Expression> step = expression(op.getStep());
  if (failed(lower) || failed(upper) || failed(step))
    return failure();
  names.openScope();
  // The name is lost where IR is printed, but not the loop's own location.
  if (!isa<NameLoc>(op.getInductionVar().getLoc()))
    op.getInductionVar().setLoc(op.getLoc());
  std::string name = names.declare(op.getInductionVar()).str();
  std::string start = declaration(op.getInductionVar().getType(), name, false);
  if (start.empty())
    return op.emitError("has no C type");
  std::string next =
      step->text == "1" ? "++" + name : name + " += " + step->text;
  line("for (" + start + " = " + lower->text + "; " + name + " < " + *upper +
       "; " + next + ") {");
  if (failed(printBlock(*op.getBody())))
    return failure();
  line("}");
  names.closeScope();
  return success();
}

LogicalResult FunctionPrinter::printIf(emitc::IfOp op) {
  FailureOr<Expression> condition = expression(op.getCondition());
  if (failed(condition))
    return failure();
  line("if (" + condition->text + ") {");
  if (failed(printBlock(op.getThenRegion().front())))
    return failure();
  if (!op.getElseRegion().empty()) {
    line("} else {");
    if (failed(printBlock(op.getElseRegion().front())))
      return failure();
  }
  line("}");
  return success();
}

bool FunctionPrinter::declaresVariables(Block &block) const {
  return llvm::any_of(block, [&](Operation &op) {
    return !folding.isFolded(&op) && !folding.isDead(&op) &&
           op.getNumResults() > 0 && !op.use_empty();
  });
}

LogicalResult FunctionPrinter::printCase(const Twine &label, Block &block) {
  bool hasBraces = declaresVariables(block);
  line((label + (hasBraces ? ": {" : ":")).str());
  if (failed(printBlock(block)))
    return failure();
  ++depth;
  line("break;");
  --depth;
  if (hasBraces)
    line("}");
  return success();
}

LogicalResult FunctionPrinter::printSwitch(emitc::SwitchOp op) {
  FailureOr<Expression> value = expression(op.getArg());
  if (failed(value))
    return failure();
  line("switch (" + value->text + ") {");
  for (auto [number, region] :
       llvm::zip_equal(op.getCases(), op.getCaseRegions()))
    if (failed(printCase("case " + Twine(number), region.front())))
      return failure();
  Block &otherwise = op.getDefaultBlock();
  bool isEmpty = llvm::hasSingleElement(otherwise);
  if (!isEmpty && failed(printCase("default", otherwise)))
    return failure();
  line("}");
  return success();
}

LogicalResult FunctionPrinter::printVerbatim(emitc::VerbatimOp op) {
  StringRef rest = op.getValue();
  if (op.getFmtArgs().empty()) {
    line(rest);
    return success();
  }
  std::string text;
  for (Value argument : op.getFmtArgs()) {
    auto [before, after] = rest.split("{}");
    FailureOr<Expression> value = expression(argument);
    if (failed(value))
      return failure();
    text += before.str() + value->text;
    rest = after;
  }
  line(text + rest.str());
  return success();
}

LogicalResult FunctionPrinter::printValue(Operation *op) {
  FailureOr<Expression> value = define(op);
  if (failed(value))
    return failure();
  if (op->getNumResults() == 0 || op->use_empty()) {
    line(value->text + ";");
    return success();
  }
  Value result = op->getResult(0);
  std::string text = declaration(result.getType(), names.declare(result), true);
  if (text.empty() || op->getNumResults() > 1)
    return op->emitError("has no C type");
  line(text + " = " + value->text + ";");
  return success();
}

LogicalResult FunctionPrinter::printStatement(Operation *op) {
  return TypeSwitch<Operation *, LogicalResult>(op)
      .Case<emitc::VariableOp>(
          [&](emitc::VariableOp v) { return printVariable(v); })
      .Case<emitc::AssignOp>([&](emitc::AssignOp a) { return printAssign(a); })
      .Case<emitc::ForOp>([&](emitc::ForOp loop) { return printFor(loop); })
      .Case<emitc::IfOp>([&](emitc::IfOp branch) { return printIf(branch); })
      .Case<emitc::SwitchOp>(
          [&](emitc::SwitchOp choice) { return printSwitch(choice); })
      .Case<emitc::VerbatimOp>(
          [&](emitc::VerbatimOp text) { return printVerbatim(text); })
      .Case<emitc::YieldOp>([&](emitc::YieldOp) { return success(); })
      .Case<emitc::ReturnOp>([&](emitc::ReturnOp ret) -> LogicalResult {
        if (!ret.getOperand())
          return success();
        FailureOr<Expression> value = expression(ret.getOperand());
        if (failed(value))
          return failure();
        line("return " + value->text + ";");
        return success();
      })
      .Default([&](Operation *) -> LogicalResult {
        if (op->getNumRegions())
          return op->emitError("has no C form");
        return printValue(op);
      });
}
