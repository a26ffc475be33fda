// gemm_m4.h: matrix product of int8 with fused requantization, by the
// Cortex-M4's dual 16-bit multiply-accumulate.
#include <arm_acle.h>
#include <stdint.h>

// Bytes 0 and 2 of a word as two int16, and bytes 1 and 3.
static inline int32_t attend_m4_even(int32_t word) {
  int32_t r;
  __asm__("sxtb16 %0, %1" : "=r"(r) : "r"(word));
  return r;
}

static inline int32_t attend_m4_odd(int32_t word) {
  int32_t r;
  __asm__("sxtb16 %0, %1, ror #8" : "=r"(r) : "r"(word));
  return r;
}

// wide[g][0][r] = bytes 0 and 2, wide[g][1][r] = bytes 1 and 3 of the g-th four
// bytes of row r < 4, as int16 after x ^ flip; a last group is filled with what
// zero weights make harmless. Rows beyond the last one repeat it.
static void attend_m4_widen(const int8_t *x, int32_t x_stride, int32_t rows,
                            int32_t count, int32_t flip, int32_t *wide) {
  const int32_t mask = (int32_t)((uint32_t)flip * 0x01010101u);
  for (int32_t r = 0; r < 4; ++r) {
    int32_t *out = wide + r;
    const int8_t *in = x;
    int32_t word = 0, l = count;
    for (; l >= 4; l -= 4, in += 4, out += 8) {
      __builtin_memcpy(&word, in, 4);
      word ^= mask;
      out[0] = attend_m4_even(word);
      out[4] = attend_m4_odd(word);
    }
    if (l > 0) {
      word = (uint8_t)in[0];
      if (l > 1)
        word |= (uint8_t)in[1] << 8;
      if (l > 2)
        word |= (uint8_t)in[2] << 16;
      word ^= mask;
      out[0] = attend_m4_even(word);
      out[4] = attend_m4_odd(word);
    }
    if (r + 1 < rows)
      x += x_stride;
  }
}

// Instruction scheduling before register allocation would move the loads up and
// spill: the tiles need all 14 registers.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC optimize("no-schedule-insns")
#endif

// sums[r][c] += products of `groups` groups of four, for r < 4 and c < 2.
// w: [group][2][4] int8. A group takes 12 loads, 4 extensions and 16 dual
// products; the weights are loaded for even and for odd bytes apart, because
// both would not fit the registers (hence the barrier).
static void attend_m4_tile4(const int32_t *wide, const int8_t *w,
                            int32_t groups, int32_t *sums) {
  int32_t a0 = sums[0], a1 = sums[1], b0 = sums[2], b1 = sums[3];
  int32_t c0 = sums[4], c1 = sums[5], d0 = sums[6], d1 = sums[7];
  const int32_t *const end = wide + 8 * groups;
  do {
    int32_t w0, w1, x;
    __builtin_memcpy(&w0, w, 4);
    __builtin_memcpy(&w1, w + 4, 4);
    w0 = attend_m4_even(w0);
    w1 = attend_m4_even(w1);
    x = wide[0];
    a0 = __smlad(x, w0, a0);
    a1 = __smlad(x, w1, a1);
    x = wide[1];
    b0 = __smlad(x, w0, b0);
    b1 = __smlad(x, w1, b1);
    x = wide[2];
    c0 = __smlad(x, w0, c0);
    c1 = __smlad(x, w1, c1);
    x = wide[3];
    d0 = __smlad(x, w0, d0);
    d1 = __smlad(x, w1, d1);
    __asm__ volatile("" ::: "memory");
    __builtin_memcpy(&w0, w, 4);
    __builtin_memcpy(&w1, w + 4, 4);
    w0 = attend_m4_odd(w0);
    w1 = attend_m4_odd(w1);
    x = wide[4];
    a0 = __smlad(x, w0, a0);
    a1 = __smlad(x, w1, a1);
    x = wide[5];
    b0 = __smlad(x, w0, b0);
    b1 = __smlad(x, w1, b1);
    x = wide[6];
    c0 = __smlad(x, w0, c0);
    c1 = __smlad(x, w1, c1);
    x = wide[7];
    d0 = __smlad(x, w0, d0);
    d1 = __smlad(x, w1, d1);
    wide += 8;
    w += 8;
  } while (wide != end);
  sums[0] = a0, sums[1] = a1, sums[2] = b0, sums[3] = b1;
  sums[4] = c0, sums[5] = c1, sums[6] = d0, sums[7] = d1;
}

