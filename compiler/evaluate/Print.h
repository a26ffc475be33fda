// Print.h: an evaluation for people and for programs.
#ifndef ATTEND_COMPILER_EVALUATE_PRINT_H
#define ATTEND_COMPILER_EVALUATE_PRINT_H

#include "compiler/evaluate/Evaluate.h"

namespace attendc::evaluate {

/// A table of the forms, how they agree, and what is taken for what: a matrix
/// for up to 20 classes, else the ten most frequent confusions and the ten
/// classes that are recognized worst.
void printText(const Evaluation &evaluation, llvm::raw_ostream &os);

/// Everything, as README.md describes it.
void printJson(const Evaluation &evaluation, llvm::raw_ostream &os);

} // namespace attendc::evaluate

#endif // ATTEND_COMPILER_EVALUATE_PRINT_H
