// LowerToLoops.cpp: the skeleton of the lowered module: which functions there
// are, which buffers they take, and the order of their calls.

#include "passes/lower/Layer.h"
#include "passes/lower/LoopWriter.h"
#include "passes/lower/NetworkFunction.h"
#include "passes/lower/Passes.h"
#include "passes/lower/PushedRows.h"
#include "passes/lower/RowPipeline.h"
#include "passes/schedule/Placement.h"
#include "passes/schedule/Rows.h"
#include "targets/Target.h"

#include "dialects/kernel/KernelDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace attendc;

namespace attendc::lower {
#define GEN_PASS_DEF_LOWERTOLOOPS
#include "passes/lower/Passes.h.inc"
} // namespace attendc::lower

using namespace attendc::lower;

namespace {

/// Lowers one function of q8 and attend ops to functions on buffers.
class ModuleWriter {
public:
  ModuleWriter(ModuleOp module, func::FuncOp source, const Target &target,
               bool arenaHooks)
      : module(module), source(source),
        builder(OpBuilder::atBlockEnd(module.getBody())), pool(module, names),
        layers(builder, names, pool, target),
        isPushed(source->hasAttr(schedule::kPushRows)), arenaHooks(arenaHooks) {
    names.claim("run");
    if (isPushed)
      names.claim("push_rows");
  }

  LogicalResult write();

private:
  /// Lowers the ops to calls in `network`, the one of the two that has them.
  LogicalResult writeNetwork(func::FuncOp network,
                             ArrayRef<RowPipeline> pipelines);
  LogicalResult lowerOp(Operation *op, OpBuilder &calls);
  FailureOr<Layer> writeLayer(Operation *op, OpBuilder &calls);
  LogicalResult lowerPipeline(const RowPipeline &pipeline, size_t number,
                              OpBuilder &calls);
  LogicalResult copyResults(OpBuilder &calls);

  Value flatten(OpBuilder &b, Value buffer);
  Value arenaView(OpBuilder &b, int64_t offset, MemRefType type,
                  StringRef name = "");
  /// The flat buffer in the network in which the result of `op` lies. Emits an
  /// error and fails if there is none.
  FailureOr<Value> placeOf(Operation *op, OpBuilder &calls);
  /// The part of the arena from the offset on that an attribute of `op` names.
  FailureOr<Value> arenaPart(Operation *op, StringRef offsetName,
                             MemRefType type, OpBuilder &calls);
  Value tableOf(OpBuilder &b, StringRef name, DenseElementsAttr values,
                StringRef localName = "");
  /// With arena hooks: says that the present tick begins, or the one `step`
  /// ticks behind it.
  void announceTick(OpBuilder &b, Value step = {});

  ModuleOp module;
  func::FuncOp source;
  OpBuilder builder;
  UniqueNames names;
  ConstantPool pool;
  LayerWriter layers;
  bool isPushed, arenaHooks;
  int64_t tick = 0; // of the schedule's clock, at the next op
  // Of the network:
  DenseMap<Value, Value> buffers; // tensor -> flat buffer
  SmallVector<Value> outputs;     // flat
  Value arena;
  std::optional<PushedRows> pushed;
};
} // namespace

/// The buffer of a result: of a pipeline, some rows of it.
static MemRefType heldType(Value result) {
  MemRefType type = bufferType(result.getType());
  int64_t size = type.getNumElements();
  if (result.getDefiningOp()->hasAttr(schedule::kRows))
    size = size / schedule::rowCount(result) * schedule::rowsHeld(result);
  return MemRefType::get({size}, type.getElementType());
}

/// Indices and sizes in C are int32_t.
static LogicalResult verifySize(Operation *op, int64_t bytes) {
  if (bytes <= INT32_MAX)
    return success();
  return op->emitError("unsupported: ")
         << (isa<func::FuncOp>(op) ? "the arena needs " : "its result needs ")
         << bytes << " bytes; the most is 2147483647";
}

Value ModuleWriter::flatten(OpBuilder &b, Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  if (type.getRank() == 1)
    return buffer;
  if (type.getRank() == 0)
    return memref::ExpandShapeOp::create(
        b, buffer.getLoc(), MemRefType::get({1}, type.getElementType()), buffer,
        SmallVector<ReassociationIndices>());
  ReassociationIndices all =
      llvm::to_vector(llvm::seq<int64_t>(type.getRank()));
  return memref::CollapseShapeOp::create(b, buffer.getLoc(), buffer,
                                         ArrayRef<ReassociationIndices>(all));
}

Value ModuleWriter::arenaView(OpBuilder &b, int64_t offset, MemRefType type,
                              StringRef name) {
  Location loc = b.getUnknownLoc();
  Value start = arith::ConstantIndexOp::create(b, loc, offset);
  if (!name.empty())
    loc = NameLoc::get(b.getStringAttr(name));
  return memref::ViewOp::create(b, loc, type, arena, start, ValueRange());
}

