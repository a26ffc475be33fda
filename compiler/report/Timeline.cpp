// Timeline.cpp: replays a schedule over the places that its attributes give.

#include "compiler/report/Timeline.h"

#include "passes/schedule/ArenaLayout.h"
#include "passes/schedule/Placement.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace mlir;
using namespace attendc;
using namespace attendc::report;
using schedule::Node;

namespace {

class TimelineBuilder {
public:
  TimelineBuilder(Report &report, func::FuncOp function,
                  const std::vector<Node> &nodes,
                  const schedule::Schedule &schedule)
      : report(report), function(function), nodes(nodes), schedule(schedule) {}

  LogicalResult build();

private:
  void addSpans();
  void addPorts();
  FailureOr<size_t> addInArena(Operation *op, Buffer buffer);
  FailureOr<size_t> addResult(size_t number);
  LogicalResult addResults();
  void findLifetimes();
  LogicalResult addScratch();
  LogicalResult addCounters();
  void findPeak();

  int64_t lastTick() const { return std::max<int64_t>(ticks - 1, 0); }

  Report &report;
  func::FuncOp function;
  const std::vector<Node> &nodes;
  const schedule::Schedule &schedule;
  int64_t ticks = 0;
  size_t firstOutput = 0;       // in report.buffers
  std::vector<size_t> bufferOf; // by node, except for reshapes
};

} // namespace

void TimelineBuilder::addSpans() {
  auto pipeline = schedule.begin();
  for (size_t node = 0; node < nodes.size(); ++node) {
    Span span{ticks, ticks, -1, {node}};
    if (pipeline != schedule.end() && int64_t(node) == pipeline->first) {
      span.pipeline = pipeline - schedule.begin();
      span.lastTick = ticks + pipeline->steps.size() - 1;
      while (int64_t(node) + 1 < pipeline->end)
        span.layers.push_back(++node);
      ++pipeline;
    }
    for (size_t layer : span.layers)
      report.layers[layer].pipeline = span.pipeline;
    ticks = span.lastTick + 1;
    report.spans.push_back(std::move(span));
  }
  int64_t tick = 0;
  std::vector<bool> hasRun(nodes.size());
  forEachTick(nodes, schedule, [&](int64_t node, int64_t) {
    Layer &layer = report.layers[node];
    if (!hasRun[node])
      layer.firstTick = tick;
    hasRun[node] = true;
    layer.lastTick = tick++;
  });
}

static std::string portName(DictionaryAttr attributes) {
  auto name =
      attributes ? attributes.getAs<StringAttr>("attend.name") : nullptr;
  return name ? name.str() : "";
}

/// Inputs and outputs lie in the caller's memory, which holds both until the
/// end; rows that are pushed need no more than a row of it.
void TimelineBuilder::addPorts() {
  for (auto [number, argument] : llvm::enumerate(function.getArguments())) {
    int64_t bytes = schedule::sizeBytes(argument);
    if (report.pushesRows)
      bytes /= schedule::rowCount(argument);
    report.buffers.push_back({BufferKind::Input,
                              {},
                              portName(function.getArgAttrDict(number)),
                              -1,
                              bytes,
                              0,
                              lastTick()});
  }
  firstOutput = report.buffers.size();
  Operation *end = function.getBody().front().getTerminator();
  for (auto [number, value] : llvm::enumerate(end->getOperands()))
    report.buffers.push_back({BufferKind::Output,
                              {},
                              portName(function.getResultAttrDict(number)),
                              -1,
                              schedule::sizeBytes(value),
                              0,
                              lastTick()});
}

