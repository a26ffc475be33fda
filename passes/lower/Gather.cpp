// Gather.cpp: slices of a tensor that indices choose at run time.

#include "passes/lower/Families.h"
#include "passes/lower/Numbers.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

// for o, k: at = index[k], from the end if negative, and clamped, since it may
// be input; y[o, k, :] = x[o, at, :]
LogicalResult lower::lowerGather(LoopWriter &writer, attend::GatherOp op) {
  Numbers numbers(writer, getElementTypeOrSelf(op.getIndices().getType()));
  AxisView view(shapeOf(op.getInput()), op.getAxis());
  int64_t outer = view.outer, length = view.length, inner = view.inner;
  int64_t count = cast<ShapedType>(op.getIndices().getType()).getNumElements();
  auto number = [&](int64_t value) {
    return writer.number(IntegerAttr::get(numbers.type, value));
  };
  writer.loop("i", 0, outer, [&](Value i) {
    writer.loop("k", 0, count, [&](Value k) {
      Value given = numbers.load(writer.inputs[1], k, "given");
      Value behind = numbers.add(given, number(length));
      Value chosen =
          numbers.select(numbers.less(given, number(0)), behind, given);
      Value inside = numbers.min(numbers.max(chosen, number(0)),
                                 number(length - 1), "chosen");
      Value from = writer.add(writer.mul(i, length), writer.toIndex(inside));
      Value to = writer.add(writer.mul(i, count), k);
      writer.copy(writer.inputs[0], writer.mul(from, inner), writer.output,
                  writer.mul(to, inner), inner);
    });
  });
  return success();
}
