// IntegerPower.h: attend.pow of integers.
#ifndef ATTEND_DIALECTS_ATTEND_INTEGERPOWER_H
#define ATTEND_DIALECTS_ATTEND_INTEGERPOWER_H

#include <cstdint>

namespace attendc::attend {

/// base ^ exponent modulo 2^64, by squaring. With a negative exponent it is
/// 1 / base ^ -exponent, which is an integer for 1 and -1 only, and else 0.
inline uint64_t integerPower(uint64_t base, int64_t exponent) {
  if (exponent < 0) {
    bool isMinusOne = base == ~uint64_t(0);
    return base == 1 || (isMinusOne && exponent % 2 != 0) ? base
           : isMinusOne                                   ? 1
                                                          : 0;
  }
  uint64_t result = 1;
  for (; exponent; exponent >>= 1, base *= base)
    if (exponent & 1)
      result *= base;
  return result;
}

} // namespace attendc::attend

#endif // ATTEND_DIALECTS_ATTEND_INTEGERPOWER_H
