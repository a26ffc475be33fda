// AttendNumberVerifiers.cpp: the constraints of the ops of AttendNumberOps.td,
// each marked with its label there.

#include "dialects/attend/AttendDialect.h"

using namespace mlir;
using namespace attendc::attend;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

static LogicalResult verifyAxis(Operation *op, int64_t axis, int64_t rank) {
  if (axis >= 0 && axis < rank)
    return success();
  return op->emitOpError("expected an axis in [0, ")
         << rank << "), found " << axis;
}

/// `actual` is `expected`, element type included.
static LogicalResult verifyType(Operation *op, RankedTensorType actual,
                                RankedTensorType expected) {
  if (actual == expected)
    return success();
  return op->emitOpError("result type is ")
         << actual << ", expected " << expected;
}

static LogicalResult verifyBroadcast(Operation *op) {
  RankedTensorType result = typeOf(op->getResult(0));
  for (Value operand : op->getOperands()) {
    RankedTensorType type = typeOf(operand);
    // add_c1, sub_c1, mul_c1, div_c1, max_c1, min_c1, pow_c1, broadcast_c1
    bool fits = type.getRank() == result.getRank();
    for (int64_t i = 0; fits && i < type.getRank(); ++i)
      fits =
          type.getDimSize(i) == 1 || type.getDimSize(i) == result.getDimSize(i);
    // add_c2, sub_c2, mul_c2, div_c2, max_c2, min_c2, pow_c2
    fits &= type.getElementType() == result.getElementType();
    if (!fits)
      return op->emitOpError("operand ")
             << type << " does not broadcast to " << result;
  }
  return success();
}

LogicalResult AddOp::verify() { return verifyBroadcast(*this); }
LogicalResult SubOp::verify() { return verifyBroadcast(*this); }
LogicalResult MulOp::verify() { return verifyBroadcast(*this); }
LogicalResult DivOp::verify() { return verifyBroadcast(*this); }
LogicalResult MaxOp::verify() { return verifyBroadcast(*this); }
LogicalResult MinOp::verify() { return verifyBroadcast(*this); }
LogicalResult PowOp::verify() { return verifyBroadcast(*this); }
LogicalResult BroadcastOp::verify() { return verifyBroadcast(*this); }

LogicalResult UnaryOp::verify() {
  Type element = typeOf(getInput()).getElementType();
  bool isFree = llvm::is_contained(
      {UnaryKind::Relu, UnaryKind::Clip, UnaryKind::Abs, UnaryKind::Neg},
      getKind());
  // unary_c1
  if (!isFree && !element.isF32() && !element.isF64())
    return emitOpError("expected f32 or f64, found ") << element;
  return success();
}

LogicalResult CastOp::verify() {
  // cast_c1
  RankedTensorType in = typeOf(getInput()), out = typeOf(getResult());
  return verifyType(*this, out, in.clone(out.getElementType()));
}

LogicalResult ReduceOp::verify() {
  RankedTensorType in = typeOf(getInput());
  SmallVector<int64_t> shape(in.getShape());
  int64_t previous = -1;
  for (int64_t axis : getAxes()) {
    // reduce_c1
    if (axis <= previous || axis >= in.getRank())
      return emitOpError("expected ascending axes in [0, ")
             << in.getRank() << "), found " << axis;
    previous = axis;
    shape[axis] = 1;
  }
  // reduce_c2
  return verifyType(*this, typeOf(getResult()), in.clone(shape));
}

LogicalResult ArgMaxOp::verify() {
  RankedTensorType in = typeOf(getInput());
  int64_t axis = static_cast<int64_t>(getAxis());
  // arg_max_c1
  if (failed(verifyAxis(*this, axis, in.getRank())))
    return failure();
  // arg_max_c2
  SmallVector<int64_t> shape(in.getShape());
  shape[axis] = 1;
  return verifyType(
      *this, typeOf(getResult()),
      RankedTensorType::get(shape, IntegerType::get(getContext(), 64)));
}

LogicalResult MatMulOp::verify() {
  RankedTensorType lhs = typeOf(getLhs()), rhs = typeOf(getRhs());
  RankedTensorType result = typeOf(getResult());
  Type element = result.getElementType();
  int64_t rank = result.getRank();
  // matmul_c1
  if (rank < 2 || lhs.getRank() != rank || rhs.getRank() != rank ||
      lhs.getElementType() != element || rhs.getElementType() != element ||
      (!element.isF32() && !element.isF64() && !element.isSignlessInteger(32)))
    return emitOpError("expected operands of the result's rank, at least 2, "
                       "and of one type f32, f64 or i32, found ")
           << lhs << ", " << rhs << " and " << result;
  // matmul_c2
  bool fits = lhs.getDimSize(rank - 1) == rhs.getDimSize(rank - 2) &&
              lhs.getDimSize(rank - 2) == result.getDimSize(rank - 2) &&
              rhs.getDimSize(rank - 1) == result.getDimSize(rank - 1);
  for (int64_t i = 0; fits && i < rank - 2; ++i)
    for (RankedTensorType type : {lhs, rhs})
      fits &=
          type.getDimSize(i) == 1 || type.getDimSize(i) == result.getDimSize(i);
  if (!fits)
    return emitOpError("expected [.., M, K], [.., K, N] and [.., M, N], found ")
           << lhs << ", " << rhs << " and " << result;
  return success();
}

LogicalResult GatherOp::verify() {
  RankedTensorType in = typeOf(getInput()), indices = typeOf(getIndices());
  int64_t axis = static_cast<int64_t>(getAxis());
  // gather_c1
  if (failed(verifyAxis(*this, axis, in.getRank())))
    return failure();
  if (!indices.getElementType().isSignlessInteger(32) &&
      !indices.getElementType().isSignlessInteger(64))
    return emitOpError("expected indices of i32 or i64, found ") << indices;
  // gather_c2
  SmallVector<int64_t> shape(in.getShape().take_front(axis));
  llvm::append_range(shape, indices.getShape());
  llvm::append_range(shape, in.getShape().drop_front(axis + 1));
  return verifyType(*this, typeOf(getResult()), in.clone(shape));
}

LogicalResult ResampleOp::verify() {
  RankedTensorType in = typeOf(getInput()), out = typeOf(getResult());
  int64_t axis = static_cast<int64_t>(getAxis());
  int64_t taps = static_cast<int64_t>(getTaps());
  // resample_c1
  if (failed(verifyAxis(*this, axis, in.getRank())))
    return failure();
  int64_t positions = axis < out.getRank() ? out.getDimSize(axis) : 0;
  ArrayRef<int32_t> indices = getIndices();
  if (taps < 1 || static_cast<int64_t>(indices.size()) / taps != positions ||
      static_cast<int64_t>(indices.size()) % taps != 0 ||
      getWeights().size() != indices.size())
    return emitOpError("expected ")
           << taps << " indices and weights for each of " << positions
           << " positions, found " << indices.size() << " and "
           << getWeights().size();
  // resample_c2
  for (int64_t i = 0; i < positions; ++i) {
    ArrayRef<int32_t> group = indices.slice(i * taps, taps);
    bool isOutside = group[0] == -1;
    for (int32_t index : group)
      if (isOutside ? index != -1 : index < 0 || index >= in.getDimSize(axis))
        return emitOpError("index ")
               << index << " of position " << i << " is outside [0, "
               << in.getDimSize(axis) << ")";
  }
  // resample_c3
  SmallVector<int64_t> shape(in.getShape());
  shape[axis] = positions;
  return verifyType(*this, out, in.clone(shape));
}
