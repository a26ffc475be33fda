// Network.cpp: reads nodes and schedules from IR, and orders rows by demand.

#include "passes/schedule/Network.h"
#include "passes/schedule/Placement.h"

#include "llvm/ADT/DenseMap.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::schedule;

StringRef schedule::nameOf(Operation *op) {
  if (auto name = dyn_cast<NameLoc>(op->getLoc()))
    return name.getName();
  return op->getName().getStringRef();
}

std::vector<int64_t> schedule::pipelinesOf(const std::vector<Node> &nodes,
                                           const Schedule &schedule) {
  std::vector<int64_t> pipelines(nodes.size(), -1);
  for (auto [number, pipeline] : llvm::enumerate(schedule))
    std::fill(pipelines.begin() + pipeline.first,
              pipelines.begin() + pipeline.end, number);
  return pipelines;
}

std::vector<Node> schedule::readNodes(func::FuncOp function) {
  Block &body = function.getBody().front();
  std::vector<Node> nodes;
  DenseMap<Value, int64_t> nodeOf;
  for (Operation &op : body) {
    if (op.getNumResults() != 1 || isConstant(&op))
      continue;
    Node node;
    node.op = &op;
    node.computesRows = computesRows(&op);
    node.rows = node.computesRows ? rowCount(op.getResult(0)) : 1;
    node.sizeBytes = sizeBytes(op.getResult(0));
    node.isAlias = isReshape(&op);
    SmallVector<unsigned> overwritable = overwritableOperands(&op);
    for (unsigned operand = 0; operand < op.getNumOperands(); ++operand) {
      auto producer = nodeOf.find(storageOf(op.getOperand(operand)));
      if (producer == nodeOf.end())
        continue;
      NodeRead read{producer->second,
                    operand,
                    llvm::is_contained(overwritable, operand),
                    {}};
      // Through a reshape, rows may be others.
      bool byRows =
          node.computesRows && nodes[read.producer].computesRows &&
          nodes[read.producer].rows == rowCount(op.getOperand(operand));
      for (int64_t row = 0; byRows && row < node.rows; ++row)
        read.rows.push_back(rowsRead(&op, operand, row));
      node.reads.push_back(std::move(read));
    }
    nodeOf[op.getResult(0)] = nodes.size();
    nodes.push_back(std::move(node));
  }
  for (auto [number, value] :
       llvm::enumerate(body.getTerminator()->getOperands())) {
    auto node = nodeOf.find(storageOf(value));
    if (node != nodeOf.end() && nodes[node->second].result < 0)
      nodes[node->second].result = number;
  }
  return nodes;
}

/// The steps of pipeline `number`, or nothing if the function has none such.
static std::optional<ArrayRef<int32_t>> stepsOf(func::FuncOp function,
                                                size_t number) {
  auto all = function->getAttrOfType<ArrayAttr>(kSteps);
  if (!all || number >= all.size())
    return std::nullopt;
  auto steps = dyn_cast<DenseI32ArrayAttr>(all[number]);
  return steps ? std::optional(steps.asArrayRef()) : std::nullopt;
}

/// Checks that the steps of `pipeline` give each node all its rows.
static LogicalResult checkSteps(func::FuncOp function,
                                const std::vector<Node> &nodes,
                                const Pipeline &pipeline) {
  std::vector<int64_t> rows(pipeline.end - pipeline.first, 0);
  for (int32_t step : pipeline.steps) {
    if (step < 0 || size_t(step) >= rows.size())
      return function.emitError("step ")
             << step << " names no op of a pipeline of " << rows.size();
    ++rows[step];
  }
  for (auto [number, count] : llvm::enumerate(rows)) {
    const Node &node = nodes[pipeline.first + number];
    if (count != node.rows)
      return node.op->emitError("the steps compute ")
             << count << " rows of the " << node.rows << " of its result";
  }
  return success();
}

