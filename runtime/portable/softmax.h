// softmax.h: softmax of rows of quantized numbers, from a table of
// exponentials.
#include <stdint.h>

// x, y [rows, length], contiguous. For each row:
//   e[i] = exp_table[max(x) - x[i]],  sum = e[0] + .. + e[length - 1]
//   y[i] = sat(rint_even(e[i] / sum * inverse_scale / 2^16) + zero_point)
// exp_table [256]: rint(exp(-d * scale_x) * 2^30), so exp_table[0] = 2^30;
// inverse_scale: rint(2^16 / scale_y); flip: 0 if x and y are int8, 0x80 if
// uint8; length: [1, 2^16], so that sum * 2^16 stays below 2^63; low <= high:
// within [-128, 127] or [0, 255]. The quotient is rounded once, exactly.
// x and y may be the same buffer.
static void attend_softmax(const int8_t *x, int8_t *y, int32_t rows,
                           int32_t length, int32_t flip,
                           const uint32_t *exp_table, uint32_t inverse_scale,
                           int32_t zero_point, int32_t low, int32_t high) {
  for (int32_t row = 0; row < rows; ++row) {
    const uint8_t *in = (const uint8_t *)x + row * length;
    uint8_t *out = (uint8_t *)y + row * length;
    // Bytes of either signedness in ascending order: 0 is the least number.
    const uint32_t order = (uint32_t)flip ^ 0x80u;
    uint32_t most = 0;
    uint64_t sum = 0;
    for (int32_t i = 0; i < length; ++i) {
      const uint32_t value = in[i] ^ order;
      most = value > most ? value : most;
    }
    for (int32_t i = 0; i < length; ++i)
      sum += exp_table[most - (in[i] ^ order)];
    for (int32_t i = 0; i < length; ++i) {
      const uint64_t numerator =
          (uint64_t)exp_table[most - (in[i] ^ order)] * inverse_scale;
      const uint64_t denominator = sum << 16;
      uint64_t quotient = numerator / denominator;
      const uint64_t twice = (numerator - quotient * denominator) * 2u;
      if (twice > denominator || (twice == denominator && (quotient & 1u)))
        ++quotient;
      int32_t value = quotient > 511u ? 511 : (int32_t)quotient;
      value += zero_point;
      value = value < low ? low : value;
      value = value > high ? high : value;
      out[i] = (uint8_t)(value & 0xff);
    }
  }
}
