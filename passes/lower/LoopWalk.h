// LoopWalk.h: runs the control of a function of loops and finds which bytes it
// reads and writes, without the values it computes.
#ifndef ATTEND_PASSES_LOWER_LOOPWALK_H
#define ATTEND_PASSES_LOWER_LOOPWALK_H

#include "passes/lower/ByteOwners.h"
#include "passes/lower/IndexRange.h"

#include "dialects/kernel/KernelDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

#include <vector>

namespace attendc::lower {

/// What a memref shows: `bytes` bytes of a buffer.
struct View {
  const Buffer *buffer = nullptr;
  Index start; // in bytes of the buffer's memory
  int64_t bytes = 0;
};

/// Bytes that one op reads or writes in all turns of the ranges around it:
/// `width` bytes at begin + the sum of step * turn over `moves`.
struct Access {
  struct Move {
    unsigned depth; // of the range; kMostRanges for the op's own rows
    int64_t step, count;
  };
  mlir::Operation *op;
  const Buffer *buffer;
  bool isWrite;
  int64_t begin, width;
  int64_t wrapped; // see Index
  llvm::SmallVector<Move, 4> moves;

  /// The bytes from the first to behind the last one.
  Bounds reach() const;
  /// Calls `body` with disjoint ranges of bytes; stops if it says false.
  bool
  forEachRun(llvm::function_ref<bool(int64_t begin, int64_t end)> body) const;
};

/// What a walk asks of who knows the memories.
class WalkContext {
public:
  virtual ~WalkContext() = default;

  /// The buffer that `memref.view`, which begins at byte `begin` of the memory
  /// of `source`, `memref.alloca` or `memref.get_global` makes; null if there
  /// is none.
  virtual const Buffer *bufferOf(mlir::Operation *op, const Buffer *source,
                                 int64_t begin) = 0;
  /// The integer that lies at a byte of a buffer's memory, if it is known.
  virtual std::optional<int64_t> valueAt(const Buffer &buffer,
                                         int64_t at) const = 0;
  /// Of the network: an op has accessed memory, and stored this if it is known.
  virtual mlir::LogicalResult accessed(mlir::Operation *op,
                                       std::optional<int64_t> stored) = 0;
  /// Of the network: instead of a call.
  virtual mlir::LogicalResult call(mlir::func::CallOp op) = 0;
};

/// Walks one function. Loops of a layer are walked as ranges where they can be;
/// those of the network, which calls, turn by turn.
class LoopWalk {
public:
  LoopWalk(mlir::func::FuncOp function, WalkContext &context, bool isNetwork);

  /// Chooses what matters to the control. Emits an error and fails if there is
  /// an op that is not known.
  mlir::LogicalResult prepare();
  /// Finds the accesses of a call whose arguments are set. Emits an error and
  /// fails if the loops cannot be followed or leave a view.
  mlir::LogicalResult walk();

  void setView(mlir::Value memref, const View &view) { views[memref] = view; }
  void setNumber(mlir::Value value, const Index &number) {
    numbers[value] = number;
  }
  const View &view(mlir::Value memref) { return views[memref]; }
  Index number(mlir::Value value);

  /// In program order; turns of a range at once.
  std::vector<Access> accesses;

private:
  enum class Outcome { Done, Split, Failed };

  void need(mlir::Value value);

  Outcome walkBlock(mlir::Block &block);
  Outcome walkOp(mlir::Operation *op);
  Outcome walkLoop(mlir::scf::ForOp loop);
  Outcome walkRange(mlir::scf::ForOp loop, const Index &first, int64_t step,
                    int64_t count);
  Outcome walkTurns(mlir::scf::ForOp loop, Index turn, int64_t step,
                    int64_t count);
  Outcome walkMemory(mlir::Operation *op);
  Outcome walkKernel(mlir::Operation *op);
  void compute(mlir::Operation *op);
  Index load(mlir::memref::LoadOp op, const View &view, const Index &at);
  bool turnsAreIndependent(size_t firstAccess, unsigned depth) const;

  /// `rows` times `count` elements from element `at` on, `stride` apart.
  mlir::LogicalResult access(mlir::Operation *op, mlir::Value memref,
                             const Index &at, bool isWrite, int64_t count,
                             int64_t rows = 1, int64_t stride = 0);
  Outcome cannotFollow(mlir::Operation *op, llvm::StringRef why);
  /// The one number that a value is here.
  std::optional<int64_t> constant(mlir::Value value);
  Outcome walkRegion(mlir::Region &region);
  Outcome makeView(mlir::Operation *op);
  mlir::InFlightDiagnostic error(mlir::Operation *op);

  mlir::func::FuncOp function;
  WalkContext &context;
  bool isNetwork, wraps;
  RangeArithmetic arithmetic;
  llvm::DenseMap<mlir::Value, Index> numbers;
  llvm::DenseMap<mlir::Value, View> views;
  llvm::DenseMap<mlir::Block *, std::vector<mlir::Operation *>> work;
  llvm::DenseSet<mlir::Value> needed;
  // Of arrays on the stack that hold indices.
  llvm::DenseMap<std::pair<const Buffer *, int64_t>, Index> stored;
};

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_LOOPWALK_H
