// LoopWriter.h: writes the loops of one q8 or attend op, with the C names of
// their values.
#ifndef ATTEND_PASSES_LOWER_LOOPWRITER_H
#define ATTEND_PASSES_LOWER_LOOPWRITER_H

#include "dialects/attend/AttendDialect.h"
#include "dialects/q8/Q8Dialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Builders.h"

#include "llvm/ADT/MapVector.h"

namespace attendc {
struct Target;
}

namespace attendc::lower {

/// The constants of the module. Equal constants are one global.
class ConstantPool;

/// Writes into the body of one function. Integer arithmetic is signed and does
/// not overflow; what follows from constants alone is computed here. `name`
/// arguments are wished C names; a value without one stays nameless.
class LoopWriter {
public:
  LoopWriter(mlir::func::FuncOp function, mlir::Operation *op,
             const Target &target, ConstantPool &pool);

  mlir::OpBuilder builder;
  const Target &target;
  /// The op that is lowered.
  mlir::Operation *const op;

  /// Buffers by operand number and of the result; null for constant operands
  /// that the op packs itself. Every buffer is flat, of signless elements:
  /// memref<Nxi8>, memref<Nxf32>.
  llvm::SmallVector<mlir::Value> inputs;
  mlir::Value output;
  /// Gathered rows, memref<Nxi8>; null if the op needs none.
  mlir::Value scratch;

  // Rows (RowViews.cpp). A function of a pipeline computes one row of its
  // result [1, H, W, C]. Its buffers hold R rows of a tensor, row r at slot
  // r % R; a ring if R < H.
  /// Makes `row` the one row that is computed, and `output` a view of it.
  void computeRow(mlir::Value row);
  /// That row; null in a function that computes the whole result.
  mlir::Value row() const { return computedRow; }
  /// Makes the buffer of `operand` a view of its row `row`.
  void takeRow(unsigned operand, mlir::Value row);
  /// takeRow for all operands of an op that reads of each the row that it
  /// computes, or its only one. In a function without row(): nothing.
  void takeRows();
  /// The slot of row `row` of `operand`.
  mlir::Value slot(unsigned operand, mlir::Value row);
  bool isRing(unsigned operand) const;
  /// Shape of what a buffer shows: of the tensor, or of one row [1, 1, W, C].
  llvm::ArrayRef<int64_t> inputShape(unsigned operand) const {
    return inputShapes[operand];
  }
  llvm::ArrayRef<int64_t> outputShape() const { return shownShape; }
  /// Number of elements that are computed.
  int64_t outputCount() const;

  mlir::Location loc() const { return defaultLoc; }
  mlir::Location named(llvm::StringRef name) const;

  // Numbers.
  mlir::Value index(int64_t value);
  mlir::Value i32(int64_t value);
  /// A constant of any scalar type.
  mlir::Value number(mlir::TypedAttr value);
  mlir::Value add(mlir::Value a, mlir::Value b, llvm::StringRef name = "");
  mlir::Value sub(mlir::Value a, mlir::Value b, llvm::StringRef name = "");
  mlir::Value mul(mlir::Value a, mlir::Value b, llvm::StringRef name = "");
  mlir::Value add(mlir::Value a, int64_t b, llvm::StringRef name = "");
  mlir::Value sub(mlir::Value a, int64_t b, llvm::StringRef name = "");
  mlir::Value mul(mlir::Value a, int64_t b, llvm::StringRef name = "");
  /// Quotient of a non-negative index by a positive constant.
  mlir::Value div(mlir::Value a, int64_t b, llvm::StringRef name = "");
  mlir::Value rem(mlir::Value a, int64_t b, llvm::StringRef name = "");
  mlir::Value min(mlir::Value a, mlir::Value b, llvm::StringRef name = "");
  mlir::Value max(mlir::Value a, mlir::Value b, llvm::StringRef name = "");

  /// An i32 as an integer of `type`, i32 or i64.
  mlir::Value toWide(mlir::Value value, mlir::Type type);
  /// An index as an integer of `type`, and back.
  mlir::Value toInteger(mlir::Value index, mlir::Type type,
                        llvm::StringRef name = "");
  mlir::Value toIndex(mlir::Value integer, llvm::StringRef name = "");

