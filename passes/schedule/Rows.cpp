// Rows.cpp: the rows that each op reads, from its strides, pads and tables.

#include "passes/schedule/Rows.h"
#include "passes/schedule/Placement.h"

#include "dialects/attend/ResizeIndex.h"
#include "dialects/kernel/KernelDialect.h"
#include "dialects/q8/Q8Dialect.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"

#include <algorithm>

using namespace mlir;
using namespace attendc;
using schedule::isConstantValue;
using schedule::RowRange;

/// Activations in rows: [1, H, W, C].
static bool hasRows(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && type.getRank() == 4 && type.getDimSize(0) == 1;
}

/// True if every operand but constants is in rows.
static bool readsRows(Operation *op) {
  return llvm::all_of(op->getOperands(), [](Value operand) {
    return isConstantValue(operand) || hasRows(operand);
  });
}

/// True if operands broadcast to the result, so that a row needs the operand's
/// row or its only one. A constant must be the same at every row.
static bool isElementwise(Operation *op) {
  return llvm::all_of(op->getOperands(), [](Value operand) {
    if (!isConstantValue(operand))
      return true;
    auto type = cast<ShapedType>(operand.getType());
    return type.getNumElements() == 1 ||
           (type.getRank() == 4 && type.getDimSize(1) == 1);
  });
}

bool schedule::computesRows(Operation *op) {
  if (op->getNumResults() != 1 || !hasRows(op->getResult(0)) || !readsRows(op))
    return false;
  auto weightsAreConstant = [&] {
    return llvm::all_of(op->getOperands().drop_front(), isConstantValue);
  };
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<kernel::PushedRowsOp, q8::MaxPool2dOp, q8::AvgPool2dOp,
            q8::ResizeNearestOp, q8::PadOp, q8::SliceOp, attend::MaxPool2dOp,
            attend::AvgPool2dOp, attend::UnaryOp, attend::CastOp,
            attend::SliceOp>([](auto) { return true; })
      .Case<q8::Conv2dOp, q8::TableOp, q8::SoftmaxOp, attend::Conv2dOp,
            attend::BatchNormOp>([&](auto) { return weightsAreConstant(); })
      .Case<q8::AddOp, q8::AddOrtX64Op, q8::MulOp, attend::AddOp, attend::SubOp,
            attend::MulOp, attend::DivOp, attend::MaxOp, attend::MinOp,
            attend::PowOp, attend::PReluOp>(
          [&](auto) { return isElementwise(op); })
      .Case<q8::ConcatOp, attend::ConcatOp>([&](auto concat) {
        return concat.getAxis() == 3 &&
               llvm::none_of(op->getOperands(), isConstantValue);
      })
      .Case<attend::QuantizeOp, attend::DequantizeOp>(
          [](auto qdq) { return qdq.getAxis() < 0 || qdq.getAxis() >= 2; })
      .Case([](attend::SoftmaxOp softmax) { return softmax.getAxis() == 3; })
      .Case([](attend::PadOp pad) {
        return pad.getMode() == attend::PadMode::Constant;
      })
      .Case([](attend::ResizeOp resize) {
        return resize.getMode() == attend::ResizeMode::Nearest;
      })
      .Default([](Operation *) { return false; });
}

/// Rows of a window of `kernel` taps, `dilation` apart, from `start` on.
static RowRange windowRows(int64_t start, int64_t kernel, int64_t dilation,
                           int64_t rows) {
  int64_t end = start + (kernel - 1) * dilation + 1;
  // The first tap inside.
  if (start < 0)
    start = (start % dilation + dilation) % dilation;
  return {start, std::min(end, rows)};
}

RowRange schedule::rowsRead(Operation *op, unsigned operand, int64_t row) {
  Value value = op->getOperand(operand);
  if (isConstantValue(value))
    return {0, 0};
  int64_t rows = rowCount(value);
  auto only = [](int64_t source) -> RowRange { return {source, source + 1}; };
  auto pooled = [&](auto pool, int64_t dilation) -> RowRange {
    return windowRows(row * pool.getStrides()[0] - pool.getPads()[0],
                      pool.getKernel()[0], dilation, rows);
  };
  auto convolved = [&](auto conv) -> RowRange {
    return windowRows(
        row * conv.getStrides()[0] - conv.getPads()[0],
        cast<ShapedType>(conv.getWeight().getType()).getDimSize(1),
        conv.getDilations()[0], rows);
  };
  return llvm::TypeSwitch<Operation *, RowRange>(op)
      .Case<q8::Conv2dOp, attend::Conv2dOp>(convolved)
      .Case<q8::MaxPool2dOp, q8::AvgPool2dOp, attend::AvgPool2dOp>(
          [&](auto pool) { return pooled(pool, 1); })
      .Case([&](attend::MaxPool2dOp pool) {
        return pooled(pool, pool.getDilations()[0]);
      })
      .Case([&](q8::ResizeNearestOp resize) {
        return only(resize.getRows()[row]);
      })
      .Case([&](attend::ResizeOp resize) {
        return only(attend::nearestTable(resize, 1)[row]);
      })
      .Case<q8::SliceOp, attend::SliceOp>([&](auto slice) {
        return only(slice.getStarts()[1] + row * slice.getSteps()[1]);
      })
      .Case<q8::PadOp, attend::PadOp>([&](auto pad) -> RowRange {
        int64_t source = row - pad.getLow()[1];
        return source < 0 || source >= rows ? RowRange{0, 0} : only(source);
      })
      .Default([&](Operation *) { return only(rows == 1 ? 0 : row); });
}

int64_t schedule::rowCount(Value value) {
  return cast<ShapedType>(value.getType()).getDimSize(1);
}

int64_t schedule::rowsHeld(Value value) {
  if (Operation *op = value.getDefiningOp())
    if (auto rows = op->getAttrOfType<IntegerAttr>(kRows))
      return rows.getInt();
  return rowCount(value);
}
