// Q8Dialect.h: the C++ view of the `q8` dialect and its ops.
#ifndef ATTEND_DIALECTS_Q8_Q8DIALECT_H
#define ATTEND_DIALECTS_Q8_Q8DIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/q8/Q8Dialect.h.inc"

namespace attendc::q8 {

/// Whether every dimension is at least 1 and their product below 2^31, so that
/// int32_t counts the elements.
bool isAddressable(mlir::ShapedType type);

/// Whether activations are made of such elements: i8, ui8, i16 or ui16.
bool isActivation(mlir::Type element);

/// The integers from least to most.
struct IntegerRange {
  int32_t least, most;
};

/// What an element of an activation can hold.
IntegerRange integerRange(mlir::Type element);

} // namespace attendc::q8

#define GET_OP_CLASSES
#include "dialects/q8/Q8Ops.h.inc"

#endif // ATTEND_DIALECTS_Q8_Q8DIALECT_H
