// Buffers.cpp: replays a schedule to find how long each row is read, and from
// that which results share bytes, how many rows each holds, and how long.

#include "passes/schedule/Buffers.h"
#include "passes/schedule/Placement.h"

#include "dialects/q8/Q8Dialect.h"

#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace mlir;
using namespace attendc;
using namespace attendc::schedule;

namespace {

/// When the rows of a result are written, and read for the last time.
struct RowTimes {
  std::vector<int64_t> written, lastRead;
};

class BufferPlanner {
public:
  BufferPlanner(const std::vector<Node> &nodes, const Schedule &schedule)
      : nodes(nodes), schedule(schedule) {}

  BufferPlan plan(bool pushesRows);

private:
  void replay();
  void mergeInPlace();
  void sizeBuffers();
  void addScratch();
  void addState(bool pushesRows);

  /// The pipeline that computes `node`, or -1.
  int64_t pipelineOf(int64_t node) const { return pipelines[node]; }
  bool mayOverwrite(int64_t node, const NodeRead &read) const;

  const std::vector<Node> &nodes;
  const Schedule &schedule;
  BufferPlan result;
  std::vector<int64_t> pipelines;
  std::vector<RowTimes> times; // by node; whole nodes have one row
  int64_t tickCount = 0;
  /// By buffer: the node that writes it first, and the last reads by row of
  /// everything that lies in it.
  std::vector<int64_t> heads;
  std::vector<std::vector<int64_t>> lastReads;
  /// By buffer: whether one pipeline computes and reads all of it.
  std::vector<bool> isInternal;
};

} // namespace

void BufferPlanner::replay() {
  pipelines = pipelinesOf(nodes, schedule);
  times.resize(nodes.size());
  for (auto [node, time] : llvm::zip_equal(nodes, times)) {
    time.written.assign(node.rows, -1);
    time.lastRead.assign(node.rows, -1);
  }
  forEachTick(nodes, schedule, [&](int64_t number, int64_t row) {
    const Node &node = nodes[number];
    int64_t tick = tickCount++;
    for (const NodeRead &read : node.reads) {
      RowTimes &producer = times[read.producer];
      if (row < 0 || read.rows.empty()) {
        llvm::fill(producer.lastRead, tick);
        continue;
      }
      RowRange rows = read.rows[row];
      for (int64_t r = rows.first; r < rows.end; ++r)
        producer.lastRead[r] = tick;
    }
    RowTimes &own = times[number];
    if (row >= 0)
      own.written[row] = tick;
    else
      llvm::fill(own.written, tick);
  });
  for (auto [node, time] : llvm::zip_equal(nodes, times))
    for (auto [written, lastRead] :
         llvm::zip_equal(time.written, time.lastRead))
      lastRead = node.result >= 0 ? tickCount : std::max(lastRead, written);
}

/// True if nothing reads a row of the buffer after `node` overwrote it.
bool BufferPlanner::mayOverwrite(int64_t node, const NodeRead &read) const {
  int64_t buffer = result.ofNode[read.producer];
  if (buffer < 0 || nodes[read.producer].sizeBytes != nodes[node].sizeBytes)
    return false;
  const std::vector<int64_t> &written = times[node].written;
  if (pipelineOf(node) < 0)
    return llvm::all_of(lastReads[buffer], [&](int64_t lastRead) {
      return lastRead == written.front();
    });
  return lastReads[buffer] == written;
}

void BufferPlanner::mergeInPlace() {
  result.ofNode.assign(nodes.size(), -1);
  result.inPlace.assign(nodes.size(), -1);
  for (auto [number, node] : llvm::enumerate(nodes)) {
    if (node.isAlias)
      continue;
    int64_t &buffer = result.ofNode[number];
    // The oldest: what has waited, such as a shortcut, is held in more rows
    // than what was computed just now.
    int64_t oldest = number;
    for (const NodeRead &read : node.reads) {
      if (read.producer >= oldest || !read.isOverwritable ||
          !mayOverwrite(number, read))
        continue;
      oldest = read.producer;
      buffer = result.ofNode[read.producer];
      result.inPlace[number] = read.operand;
    }
    bool isRead = times[number].lastRead.front() < tickCount;
    if (buffer < 0) {
      buffer = heads.size();
      heads.push_back(number);
      lastReads.emplace_back();
      isInternal.push_back(pipelineOf(number) >= 0);
    }
    // By the rows of the buffer: one op of it may compute rows, another not.
    const std::vector<int64_t> &lastRead = times[number].lastRead;
    size_t rows = nodes[heads[buffer]].rows;
    lastReads[buffer] =
        lastRead.size() == rows
            ? lastRead
            : std::vector<int64_t>(rows, *llvm::max_element(lastRead));
    if (pipelineOf(number) != pipelineOf(heads[buffer]) || !isRead)
      isInternal[buffer] = false;
  }
  for (auto [number, node] : llvm::enumerate(nodes))
    for (const NodeRead &read : node.reads)
      if (int64_t buffer = result.ofNode[read.producer];
          buffer >= 0 && pipelineOf(number) != pipelineOf(heads[buffer]))
        isInternal[buffer] = false;
}

