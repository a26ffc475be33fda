// gemm.h: compares a kernel with the formula, for shapes with all kinds of
// tails, both signednesses of input and output, sums up to the ends of int32,
// and weights of 8 and of 4 bits. The including test defines GEMM, N_TILE,
// K_GROUP, NIBBLE_GROUP, NIBBLE_SPAN and NATIVE_SIGNED, as targets/Target.h has
// them.
#include "exact.h"
#include <stdio.h>
#include <stdlib.h>

struct shape {
  int32_t m, k, n;
};

static uint64_t state = 88172645463325252u;
static long failures;
static long extremes; // sums near the ends of int32

static int32_t random_in(int32_t low, int32_t high) {
  return low + (int32_t)(exact_random(&state) % (uint32_t)(high - low + 1));
}

// Where weight [l, j] of [k, n] lies in the order in which the kernel reads it.
static size_t packed_index(int32_t l, int32_t j, int32_t k, int32_t bits) {
  const int32_t depth = (k + K_GROUP - 1) / K_GROUP * K_GROUP;
  const int32_t group = bits == 4 ? NIBBLE_GROUP : K_GROUP;
  return (size_t)(((j / N_TILE * (depth / group) + l / group) * N_TILE +
                   j % N_TILE) *
                      group +
                  l % group);
}

// Puts a weight where packed_index says; of two that share a byte the first one
// comes first.
static void store_weight(int8_t *w, size_t at, int32_t bits, int32_t weight) {
  const size_t pair = 2 * NIBBLE_SPAN;
  if (bits == 8)
    w[at] = (int8_t)weight;
  else if (at % pair < NIBBLE_SPAN)
    w[at / pair * NIBBLE_SPAN + at % pair] |= (int8_t)(weight & 15);
  else
    w[at / pair * NIBBLE_SPAN + at % pair - NIBBLE_SPAN] |=
        (int8_t)((weight & 7) << 4 | (weight < 0 ? -128 : 0));
}

// x and w are random, or (extreme, for one row) at the ends of their range with
// a bias that brings the sums to the ends of int32.
static void check_bits(struct shape s, int32_t gap, int is_unsigned_in,
                       int is_unsigned_out, int extreme, int32_t bits) {
  const int32_t stride = s.k + gap, y_stride = s.n + gap;
  const int32_t columns = (s.n + N_TILE - 1) / N_TILE * N_TILE;
  const int32_t depth = (s.k + K_GROUP - 1) / K_GROUP * K_GROUP;
  const int32_t low = is_unsigned_out ? 0 : -128, high = low + 255;
  const int32_t zero_point = random_in(low, high);
  const int32_t least = extreme ? low : random_in(low, zero_point);
  const int32_t flip = is_unsigned_in == !NATIVE_SIGNED ? 0 : 0x80;
  // The last rows end where their memory ends, so that a sanitizer sees a step
  // beyond.
  const size_t x_bytes = (size_t)((s.m - 1) * stride + s.k);
  const size_t y_bytes = (size_t)((s.m - 1) * y_stride + s.n);
  int8_t *x = (int8_t *)malloc(x_bytes), *y = (int8_t *)malloc(y_bytes);
  int8_t *w = (int8_t *)calloc((size_t)(columns * depth * bits / 8), 1);
  int8_t *plain = (int8_t *)malloc((size_t)(s.n * s.k)); // [n][k]
  const int32_t most = bits == 4 ? 7 : 127;
  int32_t *bias = (int32_t *)calloc((size_t)columns, sizeof *bias);
  float *multiplier = (float *)calloc((size_t)columns, sizeof *multiplier);
  for (size_t i = 0; i < x_bytes; ++i)
    x[i] = (int8_t)(extreme && i % 3 ? (is_unsigned_in ? -1 : -128)
                                     : random_in(-128, 127));
  memset(y, 0x55, y_bytes);
  for (int32_t j = 0; j < s.n; ++j) {
    int64_t sum = 0;
    for (int32_t l = 0; l < s.k; ++l) {
      const int8_t weight = (int8_t)(extreme && l % 5 ? (j & 1 ? most : ~most)
                                                      : random_in(~most, most));
      plain[j * s.k + l] = weight;
      store_weight(w, packed_index(l, j, s.k, bits), bits, weight);
      sum += weight * (NATIVE_SIGNED ? (int32_t)(int8_t)(x[l] ^ flip)
                                     : (int32_t)(uint8_t)(x[l] ^ flip));
    }
    // The first row's sum becomes the end of int32 on its own side of zero.
    bias[j] = random_in(-20000, 20000);
    if (extreme)
      bias[j] = (int32_t)((sum < 0 ? INT32_MIN + j : INT32_MAX - j) - sum);
    multiplier[j] = j % 5 == 0 ? 0.00390625f
                               : exact_random_float(&state, -random_in(4, 14));
    if (extreme)
      multiplier[j] = exact_random_float(&state, -random_in(0, 31));
  }
  GEMM(x, stride, s.m, s.k, s.n, flip, bits, w, bias, multiplier, zero_point,
       least, high, y, y_stride);
  for (size_t at = 0; at < y_bytes; ++at) {
    const int32_t i = (int32_t)at / y_stride, j = (int32_t)at % y_stride;
    int32_t want = 0x55;
    if (j < s.n) {
      int64_t sum = bias[j];
      for (int32_t l = 0; l < s.k; ++l) {
        const int8_t byte = (int8_t)(x[i * stride + l] ^ flip);
        sum += plain[j * s.k + l] *
               (NATIVE_SIGNED ? (int32_t)byte : (int32_t)(uint8_t)byte);
      }
      extremes += sum > INT32_MAX - 64 || sum < INT32_MIN + 64;
      want = exact_requantize((int32_t)sum, multiplier[j], zero_point, least,
                              high);
    }
    if ((int8_t)(want & 0xff) != y[at] && ++failures < 10)
      printf("%ldx%ldx%ld of %ld bits [%ld, %ld]: got %d, want %ld\n",
             (long)s.m, (long)s.k, (long)s.n, (long)bits, (long)i, (long)j,
             y[at], (long)want);
  }
  free(x), free(y), free(w), free(plain), free(bias), free(multiplier);
}

static void check(struct shape s, int32_t gap, int is_unsigned_in,
                  int is_unsigned_out, int extreme) {
  check_bits(s, gap, is_unsigned_in, is_unsigned_out, extreme, 8);
  check_bits(s, gap, is_unsigned_in, is_unsigned_out, extreme, 4);
}

int main(void) {
  static const struct shape large[] = {
      {7, 511, 17}, {13, 512, 16}, {2, 513, 33}, {3, 1100, 5},
      {49, 96, 40}, {6, 4099, 3},  {1, 257, 50}, {5, 256, 2}};
  for (int32_t m = 1; m <= 13; ++m)
    for (int32_t k = 1; k <= 37; ++k) {
      const struct shape s = {m, k, random_in(1, 50)};
      check(s, random_in(0, 3), m & 1, k & 1, 0);
    }
  for (int32_t n = 1; n <= 49; ++n) {
    const struct shape s = {random_in(1, 9), random_in(1, 70), n};
    check(s, 0, n & 1, n & 2, 0);
    check(s, 5, n & 2, n & 1, 0);
  }
  for (int i = 0; i < 8; ++i)
    check(large[i], i & 3, i & 1, i & 2, 0);
  for (int32_t k = 1; k <= 530; k += 23) {
    const struct shape s = {1, k, 21};
    check(s, 0, k & 1, k & 2, 1);
  }
  printf("%ld failures, %ld extreme sums\n", failures, extremes);
  return failures != 0 || extremes < 800;
}
