// RowPipeline.cpp: what the lowering asks of a pipeline, and how its steps run.

#include "passes/lower/RowPipeline.h"
#include "passes/lower/Layer.h"
#include "passes/schedule/Network.h"
#include "passes/schedule/Placement.h"

#include "dialects/kernel/KernelDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

template <typename T>
static DenseElementsAttr tableOf(Type element, ArrayRef<int32_t> values) {
  auto type = RankedTensorType::get({int64_t(values.size())}, element);
  return DenseElementsAttr::get(
      type, ArrayRef<T>(std::vector<T>(values.begin(), values.end())));
}

DenseElementsAttr RowPipeline::stepBytes(Builder &builder) const {
  return tableOf<int8_t>(builder.getI8Type(), steps);
}

DenseElementsAttr RowPipeline::stepsByRows(Builder &builder) const {
  std::vector<int32_t> counts;
  for (auto [step, op] : llvm::enumerate(steps))
    if (op == 0)
      counts.push_back(step);
  counts.push_back(steps.size());
  // What needs no row at all runs with the first one.
  counts.front() = 0;
  if (counts.back() <= INT16_MAX)
    return tableOf<int16_t>(builder.getI16Type(), counts);
  return tableOf<int32_t>(builder.getI32Type(), counts);
}

/// True if `result` can overwrite `operand`, row by row.
static bool fits(Value result, Value operand) {
  auto ofBytes = [](Value value) {
    auto type = cast<ShapedType>(value.getType());
    return type.clone(schedule::storedElement(type.getElementType()));
  };
  return operand.getDefiningOp() && !schedule::isConstantValue(operand) &&
         ofBytes(operand) == ofBytes(result) &&
         schedule::rowsHeld(operand) == schedule::rowsHeld(result);
}

/// The rows of a result's buffer, and those of a buffer that it overwrites.
static LogicalResult checkRows(Operation *op) {
  Value result = op->getResult(0);
  int64_t count = schedule::rowCount(result);
  int64_t held = schedule::integerOr(op, schedule::kRows);
  if (held < 1 || held > count)
    return op->emitError("expected kernel.rows from 1 to the ")
           << count << " rows of its result, found " << held;
  if (held < count && op->hasAttr(schedule::kIndex))
    return op->emitError("a result of the function holds all its ")
           << count << " rows, found kernel.rows = " << held;
  if (!op->hasAttr(schedule::kInPlace))
    return success();
  int64_t number = schedule::integerOr(op, schedule::kInPlace);
  if (number < 0 || number >= op->getNumOperands() ||
      !fits(result, op->getOperand(number)))
    return op->emitError("kernel.in_place must name a computed operand of the "
                         "result's shape in a buffer of ")
           << held << " rows";
  return success();
}

/// A ring is read by its pipeline only.
static LogicalResult checkReaders(Operation *op, const RowPipeline &pipeline) {
  if (schedule::integerOr(op, schedule::kRows) ==
      schedule::rowCount(op->getResult(0)))
    return success();
  for (Operation *user : op->getUsers())
    if (!llvm::is_contained(pipeline.ops, user))
      return op->emitError("is read after its pipeline, and its buffer lacks "
                           "rows");
  return success();
}

/// The counters lie in the arena.
static LogicalResult checkState(func::FuncOp function,
                                const RowPipeline &pipeline) {
  int64_t arena = schedule::integerOr(function, schedule::kArenaBytes);
  int64_t offset = pipeline.stateOffset;
  if (offset >= 0 && offset % 4 == 0 && offset <= arena - pipeline.stateBytes())
    return success();
  return function.emitError("expected a multiple of 4 in kernel.state_offsets "
                            "with ")
         << pipeline.stateBytes() << " bytes of the arena behind it, found "
         << offset;
}

/// The input comes in rows to the first op, and nothing else reads it.
static LogicalResult checkPushed(func::FuncOp function,
                                 const std::vector<schedule::Node> &nodes) {
  bool isPushed = function->hasAttr(schedule::kPushRows);
  for (const schedule::Node &node : nodes)
    if (isa<kernel::PushedRowsOp>(node.op) &&
        (!isPushed || node.op != nodes.front().op ||
         node.op->hasAttr(schedule::kInPlace)))
      return node.op->emitError(
          "pushed rows must be the first op of a function "
          "with kernel.push_rows, in a place of its own");
  if (!isPushed)
    return success();
  bool comesInRows = function.getNumArguments() == 1 && !nodes.empty() &&
                     isa<kernel::PushedRowsOp>(nodes.front().op) &&
                     nodes.front().op->hasAttr(schedule::kPipeline) &&
                     function.getArgument(0).hasOneUse();
  if (comesInRows)
    return success();
  return function.emitError(
      "expected kernel.pushed_rows, in a pipeline, as the "
      "only op that reads the only input of a function "
      "with kernel.push_rows");
}