// The same with weights of 4 bits. w: [group][2 pairs of k][2]: a byte has the
// weight of an even k in its low half and of the odd one behind it in its high
// half. As the high half of a byte a weight is worth 16 times itself, so the
// products are summed apart; at most 64 groups keep them far below 2^31.
static void attend_m4_tile4_nibbles(const int32_t *wide, const int8_t *w,
                                    int32_t groups, int32_t *sums) {
  int32_t a0 = 0, a1 = 0, b0 = 0, b1 = 0, c0 = 0, c1 = 0, d0 = 0, d1 = 0;
  const int32_t *const end = wide + 8 * groups;
  do {
    int32_t w0, w1, x;
    uint32_t nibbles;
    __builtin_memcpy(&nibbles, w, 4);
    nibbles = nibbles << 4 & 0xf0f0f0f0u;
    w0 = attend_m4_even((int32_t)nibbles);
    w1 = attend_m4_odd((int32_t)nibbles);
    x = wide[0];
    a0 = __smlad(x, w0, a0);
    a1 = __smlad(x, w1, a1);
    x = wide[1];
    b0 = __smlad(x, w0, b0);
    b1 = __smlad(x, w1, b1);
    x = wide[2];
    c0 = __smlad(x, w0, c0);
    c1 = __smlad(x, w1, c1);
    x = wide[3];
    d0 = __smlad(x, w0, d0);
    d1 = __smlad(x, w1, d1);
    __asm__ volatile("" ::: "memory");
    __builtin_memcpy(&nibbles, w, 4);
    nibbles &= 0xf0f0f0f0u;
    w0 = attend_m4_even((int32_t)nibbles);
    w1 = attend_m4_odd((int32_t)nibbles);
    x = wide[4];
    a0 = __smlad(x, w0, a0);
    a1 = __smlad(x, w1, a1);
    x = wide[5];
    b0 = __smlad(x, w0, b0);
    b1 = __smlad(x, w1, b1);
    x = wide[6];
    c0 = __smlad(x, w0, c0);
    c1 = __smlad(x, w1, c1);
    x = wide[7];
    d0 = __smlad(x, w0, d0);
    d1 = __smlad(x, w1, d1);
    wide += 8;
    w += 4;
  } while (wide != end);
  sums[0] += a0 >> 4, sums[1] += a1 >> 4, sums[2] += b0 >> 4;
  sums[3] += b1 >> 4, sums[4] += c0 >> 4, sums[5] += c1 >> 4;
  sums[6] += d0 >> 4, sums[7] += d1 >> 4;
}

// The same for one row, r = 0.
static void attend_m4_tile1(const int32_t *wide, const int8_t *w,
                            int32_t groups, int32_t *sums) {
  int32_t a0 = sums[0], a1 = sums[1];
  for (; groups > 0; --groups, wide += 8, w += 8) {
    const int32_t even = wide[0], odd = wide[4];
    int32_t w0, w1;
    __builtin_memcpy(&w0, w, 4);
    __builtin_memcpy(&w1, w + 4, 4);
    a0 = __smlad(even, attend_m4_even(w0), a0);
    a1 = __smlad(even, attend_m4_even(w1), a1);
    a0 = __smlad(odd, attend_m4_odd(w0), a0);
    a1 = __smlad(odd, attend_m4_odd(w1), a1);
  }
  sums[0] = a0, sums[1] = a1;
}

