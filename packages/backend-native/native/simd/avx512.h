#pragma once
// GCC 12's own header makes an undefined register out of itself, and warns of it.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>
#pragma GCC diagnostic pop

namespace resnext::RESNEXT_ISA {

using Vector = __m512;
constexpr int lanes = 16;
constexpr int registers = 32;

RESNEXT_INLINE Vector zero() { return _mm512_setzero_ps(); }
RESNEXT_INLINE Vector set(float value) { return _mm512_set1_ps(value); }
RESNEXT_INLINE Vector load(const float* from) { return _mm512_loadu_ps(from); }
RESNEXT_INLINE void store(float* to, Vector v) { _mm512_storeu_ps(to, v); }
RESNEXT_INLINE __mmask16 first(int count) { return static_cast<__mmask16>((1u << count) - 1); }
RESNEXT_INLINE Vector load(const float* from, int count) { return _mm512_maskz_loadu_ps(first(count), from); }
RESNEXT_INLINE void store(float* to, Vector v, int count) { _mm512_mask_storeu_ps(to, first(count), v); }
RESNEXT_INLINE void stream(float* to, Vector v) { _mm512_stream_ps(to, v); }
RESNEXT_INLINE void streamed() { _mm_sfence(); }

RESNEXT_INLINE Vector add(Vector a, Vector b) { return _mm512_add_ps(a, b); }
RESNEXT_INLINE Vector sub(Vector a, Vector b) { return _mm512_sub_ps(a, b); }
RESNEXT_INLINE Vector mul(Vector a, Vector b) { return _mm512_mul_ps(a, b); }
RESNEXT_INLINE Vector div(Vector a, Vector b) { return _mm512_div_ps(a, b); }
RESNEXT_INLINE Vector fma(Vector a, Vector b, Vector c) { return _mm512_fmadd_ps(a, b, c); }
RESNEXT_INLINE Vector max(Vector a, Vector b) { return _mm512_max_ps(a, b); }
RESNEXT_INLINE Vector min(Vector a, Vector b) { return _mm512_min_ps(a, b); }
RESNEXT_INLINE Vector sqrt(Vector a) { return _mm512_sqrt_ps(a); }
RESNEXT_INLINE Vector largest(Vector a, Vector b) {
  return _mm512_mask_mov_ps(_mm512_max_ps(a, b), _mm512_cmp_ps_mask(a, a, _CMP_UNORD_Q), a);
}
RESNEXT_INLINE Vector keepPositive(Vector a, Vector b) {
  return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(b, _mm512_setzero_ps(), _CMP_GT_OQ), a);
}

template <int G, int i>
RESNEXT_INLINE Vector splat(Vector v) {
  static_assert(G == 1 || G == 2 || G == 4 || G == 8);
  if constexpr (G == 1) return v;
  if constexpr (G == 2) return _mm512_permute_ps(v, i == 0 ? 0xA0 : 0xF5);
  if constexpr (G == 4) return _mm512_permute_ps(v, i * 0x55);
  if constexpr (G == 8) {
    const __m512i lane = _mm512_setr_epi32(i, i, i, i, i, i, i, i, 8 + i, 8 + i, 8 + i, 8 + i, 8 + i, 8 + i,
                                           8 + i, 8 + i);
    return _mm512_permutexvar_ps(lane, v);
  }
}

RESNEXT_INLINE void transpose(Vector (&r)[16]) {
  // 2 x 2, 4 x 4 within lanes of 128 bits, then those.
  for (int i = 0; i < 16; i += 2) {
    const Vector low = _mm512_unpacklo_ps(r[i], r[i + 1]);
    r[i + 1] = _mm512_unpackhi_ps(r[i], r[i + 1]);
    r[i] = low;
  }
  Vector quads[16];
  for (int i = 0; i < 16; i += 4) {
    quads[i] = _mm512_shuffle_ps(r[i], r[i + 2], 0x44);
    quads[i + 1] = _mm512_shuffle_ps(r[i], r[i + 2], 0xEE);
    quads[i + 2] = _mm512_shuffle_ps(r[i + 1], r[i + 3], 0x44);
    quads[i + 3] = _mm512_shuffle_ps(r[i + 1], r[i + 3], 0xEE);
  }
  for (int i = 0; i < 4; i++) {
    const Vector a = _mm512_shuffle_f32x4(quads[i], quads[i + 4], 0x88);
    const Vector b = _mm512_shuffle_f32x4(quads[i], quads[i + 4], 0xDD);
    const Vector c = _mm512_shuffle_f32x4(quads[i + 8], quads[i + 12], 0x88);
    const Vector d = _mm512_shuffle_f32x4(quads[i + 8], quads[i + 12], 0xDD);
    r[i] = _mm512_shuffle_f32x4(a, c, 0x88);
    r[i + 8] = _mm512_shuffle_f32x4(a, c, 0xDD);
    r[i + 4] = _mm512_shuffle_f32x4(b, d, 0x88);
    r[i + 12] = _mm512_shuffle_f32x4(b, d, 0xDD);
  }
}

}  // namespace resnext::RESNEXT_ISA
