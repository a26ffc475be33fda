// Movement.cpp: ops of both graph dialects that only copy elements: nearest
// resize, pad, concat, slice, transpose and broadcast.

#include "dialects/attend/ResizeIndex.h"
#include "passes/lower/Families.h"
#include "passes/lower/Numbers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

#include <utility>

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

namespace {
/// A box of elements seen from two buffers: where it starts in each and how far
/// apart neighbours lie along each dimension.
struct Box {
  SmallVector<int64_t> sizes, fromStrides, toStrides;
  int64_t fromStart = 0, toStart = 0;
};
} // namespace

static SmallVector<int64_t> rowMajorStrides(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (int64_t i = static_cast<int64_t>(shape.size()) - 2; i >= 0; --i)
    strides[i] = strides[i + 1] * shape[i + 1];
  return strides;
}

/// Drops dimensions of one element and merges neighbours that are one run in
/// both buffers.
static Box simplify(const Box &box) {
  Box result;
  result.fromStart = box.fromStart;
  result.toStart = box.toStart;
  for (auto [size, from, to] :
       llvm::zip_equal(box.sizes, box.fromStrides, box.toStrides)) {
    if (size == 1)
      continue;
    if (!result.sizes.empty() && result.fromStrides.back() == from * size &&
        result.toStrides.back() == to * size) {
      result.sizes.back() *= size;
      result.fromStrides.back() = from;
      result.toStrides.back() = to;
      continue;
    }
    result.sizes.push_back(size);
    result.fromStrides.push_back(from);
    result.toStrides.push_back(to);
  }
  return result;
}

/// Copies a box, innermost runs of bytes at once.
static void copyBox(LoopWriter &writer, Value from, Value to,
                    const Box &whole) {
  Box box = simplify(whole);
  int64_t run = 1;
  if (!box.sizes.empty() && box.fromStrides.back() == 1 &&
      box.toStrides.back() == 1) {
    run = box.sizes.pop_back_val();
    box.fromStrides.pop_back();
    box.toStrides.pop_back();
  }
  static constexpr StringLiteral names[] = {"i", "j", "k", "l"};
  std::function<void(size_t, Value, Value)> nest =
      [&](size_t depth, Value fromAt, Value toAt) {
        if (depth < box.sizes.size()) {
          StringRef name = names[std::min(depth, std::size(names) - 1)];
          writer.loop(name, 0, box.sizes[depth], [&](Value iv) {
            nest(depth + 1,
                 writer.add(fromAt, writer.mul(iv, box.fromStrides[depth])),
                 writer.add(toAt, writer.mul(iv, box.toStrides[depth])));
          });
          return;
        }
        if (run > 1)
          writer.copy(from, fromAt, to, toAt, run);
        else
          writer.store(writer.load(from, fromAt), to, toAt);
      };
  nest(0, writer.index(box.fromStart), writer.index(box.toStart));
}

/// `table[at]`, computed where the table is at / k for a constant k.
static Value sourceIndex(LoopWriter &writer, ArrayRef<int32_t> table, Value at,
                         StringRef what, StringRef name) {
  // Such a table starts with k zeros.
  int64_t k = llvm::find_if(table, [](int32_t source) { return source != 0; }) -
              table.begin();
  bool divides = k > 0;
  for (auto [i, source] : llvm::enumerate(table))
    divides = divides && source == static_cast<int64_t>(i) / k;
  if (divides)
    return writer.div(at, k, name);
  Value entry = writer.load(writer.constant(what, table), at);
  return arith::IndexCastOp::create(writer.builder, writer.named(name),
                                    writer.builder.getIndexType(), entry);
}

// for oh, ow: copy C elements from input[rows[oh], columns[ow]]
static void lowerNearest(LoopWriter &writer, ArrayRef<int32_t> rows,
                         ArrayRef<int32_t> columns) {
  auto sourceRow = [&](Value oh) {
    return sourceIndex(writer, rows, oh, "rows", "ih");
  };
  if (writer.row())
    writer.takeRow(0, sourceRow(writer.row()));
  ArrayRef<int64_t> input = writer.inputShape(0);
  ArrayRef<int64_t> output = writer.outputShape();
  writer.loop("n", 0, input[0], [&](Value n) {
    writer.loop("oh", 0, output[1], [&](Value oh) {
      Value ih = writer.row() ? oh : sourceRow(oh);
      Value fromRow =
          writer.mul(writer.add(writer.mul(n, input[1]), ih), input[2]);
      Value toRow =
          writer.mul(writer.add(writer.mul(n, output[1]), oh), output[2]);
      writer.loop("ow", 0, output[2], [&](Value ow) {
        Value iw = sourceIndex(writer, columns, ow, "columns", "iw");
        Value from = writer.mul(writer.add(fromRow, iw), input[3]);
        Value to = writer.mul(writer.add(toRow, ow), input[3]);
        writer.copy(writer.inputs[0], from, writer.output, to, input[3]);
      });
    });
  });
}

static void fillWith(LoopWriter &writer, q8::PadOp op) {
  Type element = getElementTypeOrSelf(op.getType());
  int32_t value = op.getValue();
  if (element.isInteger(8))
    return writer.fill(writer.output, writer.index(0), writer.outputCount(),
                       value);
  Value stored = writer.i32(value);
  writer.loop("i", 0, writer.outputCount(),
              [&](Value i) { writer.storeStored(stored, writer.output, i); });
}

