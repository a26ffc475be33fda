// VerifyArena.cpp: replays a schedule on an arena that knows whose row lies in
// which bytes, and so whether every op reads what it should.

#include "passes/schedule/ArenaLayout.h"
#include "passes/schedule/Network.h"
#include "passes/schedule/Passes.h"
#include "passes/schedule/Placement.h"

#include "mlir/IR/TypeUtilities.h"

#include <map>

using namespace mlir;
using namespace attendc;

namespace attendc::schedule {
#define GEN_PASS_DEF_VERIFYARENA
#include "passes/schedule/Passes.h.inc"
} // namespace attendc::schedule

using namespace attendc::schedule;

namespace {

/// Bytes [begin, end) of the arena (space -1) or of a result's buffer.
struct ByteRange {
  int64_t space;
  int64_t begin;
  int64_t end;

  bool overlaps(const ByteRange &other) const {
    return space == other.space && begin < other.end && other.begin < end;
  }
  bool operator==(const ByteRange &other) const {
    return space == other.space && begin == other.begin && end == other.end;
  }
};

/// What was written last: row `row` of node `node`, or something else that is
/// told apart by a negative node.
using Writer = std::pair<int64_t, int64_t>;

/// Which writer every byte of a space has.
class Memory {
public:
  void write(const ByteRange &range, Writer writer) {
    auto &bytes = spaces[range.space];
    split(bytes, range.begin);
    split(bytes, range.end);
    bytes.erase(bytes.lower_bound(range.begin), bytes.lower_bound(range.end));
    bytes[range.begin] = {range.end, writer};
  }

  bool holds(const ByteRange &range, Writer writer) {
    auto &bytes = spaces[range.space];
    int64_t at = range.begin;
    auto piece = bytes.upper_bound(at);
    if (piece != bytes.begin())
      --piece;
    for (; at < range.end && piece != bytes.end(); ++piece) {
      if (piece->first > at || piece->second.second != writer)
        return false;
      at = piece->second.first;
    }
    return at >= range.end;
  }

private:
  /// begin -> (end, writer); pieces do not overlap.
  using Pieces = std::map<int64_t, std::pair<int64_t, Writer>>;

  static void split(Pieces &bytes, int64_t at) {
    auto piece = bytes.lower_bound(at);
    if (piece == bytes.begin())
      return;
    --piece;
    if (piece->second.first <= at)
      return;
    bytes[at] = piece->second;
    piece->second.first = at;
  }

  std::map<int64_t, Pieces> spaces;
};

class Replay {
public:
  explicit Replay(func::FuncOp function) : function(function) {}
  LogicalResult run();

private:
  LogicalResult readPlaces();
  LogicalResult readStates();
  LogicalResult step(int64_t node, int64_t row);
  LogicalResult checkInPlace(int64_t node) const;
  LogicalResult checkResults();
  LogicalResult inArena(Operation *op, StringRef what, int64_t offset,
                        int64_t size) const;
  FailureOr<ByteRange> placeOf(const Node &node);
  ByteRange rowOf(int64_t node, int64_t row) const;

  func::FuncOp function;
  int64_t arenaBytes = -1;
  std::vector<Node> nodes;
  Schedule schedule;
  std::vector<ByteRange> places;                 // of whole buffers, by node
  std::vector<int64_t> pipelines;                // by node, -1 outside
  std::vector<ByteRange> states;                 // by pipeline
  std::vector<std::optional<ByteRange>> scratch; // by node
  Memory memory;
};

constexpr int64_t kScratchWriter = -1, kStateWriter = -2;

struct VerifyArena : schedule::impl::VerifyArenaBase<VerifyArena> {
  void runOnOperation() override {
    markAllAnalysesPreserved();
    if (failed(Replay(getOperation()).run()))
      signalPassFailure();
  }
};

} // namespace

/// True if both tensors have as many elements of one stored type.
static bool sameBuffer(Type a, Type b) {
  return cast<ShapedType>(a).getNumElements() ==
             cast<ShapedType>(b).getNumElements() &&
         storedElement(getElementTypeOrSelf(a)) ==
             storedElement(getElementTypeOrSelf(b));
}

