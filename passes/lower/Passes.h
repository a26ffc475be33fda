// Passes.h: constructors and registration of the passes in Passes.td.
#ifndef ATTEND_PASSES_LOWER_PASSES_H
#define ATTEND_PASSES_LOWER_PASSES_H

#include "dialects/kernel/KernelDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace attendc::lower {

#define GEN_PASS_DECL
#include "passes/lower/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "passes/lower/Passes.h.inc"

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_PASSES_H