/// The fewest rows of a ring in which no row is written over one that is still
/// read: for each row r, all rows written until its last read, from r on.
static int64_t ringRows(ArrayRef<int64_t> written, ArrayRef<int64_t> lastRead) {
  int64_t rows = 1, writtenRows = 0;
  for (int64_t row = 0; row < int64_t(written.size()); ++row) {
    while (writtenRows < int64_t(written.size()) &&
           written[writtenRows] <= lastRead[row])
      ++writtenRows;
    rows = std::max(rows, writtenRows - row);
  }
  return rows;
}

void BufferPlanner::sizeBuffers() {
  for (auto [buffer, head] : llvm::enumerate(heads)) {
    const Node &node = nodes[head];
    const std::vector<int64_t> &written = times[head].written;
    const std::vector<int64_t> &lastRead = lastReads[buffer];
    Extent extent{node.rows, node.rowBytes(), {}};
    if (isInternal[buffer])
      extent.slots = ringRows(written, lastRead);
    for (int64_t row = 0; row < node.rows; ++row)
      extent.lives.push_back({row % extent.slots, written[row], lastRead[row]});
    result.buffers.push_back({std::move(extent)});
  }
  for (auto [node, buffer] : llvm::zip_equal(nodes, result.ofNode))
    if (node.result >= 0 && buffer >= 0)
      result.buffers[buffer].result = node.result;
}

/// What an op gathers is alive while it runs. The ops of a pipeline run one at
/// a time, so they gather in the same bytes.
void BufferPlanner::addScratch() {
  result.scratch.assign(nodes.size(), -1);
  std::vector<int64_t> shared(schedule.size(), -1);
  for (auto [number, node] : llvm::enumerate(nodes)) {
    int64_t bytes = scratchBytes(node.op);
    if (!bytes)
      continue;
    int64_t pipeline = pipelineOf(number);
    int64_t &buffer = result.scratch[number];
    buffer = pipeline < 0 ? -1 : shared[pipeline];
    if (buffer < 0) {
      buffer = result.buffers.size();
      result.buffers.push_back({{1, 0, {}}});
    }
    if (pipeline >= 0)
      shared[pipeline] = buffer;
    Extent &extent = result.buffers[buffer].extent;
    extent.slotBytes = std::max(extent.slotBytes, bytes);
    ArrayRef<int64_t> ticks = times[number].written;
    for (int64_t tick : pipeline < 0 ? ticks.take_front() : ticks)
      extent.lives.push_back({0, tick, tick});
  }
}

void BufferPlanner::addState(bool pushesRows) {
  for (auto [number, pipeline] : llvm::enumerate(schedule)) {
    int64_t first = tickCount, last = 0;
    for (int64_t node = pipeline.first; node < pipeline.end; ++node) {
      first = std::min(first, times[node].written.front());
      last = std::max(last, times[node].written.back());
    }
    if (pushesRows && number == 0)
      last = tickCount;
    result.state.push_back(result.buffers.size());
    result.buffers.push_back(
        {{1, (pipeline.end - pipeline.first) * 4, {{0, first, last}}}});
  }
}

BufferPlan BufferPlanner::plan(bool pushesRows) {
  replay();
  mergeInPlace();
  sizeBuffers();
  addScratch();
  addState(pushesRows);
  return std::move(result);
}

BufferPlan schedule::planBuffers(const std::vector<Node> &nodes,
                                 const Schedule &schedule, bool pushesRows) {
  return BufferPlanner(nodes, schedule).plan(pushesRows);
}

std::vector<Extent> schedule::arenaExtents(const BufferPlan &plan) {
  std::vector<Extent> extents;
  for (const Buffer &buffer : plan.buffers)
    extents.push_back(buffer.inArena() ? buffer.extent : Extent{0, 1, {}});
  return extents;
}

ArenaLayout schedule::layOutBuffers(const BufferPlan &plan) {
  return layOutArena(arenaExtents(plan));
}
