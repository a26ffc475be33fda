// BodyLowering.h: the body of one function on buffers as emitc.
#ifndef ATTEND_PASSES_TOC_BODYLOWERING_H
#define ATTEND_PASSES_TOC_BODYLOWERING_H

#include "mlir/Dialect/EmitC/IR/EmitC.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringMap.h"

#include <string>

namespace attendc::toc {

/// The spelling of the C type of a buffer's element: `int8_t` .. `double`, and
/// `uint16_t` for the bits of an f16; empty if buffers of `type` are not
/// supported.
llvm::StringRef cElement(mlir::Type type);

/// The emitc type of a value of `type`: index is i32, f16 its bits, and i1 an
/// int that is 0 or 1. Null if it has none.
mlir::Type cScalar(mlir::Type type);

/// True if elements of a buffer of `type` lie one after the other in row-major
/// order, wherever the first one lies.
bool isRowMajor(mlir::MemRefType type);

/// What the functions of one model share.
struct ModelLowering {
  /// The C names of the module's functions and constants by their symbols.
  llvm::StringMap<std::string> symbols;
  /// C functions of runtime/ that the bodies call, in order of first use.
  llvm::SetVector<llvm::StringRef> runtimeCalls;
  /// True if a body calls memcpy or memset.
  bool usesString = false;
  /// True if a body tells the ticks of the schedule's clock.
  bool usesTicks = false;
  /// True if a body uses a function or a macro of <math.h>.
  bool usesMath = false;

  /// True if the arena holds numbers of several types wider than a byte, one
  /// after the other: see `pointer`.
  bool retypesMemory = false;
  /// C types for which `pointer` gave another name, in order of first use.
  llvm::SetVector<llvm::StringRef> aliasedTypes;

  /// The emitc type `[const] <element> *[restrict]`. C lets memory that was
  /// allocated change its type; optimizers that reorder accesses of different
  /// types do not all respect it, and the caller may have declared the arena.
  /// So where memory is retyped, the element is `attend_<element>`, a type that
  /// may alias all others.
  mlir::Type pointer(mlir::Type element, bool isConst, bool isRestrict = false);

  /// The emitc type that holds the constant `global`: int8 as 64-bit words,
  /// f16 as its bits.
  static mlir::emitc::ArrayType arrayType(mlir::MemRefType type);
};

/// Lowers the blocks of one function. Every value of the source has one value
/// in emitc: numbers as `cScalar` says, a buffer as a pointer or an array.
class BodyLowering {
public:
  BodyLowering(mlir::OpBuilder &builder, mlir::func::FuncOp function,
               ModelLowering &model)
      : builder(builder), function(function), model(model) {}

  /// Says that `source` is `lowered` in the emitc function.
  void map(mlir::Value source, mlir::Value lowered) {
    values[source] = lowered;
  }

  /// Lowers the ops of `block` but its terminator at the builder's place.
  /// Reports what has no place in C at its op.
  llvm::LogicalResult lowerBlock(mlir::Block &block);

  /// The location that carries the wished name of a value of `op`'s: the
  /// NameLoc that the lowering gave it, unless that is the function's own.
  mlir::Location nameOf(mlir::Location location);

private:
  /// `offset` bytes behind the start of `source`.
  struct View {
    mlir::Value source;
    mlir::OpFoldResult offset;
  };

  // ArithToC.cpp
  llvm::LogicalResult lowerArith(mlir::Operation *op);
  llvm::LogicalResult lowerIntegerArith(mlir::Operation *op);
  llvm::LogicalResult lowerMinMax(mlir::Operation *op);
  llvm::LogicalResult lowerCast(mlir::Operation *op);
  llvm::LogicalResult lowerConstant(mlir::Operation *op);
  // FloatToC.cpp
  /// Ops of arith on floats, and conversions from and to them.
  llvm::LogicalResult lowerFloat(mlir::Operation *op);
  llvm::LogicalResult lowerFloatCompare(mlir::Operation *op);
  llvm::LogicalResult lowerFloatCast(mlir::Operation *op);
  llvm::LogicalResult lowerHalfCast(mlir::Operation *op);
  llvm::LogicalResult lowerBitcast(mlir::Operation *op);
  llvm::LogicalResult lowerMath(mlir::Operation *op);
  // MemoryToC.cpp
  llvm::LogicalResult lowerMemory(mlir::Operation *op);
  llvm::LogicalResult lowerGetGlobal(mlir::memref::GetGlobalOp op);
  llvm::LogicalResult lowerView(mlir::memref::ViewOp op);
  llvm::LogicalResult lowerSubview(mlir::memref::SubViewOp op);
  /// The address of `view` as a pointer to `element`.
  mlir::Value makeView(mlir::Location name, View view, mlir::Type element);
  /// The lvalue `buffer[row-major index]`, or null after an error.
  mlir::Value element(mlir::Operation *op, mlir::Value buffer,
                      mlir::ValueRange indices);
  /// The pointer `buffer + index`, in elements.
  mlir::Value place(mlir::Value buffer, mlir::OpFoldResult index,
                    std::optional<mlir::Location> name = std::nullopt);
  // ControlToC.cpp
  llvm::LogicalResult lowerControl(mlir::Operation *op);
  llvm::LogicalResult lowerFor(mlir::scf::ForOp op);
  llvm::LogicalResult lowerIf(mlir::scf::IfOp op);
  llvm::LogicalResult lowerSwitch(mlir::scf::IndexSwitchOp op);
  /// Lowers `block` and assigns what it yields to `variables`.
  llvm::LogicalResult lowerBranch(mlir::Block &block,
                                  mlir::ValueRange variables);
  /// The same into a new block of `region`.
  llvm::LogicalResult lowerBranch(mlir::Block &block,
                                  mlir::ValueRange variables,
                                  mlir::Region &region);
  /// The variables that hold the results of `op` behind its branches.
  llvm::SmallVector<mlir::Value> resultVariables(mlir::Operation *op);
  void mapResults(mlir::Operation *op, mlir::ValueRange variables);
  // KernelToC.cpp
  llvm::LogicalResult lowerKernel(mlir::Operation *op);

  /// What `source` is in emitc.
  mlir::Value lookup(mlir::Value source);
  /// An integer constant of `type`, which has at most 64 bits.
  mlir::Value constant(mlir::Type type, int64_t value);
  mlir::Value constantI32(int64_t value);
  /// A constant of f32 or f64.
  mlir::Value constantFloat(mlir::FloatAttr value);
  mlir::Value castTo(mlir::Type type, mlir::Value value);
  /// An uninitialized local variable: an lvalue, or an array.
  mlir::Value variable(mlir::Location name, mlir::Type type);
  /// A call of the runtime's `callee`, whose text the file will hold.
  mlir::Value callRuntime(mlir::Location name, mlir::TypeRange results,
                          llvm::StringRef callee, mlir::ValueRange operands);

  mlir::OpBuilder &builder;
  mlir::func::FuncOp function;
  ModelLowering &model;
  llvm::DenseMap<mlir::Value, mlir::Value> values;
  /// Views without a name, which are made anew at each use: `memory + 128` says
  /// more than a numbered variable.
  llvm::DenseMap<mlir::Value, View> views;
};

} // namespace attendc::toc

#endif // ATTEND_PASSES_TOC_BODYLOWERING_H
