// immintrin.h: the AVX-512 intrinsics of runtime/x86/gemm_avx512vnni.h in plain
// C, so that the kernel's bits can be checked on any processor. Each follows
// the operation of its instruction in Intel's Software Developer's Manual,
// volume 2.
#include <math.h>
#include <stdint.h>
#include <string.h>

typedef struct {
  int32_t lane[16];
} __m512i;
typedef struct {
  float lane[16];
} __m512;
typedef struct {
  int8_t lane[16];
} __m128i;
typedef struct {
  uint8_t lane[32];
} __m256i;
typedef uint64_t __mmask64;
typedef uint16_t __mmask16;

// VMOVDQU32
static inline __m512i _mm512_loadu_si512(const void *from) {
  __m512i r;
  memcpy(&r, from, sizeof r);
  return r;
}

static inline void _mm512_storeu_si512(void *to, __m512i a) {
  memcpy(to, &a, sizeof a);
}

// VMOVUPS
static inline __m512 _mm512_loadu_ps(const float *from) {
  __m512 r;
  memcpy(&r, from, sizeof r);
  return r;
}

// VMOVDQU8 with zeroing: bytes whose mask bit is 0 are not read.
static inline __m512i _mm512_maskz_loadu_epi8(__mmask64 mask,
                                              const void *from) {
  uint8_t bytes[64];
  __m512i r;
  for (int i = 0; i < 64; ++i)
    bytes[i] = (uint8_t)(mask >> i & 1 ? ((const uint8_t *)from)[i] : 0);
  memcpy(&r, bytes, sizeof r);
  return r;
}

// VMOVDQU8 with merging: bytes whose mask bit is 0 are not written.
static inline void _mm_mask_storeu_epi8(void *to, __mmask16 mask, __m128i a) {
  for (int i = 0; i < 16; ++i)
    if (mask >> i & 1)
      ((int8_t *)to)[i] = a.lane[i];
}

// VPBROADCASTB, VPBROADCASTD, VBROADCASTSS
static inline __m512i _mm512_set1_epi8(char a) {
  __m512i r;
  memset(&r, a, sizeof r);
  return r;
}

static inline __m512i _mm512_set1_epi32(int a) {
  __m512i r;
  for (int i = 0; i < 16; ++i)
    r.lane[i] = a;
  return r;
}

static inline __m512 _mm512_set1_ps(float a) {
  __m512 r;
  for (int i = 0; i < 16; ++i)
    r.lane[i] = a;
  return r;
}

static inline __m512i _mm512_set4_epi32(int d, int c, int b, int a) {
  const int lanes[4] = {a, b, c, d};
  __m512i r;
  for (int i = 0; i < 16; ++i)
    r.lane[i] = lanes[i % 4];
  return r;
}

// VMOVDQU
static inline __m256i _mm256_loadu_si256(const __m256i *from) {
  __m256i r;
  memcpy(&r, from, sizeof r);
  return r;
}

// VPMOVZXBW
static inline __m512i _mm512_cvtepu8_epi16(__m256i a) {
  __m512i r;
  for (int i = 0; i < 16; ++i)
    r.lane[i] = a.lane[2 * i] | a.lane[2 * i + 1] << 16;
  return r;
}

// VPSLLW: no bit moves between words.
static inline __m512i _mm512_slli_epi16(__m512i a, unsigned count) {
  uint16_t words[32];
  memcpy(words, &a, sizeof words);
  for (int i = 0; i < 32; ++i)
    words[i] = (uint16_t)(words[i] << count);
  memcpy(&a, words, sizeof words);
  return a;
}

// VPSHUFB: within 16 bytes; an index with its highest bit set gives 0.
static inline __m512i _mm512_shuffle_epi8(__m512i table, __m512i index) {
  uint8_t from[64], at[64], to[64];
  memcpy(from, &table, sizeof from);
  memcpy(at, &index, sizeof at);
  for (int i = 0; i < 64; ++i)
    to[i] = (uint8_t)(at[i] & 0x80 ? 0 : from[i / 16 * 16 + at[i] % 16]);
  memcpy(&table, to, sizeof to);
  return table;
}

