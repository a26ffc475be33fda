// VerifyLoops.cpp: which functions of the lowered network are replayed.

#include "passes/lower/LoopReplay.h"
#include "passes/lower/Passes.h"

using namespace mlir;
using namespace attendc;

namespace attendc::lower {
#define GEN_PASS_DEF_VERIFYLOOPS
#include "passes/lower/Passes.h.inc"
} // namespace attendc::lower

using namespace attendc::lower;

namespace {
struct VerifyLoops : lower::impl::VerifyLoopsBase<VerifyLoops> {
  void runOnOperation() override;
};
} // namespace

/// A buffer of the network: of static shape, of elements of whole bytes.
static bool isPort(Type type) {
  auto memref = dyn_cast<MemRefType>(type);
  return memref && memref.hasStaticShape() &&
         memref.getElementType().isIntOrFloat() &&
         memref.getElementTypeBitWidth() % 8 == 0;
}

void VerifyLoops::runOnOperation() {
  markAllAnalysesPreserved();
  ModuleOp module = getOperation();
  auto run = module.lookupSymbol<func::FuncOp>("run");
  if (!run || run.isDeclaration() || run.getNumArguments() == 0 ||
      !llvm::all_of(run.getArgumentTypes(), isPort)) {
    module.emitError("expected a function @run of buffers, the last one being "
                     "the arena");
    return signalPassFailure();
  }
  LoopReplay replay(module, run);
  if (failed(replay.walkFrame(run, std::nullopt)))
    return signalPassFailure();
  auto pushRows = module.lookupSymbol<func::FuncOp>("push_rows");
  if (!pushRows)
    return;
  auto rowsTaken = pushRows->getAttrOfType<IntegerAttr>("kernel.rows_taken");
  bool isLike = rowsTaken && !pushRows.isDeclaration() &&
                pushRows.getArgumentTypes().take_front(run.getNumArguments()) ==
                    run.getArgumentTypes();
  if (!isLike) {
    pushRows.emitError("expected the arguments of @run, two numbers, and "
                       "kernel.rows_taken");
    return signalPassFailure();
  }
  if (failed(replay.walkFrame(pushRows, rowsTaken.getInt())))
    signalPassFailure();
}
