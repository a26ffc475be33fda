// LoopWalkOps.cpp: what single ops access and compute.

#include "passes/lower/LoopWalk.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

/// Bytes of an element, 0 if it is none of our buffers.
static int64_t elementBytes(Type memref) {
  Type element = cast<MemRefType>(memref).getElementType();
  return element.isIntOrFloat() ? element.getIntOrFloatBitWidth() / 8 : 0;
}

static Index unknown(Type type) {
  Bounds bounds = boundsOf(type);
  return Index::between(bounds.low, bounds.high);
}

LogicalResult LoopWalk::access(Operation *op, Value memref, const Index &at,
                               bool isWrite, int64_t count, int64_t rows,
                               int64_t stride) {
  const View &view = views[memref];
  int64_t size = elementBytes(memref.getType());
  if (!view.buffer || size == 0 || rows < 1 || count < 1 || stride < 0)
    return cannotFollow(op, "its buffer is not known"), failure();
  Bounds reach = arithmetic.bounds(at);
  int64_t length = (rows - 1) * stride + count;
  if (reach.low < 0 || reach.high + length > view.bytes / size)
    return error(op) << "'" << op->getName() << "' in @"
                     << function.getSymName() << " accesses elements "
                     << reach.low << " to " << reach.high + length - 1
                     << " of a buffer of " << view.bytes / size;
  if (isWrite && (view.buffer->kind == Buffer::Constant || !at.isExact))
    return cannotFollow(op, at.isExact ? "it writes a constant"
                                       : "data say where it writes"),
           failure();
  if (view.buffer->kind != Buffer::Memory)
    return success();
  Access access{op,           view.buffer,        isWrite, view.start.base,
                count * size, view.start.wrapped, {}};
  if (at.isExact) {
    access.begin += at.base * size;
    access.wrapped += at.wrapped * size;
  } else {
    access.begin += at.low * size;
    access.width = (at.high - at.low + length) * size;
  }
  for (auto [depth, turns] : llvm::enumerate(arithmetic.counts))
    if (int64_t step = view.start.steps[depth] + at.steps[depth] * size)
      access.moves.push_back({unsigned(depth), step, turns});
  if (at.isExact && rows > 1)
    access.moves.push_back({kMostRanges, stride * size, rows});
  accesses.push_back(std::move(access));
  return success();
}

LoopWalk::Outcome LoopWalk::makeView(Operation *op) {
  Value result = op->getResult(0);
  View source = op->getNumOperands() ? views.lookup(op->getOperand(0)) : View();
  View made = source;
  auto type = cast<MemRefType>(result.getType());
  if (!type.hasStaticShape() || elementBytes(type) == 0)
    return cannotFollow(op, "its buffer is not known");
  made.bytes = type.getNumElements() * elementBytes(type);
  int64_t begin = 0;
  if (auto view = dyn_cast<memref::ViewOp>(op)) {
    begin = constant(view.getByteShift()).value_or(-1);
    if (!source.buffer || begin < 0 || begin > source.bytes - made.bytes)
      return cannotFollow(op, "it is no part of its buffer");
  }
  if (isa<memref::ViewOp, memref::AllocaOp, memref::GetGlobalOp>(op)) {
    made.buffer = context.bufferOf(op, source.buffer, begin);
    made.start = Index::of(made.buffer ? made.buffer->begin : 0);
  }
  if (auto part = dyn_cast<memref::SubViewOp>(op)) {
    if (part.getSourceType().getRank() != 1 || !part.hasUnitStride())
      return cannotFollow(op, "it is no part of a flat buffer");
    OpFoldResult offset = part.getMixedOffsets().front();
    Index at = isa<Value>(offset) ? number(cast<Value>(offset))
                                  : Index::of(*getConstantIntValue(offset));
    at = arithmetic.mul(at, Index::of(elementBytes(result.getType())));
    Bounds reach = arithmetic.bounds(at);
    if (!at.isExact)
      return cannotFollow(op, "data say where it begins");
    if (reach.low < 0 || reach.high > source.bytes - made.bytes) {
      error(op) << "a part of " << made.bytes << " bytes in @"
                << function.getSymName() << " begins at byte " << reach.low
                << " to " << reach.high << " of a buffer of " << source.bytes;
      return Outcome::Failed;
    }
    made.start = arithmetic.add(source.start, at);
  }
  if (!made.buffer || made.bytes > (made.buffer->kind == Buffer::Memory
                                        ? made.buffer->end - made.buffer->begin
                                        : made.bytes))
    return cannotFollow(op, "its buffer is not known");
  views[result] = made;
  return Outcome::Done;
}

