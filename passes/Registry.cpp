// Registry.cpp: lists the dialects and passes of the line.

#include "passes/Registry.h"

#include "dialects/attend/AttendDialect.h"
#include "dialects/kernel/KernelDialect.h"
#include "dialects/q8/Q8Dialect.h"
#include "passes/graph/Passes.h"
#include "passes/lower/Passes.h"
#include "passes/quant/Passes.h"
#include "passes/schedule/Passes.h"
#include "passes/toc/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/EmitC/IR/EmitC.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

void attendc::registerDialects(DialectRegistry &registry) {
  registry.insert<attend::AttendDialect, q8::Q8Dialect, kernel::KernelDialect,
                  arith::ArithDialect, emitc::EmitCDialect, func::FuncDialect,
                  math::MathDialect, memref::MemRefDialect, scf::SCFDialect>();
}

void attendc::registerPasses() {
  graph::registerGraphPasses();
  quant::registerQuantPasses();
  schedule::registerSchedulePasses();
  lower::registerLowerPasses();
  toc::registerTocPasses();
}
