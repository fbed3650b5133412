// The micro-kernel of every wide convolution, and of what is made of matrix products: up to `mostRows`
// pixels by two vectors of channels are summed in registers.
#pragma once
#include "../simd/simd.h"

namespace resnext::RESNEXT_ISA {

// Vectors of outputs in a tile, and so in a panel of a packed filter.
constexpr int tileVectors = 2;
constexpr int panel = tileVectors * lanes;

// Floats in a line of the cache.
constexpr int line = 16;

// As many pixels as leave registers for two vectors of the filter and one of the input.
template <int V>
constexpr int mostRows = registers >= 32 ? 14 : V == 1 ? 12 : 6;

// Where a tile's inputs are: pixel m has the numbers base[m * pixel + runs[r]], and `length` behind
// each; together as many as the filter has rows.
struct TileInputs {
  const float* base;
  std::ptrdiff_t pixel;
  const std::ptrdiff_t* runs;
  int runCount;
  int length;
  // From here to the inputs of the tile that comes next, which are asked for meanwhile; 0 if unknown.
  std::ptrdiff_t next = 0;
};

// Where its sums go, and what is done to them on the way.
struct TileOutputs {
  float* y;
  std::ptrdiff_t pixel;
  const float* bias;      // or null
  const float* residual;  // laid out as y, or null
  bool accumulate;        // whether y's own numbers are added
  bool relu;
  int last;  // channels in the last vector
};

template <int V>
RESNEXT_INLINE Vector loadPart(const float* from, int v, int last) {
  return v == V - 1 && last < lanes ? load(from + v * lanes, last) : load(from + v * lanes);
}

// Sums are long in the making: their place, and what is added to them, is fetched in time.
template <int V>
RESNEXT_INLINE void fetchOutput(const TileOutputs& out, int which) {
  const std::ptrdiff_t at = which / V * out.pixel + which % V * lanes;
  prefetchToWrite(out.y + at);
  if (out.residual) prefetch(out.residual + at);
}

template <int M, int V>
RESNEXT_INLINE void fetchOutputs(const TileOutputs& out) {
#pragma GCC unroll 32
  for (int i = 0; i < M * V; i++) fetchOutput<V>(out, i);
}

template <int M, int V>
RESNEXT_INLINE void finishTile(const Vector (&sum)[M][V], const TileOutputs& out) {
  Vector bias[V];
#pragma GCC unroll 4
  for (int v = 0; v < V; v++) bias[v] = out.bias ? loadPart<V>(out.bias, v, out.last) : zero();
#pragma GCC unroll 16
  for (int m = 0; m < M; m++) {
    float* y = out.y + m * out.pixel;
#pragma GCC unroll 4
    for (int v = 0; v < V; v++) {
      Vector value = add(sum[m][v], bias[v]);
      if (out.accumulate) value = add(value, loadPart<V>(y, v, out.last));
      if (out.residual) value = add(value, loadPart<V>(out.residual + m * out.pixel, v, out.last));
      if (out.relu) value = max(zero(), value);
      if (v == V - 1 && out.last < lanes) store(y + v * lanes, value, out.last);
      else store(y + v * lanes, value);
    }
  }
}

template <int M, int V>
static void tile(const TileInputs& in, const float* filter, const TileOutputs& out) {
  Vector sum[M][V];
#pragma GCC unroll 16
  for (int m = 0; m < M; m++)
#pragma GCC unroll 4
    for (int v = 0; v < V; v++) sum[m][v] = zero();

  const float* f = filter;
  const std::ptrdiff_t pixel = in.pixel;
  int fetched = 0;  // of the outputs' lines: a few at a time, since the core can wait for few
  for (int r = 0; r < in.runCount; r++) {
    const float* x = in.base + in.runs[r];
    for (int k = 0; k < in.length;) {
      if (in.next) {
#pragma GCC unroll 16
        for (int m = 0; m < M; m++) prefetch(x + in.next + m * pixel);
      }
      for (int i = 0; i < 8 && fetched < M * V; i++, fetched++) fetchOutput<V>(out, fetched);
      const int end = k + line < in.length ? k + line : in.length;
      for (; k < end; k++) {
        Vector w[V];
#pragma GCC unroll 4
        for (int v = 0; v < V; v++) w[v] = load(f + v * lanes);
#pragma GCC unroll 16
        for (int m = 0; m < M; m++) {
          const Vector one = set(x[m * pixel]);
#pragma GCC unroll 4
          for (int v = 0; v < V; v++) sum[m][v] = fma(one, w[v], sum[m][v]);
        }
        x++;
        f += V * lanes;
      }
    }
  }

  finishTile<M, V>(sum, out);
}

using Tile = void (*)(const TileInputs&, const float*, const TileOutputs&);

template <int V, int M>
static Tile tileOf(int rows) {
  if (rows == M) return tile<M, V>;
  if constexpr (M > 1) return tileOf<V, M - 1>(rows);
  return nullptr;
}

// The tile of `rows` pixels by `vectors` vectors.
RESNEXT_INLINE Tile tileFor(int rows, int vectors) {
  return vectors == 1 ? tileOf<1, mostRows<1>>(rows) : tileOf<2, mostRows<2>>(rows);
}

RESNEXT_INLINE int mostRowsOf(int vectors) { return vectors == 1 ? mostRows<1> : mostRows<2>; }

}  // namespace resnext::RESNEXT_ISA
