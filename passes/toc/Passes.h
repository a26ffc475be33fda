// Passes.h: constructors and registration of the passes in Passes.td.
#ifndef ATTEND_PASSES_TOC_PASSES_H
#define ATTEND_PASSES_TOC_PASSES_H

#include "mlir/Pass/Pass.h"

namespace attendc::toc {

#define GEN_PASS_DECL
#include "passes/toc/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "passes/toc/Passes.h.inc"

} // namespace attendc::toc

#endif // ATTEND_PASSES_TOC_PASSES_H
