// gemm_avx512vnni.h: matrix product of uint8 and int8 with fused
// requantization, by AVX-512 VNNI's sums of four products.
#include <immintrin.h>
#include <stdint.h>

// out[l] = in[l] ^ flip for l < count, up to the next multiple of 64 something
// that zero weights make harmless. Nothing outside in[0, count) is read.
static void attend_avx512vnni_gather(const int8_t *in, int32_t count,
                                     int32_t flip, uint8_t *out) {
  const __m512i mask = _mm512_set1_epi8((char)flip);
  for (int32_t l = 0; l < count; l += 64) {
    const int32_t rest = count - l < 64 ? count - l : 64;
    const __mmask64 present = ~(uint64_t)0 >> (64 - rest);
    _mm512_storeu_si512(
        out + l,
        _mm512_xor_si512(_mm512_maskz_loadu_epi8(present, in + l), mask));
  }
}

// The 64 weights of a group: int8, or with bits = 4 two in each of 32 bytes,
// the first one in the low half, which a table extends by their sign.
static inline __attribute__((always_inline)) __m512i
attend_avx512vnni_weights(int32_t bits, const int8_t *w) {
  const __m512i signs =
      _mm512_set4_epi32(-0x00010204, -0x04050608, 0x07060504, 0x03020100);
  __m512i words;
  if (bits == 8)
    return _mm512_loadu_si512(w);
  words = _mm512_cvtepu8_epi16(
      _mm256_loadu_si256((const __m256i *)(const void *)w));
  words = _mm512_or_si512(words, _mm512_slli_epi16(words, 4));
  return _mm512_shuffle_epi8(signs,
                             _mm512_and_si512(words, _mm512_set1_epi8(15)));
}

// gcc copies the loop's test to its front and then every accumulator in every
// turn, three instructions for one.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC optimize("no-tree-ch")
#endif

// sums[r][j] += sum over g < groups, q < 4 of x[r][4 * g + q] * w[g][j][q], for
// r < rows and j < 16; rows is the constant 4, 8 or 12. x: rows of uint8 of
// which 512 lie apart; w: int8, or of 4 bits. vpdpbusd wraps where vpdpbusds
// would saturate, so the sum is exact whatever the order.
static inline __attribute__((always_inline)) void
attend_avx512vnni_tile(int32_t rows, int32_t bits, int32_t groups,
                       const uint8_t *x, const int8_t *w, int32_t *sums) {
  __m512i a = _mm512_loadu_si512(sums);
  __m512i b = _mm512_loadu_si512(sums + 16);
  __m512i c = _mm512_loadu_si512(sums + 32);
  __m512i d = _mm512_loadu_si512(sums + 48);
  __m512i e = _mm512_loadu_si512(sums + 64);
  __m512i f = _mm512_loadu_si512(sums + 80);
  __m512i g = _mm512_loadu_si512(sums + 96);
  __m512i h = _mm512_loadu_si512(sums + 112);
  __m512i i = _mm512_loadu_si512(sums + 128);
  __m512i j = _mm512_loadu_si512(sums + 144);
  __m512i k = _mm512_loadu_si512(sums + 160);
  __m512i l = _mm512_loadu_si512(sums + 176);
  const int8_t *const end = w + 8 * bits * groups;
  for (; w != end; x += 4, w += 8 * bits) {
    const __m512i weights = attend_avx512vnni_weights(bits, w);
    int32_t word;
    __builtin_memcpy(&word, x, 4);
    a = _mm512_dpbusd_epi32(a, _mm512_set1_epi32(word), weights);
    __builtin_memcpy(&word, x + 512, 4);
    b = _mm512_dpbusd_epi32(b, _mm512_set1_epi32(word), weights);
    __builtin_memcpy(&word, x + 2 * 512, 4);
    c = _mm512_dpbusd_epi32(c, _mm512_set1_epi32(word), weights);
    __builtin_memcpy(&word, x + 3 * 512, 4);
    d = _mm512_dpbusd_epi32(d, _mm512_set1_epi32(word), weights);
    if (rows > 4) {
      __builtin_memcpy(&word, x + 4 * 512, 4);
      e = _mm512_dpbusd_epi32(e, _mm512_set1_epi32(word), weights);
      __builtin_memcpy(&word, x + 5 * 512, 4);
      f = _mm512_dpbusd_epi32(f, _mm512_set1_epi32(word), weights);
      __builtin_memcpy(&word, x + 6 * 512, 4);
      g = _mm512_dpbusd_epi32(g, _mm512_set1_epi32(word), weights);
      __builtin_memcpy(&word, x + 7 * 512, 4);
      h = _mm512_dpbusd_epi32(h, _mm512_set1_epi32(word), weights);
    }
    if (rows > 8) {
      __builtin_memcpy(&word, x + 8 * 512, 4);
      i = _mm512_dpbusd_epi32(i, _mm512_set1_epi32(word), weights);
      __builtin_memcpy(&word, x + 9 * 512, 4);
      j = _mm512_dpbusd_epi32(j, _mm512_set1_epi32(word), weights);
      __builtin_memcpy(&word, x + 10 * 512, 4);
      k = _mm512_dpbusd_epi32(k, _mm512_set1_epi32(word), weights);
      __builtin_memcpy(&word, x + 11 * 512, 4);
      l = _mm512_dpbusd_epi32(l, _mm512_set1_epi32(word), weights);
    }
  }
  _mm512_storeu_si512(sums, a);
  _mm512_storeu_si512(sums + 16, b);
  _mm512_storeu_si512(sums + 32, c);
  _mm512_storeu_si512(sums + 48, d);
  _mm512_storeu_si512(sums + 64, e);
  _mm512_storeu_si512(sums + 80, f);
  _mm512_storeu_si512(sums + 96, g);
  _mm512_storeu_si512(sums + 112, h);
  _mm512_storeu_si512(sums + 128, i);
  _mm512_storeu_si512(sums + 144, j);
  _mm512_storeu_si512(sums + 160, k);
  _mm512_storeu_si512(sums + 176, l);
}