// VPANDD, VPORD
static inline __m512i _mm512_and_si512(__m512i a, __m512i b) {
  for (int i = 0; i < 16; ++i)
    a.lane[i] &= b.lane[i];
  return a;
}

static inline __m512i _mm512_or_si512(__m512i a, __m512i b) {
  for (int i = 0; i < 16; ++i)
    a.lane[i] |= b.lane[i];
  return a;
}

// VPXORD
static inline __m512i _mm512_xor_si512(__m512i a, __m512i b) {
  for (int i = 0; i < 16; ++i)
    a.lane[i] ^= b.lane[i];
  return a;
}

// VPADDD: wraps.
static inline __m512i _mm512_add_epi32(__m512i a, __m512i b) {
  for (int i = 0; i < 16; ++i)
    a.lane[i] = (int32_t)((uint32_t)a.lane[i] + (uint32_t)b.lane[i]);
  return a;
}

// VPDPBUSD: unsigned bytes of a times signed bytes of b, four products added to
// each doubleword without saturation.
static inline __m512i _mm512_dpbusd_epi32(__m512i sum, __m512i a, __m512i b) {
  uint8_t left[64];
  int8_t right[64];
  memcpy(left, &a, sizeof left);
  memcpy(right, &b, sizeof right);
  for (int i = 0; i < 64; ++i)
    sum.lane[i / 4] =
        (int32_t)((uint32_t)sum.lane[i / 4] + (uint32_t)(left[i] * right[i]));
  return sum;
}

// VMULPS: to nearest even, as C's own arithmetic.
static inline __m512 _mm512_mul_ps(__m512 a, __m512 b) {
  for (int i = 0; i < 16; ++i)
    a.lane[i] *= b.lane[i];
  return a;
}

// With zeroing: lanes whose mask bit is 0 become 0.
// VCVTDQ2PS: to nearest even.
static inline __m512 _mm512_maskz_cvtepi32_ps(__mmask16 mask, __m512i a) {
  __m512 r;
  for (int i = 0; i < 16; ++i)
    r.lane[i] = mask >> i & 1 ? (float)a.lane[i] : 0.0f;
  return r;
}

// VMAXPS, VMINPS: the second operand unless the first is greater (less).
static inline __m512 _mm512_maskz_max_ps(__mmask16 mask, __m512 a, __m512 b) {
  for (int i = 0; i < 16; ++i) {
    a.lane[i] = a.lane[i] > b.lane[i] ? a.lane[i] : b.lane[i];
    a.lane[i] = mask >> i & 1 ? a.lane[i] : 0.0f;
  }
  return a;
}

static inline __m512 _mm512_maskz_min_ps(__mmask16 mask, __m512 a, __m512 b) {
  for (int i = 0; i < 16; ++i) {
    a.lane[i] = a.lane[i] < b.lane[i] ? a.lane[i] : b.lane[i];
    a.lane[i] = mask >> i & 1 ? a.lane[i] : 0.0f;
  }
  return a;
}

// VCVTPS2DQ: to nearest even; 0x80000000 if it does not fit.
static inline __m512i _mm512_maskz_cvtps_epi32(__mmask16 mask, __m512 a) {
  __m512i r;
  for (int i = 0; i < 16; ++i) {
    const int fits = a.lane[i] >= -2147483648.0f && a.lane[i] < 2147483648.0f;
    r.lane[i] = fits ? (int32_t)lrintf(a.lane[i]) : INT32_MIN;
    r.lane[i] = mask >> i & 1 ? r.lane[i] : 0;
  }
  return r;
}

// VPMOVDB: the low byte of each doubleword.
static inline __m128i _mm512_maskz_cvtepi32_epi8(__mmask16 mask, __m512i a) {
  __m128i r;
  for (int i = 0; i < 16; ++i)
    r.lane[i] = (int8_t)(mask >> i & 1 ? a.lane[i] & 0xff : 0);
  return r;
}
