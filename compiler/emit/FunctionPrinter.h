// FunctionPrinter.h: one emitc.func as a C function.
#ifndef ATTEND_COMPILER_EMIT_FUNCTIONPRINTER_H
#define ATTEND_COMPILER_EMIT_FUNCTIONPRINTER_H

#include "compiler/emit/Folding.h"
#include "compiler/emit/Names.h"

#include "mlir/Dialect/EmitC/IR/EmitC.h"
#include "llvm/Support/raw_ostream.h"

#include <string>

namespace attendc::emit {

/// How tightly a C expression binds, loosest first.
enum class Level {
  Any,
  Conditional,
  LogicalOr,
  LogicalAnd,
  BitwiseOr,
  BitwiseXor,
  BitwiseAnd,
  Equality,
  Relational,
  Shift,
  Additive,
  Multiplicative,
  Unary,
  Postfix,
  Primary
};

/// The text of a C expression.
struct Expression {
  std::string text;
  Level level;
};

/// The C type of a value, `name` declared with it; an empty text if C has
/// none. A constant variable cannot be assigned to.
std::string declaration(mlir::Type type, llvm::StringRef name, bool isConst);

/// A constant as an expression; an empty text if C has none.
Expression literal(mlir::Attribute value);

class FunctionPrinter {
public:
  FunctionPrinter(mlir::emitc::FuncOp function,
                  const llvm::StringSet<> &fileNames, llvm::raw_ostream &os)
      : function(function), folding(function.getBody()), names(fileNames),
        os(os) {}

  llvm::LogicalResult print();

private:
  // FunctionPrinter.cpp: statements
  llvm::LogicalResult printBlock(mlir::Block &block);
  llvm::LogicalResult printStatement(mlir::Operation *op);
  llvm::LogicalResult printVariable(mlir::emitc::VariableOp op);
  llvm::LogicalResult printAssign(mlir::emitc::AssignOp op);
  llvm::LogicalResult printFor(mlir::emitc::ForOp op);
  llvm::LogicalResult printIf(mlir::emitc::IfOp op);
  llvm::LogicalResult printSwitch(mlir::emitc::SwitchOp op);
  /// `label` and, one step in, the statements of `block` and a break.
  llvm::LogicalResult printCase(const llvm::Twine &label, mlir::Block &block);
  /// True if `block` declares a variable, for which C wants braces behind a
  /// label.
  bool declaresVariables(mlir::Block &block) const;
  llvm::LogicalResult printVerbatim(mlir::emitc::VerbatimOp op);
  /// Declares the value of an expression that is not folded.
  llvm::LogicalResult printValue(mlir::Operation *op);
  /// One line of C, broken at spaces if it is too long.
  void line(llvm::StringRef text);

  // Expressions.cpp
  llvm::FailureOr<Expression> expression(mlir::Value value);
  llvm::FailureOr<Expression> define(mlir::Operation *op);
  llvm::FailureOr<Expression> binary(mlir::Operation *op);
  llvm::FailureOr<Expression> call(mlir::Operation *op, llvm::StringRef callee);
  /// The text of `value`, in parentheses if it binds less than `level`.
  llvm::FailureOr<std::string> operand(mlir::Value value, Level level);
  /// `target op= ..` for a folded sum, difference or product whose first
  /// operand reads `target`; else an empty text.
  llvm::FailureOr<std::string> compound(llvm::StringRef target,
                                        mlir::Value value);

  mlir::emitc::FuncOp function;
  Folding folding;
  Names names;
  llvm::raw_ostream &os;
  unsigned depth = 0;
  /// Variables whose next statement assigns to them and so declares them.
  llvm::DenseSet<mlir::Value> undeclared;
};

} // namespace attendc::emit

#endif // ATTEND_COMPILER_EMIT_FUNCTIONPRINTER_H