LogicalResult Replay::inArena(Operation *op, StringRef what, int64_t offset,
                              int64_t size) const {
  if (offset < 0 || size > arenaBytes || offset > arenaBytes - size)
    return op->emitError() << what << " leaves the arena of " << arenaBytes
                           << " bytes";
  if (offset % kArenaAlignment != 0)
    return op->emitError() << what << "'s offset is no multiple of "
                           << kArenaAlignment;
  return success();
}

/// The bytes of the buffer that the result lies in.
FailureOr<ByteRange> Replay::placeOf(const Node &node) {
  Operation *op = node.op;
  bool inPipeline = op->hasAttr(kPipeline);
  int64_t held = inPipeline ? integerOr(op, kRows) : node.rows;
  if (held < 1 || held > node.rows)
    return op->emitError("holds ")
           << held << " rows of the " << node.rows << " of its result";
  int64_t size = held * node.rowBytes();
  auto place = op->getAttrOfType<StringAttr>(kPlace);
  if (place && place.getValue() == "arena") {
    int64_t offset = integerOr(op, kOffset);
    if (failed(inArena(op, "result", offset, size)))
      return failure();
    return ByteRange{-1, offset, offset + size};
  }
  if (place && place.getValue() == "result") {
    int64_t index = integerOr(op, kIndex);
    if (index < 0 || index >= function.getNumResults() || held != node.rows ||
        !sameBuffer(function.getResultTypes()[index],
                    op->getResult(0).getType()))
      return op->emitError("result has no buffer of the caller");
    return ByteRange{index, 0, size};
  }
  return op->emitError("result has no place; run attend-plan-arena");
}

LogicalResult Replay::readPlaces() {
  pipelines = pipelinesOf(nodes, schedule);
  scratch.resize(nodes.size());
  for (auto [number, node] : llvm::enumerate(nodes)) {
    places.push_back({-1, 0, 0});
    if (node.isAlias)
      continue;
    FailureOr<ByteRange> place = placeOf(node);
    if (failed(place) || failed(checkInPlace(number)))
      return failure();
    places.back() = *place;
    if (int64_t bytes = scratchBytes(node.op)) {
      int64_t offset = integerOr(node.op, kScratchOffset);
      if (failed(inArena(node.op, "scratch", offset, bytes)))
        return failure();
      scratch[number] = {-1, offset, offset + bytes};
    }
  }
  return success();
}

LogicalResult Replay::readStates() {
  auto offsets = function->getAttrOfType<DenseI64ArrayAttr>(kStateOffsets);
  size_t count = offsets ? offsets.size() : 0;
  if (schedule.size() != count)
    return function.emitError("expected the offsets of the counters of ")
           << schedule.size() << " pipelines; run attend-plan-arena";
  for (auto [number, pipeline] : llvm::enumerate(schedule)) {
    int64_t size = (pipeline.end - pipeline.first) * 4;
    if (failed(inArena(function, "counters", offsets[number], size)))
      return failure();
    states.push_back({-1, offsets[number], offsets[number] + size});
  }
  return success();
}

LogicalResult Replay::checkInPlace(int64_t number) const {
  const Node &node = nodes[number];
  if (!node.op->hasAttr(kInPlace))
    return success();
  int64_t operand = integerOr(node.op, kInPlace);
  if (operand < 0 || operand >= node.op->getNumOperands())
    return node.op->emitError("has no operand ") << operand;
  auto read = llvm::find_if(node.reads, [&](const NodeRead &candidate) {
    return candidate.operand == operand;
  });
  if (read == node.reads.end())
    return node.op->emitError("an input or a constant is overwritten");
  if (!read->isOverwritable)
    return node.op->emitError("operand ")
           << operand << " cannot be overwritten";
  return success();
}

