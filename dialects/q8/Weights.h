// Weights.h: which operands of a q8 op are its parameters, and what constant
// weights say about its sums.
#ifndef ATTEND_DIALECTS_Q8_WEIGHTS_H
#define ATTEND_DIALECTS_Q8_WEIGHTS_H

#include "mlir/IR/BuiltinAttributes.h"

#include <cstdint>
#include <vector>

namespace attendc::q8 {

/// True if the op's operand `number` is weights, biases or a table: numbers
/// that belong to the op, and no tensor that it computes on.
bool isParameter(mlir::Operation *op, unsigned number);

/// The constant behind `value`, or null.
mlir::DenseElementsAttr constantBehind(mlir::Value value);

/// The elements of a constant of integers in its order.
std::vector<int32_t> integersOf(mlir::DenseElementsAttr values);

/// Weights [OC, ..] less the zero points of their channels (1 entry or OC): in
/// [-255, 255].
std::vector<int32_t> centredWeights(mlir::DenseElementsAttr weights,
                                    llvm::ArrayRef<int32_t> zeroPoints);

/// Whether every weight lies in [-128, 127].
bool fitInt8(llvm::ArrayRef<int32_t> weights);

/// Whether weights [C, KH, KW, 1] of C groups have one tap of one channel for
/// each position of the window.
bool isDepthwise(mlir::Value weight, int64_t groups);

/// Whether every weight lies in [-8, 7].
bool fitNibbles(llvm::ArrayRef<int32_t> weights);

/// |bias| + (2^inputBits - 1) * sum(|w|), `weights` being those of one output
/// channel: for any input and in any order of summation no partial sum is
/// larger.
int64_t accumulatorReach(int32_t bias, llvm::ArrayRef<int32_t> weights,
                         unsigned inputBits);

/// Whether the sums of `op`, which has an accumulator, may need int64: its
/// input has 16 bits. Other sums fit in int32.
bool mayNeedInt64(mlir::Operation *op);

} // namespace attendc::q8

#endif // ATTEND_DIALECTS_Q8_WEIGHTS_H
