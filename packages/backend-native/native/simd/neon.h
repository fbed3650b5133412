#pragma once
#include <arm_neon.h>

namespace resnext::RESNEXT_ISA {

using Vector = float32x4_t;
constexpr int lanes = 4;
constexpr int registers = 32;

RESNEXT_INLINE Vector zero() { return vdupq_n_f32(0); }
RESNEXT_INLINE Vector set(float value) { return vdupq_n_f32(value); }
RESNEXT_INLINE Vector load(const float* from) { return vld1q_f32(from); }
RESNEXT_INLINE void store(float* to, Vector v) { vst1q_f32(to, v); }
RESNEXT_INLINE Vector load(const float* from, int count) {
  float padded[4] = {0, 0, 0, 0};
  for (int i = 0; i < count && i < 4; i++) padded[i] = from[i];
  return vld1q_f32(padded);
}
RESNEXT_INLINE void store(float* to, Vector v, int count) {
  float all[4];
  vst1q_f32(all, v);
  for (int i = 0; i < count && i < 4; i++) to[i] = all[i];
}
RESNEXT_INLINE void stream(float* to, Vector v) { vst1q_f32(to, v); }
RESNEXT_INLINE void streamed() {}

RESNEXT_INLINE Vector add(Vector a, Vector b) { return vaddq_f32(a, b); }
RESNEXT_INLINE Vector sub(Vector a, Vector b) { return vsubq_f32(a, b); }
RESNEXT_INLINE Vector mul(Vector a, Vector b) { return vmulq_f32(a, b); }
RESNEXT_INLINE Vector div(Vector a, Vector b) { return vdivq_f32(a, b); }
RESNEXT_INLINE Vector fma(Vector a, Vector b, Vector c) { return vfmaq_f32(c, a, b); }
// As x86 does: b where either is not a number.
RESNEXT_INLINE Vector max(Vector a, Vector b) { return vbslq_f32(vcgtq_f32(a, b), a, b); }
RESNEXT_INLINE Vector min(Vector a, Vector b) { return vbslq_f32(vcltq_f32(a, b), a, b); }
RESNEXT_INLINE Vector sqrt(Vector a) { return vsqrtq_f32(a); }
RESNEXT_INLINE Vector largest(Vector a, Vector b) { return vmaxq_f32(a, b); }
RESNEXT_INLINE Vector keepPositive(Vector a, Vector b) {
  return vreinterpretq_f32_u32(vandq_u32(vcgtq_f32(b, vdupq_n_f32(0)), vreinterpretq_u32_f32(a)));
}

template <int G, int i>
RESNEXT_INLINE Vector splat(Vector v) {
  static_assert(G == 1 || G == 2);
  if constexpr (G == 1) return v;
  if constexpr (G == 2) return i == 0 ? vtrn1q_f32(v, v) : vtrn2q_f32(v, v);
}

RESNEXT_INLINE void transpose(Vector (&r)[4]) {
  const float32x4_t a = vtrn1q_f32(r[0], r[1]), b = vtrn2q_f32(r[0], r[1]);
  const float32x4_t c = vtrn1q_f32(r[2], r[3]), d = vtrn2q_f32(r[2], r[3]);
  r[0] = vcombine_f32(vget_low_f32(a), vget_low_f32(c));
  r[1] = vcombine_f32(vget_low_f32(b), vget_low_f32(d));
  r[2] = vcombine_f32(vget_high_f32(a), vget_high_f32(c));
  r[3] = vcombine_f32(vget_high_f32(b), vget_high_f32(d));
}

}  // namespace resnext::RESNEXT_ISA
