#pragma once
#include <emmintrin.h>

namespace resnext::RESNEXT_ISA {

using Vector = __m128;
constexpr int lanes = 4;
constexpr int registers = 16;

RESNEXT_INLINE Vector zero() { return _mm_setzero_ps(); }
RESNEXT_INLINE Vector set(float value) { return _mm_set1_ps(value); }
RESNEXT_INLINE Vector load(const float* from) { return _mm_loadu_ps(from); }
RESNEXT_INLINE void store(float* to, Vector v) { _mm_storeu_ps(to, v); }
RESNEXT_INLINE Vector load(const float* from, int count) {
  float padded[4] = {0, 0, 0, 0};
  for (int i = 0; i < count && i < 4; i++) padded[i] = from[i];
  return _mm_loadu_ps(padded);
}
RESNEXT_INLINE void store(float* to, Vector v, int count) {
  float all[4];
  _mm_storeu_ps(all, v);
  for (int i = 0; i < count && i < 4; i++) to[i] = all[i];
}
RESNEXT_INLINE void stream(float* to, Vector v) { _mm_stream_ps(to, v); }
RESNEXT_INLINE void streamed() { _mm_sfence(); }

RESNEXT_INLINE Vector add(Vector a, Vector b) { return _mm_add_ps(a, b); }
RESNEXT_INLINE Vector sub(Vector a, Vector b) { return _mm_sub_ps(a, b); }
RESNEXT_INLINE Vector mul(Vector a, Vector b) { return _mm_mul_ps(a, b); }
RESNEXT_INLINE Vector div(Vector a, Vector b) { return _mm_div_ps(a, b); }
RESNEXT_INLINE Vector fma(Vector a, Vector b, Vector c) { return _mm_add_ps(_mm_mul_ps(a, b), c); }
RESNEXT_INLINE Vector max(Vector a, Vector b) { return _mm_max_ps(a, b); }
RESNEXT_INLINE Vector min(Vector a, Vector b) { return _mm_min_ps(a, b); }
RESNEXT_INLINE Vector sqrt(Vector a) { return _mm_sqrt_ps(a); }
RESNEXT_INLINE Vector largest(Vector a, Vector b) {
  return _mm_or_ps(_mm_max_ps(a, b), _mm_cmpunord_ps(a, a));
}
RESNEXT_INLINE Vector keepPositive(Vector a, Vector b) {
  return _mm_and_ps(_mm_cmpgt_ps(b, _mm_setzero_ps()), a);
}

template <int G, int i>
RESNEXT_INLINE Vector splat(Vector v) {
  static_assert(G == 1 || G == 2);
  if constexpr (G == 1) return v;
  if constexpr (G == 2) return _mm_shuffle_ps(v, v, i == 0 ? 0xA0 : 0xF5);
}

RESNEXT_INLINE void transpose(Vector (&r)[4]) { _MM_TRANSPOSE4_PS(r[0], r[1], r[2], r[3]); }

}  // namespace resnext::RESNEXT_ISA
