// Numbers.h: arithmetic on the elements of tensors of any number type.
#ifndef ATTEND_PASSES_LOWER_NUMBERS_H
#define ATTEND_PASSES_LOWER_NUMBERS_H

#include "passes/lower/LoopWriter.h"

namespace attendc::lower {

/// What can be done with elements of one type. They are computed with in the
/// type that C would take: f32 for f16 and f32, f64, i32 for bool and integers
/// of up to 32 bits, i64. Integers wrap around: the bits that do not fit are
/// lost when they are stored.
class Numbers {
public:
  Numbers(LoopWriter &writer, mlir::Type element);

  LoopWriter &writer;
  /// Of the tensor: f16, f32, f64, i1, i8 .. i64, ui8 .. ui64.
  const mlir::Type element;
  /// Of the values: f32, f64, i32 or i64.
  const mlir::Type type;

  bool isFloat() const { return mlir::isa<mlir::FloatType>(type); }
  bool isUnsigned() const { return element.isUnsignedInteger(); }
  /// True if values fill all bits of their type without a sign. Narrower
  /// unsigned integers are never negative.
  bool ordersUnsigned() const {
    return isUnsigned() && element.getIntOrFloatBitWidth() >= 32;
  }

  mlir::Value load(mlir::Value buffer, mlir::Value at,
                   llvm::StringRef name = "") const;
  void store(mlir::Value value, mlir::Value buffer, mlir::Value at) const;

  /// The number next to `value`; integers take it towards zero.
  mlir::Value constant(double value) const;
  /// An element of a constant.
  mlir::Value constant(mlir::DenseElementsAttr stored, int64_t at) const;
  /// The end of the order of numbers: an infinity, or the type's least or
  /// greatest integer.
  mlir::Value least() const { return end(false); }
  mlir::Value greatest() const { return end(true); }

  mlir::Value add(mlir::Value a, mlir::Value b,
                  llvm::StringRef name = "") const;
  mlir::Value sub(mlir::Value a, mlir::Value b,
                  llvm::StringRef name = "") const;
  mlir::Value mul(mlir::Value a, mlir::Value b,
                  llvm::StringRef name = "") const;
  /// Integers round towards zero; a quotient by 0 is 0.
  mlir::Value div(mlir::Value a, mlir::Value b,
                  llvm::StringRef name = "") const;
  /// Of `a` and `b`, the second only if it is greater (smaller): what is not a
  /// number stays, if it is `a`.
  mlir::Value max(mlir::Value a, mlir::Value b,
                  llvm::StringRef name = "") const;
  mlir::Value min(mlir::Value a, mlir::Value b,
                  llvm::StringRef name = "") const;
  mlir::Value negate(mlir::Value a) const;
  /// a < b, a == b.
  mlir::Value less(mlir::Value a, mlir::Value b) const;
  mlir::Value equal(mlir::Value a, mlir::Value b) const;
  mlir::Value select(mlir::Value condition, mlir::Value a, mlir::Value b,
                     llvm::StringRef name = "") const;
  /// An integer of `from` in this float type.
  mlir::Value fromInteger(mlir::Value value, const Numbers &from) const;

  /// A float op of one or two operands, such as math.exp.
  template <typename OpT, typename... Operands>
  mlir::Value call(Operands... operands) const {
    return OpT::create(writer.builder, writer.loc(), operands...);
  }

private:
  mlir::Value end(bool upper) const;
  mlir::Value quotient(mlir::Value a, mlir::Value b) const;
};

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_NUMBERS_H
