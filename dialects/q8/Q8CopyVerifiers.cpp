// Q8CopyVerifiers.cpp: the constraints of the ops that move or look up
// integers, each marked with its label from Q8Ops.td.

#include "dialects/q8/Q8Dialect.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace attendc::q8;

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<ShapedType>(value.getType()).getShape();
}

static Type elementOf(Value value) { return getElementTypeOrSelf(value); }

LogicalResult TableOp::verify() {
  ArrayRef<int64_t> table = shapeOf(getTable()), input = shapeOf(getInput());
  bool isOneRow = table == ArrayRef<int64_t>(256);
  bool isRowPerChannel =
      !input.empty() && table == ArrayRef<int64_t>({input.back(), 256});
  if ((!isOneRow && !isRowPerChannel) ||
      elementOf(getTable()) != elementOf(getResult())) // table_c1
    return emitOpError("expects a table of [256] or [C, 256] of the result's "
                       "element type");
  if (input != shapeOf(getResult())) // table_c2
    return emitOpError("expects input and result of one shape");
  return success();
}

static LogicalResult verifyIndices(Operation *op, StringRef name,
                                   ArrayRef<int32_t> indices, int64_t count,
                                   int64_t size) {
  if (static_cast<int64_t>(indices.size()) != count)
    return op->emitOpError()
           << "expects " << count << ' ' << name << ", has " << indices.size();
  for (int32_t index : indices)
    if (index < 0 || index >= size)
      return op->emitOpError()
             << name << " must lie in [0, " << size << "), has " << index;
  return success();
}

LogicalResult ResizeNearestOp::verify() {
  ArrayRef<int64_t> input = shapeOf(getInput()), result = shapeOf(getResult());
  if (failed(verifyIndices(*this, "rows", getRows(), result[1], input[1])) ||
      failed(verifyIndices(*this, "columns", getColumns(), result[2],
                           input[2]))) // resize_nearest_c1
    return failure();
  if (input[0] != result[0] || input[3] != result[3] ||
      elementOf(getInput()) != elementOf(getResult())) // resize_nearest_c2
    return emitOpError("expects N, C and the element type of input and result "
                       "to agree");
  return success();
}

LogicalResult PadOp::verify() {
  ArrayRef<int64_t> input = shapeOf(getInput()), result = shapeOf(getResult());
  ArrayRef<int64_t> low = getLow(), high = getHigh();
  if (low.size() != input.size() || high.size() != input.size() ||
      result.size() != input.size()) // pad_c1
    return emitOpError("expects one low and one high entry per dimension");
  // result - input is at most 2^31, so sums of accepted entries do not
  // overflow.
  for (size_t i = 0; i < input.size(); ++i)
    if (low[i] < 0 || high[i] < 0 || low[i] > result[i] ||
        high[i] > result[i] ||
        input[i] + low[i] + high[i] != result[i]) // pad_c1
      return emitOpError() << "expects dimension " << i
                           << " of the result to be input + low + high, none "
                              "of them negative";
  auto [least, most] = integerRange(elementOf(getResult()));
  int32_t value = getValue(); // I32Attr getters are unsigned
  if (elementOf(getInput()) != elementOf(getResult()) || value < least ||
      value > most) // pad_c2
    return emitOpError("expects one element type, and a value inside it");
  return success();
}

LogicalResult ConcatOp::verify() {
  ArrayRef<int64_t> result = shapeOf(getResult());
  int64_t axis = getAxis(), rank = result.size(), total = 0;
  if (axis < 0 || axis >= rank) // concat_c1
    return emitOpError() << "axis " << axis << " lies outside [0, " << rank
                         << ')';
  for (Value input : getInputs()) {
    ArrayRef<int64_t> shape = shapeOf(input);
    bool agrees = static_cast<int64_t>(shape.size()) == rank &&
                  elementOf(input) == elementOf(getResult());
    for (int64_t i = 0; agrees && i < rank; ++i)
      agrees = i == axis || shape[i] == result[i];
    if (!agrees) // concat_c1
      return emitOpError("expects operands that agree with the result but in "
                         "the concatenated dimension");
    total += shape[axis];
  }
  if (total != result[axis]) // concat_c1
    return emitOpError() << "operands have " << total
                         << " positions along the axis, the result "
                         << result[axis];
  return success();
}

LogicalResult SliceOp::verify() {
  ArrayRef<int64_t> input = shapeOf(getInput()), result = shapeOf(getResult());
  ArrayRef<int64_t> starts = getStarts(), steps = getSteps();
  if (starts.size() != input.size() || steps.size() != input.size() ||
      result.size() != input.size()) // slice_c1
    return emitOpError("expects one start and one step per dimension");
  for (size_t i = 0; i < input.size(); ++i)
    if (starts[i] < 0 || starts[i] >= input[i] || steps[i] < 1 ||
        (result[i] > 1 &&
         steps[i] > (input[i] - 1 - starts[i]) / (result[i] - 1))) // slice_c1
      return emitOpError() << "reads outside dimension " << i
                           << " of the input, or its step is not positive";
  if (elementOf(getInput()) != elementOf(getResult())) // slice_c2
    return emitOpError("expects one element type for input and result");
  return success();
}

LogicalResult TransposeOp::verify() {
  ArrayRef<int64_t> input = shapeOf(getInput()), result = shapeOf(getResult());
  ArrayRef<int64_t> permutation = getPermutation();
  int64_t rank = input.size();
  SmallVector<bool> seen(rank, false);
  bool agrees = static_cast<int64_t>(permutation.size()) == rank &&
                static_cast<int64_t>(result.size()) == rank &&
                elementOf(getInput()) == elementOf(getResult());
  for (int64_t i = 0; agrees && i < rank; ++i) {
    int64_t source = permutation[i];
    agrees = source >= 0 && source < rank && !seen[source] &&
             result[i] == input[source];
    if (agrees)
      seen[source] = true;
  }
  if (!agrees) // transpose_c1
    return emitOpError("expects a permutation of the dimensions, and a result "
                       "of the permuted shape and the input's element type");
  return success();
}

LogicalResult ReshapeOp::verify() {
  // Neither count overflows: the type constraint keeps both below 2^31.
  if (cast<ShapedType>(getInput().getType()).getNumElements() !=
          cast<ShapedType>(getType()).getNumElements() ||
      elementOf(getInput()) != elementOf(getResult())) // reshape_c1
    return emitOpError("expects the same number of elements and one element "
                       "type");
  return success();
}
