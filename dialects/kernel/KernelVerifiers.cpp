// KernelVerifiers.cpp: the constraints of the `kernel` ops, each marked with
// its label from KernelOps.td.

#include "dialects/kernel/KernelDialect.h"

using namespace mlir;
using namespace attendc::kernel;

LogicalResult GemmOp::verify() {
  int32_t m = getM(), k = getK(), n = getN();
  if (m < 1 || k < 1 || n < 1) // gemm_c2
    return emitOpError("expects positive m, k and n, not ")
           << m << ", " << k << " and " << n;
  int64_t biasSize = getBias().getType().getNumElements();
  int64_t multiplierSize = getMultiplier().getType().getNumElements();
  if (biasSize != multiplierSize || biasSize < n) // gemm_c1
    return emitOpError("expects bias and multiplier of one size of at least ")
           << n << ", not " << biasSize << " and " << multiplierSize;
  // The tile sizes are the target's; what they pad must still be whole columns.
  int64_t weightsSize = getWeights().getType().getNumElements();
  if (weightsSize % biasSize != 0 || weightsSize / biasSize < k) // gemm_c1
    return emitOpError("expects weights of ")
           << biasSize << " columns of one length of at least " << k << ", not "
           << weightsSize << " elements";
  return success();
}
