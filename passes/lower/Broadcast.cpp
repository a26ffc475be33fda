// Broadcast.cpp: which dimensions become loops, and how operands step in them.

#include "passes/lower/Broadcast.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

namespace {
/// A run of result dimensions in which each operand either moves through its
/// elements in order or stays at one.
struct Run {
  int64_t size;
  SmallVector<bool> moves; // by operand
};
} // namespace

/// The result's dimensions with neighbours merged where all operands agree.
static SmallVector<Run> mergeDimensions(ArrayRef<SmallVector<int64_t>> operands,
                                        ArrayRef<int64_t> result) {
  SmallVector<Run> runs;
  for (auto [dimension, size] : llvm::enumerate(result)) {
    if (size == 1)
      continue;
    SmallVector<bool> moves;
    for (const SmallVector<int64_t> &operand : operands)
      moves.push_back(operand[dimension] != 1);
    if (!runs.empty() && runs.back().moves == moves)
      runs.back().size *= size;
    else
      runs.push_back({size, moves});
  }
  return runs;
}

void lower::forEachElement(
    LoopWriter &writer, ArrayRef<SmallVector<int64_t>> operands,
    ArrayRef<int64_t> result,
    llvm::function_ref<void(ArrayRef<Value>, Value)> body) {
  SmallVector<Run> runs = mergeDimensions(operands, result);
  static constexpr StringLiteral names[] = {"i", "j", "k", "l"};
  std::function<void(size_t, ArrayRef<Value>, Value)> nest =
      [&](size_t depth, ArrayRef<Value> indices, Value at) {
        if (depth == runs.size())
          return body(indices, at);
        const Run &run = runs[depth];
        StringRef name = names[std::min(depth, std::size(names) - 1)];
        writer.loop(name, 0, run.size, [&](Value iv) {
          // Horner: index = (..(i * size1 + j) * size2 + ..).
          auto step = [&](Value index) {
            return writer.add(writer.mul(index, run.size), iv);
          };
          SmallVector<Value> next;
          for (auto [index, moves] : llvm::zip_equal(indices, run.moves))
            next.push_back(moves ? step(index) : index);
          nest(depth + 1, next, step(at));
        });
      };
  Value zero = writer.index(0);
  nest(0, SmallVector<Value>(operands.size(), zero), zero);
}
