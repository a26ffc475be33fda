// gemm_avx2.h: matrix product of int8 with fused requantization, by AVX2's
// exact products of int16 pairs.
#include <immintrin.h>
#include <stdint.h>

// out[l] = int16(in[l] ^ flip) for l < count, and a zero behind an odd count.
// Loads overlap at the end, so that nothing outside in[0, count) is read.
static void attend_avx2_widen(const int8_t *in, int32_t count, int32_t flip,
                              int16_t *out) {
  const __m128i mask = _mm_set1_epi8((char)flip);
  int32_t l = 0;
  if (count >= 16) {
    for (; l + 16 <= count; l += 16)
      _mm256_storeu_si256(
          (__m256i *)(void *)(out + l),
          _mm256_cvtepi8_epi16(_mm_xor_si128(
              _mm_loadu_si128((const __m128i *)(const void *)(in + l)), mask)));
    if (l < count)
      _mm256_storeu_si256(
          (__m256i *)(void *)(out + count - 16),
          _mm256_cvtepi8_epi16(_mm_xor_si128(
              _mm_loadu_si128((const __m128i *)(const void *)(in + count - 16)),
              mask)));
  } else {
    for (; l + 8 <= count; l += 8)
      _mm_storeu_si128(
          (__m128i *)(void *)(out + l),
          _mm_cvtepi8_epi16(_mm_xor_si128(
              _mm_loadl_epi64((const __m128i *)(const void *)(in + l)), mask)));
    for (; l < count; ++l)
      out[l] = (int8_t)(in[l] ^ flip);
  }
  if (count & 1)
    out[count] = 0;
}

// s[r][j] += sum over p < pairs, q < 2 of x[r][2 * p + q] * w[p][j][q], for
// r < rows and j < 16. x: rows of int16 of which 512 lie apart; w: int8, or
// with bits = 4 sixteen bytes a pair, channels below 8 in the low halves.
// With rows constant, 2 * rows accumulators, two vectors of weights, a
// broadcast pair and a product are at most the 16 registers of AVX2.
static inline __attribute__((always_inline)) void
attend_avx2_tile(int32_t rows, int32_t bits, int32_t pairs, const int16_t *x,
                 const int8_t *w, __m256i *s) {
  __m256i a0 = s[0], a1 = s[1];
  __m256i b0 = s[2], b1 = s[3];
  __m256i c0 = s[4], c1 = s[5];
  __m256i d0 = s[6], d1 = s[7];
  __m256i e0 = s[8], e1 = s[9];
  __m256i f0 = s[10], f1 = s[11];
  for (int32_t p = 0; p < pairs; ++p, x += 2, w += 4 * bits) {
    __m256i w0 =
        _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)w));
    __m256i w1, pair;
    int32_t word;
    if (bits == 4) {
      w1 = _mm256_srai_epi16(w0, 4);
      w0 = _mm256_srai_epi16(_mm256_slli_epi16(w0, 12), 12);
    } else {
      w1 = _mm256_cvtepi8_epi16(
          _mm_loadu_si128((const __m128i *)(const void *)(w + 16)));
    }
    __builtin_memcpy(&word, x, 4);
    pair = _mm256_set1_epi32(word);
    a0 = _mm256_add_epi32(a0, _mm256_madd_epi16(pair, w0));
    a1 = _mm256_add_epi32(a1, _mm256_madd_epi16(pair, w1));
    if (rows > 1) {
      __builtin_memcpy(&word, x + 512, 4);
      pair = _mm256_set1_epi32(word);
      b0 = _mm256_add_epi32(b0, _mm256_madd_epi16(pair, w0));
      b1 = _mm256_add_epi32(b1, _mm256_madd_epi16(pair, w1));
    }
    if (rows > 2) {
      __builtin_memcpy(&word, x + 2 * 512, 4);
      pair = _mm256_set1_epi32(word);
      c0 = _mm256_add_epi32(c0, _mm256_madd_epi16(pair, w0));
      c1 = _mm256_add_epi32(c1, _mm256_madd_epi16(pair, w1));
    }
    if (rows > 3) {
      __builtin_memcpy(&word, x + 3 * 512, 4);
      pair = _mm256_set1_epi32(word);
      d0 = _mm256_add_epi32(d0, _mm256_madd_epi16(pair, w0));
      d1 = _mm256_add_epi32(d1, _mm256_madd_epi16(pair, w1));
    }
    if (rows > 4) {
      __builtin_memcpy(&word, x + 4 * 512, 4);
      pair = _mm256_set1_epi32(word);
      e0 = _mm256_add_epi32(e0, _mm256_madd_epi16(pair, w0));
      e1 = _mm256_add_epi32(e1, _mm256_madd_epi16(pair, w1));
    }
    if (rows > 5) {
      __builtin_memcpy(&word, x + 5 * 512, 4);
      pair = _mm256_set1_epi32(word);
      f0 = _mm256_add_epi32(f0, _mm256_madd_epi16(pair, w0));
      f1 = _mm256_add_epi32(f1, _mm256_madd_epi16(pair, w1));
    }
  }
  s[0] = a0, s[1] = a1;
  s[2] = b0, s[3] = b1;
  s[4] = c0, s[5] = c1;
  s[6] = d0, s[7] = d1;
  s[8] = e0, s[9] = e1;
  s[10] = f0, s[11] = f1;
}

