// LoopReplay.h: the network's memories while its loops are walked.
#ifndef ATTEND_PASSES_LOWER_LOOPREPLAY_H
#define ATTEND_PASSES_LOWER_LOOPREPLAY_H

#include "passes/lower/LoopWalk.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"

#include <deque>
#include <map>
#include <memory>

namespace attendc::lower {

/// The network's memories: its arguments, the last one being the arena.
class LoopReplay : public WalkContext {
public:
  LoopReplay(mlir::ModuleOp module, mlir::func::FuncOp run);

  /// Walks `function`, @run, or, if `rowsTaken` is where the arena counts rows,
  /// @push_rows once for each row.
  mlir::LogicalResult walkFrame(mlir::func::FuncOp function,
                                std::optional<int64_t> rowsTaken);

private:
  const Buffer *bufferOf(mlir::Operation *op, const Buffer *source,
                         int64_t begin) override;
  std::optional<int64_t> valueAt(const Buffer &buffer,
                                 int64_t at) const override;
  mlir::LogicalResult accessed(mlir::Operation *op,
                               std::optional<int64_t> stored) override;
  mlir::LogicalResult call(mlir::func::CallOp op) override;
  mlir::FailureOr<LoopWalk *> walkOf(mlir::func::FuncOp function,
                                     bool isNetwork);
  mlir::LogicalResult walkNetwork(LoopWalk &walk);
  mlir::LogicalResult walkRows(mlir::func::FuncOp function, LoopWalk &walk,
                               int64_t rowsTaken);

  /// Replays what an op of the network accesses.
  mlir::LogicalResult commit(mlir::Operation *site,
                             const std::vector<Access> &accesses);
  mlir::LogicalResult checkRead(mlir::Operation *site, const Access &access);
  mlir::LogicalResult checkKept(mlir::Operation *site, const Access &access);
  mlir::LogicalResult checkEnd(mlir::func::FuncOp function);
  const Buffer *viewOfBytes(const Access &access) const;
  std::string describe(const Buffer &buffer) const;
  mlir::InFlightDiagnostic error(mlir::Operation *site, const Access &access,
                                 int64_t begin, int64_t end) const;

  mlir::SymbolTable symbols;
  mlir::func::FuncOp run;
  LoopWalk *network = nullptr; // that is walked
  llvm::DenseMap<mlir::Operation *, std::unique_ptr<LoopWalk>> walks;

  std::deque<Buffer> buffers; // first those of the arguments
  llvm::DenseMap<mlir::Operation *, const Buffer *> bufferOfOp;
  llvm::DenseMap<const Buffer *, mlir::DenseElementsAttr> constants;
  std::map<std::pair<int64_t, int64_t>, const Buffer *> latestViews;

  // Of a frame:
  unsigned arena; // number of its memory
  std::vector<ByteOwners> memories;
  std::vector<mlir::Operation *> readers; // of what the caller put there
  std::map<int64_t, int64_t> known;       // i32 values in the arena
  int64_t touchedBytes = 0;               // of the arena
  // Who wrote what a reading op of a call finds.
  llvm::DenseMap<std::pair<mlir::Operation *, mlir::Operation *>,
                 mlir::Operation *>
      writers;
};

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_LOOPREPLAY_H