void ModuleWriter::announceTick(OpBuilder &b, Value step) {
  if (!arenaHooks)
    return;
  Location loc = b.getUnknownLoc();
  Value now = arith::ConstantIndexOp::create(b, loc, tick);
  if (step)
    now = arith::AddIOp::create(b, loc, step, now,
                                arith::IntegerOverflowFlags::nsw);
  kernel::TickOp::create(b, loc, arena, now);
}

Value ModuleWriter::tableOf(OpBuilder &b, StringRef name,
                            DenseElementsAttr values, StringRef localName) {
  Location loc = b.getUnknownLoc();
  memref::GlobalOp global = pool.find(loc, name, values);
  if (!localName.empty())
    loc = NameLoc::get(b.getStringAttr(localName));
  return memref::GetGlobalOp::create(b, loc, global.getType(),
                                     global.getSymName());
}

FailureOr<Value> ModuleWriter::arenaPart(Operation *op, StringRef offsetName,
                                         MemRefType type, OpBuilder &calls) {
  int64_t offset = schedule::integerOr(op, offsetName);
  int64_t bytes = type.getNumElements() * (type.getElementTypeBitWidth() / 8);
  int64_t arenaBytes = cast<MemRefType>(arena.getType()).getNumElements();
  if (offset < 0 || offset > arenaBytes - bytes)
    return op->emitError("expected ")
           << bytes << " bytes of the arena of " << arenaBytes << " behind "
           << offsetName << ", found " << offset;
  return arenaView(calls, offset, type);
}

FailureOr<Value> ModuleWriter::placeOf(Operation *op, OpBuilder &calls) {
  MemRefType type = heldType(op->getResult(0));
  if (op->hasAttr(schedule::kInPlace)) {
    int64_t number = schedule::integerOr(op, schedule::kInPlace);
    Value operand = number >= 0 && number < op->getNumOperands()
                        ? schedule::storageOf(op->getOperand(number))
                        : Value();
    Value buffer = buffers.lookup(operand);
    if (!buffer || buffer.getType() != type || !operand.getDefiningOp())
      return op->emitError(
          "kernel.in_place must name a computed operand of the "
          "result's size");
    return buffer;
  }
  if (op->hasAttr(schedule::kIndex)) {
    int64_t index = schedule::integerOr(op, schedule::kIndex);
    if (index < 0 || index >= int64_t(outputs.size()) ||
        outputs[index].getType() != type)
      return op->emitError("kernel.index must name a result of the function of "
                           "the op's type");
    return outputs[index];
  }
  return arenaPart(op, schedule::kOffset, type, calls);
}

FailureOr<Layer> ModuleWriter::writeLayer(Operation *op, OpBuilder &calls) {
  FailureOr<Value> scratch = Value(), output = placeOf(op, calls);
  if (int64_t bytes = schedule::scratchBytes(op))
    scratch = arenaPart(op, schedule::kScratchOffset,
                        bytesType(op->getContext(), bytes), calls);
  if (failed(scratch) || failed(output))
    return failure();
  buffers[op->getResult(0)] = *output;
  // A pushed row is copied where it is taken.
  if (isa<kernel::PushedRowsOp>(op))
    return Layer{nullptr, {buffers.lookup(op->getOperand(0)), *output}};
  return layers.write(op, {buffers, *output, *scratch});
}

LogicalResult ModuleWriter::lowerOp(Operation *op, OpBuilder &calls) {
  Value result = op->getResult(0);
  announceTick(calls);
  ++tick;
  if (schedule::isReshape(op)) {
    if (!schedule::isConstantValue(op->getOperand(0)))
      buffers[result] = buffers.lookup(op->getOperand(0));
    return success();
  }
  FailureOr<Layer> layer = writeLayer(op, calls);
  if (failed(layer))
    return failure();
  func::CallOp::create(calls, op->getLoc(), layer->function, layer->buffers);
  return success();
}

LogicalResult ModuleWriter::lowerPipeline(const RowPipeline &pipeline,
                                          size_t number, OpBuilder &calls) {
  SmallVector<Layer> layers;
  for (Operation *op : pipeline.ops) {
    FailureOr<Layer> layer = writeLayer(op, calls);
    if (failed(layer))
      return failure();
    layers.push_back(std::move(*layer));
  }
  Location loc = builder.getUnknownLoc();
  std::string name = "rows_" + std::to_string(number);
  Value steps =
      tableOf(calls, name + "_steps", pipeline.stepBytes(builder), "steps");
  auto counters = MemRefType::get({int64_t(layers.size())}, calls.getI32Type());
  Value nextRow = arenaView(calls, pipeline.stateOffset, counters, "next_row");
  auto clear = [&](OpBuilder &b) {
    announceTick(b);
    Value at = arith::ConstantIndexOp::create(b, loc, pipeline.stateOffset);
    kernel::FillOp::create(b, loc, arena, at, pipeline.stateBytes(), 0);
  };
  Value first = arith::ConstantIndexOp::create(calls, loc, 0);
  Value end = arith::ConstantIndexOp::create(calls, loc, pipeline.steps.size());
  if (pushed && number == 0) {
    pushed->ifFirst(calls, clear);
    Value until =
        tableOf(calls, name + "_until", pipeline.stepsByRows(builder), "until");
    std::tie(first, end) = pushed->steps(calls, until);
  } else {
    clear(calls);
  }
  writeStepLoop(
      calls, steps, nextRow, first, end,
      [&](OpBuilder &b, Value step) { announceTick(b, step); },
      [&](OpBuilder &b, int64_t at, Value row) {
        Operation *op = pipeline.ops[at];
        SmallVector<Value> arguments = layers[at].buffers;
        if (isa<kernel::PushedRowsOp>(op))
          return pushed->copyRow(b, op->getResult(0), arguments.back(), row);
        arguments.push_back(row);
        func::CallOp::create(b, op->getLoc(), layers[at].function, arguments);
      });
  tick += pipeline.steps.size();
  if (pushed && number == 0)
    pushed->enterLast(calls, schedule::rowCount(source.getArgument(0)));
  return success();
}

