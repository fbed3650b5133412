// The micro-kernel of gradients to filters: products of inputs and gradients, summed over pixels.
#pragma once
#include "tile.h"

namespace resnext::RESNEXT_ISA {

// Pixels in rows: where their inputs and gradients are.
struct PixelRows {
  const float* x;
  std::ptrdiff_t xPixel, xRow;
  const float* dy;
  std::ptrdiff_t dyPixel, dyRow;
  int rows, width;
};

// sums[m][v] += x's number m times dy's vector v, over all pixels. `sums` has rows of `sumsRow` floats,
// of which `last` count in the last vector.
template <int M, int V>
static void gradientTile(const PixelRows& at, float* sums, std::ptrdiff_t sumsRow, int last) {
  Vector sum[M][V];
#pragma GCC unroll 16
  for (int m = 0; m < M; m++)
#pragma GCC unroll 4
    for (int v = 0; v < V; v++) sum[m][v] = loadPart<V>(sums + m * sumsRow, v, last);
  for (int r = 0; r < at.rows; r++) {
    const float* x = at.x + r * at.xRow;
    const float* dy = at.dy + r * at.dyRow;
    for (int p = 0; p < at.width; p++) {
      Vector d[V];
#pragma GCC unroll 4
      for (int v = 0; v < V; v++) d[v] = load(dy + v * lanes);
#pragma GCC unroll 16
      for (int m = 0; m < M; m++) {
        const Vector one = set(x[m]);
#pragma GCC unroll 4
        for (int v = 0; v < V; v++) sum[m][v] = fma(one, d[v], sum[m][v]);
      }
      x += at.xPixel;
      dy += at.dyPixel;
    }
  }
#pragma GCC unroll 16
  for (int m = 0; m < M; m++)
#pragma GCC unroll 4
    for (int v = 0; v < V; v++) {
      if (v == V - 1 && last < lanes) store(sums + m * sumsRow + v * lanes, sum[m][v], last);
      else store(sums + m * sumsRow + v * lanes, sum[m][v]);
    }
}

using GradientTile = void (*)(const PixelRows&, float*, std::ptrdiff_t, int);

template <int V, int M>
static GradientTile gradientTileOf(int inputs) {
  if (inputs == M) return gradientTile<M, V>;
  if constexpr (M > 1) return gradientTileOf<V, M - 1>(inputs);
  return nullptr;
}

// The tile of `inputs` channels by `vectors` vectors of outputs.
RESNEXT_INLINE GradientTile gradientTileFor(int inputs, int vectors) {
  return vectors == 1 ? gradientTileOf<1, mostRows<1>>(inputs) : gradientTileOf<2, mostRows<2>>(inputs);
}

}  // namespace resnext::RESNEXT_ISA