static void fillWith(LoopWriter &writer, attend::PadOp op) {
  Numbers numbers(writer, getElementTypeOrSelf(op.getType()));
  Value value = numbers.constant(op.getValue().convertToDouble());
  writer.loop("i", 0, writer.outputCount(),
              [&](Value i) { numbers.store(value, writer.output, i); });
}

template <typename PadOp> static void lowerPad(LoopWriter &writer, PadOp op) {
  auto copyInput = [&](ArrayRef<int64_t> lows) {
    ArrayRef<int64_t> input = writer.inputShape(0);
    Box box;
    box.sizes.assign(input.begin(), input.end());
    box.fromStrides = rowMajorStrides(input);
    box.toStrides = rowMajorStrides(writer.outputShape());
    for (auto [low, stride] : llvm::zip_equal(lows, box.toStrides))
      box.toStart += low * stride;
    copyBox(writer, writer.inputs[0], writer.output, box);
  };
  fillWith(writer, op);
  if (!writer.row())
    return copyInput(op.getLow());
  SmallVector<int64_t> lows(op.getLow());
  int64_t above = std::exchange(lows[1], 0), rows = writer.inputShape(0)[1];
  int64_t below = shapeOf(op.getResult())[1] - above - rows;
  auto copyRow = [&] {
    writer.takeRow(0, writer.sub(writer.row(), above));
    copyInput(lows);
  };
  if (above == 0 && below == 0)
    return copyRow();
  writer.ifInside(writer.row(), above, above + rows, copyRow, {});
}

template <typename SliceOp>
static void lowerSlice(LoopWriter &writer, SliceOp op) {
  SmallVector<int64_t> starts(op.getStarts());
  if (writer.row()) {
    Value scaled = writer.mul(writer.row(), op.getSteps()[1]);
    writer.takeRow(0, writer.add(scaled, std::exchange(starts[1], 0)));
  }
  ArrayRef<int64_t> output = writer.outputShape();
  Box box;
  box.sizes.assign(output.begin(), output.end());
  box.fromStrides = rowMajorStrides(writer.inputShape(0));
  box.toStrides = rowMajorStrides(output);
  for (auto [stride, start, step] :
       llvm::zip_equal(box.fromStrides, starts, op.getSteps())) {
    box.fromStart += start * stride;
    stride *= step;
  }
  copyBox(writer, writer.inputs[0], writer.output, box);
}

template <typename ConcatOp>
static void lowerConcat(LoopWriter &writer, ConcatOp op) {
  writer.takeRows();
  SmallVector<int64_t> toStrides = rowMajorStrides(writer.outputShape());
  int64_t position = 0;
  for (unsigned number = 0; number < op.getInputs().size(); ++number) {
    ArrayRef<int64_t> input = writer.inputShape(number);
    Box box;
    box.sizes.assign(input.begin(), input.end());
    box.fromStrides = rowMajorStrides(input);
    box.toStrides = toStrides;
    box.toStart = position * toStrides[op.getAxis()];
    copyBox(writer, writer.inputs[number], writer.output, box);
    position += input[op.getAxis()];
  }
}

template <typename TransposeOp>
static void lowerTranspose(LoopWriter &writer, TransposeOp op) {
  ArrayRef<int64_t> output = shapeOf(op.getResult());
  SmallVector<int64_t> strides = rowMajorStrides(shapeOf(op.getInput()));
  Box box;
  box.sizes.assign(output.begin(), output.end());
  box.toStrides = rowMajorStrides(output);
  for (int64_t dimension : op.getPermutation())
    box.fromStrides.push_back(strides[dimension]);
  copyBox(writer, writer.inputs[0], writer.output, box);
}

static void lowerBroadcast(LoopWriter &writer, attend::BroadcastOp op) {
  ArrayRef<int64_t> input = shapeOf(op.getInput());
  ArrayRef<int64_t> output = shapeOf(op.getResult());
  Box box;
  box.sizes.assign(output.begin(), output.end());
  box.fromStrides = rowMajorStrides(input);
  box.toStrides = rowMajorStrides(output);
  for (auto [size, stride] : llvm::zip_equal(input, box.fromStrides))
    if (size == 1)
      stride = 0;
  copyBox(writer, writer.inputs[0], writer.output, box);
}

LogicalResult lower::lowerMovement(LoopWriter &writer, Operation *op) {
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](q8::ResizeNearestOp resize) {
        lowerNearest(writer, resize.getRows(), resize.getColumns());
      })
      .Case([&](attend::ResizeOp resize) {
        lowerNearest(writer, attend::nearestTable(resize, 1),
                     attend::nearestTable(resize, 2));
      })
      .Case<q8::PadOp, attend::PadOp>([&](auto pad) { lowerPad(writer, pad); })
      .Case<q8::SliceOp, attend::SliceOp>(
          [&](auto slice) { lowerSlice(writer, slice); })
      .Case<q8::ConcatOp, attend::ConcatOp>(
          [&](auto concat) { lowerConcat(writer, concat); })
      .Case<q8::TransposeOp, attend::TransposeOp>(
          [&](auto transpose) { lowerTranspose(writer, transpose); })
      .Case([&](attend::BroadcastOp broadcast) {
        lowerBroadcast(writer, broadcast);
      });
  return success();
}