  // Control. A loop of one constant iteration is its body.
  void loop(llvm::StringRef iv, mlir::Value low, mlir::Value high,
            llvm::function_ref<void(mlir::Value)> body);
  void loop(llvm::StringRef iv, int64_t low, int64_t high,
            llvm::function_ref<void(mlir::Value)> body);
  /// A loop that carries values: `body` makes the next ones from the induction
  /// variable and the present ones. Returns the last ones.
  llvm::SmallVector<mlir::Value>
  carry(llvm::StringRef iv, mlir::Value low, mlir::Value high,
        llvm::ArrayRef<llvm::StringRef> names, mlir::ValueRange initial,
        llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::Value,
                                                          mlir::ValueRange)>
            body);
  /// low <= value < high. `outside` may be null.
  void ifInside(mlir::Value value, int64_t low, int64_t high,
                llvm::function_ref<void()> inside,
                llvm::function_ref<void()> outside);

  // Memory.
  /// The i8 or i16 element `buffer[at]` as i32, signed or not.
  mlir::Value loadStored(mlir::Value buffer, mlir::Value at, bool isUnsigned,
                         llvm::StringRef name = "");
  mlir::Value load(mlir::Value buffer, mlir::Value at,
                   llvm::StringRef name = "");
  void store(mlir::Value value, mlir::Value buffer, mlir::Value at);
  /// Stores as many low bits of an i32 as an element has.
  void storeStored(mlir::Value value, mlir::Value buffer, mlir::Value at);
  /// `count` accumulators of `type` (i32 if null) on the stack.
  mlir::Value accumulators(int64_t count, mlir::Type type = {},
                           llvm::StringRef name = "acc");
  void copy(mlir::Value from, mlir::Value fromAt, mlir::Value to,
            mlir::Value toAt, int64_t size);
  void fill(mlir::Value to, mlir::Value at, int64_t size, int32_t value);

  // Constants, flat, named <node>_<what>.
  mlir::Value constant(llvm::StringRef what, llvm::ArrayRef<int8_t> values);
  mlir::Value constant(llvm::StringRef what, llvm::ArrayRef<int16_t> values);
  mlir::Value constant(llvm::StringRef what, llvm::ArrayRef<int32_t> values);
  mlir::Value constant(llvm::StringRef what, llvm::ArrayRef<float> values);

  /// `values` is flat, of signless elements.
  mlir::Value constant(llvm::StringRef what, mlir::DenseElementsAttr values);

  /// Puts constants and accumulators at the function's start.
  mlir::OpBuilder atStart();

private:
  mlir::Value binary(llvm::StringRef kind, mlir::Value a, mlir::Value b,
                     llvm::StringRef name);

  mlir::Value rowOf(mlir::Value tensor, mlir::Value buffer, mlir::Value row);

  mlir::func::FuncOp function;
  mlir::Location defaultLoc;
  ConstantPool &pool;
  llvm::SmallVector<llvm::SmallVector<int64_t>> inputShapes; // by operand
  llvm::SmallVector<int64_t> shownShape;                     // of the output
  mlir::Value computedRow, ring; // ring: the output's whole buffer
  llvm::MapVector<int64_t, mlir::Value> indexConstants, i32Constants;
  llvm::MapVector<mlir::Attribute, mlir::Value> numbers;
  llvm::DenseMap<mlir::Value, int64_t> constantValues;
  mlir::Operation *lastConstant = nullptr;
};

/// True if the elements of `value` are ui8.
bool isUnsigned(mlir::Value value);

/// Shape of a tensor.
llvm::ArrayRef<int64_t> shapeOf(mlir::Value value);

/// A tensor seen from one of its dimensions: `outer` times `length` positions,
/// each of `inner` elements.
struct AxisView {
  AxisView(llvm::ArrayRef<int64_t> shape, int64_t axis);
  int64_t outer = 1, length, inner = 1;
};

/// Elements of a constant operand as int32, unsigned ones zero-extended. Emits
/// an error at `op` and fails if `value` is no constant.
mlir::FailureOr<std::vector<int32_t>> constantElements(mlir::Operation *op,
                                                       mlir::Value value);

/// The elements of a constant operand as a buffer holds them: flat and
/// signless, a bool in a byte. Emits an error at `op` and fails if `value` is
/// no dense constant.
mlir::FailureOr<mlir::DenseElementsAttr> storedElements(mlir::Operation *op,
                                                        mlir::Value value);

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_LOOPWRITER_H
