// Timeline.cpp: replays a schedule over the places that its attributes give.

#include "compiler/report/Timeline.h"

#include "passes/schedule/Placement.h"

#include "llvm/ADT/MapVector.h"

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
  void findLives();
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

/// Inputs and outputs lie in the caller's memory until the end; rows that are
/// pushed need no more than a row of it.
void TimelineBuilder::addPorts() {
  for (auto [number, argument] : llvm::enumerate(function.getArguments())) {
    int64_t bytes = schedule::sizeBytes(argument);
    if (report.pushesRows)
      bytes /= schedule::rowCount(argument);
    report.buffers.push_back({BufferKind::Input,
                              {},
                              portName(function.getArgAttrDict(number)),
                              -1,
                              1,
                              bytes,
                              {{0, 0, 0, lastTick()}}});
  }
  firstOutput = report.buffers.size();
  Operation *end = function.getBody().front().getTerminator();
  for (auto [number, value] : llvm::enumerate(end->getOperands()))
    report.buffers.push_back({BufferKind::Output,
                              {},
                              portName(function.getResultAttrDict(number)),
                              -1,
                              1,
                              schedule::sizeBytes(value),
                              {{0, 0, lastTick(), lastTick()}}});
}

/// The buffer of a result that overwrites no operand.
FailureOr<size_t> TimelineBuilder::addResult(size_t number) {
  const Node &node = nodes[number];
  const Layer &layer = report.layers[number];
  Buffer buffer{BufferKind::Whole, {}, "", layer.offset, 1, layer.bytes, {}};
  int64_t rows = std::max<int64_t>(layer.rows, 1);
  if (layer.rows > 0) {
    buffer.slots = layer.rowsHeld;
    buffer.rowBytes = node.rowBytes();
  }
  for (int64_t row = 0; row < rows; ++row)
    buffer.lives.push_back({row, row % buffer.slots, -1, -1});
  if (layer.rowsHeld < layer.rows)
    buffer.kind = BufferKind::Ring;
  if (layer.place != "result")
    return addInArena(node.op, std::move(buffer));

  int64_t index = schedule::integerOr(node.op, schedule::kIndex);
  if (index < 0 || index >= function.getNumResults())
    return node.op->emitError("there is no result ") << index;
  Buffer &output = report.buffers[firstOutput + index];
  buffer.kind = BufferKind::Output;
  buffer.port = output.port;
  buffer.offset = -1;
  output = std::move(buffer);
  return firstOutput + index;
}

LogicalResult TimelineBuilder::addResults() {
  bufferOf.assign(nodes.size(), 0);
  for (auto [number, node] : llvm::enumerate(nodes)) {
    Layer &layer = report.layers[number];
    layer.rows = node.computesRows ? node.rows : 0;
    layer.rowsHeld = layer.rows;
    if (node.op->hasAttr(schedule::kRows))
      layer.rowsHeld = schedule::integerOr(node.op, schedule::kRows);
    if (layer.rowsHeld > layer.rows || layer.rowsHeld < (layer.rows > 0))
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
  if (buffer.offset < 0 || buffer.rowBytes < 0 ||
      buffer.bytes() > report.arenaBytes - buffer.offset)
    return op->emitError("its bytes (")
           << kindName(buffer.kind) << ") leave the arena of "
           << report.arenaBytes << " bytes";
  report.buffers.push_back(std::move(buffer));
  return report.buffers.size() - 1;
}

/// Writes and reads rows tick by tick. Steps of a pipeline read some rows of
/// whatever they read, other layers all.
void TimelineBuilder::findLives() {
  auto use = [&](size_t node, schedule::RowRange rows, int64_t tick) {
    std::vector<Life> &lives = report.buffers[bufferOf[node]].lives;
    if (rows.first < 0 || rows.end > int64_t(lives.size()))
      rows = {0, int64_t(lives.size())};
    for (int64_t row = rows.first; row < rows.end; ++row) {
      lives[row].lastTick = tick;
      if (lives[row].firstTick < 0)
        lives[row].firstTick = tick;
    }
  };
  constexpr schedule::RowRange all = {-1, 0};
  int64_t tick = 0;
  forEachTick(nodes, schedule, [&](int64_t number, int64_t row) {
    const Node &node = nodes[number];
    for (const schedule::NodeRead &read : node.reads)
      use(read.producer, row < 0 || read.rows.empty() ? all : read.rows[row],
          tick);
    if (!node.isAlias)
      use(number, row < 0 ? all : schedule::RowRange{row, row + 1}, tick);
    ++tick;
  });
  for (Buffer &buffer : report.buffers)
    if (buffer.kind == BufferKind::Output)
      for (Life &life : buffer.lives)
        life.lastTick = lastTick();
}

/// What a layer gathers is alive while it runs. Layers of a pipeline that
/// gather at one offset share the bytes.
LogicalResult TimelineBuilder::addScratch() {
  llvm::MapVector<std::pair<int64_t, int64_t>, Buffer> gathers;
  std::vector<Buffer *> gatherOf(nodes.size());
  for (auto [number, node] : llvm::enumerate(nodes)) {
    if (!node.op->hasAttr(schedule::kScratchOffset))
      continue;
    int64_t pipeline = report.layers[number].pipeline;
    int64_t owner = pipeline >= 0 ? pipeline : -1 - int64_t(number);
    int64_t offset = schedule::integerOr(node.op, schedule::kScratchOffset);
    int64_t bytes = schedule::integerOr(node.op, schedule::kScratchBytes);
    Buffer &buffer =
        gathers
            .insert({{owner, offset},
                     {BufferKind::Scratch, {}, "", offset, 1, 0, {}}})
            .first->second;
    buffer.layers.push_back(number);
    buffer.rowBytes = std::max(buffer.rowBytes, bytes);
  }
  for (auto &[key, buffer] : gathers)
    for (size_t layer : buffer.layers)
      gatherOf[layer] = &buffer;
  int64_t tick = 0;
  forEachTick(nodes, schedule, [&](int64_t node, int64_t) {
    if (Buffer *buffer = gatherOf[node]) {
      int64_t use = buffer->lives.size();
      buffer->lives.push_back({use, 0, tick, tick});
    }
    ++tick;
  });
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
    int64_t last = staysAlive ? lastTick() : span.lastTick;
    Buffer counters{BufferKind::Counters,
                    span.layers,
                    "",
                    offsets[span.pipeline],
                    1,
                    int64_t(span.layers.size()) * 4,
                    {{0, 0, span.firstTick, last}}};
    if (failed(addInArena(function, std::move(counters))))
      return failure();
  }
  return success();
}

int64_t Buffer::aliveBytes(int64_t tick) const {
  return rowBytes * llvm::count_if(lives, [&](const Life &life) {
           return life.isAliveAt(tick);
         });
}

void TimelineBuilder::findPeak() {
  std::vector<int64_t> change(ticks + 1, 0);
  for (const Buffer &buffer : report.buffers)
    for (const Life &life : buffer.lives)
      if (buffer.inArena()) {
        change[life.firstTick] += buffer.rowBytes;
        change[life.lastTick + 1] -= buffer.rowBytes;
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
    if (buffer.inArena() && buffer.aliveBytes(peak.tick) > 0)
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
  findLives();
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
