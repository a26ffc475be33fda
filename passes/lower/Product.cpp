// Product.cpp: products of two matrices that are both computed, and weighted
// sums along one dimension.

#include "passes/lower/Broadcast.h"
#include "passes/lower/Families.h"
#include "passes/lower/Numbers.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

// lhs [.., M, K], rhs [.., K, N], result [.., M, N]:
//   for batch, m: y[m, :] = 0; for k, n: y[m, n] += lhs[m, k] * rhs[k, n]
static void lowerMatMul(LoopWriter &writer, attend::MatMulOp op) {
  Numbers numbers(writer, getElementTypeOrSelf(op.getType()));
  ArrayRef<int64_t> left = shapeOf(op.getLhs()), right = shapeOf(op.getRhs());
  ArrayRef<int64_t> result = shapeOf(op.getResult());
  size_t outer = result.size() - 2;
  int64_t rows = result[outer], columns = result[outer + 1];
  int64_t depth = left[outer + 1];
  SmallVector<SmallVector<int64_t>> batches = {
      SmallVector<int64_t>(left.take_front(outer)),
      SmallVector<int64_t>(right.take_front(outer))};
  forEachElement(
      writer, batches, result.take_front(outer),
      [&](ArrayRef<Value> matrices, Value matrix) {
        Value a = writer.mul(matrices[0], rows * depth);
        Value b = writer.mul(matrices[1], depth * columns);
        Value y = writer.mul(matrix, rows * columns);
        writer.loop("m", 0, rows, [&](Value m) {
          Value row = writer.add(y, writer.mul(m, columns), "row");
          writer.loop("n", 0, columns, [&](Value n) {
            numbers.store(numbers.constant(0.0), writer.output,
                          writer.add(row, n));
          });
          writer.loop("k", 0, depth, [&](Value k) {
            Value from = writer.add(a, writer.add(writer.mul(m, depth), k));
            Value x = numbers.load(writer.inputs[0], from, "x");
            Value weights = writer.add(b, writer.mul(k, columns), "weights");
            writer.loop("n", 0, columns, [&](Value n) {
              Value at = writer.add(row, n);
              Value w = numbers.load(writer.inputs[1], writer.add(weights, n));
              Value sum = numbers.load(writer.output, at);
              numbers.store(numbers.add(sum, numbers.mul(x, w)), writer.output,
                            at);
            });
          });
        });
      });
}

// for o, position, i: y = sum over t of weight[position, t] *
//   x[o, index[position, t], i], or `outside`
static void lowerResample(LoopWriter &writer, attend::ResampleOp op) {
  Numbers numbers(writer, writer.builder.getF32Type());
  AxisView in(shapeOf(op.getInput()), op.getAxis());
  AxisView out(shapeOf(op.getResult()), op.getAxis());
  int64_t taps = op.getTaps(), inner = out.inner;
  Value outside = writer.number(op.getOutsideAttr());
  Value indices = writer.constant("indices", op.getIndices());
  Value weights = writer.constant("weights", op.getWeights());
  bool hasOutside =
      llvm::any_of(op.getIndices(), [](int32_t index) { return index < 0; });
  auto sum = [&](Value o, Value position, Value i) {
    Value total = numbers.constant(0.0);
    Value first = writer.mul(position, taps);
    for (int64_t t = 0; t < taps; ++t) {
      Value tap = writer.add(first, t);
      Value row = writer.toIndex(writer.load(indices, tap));
      Value pixel = writer.add(writer.mul(o, in.length), row);
      Value x = numbers.load(writer.inputs[0],
                             writer.add(writer.mul(pixel, inner), i));
      Value product = numbers.mul(numbers.load(weights, tap), x);
      total = t == 0 ? product : numbers.add(total, product);
    }
    return total;
  };
  writer.loop("i", 0, out.outer, [&](Value o) {
    writer.loop("j", 0, out.length, [&](Value position) {
      writer.loop("k", 0, inner, [&](Value i) {
        Value pixel = writer.add(writer.mul(o, out.length), position);
        Value at = writer.add(writer.mul(pixel, inner), i);
        if (!hasOutside)
          return numbers.store(sum(o, position, i), writer.output, at);
        Value index =
            writer.toIndex(writer.load(indices, writer.mul(position, taps)));
        writer.ifInside(
            index, 0, in.length,
            [&] { numbers.store(sum(o, position, i), writer.output, at); },
            [&] { numbers.store(outside, writer.output, at); });
      });
    });
  });
}

LogicalResult lower::lowerProduct(LoopWriter &writer, Operation *op) {
  if (auto matmul = dyn_cast<attend::MatMulOp>(op))
    lowerMatMul(writer, matmul);
  else
    lowerResample(writer, cast<attend::ResampleOp>(op));
  return success();
}
