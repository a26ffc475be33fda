// Interpolation.cpp: linear resizes of H and W, from tables of neighbours.

#include "dialects/attend/ResizeIndex.h"
#include "passes/lower/Families.h"
#include "passes/lower/Numbers.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

namespace {
/// The table of one dimension as constants: positions first, second; first,
/// second; .., and the weight of the second of each pair.
struct Tables {
  SmallVector<int32_t> positions;
  SmallVector<float> weights;

  explicit Tables(ArrayRef<attend::Neighbours> table) {
    for (const attend::Neighbours &pair : table) {
      positions.append({pair.first, pair.second});
      weights.push_back(pair.secondWeight);
    }
  }
};
} // namespace

// for oh, ow, c: with the neighbours h0, h1 at share v, and w0, w1 at share u:
//   y = (1-v)*(1-u)*x[h0, w0] + (1-v)*u*x[h0, w1]
//     + v*(1-u)*x[h1, w0] + v*u*x[h1, w1]
LogicalResult lower::lowerLinearResize(LoopWriter &writer,
                                       attend::ResizeOp op) {
  Numbers numbers(writer, writer.builder.getF32Type());
  ArrayRef<int64_t> in = shapeOf(op.getInput()), out = shapeOf(op.getResult());
  Tables rows(attend::linearTable(op, 1)), columns(attend::linearTable(op, 2));
  Value rowTable = writer.constant("rows", rows.positions);
  Value rowShares = writer.constant("row_shares", rows.weights);
  Value columnTable = writer.constant("columns", columns.positions);
  Value columnShares = writer.constant("column_shares", columns.weights);
  Value one = numbers.constant(1.0);
  auto position = [&](Value table, Value at, int64_t side, StringRef name) {
    Value entry = writer.add(writer.mul(at, 2), side);
    return writer.toIndex(writer.load(table, entry), name);
  };
  writer.loop("n", 0, in[0], [&](Value n) {
    writer.loop("oh", 0, out[1], [&](Value oh) {
      Value v = writer.load(rowShares, oh, "v");
      Value above = numbers.sub(one, v);
      Value image = writer.mul(n, in[1]);
      Value h0 =
          writer.mul(writer.add(image, position(rowTable, oh, 0, "h0")), in[2]);
      Value h1 =
          writer.mul(writer.add(image, position(rowTable, oh, 1, "h1")), in[2]);
      Value toRow = writer.mul(writer.add(writer.mul(n, out[1]), oh), out[2]);
      writer.loop("ow", 0, out[2], [&](Value ow) {
        Value u = writer.load(columnShares, ow, "u");
        Value left = numbers.sub(one, u);
        Value w0 = position(columnTable, ow, 0, "w0");
        Value w1 = position(columnTable, ow, 1, "w1");
        std::pair<Value, Value> corners[] = {
            {writer.add(h0, w0), numbers.mul(above, left)},
            {writer.add(h0, w1), numbers.mul(above, u)},
            {writer.add(h1, w0), numbers.mul(v, left)},
            {writer.add(h1, w1), numbers.mul(v, u)}};
        Value to = writer.mul(writer.add(toRow, ow), in[3]);
        writer.loop("c", 0, in[3], [&](Value c) {
          Value sum;
          for (auto [pixel, weight] : corners) {
            Value x = writer.load(writer.inputs[0],
                                  writer.add(writer.mul(pixel, in[3]), c));
            Value product = numbers.mul(weight, x);
            sum = sum ? numbers.add(sum, product) : product;
          }
          writer.store(sum, writer.output, writer.add(to, c));
        });
      });
    });
  });
  return success();
}