Index LoopWalk::load(memref::LoadOp op, const View &view, const Index &at) {
  // What layers read of tensors is data.
  if (!at.isExact || (!isNetwork && view.buffer->kind == Buffer::Memory))
    return unknown(op.getType());
  if (!at.isConstant()) {
    arithmetic.needConstant(at);
    return at;
  }
  int64_t bytes = op.getType().getIntOrFloatBitWidth() / 8;
  int64_t place = view.start.base + at.base * bytes;
  if (view.buffer->kind == Buffer::Stack) {
    auto value = stored.find({view.buffer, place});
    return value == stored.end() ? unknown(op.getType()) : value->second;
  }
  // Of the arena the row counters are known, i32.
  std::optional<int64_t> value;
  if (bytes == 4 || view.buffer->kind == Buffer::Constant)
    value = context.valueAt(*view.buffer, place);
  return value ? Index::of(*value) : unknown(op.getType());
}

LoopWalk::Outcome LoopWalk::walkMemory(Operation *op) {
  bool isWrite = isa<memref::StoreOp>(op);
  Value memref = op->getOperand(isWrite ? 1 : 0);
  if (op->getNumOperands() != (isWrite ? 3 : 2))
    return cannotFollow(op, "its buffer is not flat");
  Index at = number(op->getOperands().back());
  if (failed(access(op, memref, at, isWrite, 1)))
    return Outcome::Failed;
  const View &view = views[memref];
  if (isWrite && needed.contains(memref)) {
    Index value = number(op->getOperand(0));
    arithmetic.needConstant(at);
    if (value.isExact && !arithmetic.split)
      arithmetic.needConstant(value);
    if (arithmetic.split)
      return Outcome::Split;
    int64_t bytes = op->getOperand(0).getType().getIntOrFloatBitWidth() / 8;
    stored[{view.buffer, view.start.base + at.base * bytes}] = value;
  }
  if (isNetwork) {
    std::optional<int64_t> value;
    if (isWrite)
      value = constant(op->getOperand(0));
    if (failed(context.accessed(op, value)))
      return Outcome::Failed;
  }
  if (!isWrite && (isNetwork || needed.contains(op->getResult(0))))
    numbers[op->getResult(0)] = load(cast<memref::LoadOp>(op), view, at);
  return arithmetic.split ? Outcome::Split : Outcome::Done;
}