/// The buffer of a result that overwrites no operand.
FailureOr<size_t> TimelineBuilder::addResult(size_t number) {
  const Node &node = nodes[number];
  const Layer &layer = report.layers[number];
  if (layer.place == "result") {
    int64_t index = schedule::integerOr(node.op, schedule::kIndex);
    if (index < 0 || index >= function.getNumResults())
      return node.op->emitError("there is no result ") << index;
    return firstOutput + index;
  }
  Buffer buffer{BufferKind::Whole, {},          "",
                layer.offset,      layer.bytes, layer.firstTick,
                layer.lastTick};
  if (layer.rowsHeld < layer.rows) {
    buffer.kind = BufferKind::Ring;
    buffer.bytes = layer.rowsHeld * node.rowBytes();
  }
  return addInArena(node.op, std::move(buffer));
}

LogicalResult TimelineBuilder::addResults() {
  bufferOf.assign(nodes.size(), 0);
  for (auto [number, node] : llvm::enumerate(nodes)) {
    Layer &layer = report.layers[number];
    layer.rows = node.computesRows ? node.rows : 0;
    layer.rowsHeld = layer.rows;
    if (node.op->hasAttr(schedule::kRows))
      layer.rowsHeld = schedule::integerOr(node.op, schedule::kRows);
    if (layer.rowsHeld < 0 || layer.rowsHeld > layer.rows)
      return node.op->emitError("its buffer cannot hold ")
             << layer.rowsHeld << " of " << layer.rows << " rows";
    if (node.isAlias)
      continue;
    FailureOr<size_t> buffer;
    if (layer.isInPlace) {
      int64_t operand = schedule::integerOr(node.op, schedule::kInPlace);
      auto read = llvm::find_if(node.reads, [&](const schedule::NodeRead &one) {
        return int64_t(one.operand) == operand;
      });
      if (read == node.reads.end())
        return node.op->emitError("it cannot overwrite operand ") << operand;
      buffer = bufferOf[read->producer];
    } else {
      buffer = addResult(number);
    }
    if (failed(buffer))
      return failure();
    bufferOf[number] = *buffer;
    report.buffers[*buffer].layers.push_back(number);
  }
  return success();
}

/// Adds a buffer of the arena; emits an error at `op` if it lies outside.
FailureOr<size_t> TimelineBuilder::addInArena(Operation *op, Buffer buffer) {
  if (buffer.offset < 0 || buffer.bytes < 0 ||
      buffer.bytes > report.arenaBytes - buffer.offset)
    return op->emitError("its bytes (")
           << kindName(buffer.kind) << ") leave the arena of "
           << report.arenaBytes << " bytes";
  report.buffers.push_back(std::move(buffer));
  return report.buffers.size() - 1;
}

/// A whole result is alive from the first tick of its first layer until nothing
/// reads what any of its layers wrote.
void TimelineBuilder::findLifetimes() {
  auto use = [&](size_t node, int64_t tick) {
    Buffer &buffer = report.buffers[bufferOf[node]];
    if (buffer.inArena())
      buffer.lastTick = std::max(buffer.lastTick, tick);
  };
  int64_t tick = 0;
  forEachTick(nodes, schedule, [&](int64_t number, int64_t row) {
    const Node &node = nodes[number];
    if (!node.isAlias)
      use(number, tick);
    for (const schedule::NodeRead &read : node.reads) {
      bool inRows = row >= 0 && report.layers[read.producer].pipeline ==
                                    report.layers[number].pipeline;
      if (!inRows || read.rows[row].first < read.rows[row].end)
        use(read.producer, tick);
    }
    ++tick;
  });
  for (size_t output = firstOutput;
       output < report.buffers.size() && !report.buffers[output].inArena();
       ++output) {
    const std::vector<size_t> &layers = report.buffers[output].layers;
    report.buffers[output].firstTick =
        layers.empty() ? lastTick() : report.layers[layers.front()].firstTick;
  }
}