static __attribute__((noinline)) void
attend_avx512vnni_tile4(int32_t bits, int32_t groups, const uint8_t *x,
                        const int8_t *w, int32_t *sums) {
  if (bits == 4)
    attend_avx512vnni_tile(4, 4, groups, x, w, sums);
  else
    attend_avx512vnni_tile(4, 8, groups, x, w, sums);
}

static __attribute__((noinline)) void
attend_avx512vnni_tile8(int32_t bits, int32_t groups, const uint8_t *x,
                        const int8_t *w, int32_t *sums) {
  if (bits == 4)
    attend_avx512vnni_tile(8, 4, groups, x, w, sums);
  else
    attend_avx512vnni_tile(8, 8, groups, x, w, sums);
}

static __attribute__((noinline)) void
attend_avx512vnni_tile12(int32_t bits, int32_t groups, const uint8_t *x,
                         const int8_t *w, int32_t *sums) {
  if (bits == 4)
    attend_avx512vnni_tile(12, 4, groups, x, w, sums);
  else
    attend_avx512vnni_tile(12, 8, groups, x, w, sums);
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC pop_options
#endif

// y[i][j] = requantize(bias[j] + sum over l < k of uint8(x[i][l] ^ flip) *
// w[l][j], multiplier[j]) for i < m and j < n; see portable/requantize.h for
// its formula. x [m][k], y [m][n]: rows x_stride and y_stride bytes apart;
// weights [ceil(n/16)][ceil(k/4)][16][4], bias and multiplier [ceil(n/16)*16],
// zero padded; weights are int8 (bits = 8), or (bits = 4) two in a byte, the
// first one in its low half. m, k, n >= 1. Stack: about 7 KB.
//   for twelve rows of x
//     for 16 channels
//       for 512 values of k: gather the rows unless they are, add products
//       requantize, store
// Clamping comes before rounding, so the conversion cannot overflow; it rounds
// to nearest even in the default mode. The low bytes are the result, whatever
// their signedness.
static void attend_gemm_avx512vnni(const int8_t *x, int32_t x_stride, int32_t m,
                                   int32_t k, int32_t n, int32_t flip,
                                   int32_t bits, const int8_t *weights,
                                   const int32_t *bias, const float *multiplier,
                                   int32_t zero_point, int32_t low,
                                   int32_t high, int8_t *y, int32_t y_stride) {
  const __m512 least = _mm512_set1_ps((float)(low - zero_point));
  const __m512 most = _mm512_set1_ps((float)(high - zero_point));
  const __m512i zero = _mm512_set1_epi32(zero_point);
  uint8_t gathered[12 * 512];
  int32_t sums[12 * 16];
  for (int32_t i = 0; i < m; i += 12) {
    const int32_t rows = m - i < 12 ? m - i : 12;
    const int32_t tile_rows = (rows + 3) / 4 * 4;
    const int8_t *w = weights;
    int32_t at = -1;
    for (int32_t j = 0; j < n; j += 16) {
      const __m512 scale = _mm512_loadu_ps(multiplier + j);
      const __mmask16 present =
          (__mmask16)(0xffffu >> (n - j < 16 ? 16 - (n - j) : 0));
      for (int32_t r = 0; r < 12; ++r)
        _mm512_storeu_si512(sums + 16 * r, _mm512_loadu_si512(bias + j));
      for (int32_t l = 0; l < k; l += 512) {
        const int32_t count = k - l < 512 ? k - l : 512;
        const int32_t groups = (count + 3) / 4;
        if (at != l) {
          // Rows that fill up the tile repeat the last one; nobody reads their
          // sums.
          for (int32_t r = 0; r < tile_rows; ++r)
            attend_avx512vnni_gather(
                x + (intptr_t)(i + (r < rows ? r : rows - 1)) * x_stride + l,
                count, flip, gathered + r * 512);
          at = l;
        }
        if (rows > 8)
          attend_avx512vnni_tile12(bits, groups, gathered, w, sums);
        else if (rows > 4)
          attend_avx512vnni_tile8(bits, groups, gathered, w, sums);
        else
          attend_avx512vnni_tile4(bits, groups, gathered, w, sums);
        w += groups * 8 * bits;
      }
      for (int32_t r = 0; r < rows; ++r) {
        // All under the mask: channels beyond n are zero and not stored.
        const __m512i sum = _mm512_loadu_si512(sums + 16 * r);
        const __m512 product =
            _mm512_mul_ps(_mm512_maskz_cvtepi32_ps(present, sum), scale);
        const __m512 clamped = _mm512_maskz_min_ps(
            present, _mm512_maskz_max_ps(present, product, least), most);
        const __m512i value =
            _mm512_add_epi32(_mm512_maskz_cvtps_epi32(present, clamped), zero);
        _mm_mask_storeu_epi8(y + (intptr_t)(i + r) * y_stride + j, present,
                             _mm512_maskz_cvtepi32_epi8(present, value));
      }
    }
  }
}
