// ConstantPool.h: the constants of the module that is written.
#ifndef ATTEND_PASSES_LOWER_CONSTANTPOOL_H
#define ATTEND_PASSES_LOWER_CONSTANTPOOL_H

#include "passes/lower/UniqueNames.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"

#include "llvm/ADT/DenseMap.h"

namespace attendc::lower {

/// Makes private constant globals at the module's start; equal constants are
/// one global, with the name of its first use.
class ConstantPool {
public:
  ConstantPool(mlir::ModuleOp module, UniqueNames &names)
      : builder(mlir::OpBuilder::atBlockBegin(module.getBody())), names(names) {
  }

  mlir::memref::GlobalOp find(mlir::Location loc, llvm::StringRef name,
                              mlir::DenseElementsAttr values) {
    mlir::memref::GlobalOp &global = globals[values];
    if (!global) {
      auto type = mlir::cast<mlir::ShapedType>(values.getType());
      global = mlir::memref::GlobalOp::create(
          builder, loc, names.claim(name), builder.getStringAttr("private"),
          mlir::MemRefType::get(type.getShape(), type.getElementType()), values,
          /*constant=*/true, /*alignment=*/mlir::IntegerAttr());
    }
    return global;
  }

private:
  mlir::OpBuilder builder;
  UniqueNames &names;
  llvm::DenseMap<mlir::Attribute, mlir::memref::GlobalOp> globals;
};

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_CONSTANTPOOL_H
