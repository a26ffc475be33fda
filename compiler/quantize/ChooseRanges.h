// ChooseRanges.h: the range of every value by what it does to the outputs.
#ifndef ATTEND_COMPILER_QUANTIZE_CHOOSERANGES_H
#define ATTEND_COMPILER_QUANTIZE_CHOOSERANGES_H

#include "compiler/quantize/Calibration.h"

namespace attendc {

/// For each class of values that share their parameters, rounds them and
/// nothing else by each method, on examples spread over all, and records the
/// ranges of that which gives the least squared error of the outputs. Rounding
/// errors of different values are next to independent, so that each choice
/// stands alone. Equal parameters are tried once, min-max first and kept unless
/// another is better by a tenth.
///
/// Cost: (number of classes) * (ranges that differ) * half a run, on 4 to 32
/// examples, as many as stay within 10^11 multiply-adds.
mlir::LogicalResult
chooseRanges(mlir::func::FuncOp function, const Examples &examples,
             const llvm::MapVector<mlir::Value, ValueStatistics> &statistics,
             const CalibrationOptions &options, bool isSigned,
             std::string &error);

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_CHOOSERANGES_H