// A result that is an input, a constant or another result's bytes is copied.
LogicalResult ModuleWriter::copyResults(OpBuilder &calls) {
  Operation *terminator = source.getBody().front().getTerminator();
  Location loc = builder.getUnknownLoc();
  for (auto [number, value] : llvm::enumerate(terminator->getOperands())) {
    Value storage = schedule::storageOf(value);
    Value from = buffers.lookup(storage);
    if (from == outputs[number])
      continue;
    if (!from) {
      FailureOr<DenseElementsAttr> elements =
          storedElements(terminator, storage);
      if (failed(elements))
        return failure();
      from = tableOf(calls, "result", *elements);
    }
    Value zero = arith::ConstantIndexOp::create(calls, loc, 0);
    kernel::CopyOp::create(calls, loc, from, zero, outputs[number], zero,
                           cast<ShapedType>(value.getType()).getNumElements());
  }
  return success();
}

LogicalResult ModuleWriter::writeNetwork(func::FuncOp network,
                                         ArrayRef<RowPipeline> pipelines) {
  OpBuilder calls = OpBuilder::atBlockEnd(&network.getBody().front());
  ArrayRef<BlockArgument> arguments = network.getArguments();
  for (BlockArgument input : source.getArguments()) {
    buffers[input] = flatten(calls, arguments.front());
    arguments = arguments.drop_front();
  }
  for (unsigned i = 0; i < source.getNumResults(); ++i)
    outputs.push_back(flatten(calls, arguments[i]));
  arena = arguments[outputs.size()];
  if (isPushed)
    pushed = PushedRows{buffers.lookup(source.getArgument(0)),
                        arguments[outputs.size() + 1], arguments.back()};

  for (Operation &op : source.getBody().front()) {
    if (schedule::isConstant(&op) || isa<func::ReturnOp>(op))
      continue;
    if (op.getNumResults() != 1 || !op.hasAttr(schedule::kPlace))
      return op.emitError("op has no place; run attend-plan-arena");
    if (failed(verifySize(&op, schedule::sizeBytes(op.getResult(0)))))
      return failure();
    int64_t number = schedule::integerOr(&op, schedule::kPipeline);
    if (number < 0 && failed(lowerOp(&op, calls)))
      return failure();
    // A pipeline is lowered at its last op: the places of all are checked.
    if (number >= 0 && &op == pipelines[number].ops.back() &&
        failed(lowerPipeline(pipelines[number], number, calls)))
      return failure();
  }
  if (failed(copyResults(calls)))
    return failure();
  calls.setInsertionPointToEnd(&network.getBody().front());
  func::ReturnOp::create(calls, builder.getUnknownLoc());
  return success();
}

LogicalResult ModuleWriter::write() {
  if (failed(verifySize(source,
                        schedule::integerOr(source, schedule::kArenaBytes))))
    return failure();
  for (BlockArgument argument : source.getArguments())
    if (failed(verifySize(source, schedule::sizeBytes(argument))))
      return failure();
  FailureOr<std::vector<RowPipeline>> pipelines = readPipelines(source);
  if (failed(pipelines))
    return failure();
  func::FuncOp network = createRun(builder, source);
  if (isPushed)
    network = createPushRows(builder, network, pipelines->front().stateOffset);
  if (failed(writeNetwork(network, *pipelines)))
    return failure();
  source.erase();
  return success();
}

namespace {
struct LowerToLoops : lower::impl::LowerToLoopsBase<LowerToLoops> {
  using LowerToLoopsBase::LowerToLoopsBase;

  void runOnOperation() override {
    const Target *chosen = findTarget(target);
    if (!chosen) {
      getOperation().emitError() << "unknown target '" << target << "'";
      return signalPassFailure();
    }
    auto functions = llvm::to_vector(getOperation().getOps<func::FuncOp>());
    if (functions.size() != 1 || functions[0].isDeclaration()) {
      getOperation().emitError("expected one function, found ")
          << functions.size();
      return signalPassFailure();
    }
    if (schedule::integerOr(functions[0], schedule::kArenaBytes) < 0) {
      functions[0].emitError("function has no arena; run attend-plan-arena");
      return signalPassFailure();
    }
    ModuleWriter writer(getOperation(), functions[0], *chosen, arenaHooks);
    if (failed(writer.write()))
      signalPassFailure();
  }
};
} // namespace