FailureOr<Schedule> schedule::readSchedule(func::FuncOp function,
                                           const std::vector<Node> &nodes) {
  Schedule schedule;
  for (auto [number, node] : llvm::enumerate(nodes)) {
    if (!node.op->hasAttr(kPipeline))
      continue;
    int64_t pipeline = integerOr(node.op, kPipeline);
    if (!node.computesRows)
      return node.op->emitError("an op of a pipeline must compute rows");
    bool continues = !schedule.empty() &&
                     pipeline == int64_t(schedule.size()) - 1 &&
                     schedule.back().end == int64_t(number);
    if (!continues) {
      std::optional<ArrayRef<int32_t>> steps =
          stepsOf(function, schedule.size());
      if (pipeline != int64_t(schedule.size()) || !steps)
        return node.op->emitError("expected pipeline ")
               << schedule.size() << " with its steps, found " << pipeline;
      schedule.push_back({int64_t(number), int64_t(number), steps->vec()});
    }
    schedule.back().end = number + 1;
    if (schedule.back().end - schedule.back().first > kMostPipelineOps)
      return node.op->emitError("a pipeline has at most ")
             << kMostPipelineOps << " ops";
  }
  for (const Pipeline &pipeline : schedule)
    if (failed(checkSteps(function, nodes, pipeline)))
      return failure();
  return schedule;
}

void schedule::forEachTick(const std::vector<Node> &nodes,
                           const Schedule &schedule,
                           llvm::function_ref<void(int64_t, int64_t)> run) {
  auto pipeline = schedule.begin();
  for (int64_t node = 0; node < int64_t(nodes.size()); ++node) {
    if (pipeline == schedule.end() || node != pipeline->first) {
      run(node, -1);
      continue;
    }
    std::vector<int64_t> next(pipeline->end - pipeline->first, 0);
    for (int32_t step : pipeline->steps)
      run(pipeline->first + step, next[step]++);
    node = pipeline->end - 1;
    ++pipeline;
  }
}

namespace {
/// Computes rows as they are asked for, and remembers in which order.
class Demand {
public:
  Demand(const std::vector<Node> &nodes, int64_t first, int64_t end);

  /// Computes rows of `node` until `count` are done.
  void reach(int64_t node, int64_t count);

  std::vector<int32_t> steps;

private:
  bool isReady(int64_t node) const;

  const std::vector<Node> &nodes;
  int64_t first;
  std::vector<int64_t> done;
  /// By node: readers that run as soon as they can.
  std::vector<SmallVector<int64_t, 2>> eager;
};
} // namespace

/// A reader that makes less of what others read, too, does not wait until it is
/// asked: what it reads would wait with it. A pooled shortcut is such.
Demand::Demand(const std::vector<Node> &nodes, int64_t first, int64_t end)
    : nodes(nodes), first(first), done(end - first, 0), eager(end - first) {
  std::vector<int64_t> readers(end - first, 0);
  auto eachRead = [&](auto use) {
    for (int64_t node = first; node < end; ++node)
      for (const NodeRead &read : nodes[node].reads)
        if (read.producer >= first)
          use(node, read.producer);
  };
  eachRead([&](int64_t, int64_t producer) { ++readers[producer - first]; });
  eachRead([&](int64_t node, int64_t producer) {
    if (readers[producer - first] > 1 && nodes[node].reads.size() == 1 &&
        nodes[node].sizeBytes < nodes[producer].sizeBytes)
      eager[producer - first].push_back(node);
  });
}

bool Demand::isReady(int64_t node) const {
  int64_t row = done[node - first];
  return row < nodes[node].rows &&
         llvm::all_of(
             nodes[node].reads,
             [&](const NodeRead &read) {
               return read.producer < first ||
                      read.rows[row].end <= done[read.producer - first];
             });
}

void Demand::reach(int64_t node, int64_t count) {
  int64_t &rows = done[node - first];
  while (rows < count) {
    int64_t row = rows;
    for (const NodeRead &read : nodes[node].reads)
      if (read.producer >= first)
        reach(read.producer, read.rows[row].end);
    if (rows > row) // being eager, it ran when its producer did
      continue;
    steps.push_back(node - first);
    ++rows;
    for (int64_t reader : eager[node - first])
      while (isReady(reader))
        reach(reader, done[reader - first] + 1);
  }
}

std::vector<int32_t> schedule::stepsOnDemand(const std::vector<Node> &nodes,
                                             int64_t first, int64_t end) {
  Demand demand(nodes, first, end);
  // What only later nodes read is asked for at the end.
  for (int64_t node = end - 1; node >= first; --node)
    demand.reach(node, nodes[node].rows);
  return std::move(demand.steps);
}
