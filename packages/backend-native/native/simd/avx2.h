#pragma once
#include <immintrin.h>

namespace resnext::RESNEXT_ISA {

using Vector = __m256;
constexpr int lanes = 8;
constexpr int registers = 16;

RESNEXT_INLINE Vector zero() { return _mm256_setzero_ps(); }
RESNEXT_INLINE Vector set(float value) { return _mm256_set1_ps(value); }
RESNEXT_INLINE Vector load(const float* from) { return _mm256_loadu_ps(from); }
RESNEXT_INLINE void store(float* to, Vector v) { _mm256_storeu_ps(to, v); }
RESNEXT_INLINE __m256i first(int count) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
RESNEXT_INLINE Vector load(const float* from, int count) { return _mm256_maskload_ps(from, first(count)); }
RESNEXT_INLINE void store(float* to, Vector v, int count) { _mm256_maskstore_ps(to, first(count), v); }
RESNEXT_INLINE void stream(float* to, Vector v) { _mm256_stream_ps(to, v); }
RESNEXT_INLINE void streamed() { _mm_sfence(); }

RESNEXT_INLINE Vector add(Vector a, Vector b) { return _mm256_add_ps(a, b); }
RESNEXT_INLINE Vector sub(Vector a, Vector b) { return _mm256_sub_ps(a, b); }
RESNEXT_INLINE Vector mul(Vector a, Vector b) { return _mm256_mul_ps(a, b); }
RESNEXT_INLINE Vector div(Vector a, Vector b) { return _mm256_div_ps(a, b); }
RESNEXT_INLINE Vector fma(Vector a, Vector b, Vector c) { return _mm256_fmadd_ps(a, b, c); }
RESNEXT_INLINE Vector max(Vector a, Vector b) { return _mm256_max_ps(a, b); }
RESNEXT_INLINE Vector min(Vector a, Vector b) { return _mm256_min_ps(a, b); }
RESNEXT_INLINE Vector sqrt(Vector a) { return _mm256_sqrt_ps(a); }
RESNEXT_INLINE Vector largest(Vector a, Vector b) {
  return _mm256_or_ps(_mm256_max_ps(a, b), _mm256_cmp_ps(a, a, _CMP_UNORD_Q));
}
RESNEXT_INLINE Vector keepPositive(Vector a, Vector b) {
  return _mm256_and_ps(_mm256_cmp_ps(b, _mm256_setzero_ps(), _CMP_GT_OQ), a);
}

template <int G, int i>
RESNEXT_INLINE Vector splat(Vector v) {
  static_assert(G == 1 || G == 2 || G == 4);
  if constexpr (G == 1) return v;
  if constexpr (G == 2) return _mm256_permute_ps(v, i == 0 ? 0xA0 : 0xF5);
  if constexpr (G == 4) return _mm256_permute_ps(v, i * 0x55);
}

RESNEXT_INLINE void transpose(Vector (&r)[8]) {
  for (int i = 0; i < 8; i += 2) {
    const Vector low = _mm256_unpacklo_ps(r[i], r[i + 1]);
    r[i + 1] = _mm256_unpackhi_ps(r[i], r[i + 1]);
    r[i] = low;
  }
  Vector quads[8];
  for (int i = 0; i < 8; i += 4) {
    quads[i] = _mm256_shuffle_ps(r[i], r[i + 2], 0x44);
    quads[i + 1] = _mm256_shuffle_ps(r[i], r[i + 2], 0xEE);
    quads[i + 2] = _mm256_shuffle_ps(r[i + 1], r[i + 3], 0x44);
    quads[i + 3] = _mm256_shuffle_ps(r[i + 1], r[i + 3], 0xEE);
  }
  for (int i = 0; i < 4; i++) {
    r[i] = _mm256_permute2f128_ps(quads[i], quads[i + 4], 0x20);
    r[i + 4] = _mm256_permute2f128_ps(quads[i], quads[i + 4], 0x31);
  }
}

}  // namespace resnext::RESNEXT_ISA
