// Four lanes in plain C++, for a processor that no other header here knows.
#pragma once
#include <cmath>

namespace resnext::RESNEXT_ISA {

struct Vector {
  float lane[4];
};
constexpr int lanes = 4;
constexpr int registers = 16;

template <typename Function>
RESNEXT_INLINE Vector each(Function function) {
  return {{function(0), function(1), function(2), function(3)}};
}

RESNEXT_INLINE Vector set(float value) { return {{value, value, value, value}}; }
RESNEXT_INLINE Vector zero() { return set(0); }
RESNEXT_INLINE Vector load(const float* from) { return {{from[0], from[1], from[2], from[3]}}; }
RESNEXT_INLINE Vector load(const float* from, int count) {
  return each([=](int i) { return i < count ? from[i] : 0.0f; });
}
RESNEXT_INLINE void store(float* to, Vector v, int count) {
  for (int i = 0; i < count && i < 4; i++) to[i] = v.lane[i];
}
RESNEXT_INLINE void store(float* to, Vector v) { store(to, v, 4); }
RESNEXT_INLINE void stream(float* to, Vector v) { store(to, v, 4); }
RESNEXT_INLINE void streamed() {}

RESNEXT_INLINE Vector add(Vector a, Vector b) { return each([=](int i) { return a.lane[i] + b.lane[i]; }); }
RESNEXT_INLINE Vector sub(Vector a, Vector b) { return each([=](int i) { return a.lane[i] - b.lane[i]; }); }
RESNEXT_INLINE Vector mul(Vector a, Vector b) { return each([=](int i) { return a.lane[i] * b.lane[i]; }); }
RESNEXT_INLINE Vector div(Vector a, Vector b) { return each([=](int i) { return a.lane[i] / b.lane[i]; }); }
RESNEXT_INLINE Vector fma(Vector a, Vector b, Vector c) { return add(mul(a, b), c); }
RESNEXT_INLINE Vector max(Vector a, Vector b) {
  return each([=](int i) { return a.lane[i] > b.lane[i] ? a.lane[i] : b.lane[i]; });
}
RESNEXT_INLINE Vector min(Vector a, Vector b) {
  return each([=](int i) { return a.lane[i] < b.lane[i] ? a.lane[i] : b.lane[i]; });
}
RESNEXT_INLINE Vector sqrt(Vector a) { return each([=](int i) { return std::sqrt(a.lane[i]); }); }
RESNEXT_INLINE Vector largest(Vector a, Vector b) {
  return each([=](int i) { return a.lane[i] > b.lane[i] || a.lane[i] != a.lane[i] ? a.lane[i] : b.lane[i]; });
}
RESNEXT_INLINE Vector keepPositive(Vector a, Vector b) {
  return each([=](int i) { return b.lane[i] > 0 ? a.lane[i] : 0.0f; });
}

template <int G, int i>
RESNEXT_INLINE Vector splat(Vector v) {
  static_assert(G == 1 || G == 2);
  return each([=](int lane) { return v.lane[lane / G * G + i]; });
}

RESNEXT_INLINE void transpose(Vector (&r)[4]) {
  for (int i = 0; i < 4; i++) {
    for (int j = 0; j < i; j++) {
      const float other = r[i].lane[j];
      r[i].lane[j] = r[j].lane[i];
      r[j].lane[i] = other;
    }
  }
}

}  // namespace resnext::RESNEXT_ISA
