// Report.cpp: reads what a layer is from the attributes of a scheduled op.

#include "compiler/report/Report.h"

#include "compiler/report/Timeline.h"
#include "passes/schedule/Cost.h"
#include "passes/schedule/Placement.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::report;

static std::vector<int64_t> shapeOf(Value value) {
  auto type = cast<ShapedType>(value.getType());
  return std::vector<int64_t>(type.getShape().begin(), type.getShape().end());
}

/// Weights [.., KH, KW, channels that one sum reads].
template <typename OpT> static Window windowOf(OpT conv) {
  std::vector<int64_t> weight = shapeOf(conv.getWeight());
  return {shapeOf(conv.getInput()),
          {weight[1], weight[2]},
          conv.getStrides().vec(),
          conv.getPads().vec(),
          int64_t(conv.getGroups())};
}

static Layer makeLayer(Operation *op) {
  Layer layer;
  if (auto name = dyn_cast<NameLoc>(op->getLoc()))
    layer.name = name.getName().str();
  layer.op = op->getName().stripDialect().str();
  for (Value operand : op->getOperands())
    if (!schedule::isConstant(operand.getDefiningOp()))
      layer.inputs.push_back(shapeOf(operand));
  Value result = op->getResult(0);
  layer.output = shapeOf(result);
  layer.bytes = schedule::sizeBytes(result);
  layer.window = TypeSwitch<Operation *, std::optional<Window>>(op)
                     .Case<q8::Conv2dOp, attend::Conv2dOp>(
                         [](auto conv) { return windowOf(conv); })
                     .Default([](Operation *) { return std::nullopt; });
  layer.macs = schedule::multiplyAdds(op);
  if (auto choice = op->getAttrOfType<StringAttr>(schedule::kChoice))
    layer.kernel =
        choice.getValue().str() + (op->hasAttr(schedule::kNibbles) ? "/4" : "");
  if (auto place = op->getAttrOfType<StringAttr>(schedule::kPlace))
    layer.place = place.getValue().str();
  layer.offset = schedule::integerOr(op, schedule::kOffset);
  layer.isInPlace = op->hasAttr(schedule::kInPlace);
  return layer;
}

/// Checks that `function` is a straight line of ops on tensors with bytes.
static LogicalResult checkForm(func::FuncOp function) {
  if (!function.getBody().hasOneBlock())
    return function.emitError("expected a function with one block");
  if (schedule::integerOr(function, schedule::kArenaBytes) < 0)
    return function.emitError("function has no arena; run attend-plan-arena");
  auto hasBytes = [](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    return tensor && tensor.hasStaticShape() && tensor.getNumElements() > 0 &&
           tensor.getElementType().isIntOrFloat();
  };
  Block &body = function.getBody().front();
  if (!llvm::all_of(body.getArgumentTypes(), hasBytes))
    return function.emitError("expected inputs that are tensors");
  if (function->hasAttr(schedule::kPushRows) &&
      !llvm::all_of(body.getArgumentTypes(), [](Type type) {
        return cast<RankedTensorType>(type).getRank() == 4;
      }))
    return function.emitError("expected an input in rows");
  for (Operation &op : body.without_terminator())
    if (op.getNumResults() != 1 || !hasBytes(op.getResult(0).getType()))
      return op.emitError("expected an op with a tensor as its result");
  return success();
}

FailureOr<Report> report::makeReport(func::FuncOp function) {
  if (failed(checkForm(function)))
    return failure();
  Report report;
  report.arenaBytes = schedule::integerOr(function, schedule::kArenaBytes);
  report.arenaLowerBound =
      schedule::integerOr(function, schedule::kArenaLowerBound);
  report.pushesRows = function->hasAttr(schedule::kPushRows);
  std::vector<schedule::Node> nodes = schedule::readNodes(function);
  FailureOr<schedule::Schedule> schedule =
      schedule::readSchedule(function, nodes);
  if (failed(schedule))
    return failure();
  for (const schedule::Node &node : nodes) {
    report.layers.push_back(makeLayer(node.op));
    report.macs += report.layers.back().macs;
  }
  if (failed(addTimeline(report, function, nodes, *schedule)))
    return failure();
  return report;
}

StringRef report::kindName(BufferKind kind) {
  switch (kind) {
  case BufferKind::Whole:
    return "whole";
  case BufferKind::Ring:
    return "ring";
  case BufferKind::Scratch:
    return "scratch";
  case BufferKind::Counters:
    return "counters";
  case BufferKind::Input:
    return "input";
  case BufferKind::Output:
    return "output";
  }
  llvm_unreachable("every kind has its name");
}
