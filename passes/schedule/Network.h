// Network.h: a function of q8 and attend ops as numbered nodes, with the rows
// that each reads, for the passes that decide when and where it runs.
#ifndef ATTEND_PASSES_SCHEDULE_NETWORK_H
#define ATTEND_PASSES_SCHEDULE_NETWORK_H

#include "passes/schedule/Rows.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <vector>

namespace attendc::schedule {

/// An operand of a node that another node computes.
struct NodeRead {
  /// The node whose bytes are read, seen through reshapes.
  int64_t producer;
  unsigned operand;
  /// True if the node may overwrite the operand, once nothing else reads it.
  bool isOverwritable;
  /// By row of the reader, if it and the producer compute rows.
  std::vector<RowRange> rows;
};

/// One op that is no constant.
struct Node {
  mlir::Operation *op;
  /// Rows of the result if the op can compute it row by row, else 1.
  int64_t rows;
  /// Bytes of the result.
  int64_t sizeBytes;
  bool computesRows;
  /// A reshape: it runs nothing and has no bytes of its own.
  bool isAlias;
  std::vector<NodeRead> reads;
  /// The result of the function that it is, or -1.
  int64_t result = -1;

  int64_t rowBytes() const { return sizeBytes / rows; }
};

/// The ONNX name of `op`, else the op's.
llvm::StringRef nameOf(mlir::Operation *op);

/// The ops of a function of one block, in its order.
std::vector<Node> readNodes(mlir::func::FuncOp function);

/// Nodes first <= n < end run row by row: `steps` is whose turn it is, as
/// numbers from `first` on, each node as often as its result has rows.
struct Pipeline {
  int64_t first;
  int64_t end;
  std::vector<int32_t> steps;
};

/// When each node runs: in order, those of a pipeline by its steps, the others
/// whole. One tick of time is a step or a whole node.
using Schedule = std::vector<Pipeline>;

/// The pipeline that computes each node, -1 for whole ones.
std::vector<int64_t> pipelinesOf(const std::vector<Node> &nodes,
                                 const Schedule &schedule);

/// The schedule that the attributes of `function` describe. Emits an error and
/// fails if they describe none.
mlir::FailureOr<Schedule> readSchedule(mlir::func::FuncOp function,
                                       const std::vector<Node> &nodes);

/// Calls `run(node, row)` for each tick; row is -1 for a whole node.
void forEachTick(const std::vector<Node> &nodes, const Schedule &schedule,
                 llvm::function_ref<void(int64_t node, int64_t row)> run);

/// The steps of nodes first <= n < end, all of which compute rows: a node
/// computes a row only when one that reads it waits for it.
std::vector<int32_t> stepsOnDemand(const std::vector<Node> &nodes,
                                   int64_t first, int64_t end);

} // namespace attendc::schedule

#endif // ATTEND_PASSES_SCHEDULE_NETWORK_H
