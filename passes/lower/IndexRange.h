// IndexRange.h: what an index is while the loops around it are walked as
// ranges, all turns at once.
#ifndef ATTEND_PASSES_LOWER_INDEXRANGE_H
#define ATTEND_PASSES_LOWER_INDEXRANGE_H

#include "mlir/Dialect/Arith/IR/Arith.h"

#include "llvm/ADT/SmallVector.h"

#include <array>
#include <cstdint>
#include <optional>

namespace attendc::lower {

/// Nested loops that are walked as ranges at once.
inline constexpr unsigned kMostRanges = 8;

/// base + sum over depths of steps[depth] * turn[depth], or, if that is not
/// known, any number from low to high.
struct Index {
  int64_t base = 0;
  std::array<int64_t, kMostRanges> steps{};
  /// What a ring's remainders have taken away: base + wrapped is the index in a
  /// buffer that holds all rows.
  int64_t wrapped = 0;
  bool isExact = true;
  int64_t low = 0, high = 0;

  static Index of(int64_t value) {
    Index index;
    index.base = value;
    return index;
  }
  static Index between(int64_t low, int64_t high) {
    Index index;
    index.isExact = false;
    index.low = low, index.high = high;
    return index;
  }
  bool isConstant() const {
    return isExact && llvm::all_of(steps, [](int64_t s) { return s == 0; });
  }
};

/// Smallest and largest value.
struct Bounds {
  int64_t low, high;
};

/// Numbers of a signless type.
Bounds boundsOf(mlir::Type type);

/// Arithmetic on indices that stay exact. Where a result has no one form in a
/// range, `split` says where the range must be cut, and the result is void.
class RangeArithmetic {
public:
  /// Turns of the ranges that are open, outermost first.
  llvm::SmallVector<int64_t, kMostRanges> counts;
  struct Split {
    unsigned depth;
    int64_t turn; // the first of the second part, 0 < turn < count
  };
  std::optional<Split> split;

  Bounds bounds(const Index &index) const;
  Index add(const Index &a, const Index &b) const;
  Index sub(const Index &a, const Index &b) const;
  Index mul(const Index &a, const Index &b);
  /// The larger one, or the smaller one.
  Index extreme(const Index &a, const Index &b, bool larger);
  /// Quotient towards zero.
  Index div(const Index &a, const Index &b);
  /// Remainder; of a ring's row if `wraps`.
  Index rem(const Index &a, const Index &b, bool wraps);
  /// 0 or 1, or either.
  Index compare(mlir::arith::CmpIPredicate predicate, const Index &a,
                const Index &b);
  Index logical(const Index &a, const Index &b, bool isAnd);
  Index select(const Index &condition, const Index &a, const Index &b);
  /// As a number of `type`, which may be narrower.
  Index cast(const Index &a, mlir::Type type, bool isUnsigned,
             mlir::Type from) const;
  /// Asks for turns one by one, if that makes `index` a constant.
  void needConstant(const Index &index);

private:
  /// Cuts the innermost range that `index` moves in where it comes to
  /// `threshold` from either side.
  void cutAt(const Index &index, int64_t threshold);
};

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_INDEXRANGE_H
