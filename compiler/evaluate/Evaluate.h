// Evaluate.h: classifies pictures by a network in float, in integers and in C,
// and compares.
#ifndef ATTEND_COMPILER_EVALUATE_EVALUATE_H
#define ATTEND_COMPILER_EVALUATE_EVALUATE_H

#include "compiler/evaluate/CProgram.h"
#include "compiler/evaluate/DataSet.h"
#include "compiler/evaluate/Tally.h"
#include "compiler/quantize/Preprocessing.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace attendc::evaluate {

/// The forms of one network; null where there is none. The program is made of
/// the integers or, without them, of the floats.
struct Forms {
  mlir::func::FuncOp floats;   ///< Of `attend` ops.
  mlir::func::FuncOp integers; ///< Of `q8` ops, and of `attend` ops between.
  CProgram *program = nullptr;
};

/// How one form does.
struct Score {
  std::string form; ///< "float", "int8" or "C"
  Tally tally;
  double seconds = 0; ///< of processor time; 0: not measured
};

/// How the C's scores differ from those of the form that it was made of.
struct Difference {
  int64_t pictures = 0; ///< with any difference
  double largest = 0;   ///< of all scores, as real values
};

struct Evaluation {
  std::vector<std::string> classes;
  int64_t pictures = 0;
  std::vector<Score> scores; ///< in the order above
  /// Pictures that float and int8 take for the same class, if there are both.
  std::optional<int64_t> agreement;
  std::optional<Difference> difference;
};

/// Checks that `function` takes one input and gives one row of `classes`
/// scores, real or quantized. Fails with one line.
mlir::LogicalResult verifyClassifier(mlir::func::FuncOp function,
                                     size_t classes, std::string &error);

/// Runs the forms, which are such classifiers, on `examples`. C of integers
/// alone must give the bits of the integer reference. Fails with one line that
/// names the picture, or with a diagnostic at an op that cannot be run.
mlir::FailureOr<Evaluation> evaluate(const Forms &forms,
                                     llvm::ArrayRef<std::string> classes,
                                     llvm::ArrayRef<Example> examples,
                                     const Preprocessing &preprocessing,
                                     std::string &error);

} // namespace attendc::evaluate

#endif // ATTEND_COMPILER_EVALUATE_EVALUATE_H
