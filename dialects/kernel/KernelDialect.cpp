// KernelDialect.cpp: registers the `kernel` dialect and folds its ops.

#include "dialects/kernel/KernelDialect.h"

using namespace mlir;
using namespace attendc::kernel;

#include "dialects/kernel/KernelDialect.cpp.inc"
#define GET_OP_CLASSES
#include "dialects/kernel/KernelOps.cpp.inc"

void KernelDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/kernel/KernelOps.cpp.inc"
      >();
}