FailureOr<std::vector<RowPipeline>>
lower::readPipelines(func::FuncOp function) {
  std::vector<schedule::Node> nodes = schedule::readNodes(function);
  FailureOr<schedule::Schedule> schedule =
      schedule::readSchedule(function, nodes);
  if (failed(schedule) || failed(checkPushed(function, nodes)))
    return failure();
  for (const schedule::Node &node : nodes)
    if (node.op->hasAttr(schedule::kRows) &&
        !node.op->hasAttr(schedule::kPipeline))
      return node.op->emitError("has kernel.rows outside a pipeline");
  auto offsets =
      function->getAttrOfType<DenseI64ArrayAttr>(schedule::kStateOffsets);
  size_t offsetCount = offsets ? offsets.size() : 0;
  if (offsetCount != schedule->size())
    return function.emitError("expected kernel.state_offsets of ")
           << schedule->size() << " pipelines, found " << offsetCount;

  std::vector<RowPipeline> pipelines;
  for (auto [number, run] : llvm::enumerate(*schedule)) {
    RowPipeline pipeline;
    for (int64_t node = run.first; node < run.end; ++node)
      pipeline.ops.push_back(nodes[node].op);
    pipeline.steps = run.steps;
    pipeline.stateOffset = offsets[number];
    if (failed(checkState(function, pipeline)))
      return failure();
    for (Operation *op : pipeline.ops)
      if (failed(checkRows(op)) || failed(checkReaders(op, pipeline)))
        return failure();
    pipelines.push_back(std::move(pipeline));
  }
  return pipelines;
}

void lower::writeStepLoop(
    OpBuilder &b, Value steps, Value nextRow, Value first, Value end,
    llvm::function_ref<void(OpBuilder &, Value)> enterStep,
    llvm::function_ref<void(OpBuilder &, int64_t, Value)> computeRow) {
  auto named = [&](StringRef name) -> Location {
    return NameLoc::get(b.getStringAttr(name));
  };
  Location loc = b.getUnknownLoc();
  Type i32 = b.getI32Type(), index = b.getIndexType();
  OpBuilder::InsertionGuard guard(b);
  Value unit = arith::ConstantIndexOp::create(b, loc, 1);
  auto loop = scf::ForOp::create(b, loc, first, end, unit);
  loop.getInductionVar().setLoc(named("step"));
  loop->setAttr("attend.comment",
                b.getStringAttr("Each step computes the next row of a layer."));
  b.setInsertionPointToStart(loop.getBody());
  Value step = loop.getInductionVar();
  enterStep(b, step);
  Value byte = memref::LoadOp::create(b, loc, steps, step);
  Value wide = arith::ExtUIOp::create(b, loc, i32, byte);
  Value layer = arith::IndexCastOp::create(b, named("layer"), index, wide);
  Value counter = memref::LoadOp::create(b, loc, nextRow, layer);
  Value row = arith::IndexCastOp::create(b, named("row"), index, counter);
  Value one = arith::ConstantIntOp::create(b, loc, i32, 1);
  Value next = arith::AddIOp::create(b, loc, counter, one,
                                     arith::IntegerOverflowFlags::nsw);
  memref::StoreOp::create(b, loc, next, nextRow, layer);

  int64_t layerCount = cast<MemRefType>(nextRow.getType()).getNumElements();
  SmallVector<int64_t> cases = llvm::to_vector(llvm::seq(layerCount));
  auto turns =
      scf::IndexSwitchOp::create(b, loc, TypeRange(), layer, cases, layerCount);
  auto writeCase = [&](Region &region, llvm::function_ref<void()> body) {
    b.createBlock(&region);
    body();
    scf::YieldOp::create(b, loc);
  };
  for (int64_t number : cases)
    writeCase(turns.getCaseRegions()[number],
              [&] { computeRow(b, number, row); });
  writeCase(turns.getDefaultRegion(), [] {});
}