/// The bytes of row `row` of the node's result.
ByteRange Replay::rowOf(int64_t number, int64_t row) const {
  const Node &node = nodes[number];
  const ByteRange &place = places[number];
  int64_t slots = (place.end - place.begin) / node.rowBytes();
  int64_t begin = place.begin + row % slots * node.rowBytes();
  return {place.space, begin, begin + node.rowBytes()};
}

// Reads, then writes: what lies where at the end of the tick.
LogicalResult Replay::step(int64_t number, int64_t row) {
  const Node &node = nodes[number];
  Operation *op = node.op;
  if (node.isAlias)
    return success();
  int64_t firstRow = row < 0 ? 0 : row, endRow = row < 0 ? node.rows : row + 1;
  int64_t inPlace = integerOr(op, kInPlace);
  if (pipelines[number] >= 0 &&
      !memory.holds(states[pipelines[number]], {kStateWriter, 0}))
    return op->emitError("the rows of its pipeline are counted in bytes that "
                         "were overwritten");
  for (const NodeRead &read : node.reads) {
    const Node &producer = nodes[read.producer];
    RowRange rows{0, producer.rows};
    if (row >= 0 && !read.rows.empty())
      rows = read.rows[row];
    for (int64_t r = rows.first; r < rows.end; ++r) {
      ByteRange bytes = rowOf(read.producer, r);
      if (!memory.holds(bytes, {read.producer, r}))
        return op->emitError("reads row ")
               << r << " of '" << nameOf(producer.op)
               << "', which is not there or was overwritten";
      if (scratch[number] && scratch[number]->overlaps(bytes))
        return op->emitError("scratch overwrites a value that is still read");
      for (int64_t own = firstRow; own < endRow; ++own) {
        ByteRange result = rowOf(number, own);
        // In place, an element is read before it is written, and nothing else
        // of its row, be it as two operands at once.
        bool sameBytes = row < 0 ? places[number] == places[read.producer]
                                 : result == bytes && own == r;
        bool mayOverwrite = inPlace >= 0 && read.isOverwritable && sameBytes &&
                            storageOf(op->getOperand(inPlace)) ==
                                storageOf(op->getOperand(read.operand));
        if (result.overlaps(bytes) && !mayOverwrite)
          return op->emitError("result overwrites a value that is still read");
      }
    }
  }
  if (scratch[number])
    memory.write(*scratch[number], {kScratchWriter, number});
  for (int64_t own = firstRow; own < endRow; ++own) {
    if (scratch[number] && scratch[number]->overlaps(rowOf(number, own)))
      return op->emitError("scratch and result overlap");
    memory.write(rowOf(number, own), {number, own});
  }
  return success();
}

LogicalResult Replay::checkResults() {
  for (auto [number, node] : llvm::enumerate(nodes))
    for (int64_t row = 0; node.result >= 0 && row < node.rows; ++row)
      if (!node.isAlias && !memory.holds(rowOf(number, row), {number, row}))
        return node.op->emitError("row ")
               << row << " of the network's result is overwritten";
  if (function->hasAttr(kPushRows) && !states.empty() &&
      !memory.holds(states.front(), {kStateWriter, 0}))
    return function.emitError("the count of pushed rows is overwritten before "
                              "the end");
  return success();
}

LogicalResult Replay::run() {
  if (!function.getBody().hasOneBlock())
    return function.emitError("expected a function with one block");
  arenaBytes = integerOr(function, kArenaBytes);
  if (arenaBytes < 0)
    return function.emitError("function has no arena; run attend-plan-arena");
  nodes = readNodes(function);
  FailureOr<Schedule> read = readSchedule(function, nodes);
  if (failed(read))
    return failure();
  schedule = std::move(*read);
  if (failed(readPlaces()) || failed(readStates()))
    return failure();
  int64_t running = -1;
  LogicalResult verdict = success();
  forEachTick(nodes, schedule, [&](int64_t node, int64_t row) {
    if (failed(verdict))
      return;
    if (pipelines[node] >= 0 && pipelines[node] != running)
      memory.write(states[pipelines[node]], {kStateWriter, 0});
    running = pipelines[node];
    verdict = step(node, row);
  });
  return failed(verdict) ? verdict : checkResults();
}
