// ByteOwners.h: who wrote each byte of a memory last, and as part of what.
#ifndef ATTEND_PASSES_LOWER_BYTEOWNERS_H
#define ATTEND_PASSES_LOWER_BYTEOWNERS_H

#include "mlir/IR/Operation.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <map>

namespace attendc::lower {

/// A piece of memory that the loops give one name: a view of the arena, an
/// argument of the network, an array on the stack, a constant.
struct Buffer {
  enum Kind { Memory, Stack, Constant } kind;
  unsigned memory;    // number of the memory it lies in
  int64_t begin, end; // in bytes of that memory
};

/// Of bytes that hold a value.
struct Owner {
  const Buffer *buffer;    // it was written as part of this
  int64_t wrapped;         // and by so many bytes further without remainders
  mlir::Operation *writer; // by this op of the network; null for the caller

  bool operator==(const Owner &other) const {
    return buffer == other.buffer && wrapped == other.wrapped &&
           writer == other.writer;
  }
};

/// Owners by ranges of bytes, as few as can be.
class ByteOwners {
public:
  /// Bytes [begin, end), not empty.
  void write(int64_t begin, int64_t end, const Owner &owner);
  void clear() { pieces.clear(); }
  /// Calls `look` with the pieces of [begin, end) in order, null for what was
  /// never written, as long as it says true. Returns whether it always did.
  bool
  all(int64_t begin, int64_t end,
      llvm::function_ref<bool(int64_t, int64_t, const Owner *)> look) const;

private:
  struct Piece {
    int64_t end;
    Owner owner;
  };
  void cut(int64_t at);

  std::map<int64_t, Piece> pieces; // by their begin; they do not overlap
};

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_BYTEOWNERS_H