LoopWalk::Outcome LoopWalk::walkKernel(Operation *op) {
  auto whole = [&](Value memref) {
    return access(op, memref, Index(), false,
                  cast<MemRefType>(memref.getType()).getNumElements());
  };
  std::optional<int64_t> stores;
  LogicalResult result =
      llvm::TypeSwitch<Operation *, LogicalResult>(op)
          .Case([&](kernel::CopyOp copy) -> LogicalResult {
            int64_t size = copy.getSize();
            return success(
                succeeded(access(op, copy.getInput(),
                                 number(copy.getInputIndex()), false, size)) &&
                succeeded(access(op, copy.getOutput(),
                                 number(copy.getOutputIndex()), true, size)));
          })
          .Case([&](kernel::FillOp fill) -> LogicalResult {
            if (fill.getValue() == 0)
              stores = 0;
            return access(op, fill.getOutput(), number(fill.getOutputIndex()),
                          true, fill.getSize());
          })
          .Case([&](kernel::GemmOp gemm) -> LogicalResult {
            return success(
                succeeded(access(
                    op, gemm.getInput(), number(gemm.getInputIndex()), false,
                    gemm.getK(), gemm.getM(), gemm.getInputStride())) &&
                succeeded(whole(gemm.getWeights())) &&
                succeeded(whole(gemm.getBias())) &&
                succeeded(whole(gemm.getMultiplier())) &&
                succeeded(access(
                    op, gemm.getOutput(), number(gemm.getOutputIndex()), true,
                    gemm.getN(), gemm.getM(), gemm.getOutputStride())));
          })
          .Case([&](kernel::SoftmaxOp softmax) -> LogicalResult {
            int64_t size =
                int64_t(softmax.getRows()) * int64_t(softmax.getLength());
            return success(succeeded(access(op, softmax.getInput(), Index(),
                                            false, size)) &&
                           succeeded(whole(softmax.getTable())) &&
                           succeeded(access(op, softmax.getOutput(), Index(),
                                            true, size)));
          });
  if (failed(result) || (isNetwork && failed(context.accessed(op, stores))))
    return Outcome::Failed;
  return Outcome::Done;
}

void LoopWalk::compute(Operation *op) {
  SmallVector<Index, 3> in;
  for (Value operand : op->getOperands())
    in.push_back(number(operand));
  Type type = op->getResult(0).getType();
  Index result =
      llvm::TypeSwitch<Operation *, Index>(op)
          .Case([&](arith::AddIOp) { return arithmetic.add(in[0], in[1]); })
          .Case([&](arith::SubIOp) { return arithmetic.sub(in[0], in[1]); })
          .Case([&](arith::MulIOp) { return arithmetic.mul(in[0], in[1]); })
          .Case([&](arith::DivSIOp) { return arithmetic.div(in[0], in[1]); })
          .Case([&](arith::RemSIOp) {
            return arithmetic.rem(in[0], in[1], wraps);
          })
          .Case([&](arith::MinSIOp) {
            return arithmetic.extreme(in[0], in[1], /*larger=*/false);
          })
          .Case([&](arith::MaxSIOp) {
            return arithmetic.extreme(in[0], in[1], /*larger=*/true);
          })
          .Case([&](arith::CmpIOp compare) {
            return arithmetic.compare(compare.getPredicate(), in[0], in[1]);
          })
          .Case([&](arith::AndIOp) {
            return type.isInteger(1) ? arithmetic.logical(in[0], in[1], true)
                                     : unknown(type);
          })
          .Case([&](arith::OrIOp) {
            return type.isInteger(1) ? arithmetic.logical(in[0], in[1], false)
                                     : unknown(type);
          })
          .Case([&](arith::SelectOp select) {
            // a < b ? a : b and a < b ? b : a.
            auto less = select.getCondition().getDefiningOp<arith::CmpIOp>();
            bool clamps =
                less && less.getPredicate() == arith::CmpIPredicate::slt;
            std::pair<Value, Value> given,
                chosen{select.getTrueValue(), select.getFalseValue()};
            if (clamps)
              given = {less.getLhs(), less.getRhs()};
            if (clamps && chosen == given)
              return arithmetic.extreme(in[1], in[2], /*larger=*/false);
            if (clamps && chosen == std::pair(given.second, given.first))
              return arithmetic.extreme(in[1], in[2], /*larger=*/true);
            return arithmetic.select(in[0], in[1], in[2]);
          })
          .Case<arith::IndexCastOp, arith::ExtSIOp, arith::TruncIOp>([&](auto) {
            return arithmetic.cast(in[0], type, /*isUnsigned=*/false,
                                   op->getOperand(0).getType());
          })
          .Case<arith::IndexCastUIOp, arith::ExtUIOp>([&](auto) {
            return arithmetic.cast(in[0], type, /*isUnsigned=*/true,
                                   op->getOperand(0).getType());
          })
          .Default([&](auto) { return unknown(type); });
  numbers[op->getResult(0)] = result;
}
