// KernelVerifiers.cpp: the constraints of the `kernel` ops, each marked with
// its label from KernelOps.td.

#include "dialects/kernel/KernelDialect.h"

using namespace mlir;
using namespace attendc::kernel;

/// `buffer` has at least `size` elements, which are `unit`.
static LogicalResult verifySize(Operation *op, int64_t size, Value buffer,
                                StringRef unit) {
  int64_t most = cast<MemRefType>(buffer.getType()).getNumElements();
  if (size < 1 || size > most)
    return op->emitOpError("expects a size of 1 to ")
           << most << " " << unit << ", not " << size;
  return success();
}

LogicalResult CopyOp::verify() {
  Type input = getInput().getType().getElementType();
  Type output = getOutput().getType().getElementType();
  if (input != output) // copy_c2
    return emitOpError("expects buffers of one element type, not ")
           << input << " and " << output;
  if (failed(verifySize(*this, getSize(), getInput(), "elements"))) // copy_c1
    return failure();
  return verifySize(*this, getSize(), getOutput(), "elements"); // copy_c1
}

LogicalResult FillOp::verify() {
  return verifySize(*this, getSize(), getOutput(), "bytes"); // fill_c1
}

LogicalResult GemmOp::verify() {
  int32_t m = getM(), k = getK(), n = getN();
  if (m < 1 || k < 1 || n < 1) // gemm_c2
    return emitOpError("expects positive m, k and n, not ")
           << m << ", " << k << " and " << n;
  int32_t bits = getBits();
  if (bits != 8 && bits != 4) // gemm_c3
    return emitOpError("expects weights of 8 or 4 bits, not ") << bits;
  int64_t biasSize = getBias().getType().getNumElements();
  int64_t multiplierSize = getMultiplier().getType().getNumElements();
  if (biasSize != multiplierSize || biasSize < n) // gemm_c1
    return emitOpError("expects bias and multiplier of one size of at least ")
           << n << ", not " << biasSize << " and " << multiplierSize;
  // The tile sizes are the target's; what they pad must still be whole columns.
  int64_t weightsSize = getWeights().getType().getNumElements() * 8 / bits;
  if (weightsSize % biasSize != 0 || weightsSize / biasSize < k) // gemm_c1
    return emitOpError("expects weights of ")
           << biasSize << " columns of one length of at least " << k << ", not "
           << weightsSize << " elements";
  return success();
}
