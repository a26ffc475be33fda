// FloatUses.h: what a model does with floats and with memory of several types.
#ifndef ATTEND_PASSES_TOC_FLOATUSES_H
#define ATTEND_PASSES_TOC_FLOATUSES_H

#include "passes/toc/ModelInterface.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/SetVector.h"

#include <string>

namespace attendc::toc {

/// Sets what `model` says of floats. Layers with the unit attribute
/// `attend.float` are listed if others compute on integers alone.
void describeFloats(mlir::func::FuncOp run,
                    llvm::ArrayRef<mlir::func::FuncOp> layers,
                    ModelInterface &model);

/// The types wider than a byte as which `module` views bytes, in order.
llvm::SetVector<mlir::Type> retypedElements(mlir::ModuleOp module);

/// The definitions of the types that `ModelLowering::pointer` invented for the
/// C types `names`.
std::string aliasedTypesText(llvm::ArrayRef<llvm::StringRef> names);

/// True if the constant holds a number that is not finite, for which C needs a
/// macro of <math.h>.
bool isPartlyInfinite(mlir::memref::GlobalOp global);

} // namespace attendc::toc

#endif // ATTEND_PASSES_TOC_FLOATUSES_H