/// Layers of a pipeline that gather at one offset share the bytes.
LogicalResult TimelineBuilder::addScratch() {
  llvm::MapVector<std::pair<int64_t, int64_t>, Buffer> gathers;
  for (auto [number, node] : llvm::enumerate(nodes)) {
    if (!node.op->hasAttr(schedule::kScratchOffset))
      continue;
    const Layer &layer = report.layers[number];
    int64_t owner = layer.pipeline >= 0 ? layer.pipeline : -1 - int64_t(number);
    int64_t offset = schedule::integerOr(node.op, schedule::kScratchOffset);
    int64_t bytes = schedule::integerOr(node.op, schedule::kScratchBytes);
    auto [known, isNew] = gathers.insert(
        {{owner, offset},
         {BufferKind::Scratch, {}, "", offset, bytes, layer.firstTick}});
    Buffer &buffer = known->second;
    buffer.layers.push_back(number);
    buffer.bytes = std::max(buffer.bytes, bytes);
    buffer.firstTick = std::min(buffer.firstTick, layer.firstTick);
    buffer.lastTick = std::max(buffer.lastTick, layer.lastTick);
  }
  for (auto &[key, buffer] : gathers)
    if (failed(addInArena(nodes[buffer.layers.front()].op, buffer)))
      return failure();
  return success();
}

LogicalResult TimelineBuilder::addCounters() {
  auto offsets =
      function->getAttrOfType<DenseI64ArrayAttr>(schedule::kStateOffsets);
  size_t count = offsets ? offsets.size() : 0;
  if (count != schedule.size())
    return function.emitError("expected ")
           << schedule.size() << " offsets of row counters, found " << count;
  for (const Span &span : report.spans) {
    if (span.pipeline < 0)
      continue;
    bool staysAlive = report.pushesRows && span.pipeline == 0;
    Buffer counters{BufferKind::Counters,
                    span.layers,
                    "",
                    offsets[span.pipeline],
                    int64_t(span.layers.size()) * 4,
                    span.firstTick,
                    staysAlive ? lastTick() : span.lastTick};
    if (failed(addInArena(function, std::move(counters))))
      return failure();
  }
  return success();
}

/// Every buffer starts at a multiple of the arena's alignment, which its size
/// is rounded up to.
void TimelineBuilder::findPeak() {
  std::vector<int64_t> change(ticks + 1, 0);
  for (const Buffer &buffer : report.buffers) {
    if (!buffer.inArena())
      continue;
    int64_t bytes = llvm::alignTo(buffer.bytes, schedule::kArenaAlignment);
    change[buffer.firstTick] += bytes;
    change[buffer.lastTick + 1] -= bytes;
  }
  for (int64_t tick = 0, alive = 0; tick < ticks; ++tick)
    report.aliveBytes.push_back(alive += change[tick]);
  if (ticks == 0)
    return;

  Peak peak;
  peak.tick = llvm::max_element(report.aliveBytes) - report.aliveBytes.begin();
  peak.bytes = report.aliveBytes[peak.tick];
  int64_t tick = 0;
  forEachTick(nodes, schedule, [&](int64_t node, int64_t row) {
    if (tick++ == peak.tick) {
      peak.layer = node;
      peak.row = row;
    }
  });
  for (auto [number, buffer] : llvm::enumerate(report.buffers))
    if (buffer.inArena() && buffer.isAliveAt(peak.tick))
      peak.buffers.push_back(number);
  llvm::sort(peak.buffers, [&](size_t a, size_t b) {
    return std::pair(report.buffers[a].offset, a) <
           std::pair(report.buffers[b].offset, b);
  });
  report.peak = std::move(peak);
}

LogicalResult TimelineBuilder::build() {
  addSpans();
  addPorts();
  if (failed(addResults()))
    return failure();
  findLifetimes();
  if (failed(addScratch()) || failed(addCounters()))
    return failure();
  findPeak();
  return success();
}

LogicalResult report::addTimeline(Report &report, func::FuncOp function,
                                  const std::vector<Node> &nodes,
                                  const schedule::Schedule &schedule) {
  return TimelineBuilder(report, function, nodes, schedule).build();
}