static void attend_m4_tile1_nibbles(const int32_t *wide, const int8_t *w,
                                    int32_t groups, int32_t *sums) {
  int32_t a0 = 0, a1 = 0;
  for (; groups > 0; --groups, wide += 8, w += 4) {
    const int32_t even = wide[0], odd = wide[4];
    uint32_t nibbles;
    int32_t w0, w1;
    __builtin_memcpy(&nibbles, w, 4);
    w0 = (int32_t)(nibbles << 4 & 0xf0f0f0f0u);
    w1 = (int32_t)(nibbles & 0xf0f0f0f0u);
    a0 = __smlad(even, attend_m4_even(w0), a0);
    a1 = __smlad(even, attend_m4_odd(w0), a1);
    a0 = __smlad(odd, attend_m4_even(w1), a0);
    a1 = __smlad(odd, attend_m4_odd(w1), a1);
  }
  sums[0] += a0 >> 4, sums[1] += a1 >> 4;
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC pop_options
#endif

// sat(rint_even(f32(acc) * multiplier) + zero_point), clamped to [low, high]:
// VCVTR rounds to nearest even in the mode after reset and saturates to int32.
static inline int32_t attend_m4_requantize(int32_t acc, float multiplier,
                                           int32_t zero_point, int32_t low,
                                           int32_t high) {
  const float product = (float)acc * multiplier;
  float rounded;
  int32_t value;
  __asm__("vcvtr.s32.f32 %0, %1" : "=t"(rounded) : "t"(product));
  __builtin_memcpy(&value, &rounded, 4);
  value = __qadd(value, zero_point);
  value = value < low ? low : value;
  return value > high ? high : value;
}

// y[i][j] = requantize(bias[j] + sum over l < k of int8(x[i][l] ^ flip) *
// w[l][j], multiplier[j]) for i < m and j < n; see portable/requantize.h for
// its formula. x [m][k], y [m][n]: rows x_stride and y_stride bytes apart;
// weights [ceil(n/2)][ceil(k/4)][2][4] int8 (bits = 8), or (bits = 4)
// [ceil(n/2)][ceil(k/4)][2][2] bytes as attend_m4_tile4_nibbles reads them;
// bias and multiplier [ceil(n/2)*2], zero padded. m, k, n >= 1. Stack: about
// 2.5 KB.
//   for four rows of x
//     for 16 channels
//       for 256 values of k: widen the rows unless they are
//         for two channels: add products
//       requantize, store
static void attend_gemm_m4(const int8_t *x, int32_t x_stride, int32_t m,
                           int32_t k, int32_t n, int32_t flip, int32_t bits,
                           const int8_t *weights, const int32_t *bias,
                           const float *multiplier, int32_t zero_point,
                           int32_t low, int32_t high, int8_t *y,
                           int32_t y_stride) {
  // A group of four k of two channels takes as many bytes as a weight bits.
  const int32_t tile_bytes = (k + 3) / 4 * bits;
  int32_t wide[4 * 256 / 2];
  for (int32_t i = 0; i < m; i += 4) {
    const int32_t rows = m - i < 4 ? m - i : 4;
    int32_t widened = -1;
    for (int32_t j = 0; j < n; j += 16) {
      const int32_t columns = n - j < 16 ? n - j : 16;
      int32_t sums[8][8];
      for (int32_t c = 0; c < columns + (columns & 1); ++c)
        for (int32_t r = 0; r < 4; ++r)
          sums[c / 2][2 * r + c % 2] = bias[j + c];
      for (int32_t l = 0; l < k; l += 256) {
        const int32_t count = k - l < 256 ? k - l : 256;
        const int32_t groups = (count + 3) / 4;
        const int8_t *w = weights + j / 2 * tile_bytes + l / 4 * bits;
        if (widened != l) {
          attend_m4_widen(x + i * x_stride + l, x_stride, rows, count, flip,
                          wide);
          widened = l;
        }
        for (int32_t c = 0; c < columns; c += 2, w += tile_bytes)
          if (rows > 2 && bits == 4)
            attend_m4_tile4_nibbles(wide, w, groups, sums[c / 2]);
          else if (rows > 2)
            attend_m4_tile4(wide, w, groups, sums[c / 2]);
          else
            for (int32_t r = 0; r < rows; ++r)
              if (bits == 4)
                attend_m4_tile1_nibbles(wide + r, w, groups,
                                        sums[c / 2] + 2 * r);
              else
                attend_m4_tile1(wide + r, w, groups, sums[c / 2] + 2 * r);
      }
      for (int32_t r = 0; r < rows; ++r)
        for (int32_t c = 0; c < columns; ++c)
          y[(i + r) * y_stride + j + c] = (int8_t)attend_m4_requantize(
              sums[c / 2][2 * r + c % 2], multiplier[j + c], zero_point, low,
              high);
    }
  }
}
