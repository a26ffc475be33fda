// OpComment.cpp: what the comment above a function says.

#include "passes/lower/OpComment.h"
#include "passes/lower/LoopWriter.h"
#include "passes/schedule/Placement.h"
#include "passes/schedule/Rows.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace attendc;

/// The shape, and how many rows of it a ring holds.
static void printShape(llvm::raw_ostream &os, Value value) {
  os << '[';
  llvm::interleaveComma(lower::shapeOf(value), os);
  os << ']';
  Operation *op = value.getDefiningOp();
  if (op && op->hasAttr(schedule::kRows) &&
      schedule::rowsHeld(value) < schedule::rowCount(value))
    os << " in a ring of " << schedule::rowsHeld(value);
}

/// KHxKW, and /S for a stride other than 1.
static void printWindow(llvm::raw_ostream &os, int64_t height, int64_t width,
                        ArrayRef<int64_t> strides) {
  os << height << 'x' << width;
  if (strides[0] == strides[1]) {
    if (strides[0] != 1)
      os << '/' << strides[0];
    return;
  }
  os << '/' << strides[0] << 'x' << strides[1];
}

/// The fused activation, if [low, high] is narrower than the element type.
template <typename OpT>
static void printClamp(llvm::raw_ostream &os, OpT op, int32_t zeroPoint) {
  auto [least, most] = q8::integerRange(op.getType().getElementType());
  int32_t low = static_cast<int32_t>(op.getLow());
  int32_t high = static_cast<int32_t>(op.getHigh());
  if (low == least && high == most)
    return;
  if (low == zeroPoint && high == most)
    os << ", relu";
  else
    os << ", clamp [" << low << ", " << high << ']';
}

std::string lower::describeOp(Operation *op) {
  std::string text;
  llvm::raw_string_ostream os(text);
  if (op->hasAttr(schedule::kPipeline))
    os << "one row of ";
  TypeSwitch<Operation *>(op)
      .Case<q8::Conv2dOp, attend::Conv2dOp>([&](auto conv) {
        ArrayRef<int64_t> weight = shapeOf(conv.getWeight());
        bool depthwise = conv.getGroups() > 1 && weight[3] == 1;
        os << (depthwise ? "depthwise conv " : "conv ");
        printWindow(os, weight[1], weight[2], conv.getStrides());
        if (conv.getGroups() > 1 && !depthwise)
          os << " in " << conv.getGroups() << " groups";
      })
      .Case<attend::ConvTranspose2dOp>([&](attend::ConvTranspose2dOp conv) {
        ArrayRef<int64_t> weight = shapeOf(conv.getWeight());
        os << "transposed conv ";
        printWindow(os, weight[1], weight[2], conv.getStrides());
        if (conv.getGroups() > 1)
          os << " in " << conv.getGroups() << " groups";
      })
      .Case<q8::MaxPool2dOp, q8::AvgPool2dOp, attend::MaxPool2dOp,
            attend::AvgPool2dOp>([&](auto pool) {
        bool isMax = isa<q8::MaxPool2dOp, attend::MaxPool2dOp>(op);
        os << (isMax ? "max pool " : "average pool ");
        printWindow(os, pool.getKernel()[0], pool.getKernel()[1],
                    pool.getStrides());
      })
      .Case<q8::FullyConnectedOp, attend::FullyConnectedOp>(
          [&](auto) { os << "fully connected"; })
      .Case<attend::GlobalAvgPoolOp>([&](auto) { os << "global average pool"; })
      .Case<attend::BatchNormOp>([&](auto) { os << "batch norm"; })
      .Case<attend::UnaryOp>([&](attend::UnaryOp unary) {
        os << attend::stringifyUnaryKind(unary.getKind());
      })
      .Case<q8::AddOrtX64Op>([&](auto) { os << "add"; })
      .Case<q8::ResizeNearestOp>([&](auto) { os << "resize"; })
      .Default(
          [&](Operation *other) { os << other->getName().stripDialect(); });
  os << ", ";
  bool first = true;
  for (Value operand : op->getOperands()) {
    if (schedule::isConstant(operand.getDefiningOp()))
      continue;
    if (!first)
      os << " and ";
    first = false;
    printShape(os, operand);
  }
  os << " -> ";
  printShape(os, op->getResult(0));
  TypeSwitch<Operation *>(op)
      .Case<q8::Conv2dOp, q8::FullyConnectedOp, q8::AvgPool2dOp, q8::AddOp,
            q8::MulOp>([&](auto clamped) {
        printClamp(os, clamped,
                   static_cast<int32_t>(clamped.getOutputZeroPoint()));
      });
  if (op->hasAttr(schedule::kNibbles))
    os << ", weights of 4 bits, two in a byte";
  return text;
}