static inline __attribute__((always_inline)) void
attend_avx2_rows(int32_t rows, int32_t bits, int32_t pairs, const int16_t *x,
                 const int8_t *w, __m256i *s) {
  switch (rows) {
  case 6:
    attend_avx2_tile(6, bits, pairs, x, w, s);
    break;
  case 5:
    attend_avx2_tile(5, bits, pairs, x, w, s);
    break;
  case 4:
    attend_avx2_tile(4, bits, pairs, x, w, s);
    break;
  case 3:
    attend_avx2_tile(3, bits, pairs, x, w, s);
    break;
  case 2:
    attend_avx2_tile(2, bits, pairs, x, w, s);
    break;
  default:
    attend_avx2_tile(1, bits, pairs, x, w, s);
  }
}

// sat(rint_even(f32(s) * multiplier) + zero_point), clamped, of 16 channels.
// Clamping comes before rounding, so the conversion cannot overflow; it rounds
// to nearest even in the default mode. The low bytes are the result, whatever
// their signedness.
static inline __attribute__((always_inline)) __m128i
attend_avx2_requantize(const __m256i *s, __m256 multiplier0, __m256 multiplier1,
                       __m256 least, __m256 most, __m256i zero_point) {
  const __m256 f0 = _mm256_mul_ps(_mm256_cvtepi32_ps(s[0]), multiplier0);
  const __m256 f1 = _mm256_mul_ps(_mm256_cvtepi32_ps(s[1]), multiplier1);
  const __m256i i0 =
      _mm256_cvtps_epi32(_mm256_min_ps(_mm256_max_ps(f0, least), most));
  const __m256i i1 =
      _mm256_cvtps_epi32(_mm256_min_ps(_mm256_max_ps(f1, least), most));
  // Halves of i0 and i1 alternate in what packs gives; the permutation sorts.
  const __m256i words = _mm256_permute4x64_epi64(
      _mm256_packs_epi32(_mm256_add_epi32(i0, zero_point),
                         _mm256_add_epi32(i1, zero_point)),
      0xd8);
  const __m256i bytes = _mm256_and_si256(words, _mm256_set1_epi16(0xff));
  return _mm_packus_epi16(_mm256_castsi256_si128(bytes),
                          _mm256_extracti128_si256(bytes, 1));
}

