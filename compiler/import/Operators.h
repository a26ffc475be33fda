// Operators.h: the tables that say which ONNX ops are read at which opsets.
#ifndef ATTEND_COMPILER_IMPORT_OPERATORS_H
#define ATTEND_COMPILER_IMPORT_OPERATORS_H

#include "compiler/import/Node.h"

namespace attendc::importer {

/// An op that an older opset has under other rules has no row there.
inline constexpr int64_t oldestOpset = 1;
inline constexpr int64_t newestOpset = 23;

/// One op during one range of opsets. An op that changed has several rows; an
/// op type without a row for the model's opset is an error. Revisions that
/// only add element types share a row.
struct Operator {
  const char *type;
  /// The first and the last opset with this meaning.
  int64_t since, until;
  /// Bounds of the number of inputs, trailing absent ones not counted.
  size_t minInputs, maxInputs;
  mlir::LogicalResult (*import)(Node &node);
};

/// The row of an op at an opset; null if there is none. `known` says whether
/// another opset has one. `type` is written as in Signature::type.
const Operator *findOperator(llvm::StringRef type, int64_t opset, bool &known);

// One table per op family, in the file of that name.
llvm::ArrayRef<Operator> convolutionOperators();
llvm::ArrayRef<Operator> matrixProductOperators();
llvm::ArrayRef<Operator> poolingOperators();
llvm::ArrayRef<Operator> elementwiseOperators();
llvm::ArrayRef<Operator> arithmeticOperators();
llvm::ArrayRef<Operator> reductionOperators();
llvm::ArrayRef<Operator> normalizationOperators();
llvm::ArrayRef<Operator> resizeOperators();
llvm::ArrayRef<Operator> shapeOperators();
llvm::ArrayRef<Operator> shapeArithmeticOperators();
llvm::ArrayRef<Operator> quantizationOperators();
llvm::ArrayRef<Operator> quantizedOperators();
llvm::ArrayRef<Operator> integerOperators();
llvm::ArrayRef<Operator> movementOperators();
llvm::ArrayRef<Operator> indexingOperators();

} // namespace attendc::importer

#endif // ATTEND_COMPILER_IMPORT_OPERATORS_H
