// Passes.h: constructors and registration of the passes in Passes.td.
#ifndef ATTEND_PASSES_QUANT_PASSES_H
#define ATTEND_PASSES_QUANT_PASSES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace attendc::quant {

#define GEN_PASS_DECL
#include "passes/quant/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "passes/quant/Passes.h.inc"

} // namespace attendc::quant

#endif // ATTEND_PASSES_QUANT_PASSES_H