// Stores the first count <= 16 bytes.
static inline __attribute__((always_inline)) void
attend_avx2_store(int8_t *out, __m128i bytes, int32_t count) {
  if (count >= 16) {
    _mm_storeu_si128((__m128i *)(void *)out, bytes);
    return;
  }
  if (count & 8) {
    _mm_storel_epi64((__m128i *)(void *)out, bytes);
    bytes = _mm_srli_si128(bytes, 8);
    out += 8;
  }
  if (count & 4) {
    const int32_t word = _mm_cvtsi128_si32(bytes);
    __builtin_memcpy(out, &word, 4);
    bytes = _mm_srli_si128(bytes, 4);
    out += 4;
  }
  for (int32_t rest = count & 3; rest > 0; --rest) {
    *out++ = (int8_t)_mm_extract_epi8(bytes, 0);
    bytes = _mm_srli_si128(bytes, 1);
  }
}

// y[i][j] = requantize(bias[j] + sum over l < k of int8(x[i][l] ^ flip) *
// w[l][j], multiplier[j]) for i < m and j < n; see portable/requantize.h for
// its formula. x [m][k], y [m][n]: rows x_stride and y_stride bytes apart;
// weights [ceil(n/16)][ceil(k/2)][16][2] int8 (bits = 8), or (bits = 4) of each
// 32 the first 16 in the low and the others in the high halves of 16 bytes;
// bias and multiplier [ceil(n/16)*16], zero padded. m, k, n >= 1.
//   for six rows of x
//     for 16 channels
//       for 512 values of k: widen the rows unless they are, add products
//       requantize, store
static void attend_gemm_avx2(const int8_t *x, int32_t x_stride, int32_t m,
                             int32_t k, int32_t n, int32_t flip, int32_t bits,
                             const int8_t *weights, const int32_t *bias,
                             const float *multiplier, int32_t zero_point,
                             int32_t low, int32_t high, int8_t *y,
                             int32_t y_stride) {
  const __m256 least = _mm256_set1_ps((float)(low - zero_point));
  const __m256 most = _mm256_set1_ps((float)(high - zero_point));
  const __m256i zero = _mm256_set1_epi32(zero_point);
  int16_t wide[6 * 512];
  for (int32_t i = 0; i < m; i += 6) {
    const int32_t rows = m - i < 6 ? m - i : 6;
    const int8_t *w = weights;
    int32_t widened = -1;
    for (int32_t j = 0; j < n; j += 16) {
      const __m256i bias0 =
          _mm256_loadu_si256((const __m256i *)(const void *)(bias + j));
      const __m256i bias1 =
          _mm256_loadu_si256((const __m256i *)(const void *)(bias + j + 8));
      const __m256 multiplier0 = _mm256_loadu_ps(multiplier + j);
      const __m256 multiplier1 = _mm256_loadu_ps(multiplier + j + 8);
      __m256i sums[12];
      for (int32_t r = 0; r < 6; ++r)
        sums[2 * r] = bias0, sums[2 * r + 1] = bias1;
      for (int32_t l = 0; l < k; l += 512) {
        const int32_t count = k - l < 512 ? k - l : 512;
        const int32_t pairs = (count + 1) / 2;
        if (widened != l) {
          for (int32_t r = 0; r < rows; ++r)
            attend_avx2_widen(x + (intptr_t)(i + r) * x_stride + l, count, flip,
                              wide + r * 512);
          widened = l;
        }
        if (bits == 4)
          attend_avx2_rows(rows, 4, pairs, wide, w, sums);
        else
          attend_avx2_rows(rows, 8, pairs, wide, w, sums);
        w += pairs * 4 * bits;
      }
      for (int32_t r = 0; r < rows; ++r)
        attend_avx2_store(y + (intptr_t)(i + r) * y_stride + j,
                          attend_avx2_requantize(sums + 2 * r, multiplier0,
                                                 multiplier1, least, most,
                                                 zero),
                          n - j);
    }
  }
}
