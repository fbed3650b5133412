// The micro-kernel of a gradient to the filter of neighbouring taps: an input is loaded once for all the
// taps of a row through which a gradient sees it.
#pragma once
#include "tile.h"

namespace resnext::RESNEXT_ISA {

// Rows of an image under one row of the window.
struct NeighbourRows {
  const float* x;  // of column 0
  std::ptrdiff_t xPixel, xRow;
  const float* dy;  // of column 0, pixels one vector apart
  std::ptrdiff_t dyRow;
  int rows, inWidth, outWidth, pad;
};

// Inputs that a tile of three taps has registers for.
constexpr int neighbourInputs = registers >= 32 ? 8 : 3;

// sums[tap][input] += input times the gradient that sees it through the tap, over all pixels; rows of
// `sums` have `last` floats that count.
template <int I, int KW>
static void neighbourGradientTile(const NeighbourRows& at, float* sums, std::ptrdiff_t sumsTap,
                                  std::ptrdiff_t sumsInput, int last) {
  Vector sum[KW][I];
#pragma GCC unroll 4
  for (int j = 0; j < KW; j++)
#pragma GCC unroll 8
    for (int i = 0; i < I; i++) sum[j][i] = load(sums + j * sumsTap + i * sumsInput, last);
  for (int r = 0; r < at.rows; r++) {
    const float* x = at.x + r * at.xRow;
    const float* dy = at.dy + r * at.dyRow;
    const auto gradient = [&](int column) {
      return column >= 0 && column < at.outWidth ? load(dy + column * lanes) : zero();
    };
    // Column c of the input is seen by output c + pad - j through tap j.
    Vector d[KW];
#pragma GCC unroll 4
    for (int j = 1; j < KW; j++) d[j] = gradient(at.pad - j);
    for (int c = 0; c < at.inWidth; c++, x += at.xPixel) {
      d[0] = gradient(c + at.pad);
#pragma GCC unroll 8
      for (int i = 0; i < I; i++) {
        const Vector one = set(x[i]);
#pragma GCC unroll 4
        for (int j = 0; j < KW; j++) sum[j][i] = fma(one, d[j], sum[j][i]);
      }
#pragma GCC unroll 4
      for (int j = KW - 1; j > 0; j--) d[j] = d[j - 1];
    }
  }
#pragma GCC unroll 4
  for (int j = 0; j < KW; j++)
#pragma GCC unroll 8
    for (int i = 0; i < I; i++) store(sums + j * sumsTap + i * sumsInput, sum[j][i], last);
}

using NeighbourGradientTile = void (*)(const NeighbourRows&, float*, std::ptrdiff_t, std::ptrdiff_t, int);

template <int KW, int I>
static NeighbourGradientTile neighbourGradientTileOf(int inputs) {
  if (inputs == I) return neighbourGradientTile<I, KW>;
  if constexpr (I > 1) return neighbourGradientTileOf<KW, I - 1>(inputs);
  return nullptr;
}

}  // namespace resnext::RESNEXT_ISA
