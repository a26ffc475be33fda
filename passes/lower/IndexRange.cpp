// IndexRange.cpp: index arithmetic on all turns of loops at once, and where a
// range must be cut for it.

#include "passes/lower/IndexRange.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;
using arith::CmpIPredicate;

// What is out of reach of any buffer stays there, and no sum overflows.
static constexpr int64_t kFar = int64_t(1) << 40;

static int64_t limited(int64_t value) { return std::clamp(value, -kFar, kFar); }

static int64_t product(int64_t a, int64_t b) {
  int64_t result;
  if (llvm::MulOverflow(a, b, result))
    return (a < 0) == (b < 0) ? kFar : -kFar;
  return limited(result);
}

/// `index`, or any number if a part of it is too large to compute with.
static Index checked(const Index &index) {
  auto isNear = [](int64_t value) { return -kFar < value && value < kFar; };
  bool fits = index.isExact ? isNear(index.base) && isNear(index.wrapped) &&
                                  llvm::all_of(index.steps, isNear)
                            : true;
  return fits ? index : Index::between(-kFar, kFar);
}

Bounds lower::boundsOf(Type type) {
  if (!type.isIntOrIndex() || type.isIndex())
    return {-kFar, kFar};
  unsigned width = type.getIntOrFloatBitWidth();
  if (width == 1)
    return {0, 1};
  if (width > 32)
    return {-kFar, kFar};
  return {-(int64_t(1) << (width - 1)), (int64_t(1) << (width - 1)) - 1};
}

Bounds RangeArithmetic::bounds(const Index &index) const {
  if (!index.isExact)
    return {index.low, index.high};
  Bounds result{index.base, index.base};
  for (auto [depth, count] : llvm::enumerate(counts)) {
    int64_t reach = product(index.steps[depth], count - 1);
    (reach < 0 ? result.low : result.high) += reach;
  }
  return result;
}

Index RangeArithmetic::add(const Index &a, const Index &b) const {
  if (!a.isExact || !b.isExact) {
    Bounds x = bounds(a), y = bounds(b);
    return Index::between(limited(x.low + y.low), limited(x.high + y.high));
  }
  Index result = a;
  result.base += b.base;
  result.wrapped += b.wrapped;
  for (auto [step, other] : llvm::zip_equal(result.steps, b.steps))
    step += other;
  return checked(result);
}

/// index * factor.
static Index scaled(const Index &index, int64_t factor) {
  Index result = index;
  result.base = product(index.base, factor);
  result.wrapped = product(index.wrapped, factor);
  for (int64_t &step : result.steps)
    step = product(step, factor);
  result.low = product(factor < 0 ? index.high : index.low, factor);
  result.high = product(factor < 0 ? index.low : index.high, factor);
  return checked(result);
}

Index RangeArithmetic::sub(const Index &a, const Index &b) const {
  return add(a, scaled(b, -1));
}

void RangeArithmetic::needConstant(const Index &index) {
  for (unsigned depth = counts.size(); depth-- > 0;)
    if (index.steps[depth] != 0) {
      split = Split{depth, 1};
      return;
    }
}

void RangeArithmetic::cutAt(const Index &index, int64_t threshold) {
  needConstant(index);
  if (!split)
    return;
  int64_t step = index.steps[split->depth];
  Index rest = index;
  rest.steps[split->depth] = 0;
  if (!rest.isConstant())
    return;
  // The first turn on the other side: >= threshold if rising, else < threshold.
  int64_t turn =
      step > 0 ? llvm::divideCeilSigned(threshold - index.base, step)
               : llvm::divideFloorSigned(index.base - threshold, -step) + 1;
  split->turn = std::clamp<int64_t>(turn, 1, counts[split->depth] - 1);
}

Index RangeArithmetic::mul(const Index &a, const Index &b) {
  if (a.isConstant() && a.wrapped == 0)
    return scaled(b, a.base);
  if (b.isConstant() && b.wrapped == 0)
    return scaled(a, b.base);
  if (a.isExact && b.isExact)
    needConstant(b);
  Bounds x = bounds(a), y = bounds(b);
  int64_t corners[] = {product(x.low, y.low), product(x.low, y.high),
                       product(x.high, y.low), product(x.high, y.high)};
  return Index::between(*llvm::min_element(corners),
                        *llvm::max_element(corners));
}

Index RangeArithmetic::extreme(const Index &a, const Index &b, bool larger) {
  if (!a.isExact || !b.isExact) {
    Bounds x = bounds(a), y = bounds(b);
    return larger ? Index::between(std::max(x.low, y.low),
                                   std::max(x.high, y.high))
                  : Index::between(std::min(x.low, y.low),
                                   std::min(x.high, y.high));
  }
  Index difference = sub(a, b);
  Bounds reach = bounds(difference);
  if (reach.low >= 0)
    return larger ? a : b;
  if (reach.high <= 0)
    return larger ? b : a;
  cutAt(difference, 0);
  return a;
}

// q = v / c is the same number for a whole range, or moves with it where c
// divides all its steps.
Index RangeArithmetic::div(const Index &a, const Index &b) {
  Bounds reach = bounds(a);
  if (!b.isConstant() || b.base <= 0 || a.wrapped != 0)
    return Index::between(-kFar, kFar);
  int64_t divisor = b.base;
  if (reach.low / divisor == reach.high / divisor)
    return Index::of(reach.low / divisor);
  if (!a.isExact)
    return Index::between(reach.low / divisor, reach.high / divisor);
  bool divides =
      llvm::all_of(a.steps, [&](int64_t step) { return step % divisor == 0; });
  if (divides && reach.low >= 0) {
    Index result = Index::of(llvm::divideFloorSigned(a.base, divisor));
    for (auto [step, whole] : llvm::zip_equal(result.steps, a.steps))
      step = whole / divisor;
    return result;
  }
  int64_t next = llvm::divideFloorSigned(a.base, divisor) * divisor;
  needConstant(a);
  bool rises = split && a.steps[split->depth] > 0;
  cutAt(a, rises ? next + divisor : next);
  return a;
}

// v % c = v - c * (v / c).
Index RangeArithmetic::rem(const Index &a, const Index &b, bool wraps) {
  if (!b.isConstant() || b.base <= 0)
    return Index::between(-kFar, kFar);
  if (!a.isExact) {
    bool isPositive = a.low >= 0;
    return Index::between(isPositive ? 0 : 1 - b.base, b.base - 1);
  }
  Index quotient = div(a, b);
  if (split || !quotient.isExact)
    return a;
  if (wraps && !quotient.isConstant()) {
    needConstant(a);
    return a;
  }
  Index taken = scaled(quotient, b.base);
  Index result = sub(a, taken);
  if (wraps)
    result.wrapped = taken.base;
  return result;
}

Index RangeArithmetic::compare(CmpIPredicate predicate, const Index &a,
                               const Index &b) {
  // a < b is a - b < 0; the others follow from it.
  switch (predicate) {
  case CmpIPredicate::sgt:
    return compare(CmpIPredicate::slt, b, a);
  case CmpIPredicate::sge:
  case CmpIPredicate::sle:
  case CmpIPredicate::ne: {
    Index no = compare(predicate == CmpIPredicate::sge   ? CmpIPredicate::slt
                       : predicate == CmpIPredicate::sle ? CmpIPredicate::sgt
                                                         : CmpIPredicate::eq,
                       a, b);
    return sub(Index::of(1), no);
  }
  case CmpIPredicate::slt:
  case CmpIPredicate::eq:
    break;
  default:
    return Index::between(0, 1);
  }
  Index difference = sub(a, b);
  Bounds reach = bounds(difference);
  bool isEqual = predicate == CmpIPredicate::eq;
  if (isEqual ? reach.low == 0 && reach.high == 0 : reach.high < 0)
    return Index::of(1);
  if (isEqual ? reach.low > 0 || reach.high < 0 : reach.low >= 0)
    return Index::of(0);
  if (!difference.isExact)
    return Index::between(0, 1);
  if (isEqual)
    needConstant(difference);
  else
    cutAt(difference, 0);
  return Index::of(0);
}

Index RangeArithmetic::logical(const Index &a, const Index &b, bool isAnd) {
  int64_t decides = isAnd ? 0 : 1;
  for (const Index *side : {&a, &b})
    if (side->isConstant() && side->base == decides)
      return *side;
  return a.isConstant() ? b : a;
}

Index RangeArithmetic::select(const Index &condition, const Index &a,
                              const Index &b) {
  if (condition.isConstant())
    return condition.base ? a : b;
  Bounds x = bounds(a), y = bounds(b);
  return Index::between(std::min(x.low, y.low), std::max(x.high, y.high));
}

Index RangeArithmetic::cast(const Index &a, Type type, bool isUnsigned,
                            Type from) const {
  Bounds reach = bounds(a), room = boundsOf(type);
  if (isUnsigned && reach.low < 0) {
    // Of n bits, negative numbers become 2^n and more less.
    int64_t all = from.isIndex() ? kFar : 2 * (boundsOf(from).high + 1);
    if (reach.high < 0 && a.isExact)
      return add(a, Index::of(all));
    return Index::between(0, all - 1);
  }
  if (reach.low >= room.low && reach.high <= room.high)
    return a;
  return Index::between(room.low, room.high);
}
