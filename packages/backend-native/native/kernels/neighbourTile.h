// The micro-kernel of a convolution whose taps are neighbours, as those of a 3x3 window are: an input is
// loaded once for all the taps of a row that see it, and the image's border needs no padded copy.
#pragma once
#include "tile.h"

namespace resnext::RESNEXT_ISA {

struct NeighbourInputs {
  const float* x;           // the first pixel's first tap, in the first row of the window in the image
  std::ptrdiff_t row, tap;  // from one row, and one tap, to the next
  int rows;
  int inputs;        // channels
  bool left, right;  // whether the first and the last input of a row are in the image
};

// M pixels of V vectors, KW taps in a row, S pixels of the input from one output to the next.
template <int M, int V, int KW, int S>
static void neighbourTile(const NeighbourInputs& in, const float* filter, const TileOutputs& out) {
  constexpr int columns = (M - 1) * S + KW;
  Vector sum[M][V];
#pragma GCC unroll 16
  for (int m = 0; m < M; m++)
#pragma GCC unroll 4
    for (int v = 0; v < V; v++) sum[m][v] = zero();
  fetchOutputs<M, V>(out);
  const std::ptrdiff_t tapFilter = static_cast<std::ptrdiff_t>(in.inputs) * V * lanes;
  for (int r = 0; r < in.rows; r++) {
    const float* x = in.x + r * in.row;
    const float* f = filter + r * KW * tapFilter;
    for (int i = 0; i < in.inputs; i++, x++, f += V * lanes) {
      // The row below the window's is what the next row of outputs brings in.
      if (r + 1 == in.rows && i % line == 0) {
#pragma GCC unroll 32
        for (int c = 0; c < columns; c++) prefetch(x + in.row + c * in.tap);
      }
      Vector w[KW][V];
#pragma GCC unroll 4
      for (int j = 0; j < KW; j++)
#pragma GCC unroll 4
        for (int v = 0; v < V; v++) w[j][v] = load(f + j * tapFilter + v * lanes);
#pragma GCC unroll 32
      for (int c = 0; c < columns; c++) {
        if ((c == 0 && !in.left) || (c == columns - 1 && !in.right)) continue;
        const Vector one = set(x[c * in.tap]);
#pragma GCC unroll 4
        for (int j = 0; j < KW; j++) {
          if (c < j || (c - j) % S != 0 || (c - j) / S >= M) continue;
#pragma GCC unroll 4
          for (int v = 0; v < V; v++) sum[(c - j) / S][v] = fma(one, w[j][v], sum[(c - j) / S][v]);
        }
      }
    }
  }
  finishTile<M, V>(sum, out);
}

// Widths of tiles of V vectors: as many sums as leave registers for the taps of three columns.
template <int V>
constexpr int widestNeighbours = registers < 32 ? 6 / V : V == 1 ? 14 : 8;

// How many pixels a tile takes of a row: the last one may reach back over pixels that are done, which
// costs less than a narrow one.
template <int most>
RESNEXT_INLINE int neighbourPixels(int width) {
  if constexpr (most == 14) {
    if (width % 14 == 0) return 14;
  }
  if constexpr (most >= 8) {
    if (width % 8 == 0) return 8;
    if (width % 7 == 0) return 7;
    if (width > 16 && most == 14) return 14;
    if (width >= 8) return 8;
    if (width == 7) return 7;
  }
  if constexpr (most == 6) {
    if (width % 6 == 0 || width > 8) return 6;
  }
  if constexpr (most == 3) {
    if (width >= 3 && width != 4) return 3;
    return width >= 2 ? 2 : 1;
  }
  return width >= 4 ? 4 : width >= 2 ? 2 : 1;
}

using NeighbourTile = void (*)(const NeighbourInputs&, const float*, const TileOutputs&);

template <int V, int KW, int S, int M>
RESNEXT_INLINE NeighbourTile neighbourTileIf(int pixels, NeighbourTile other) {
  if constexpr (M <= widestNeighbours<V>) {
    if (pixels == M) return neighbourTile<M, V, KW, S>;
  }
  return other;
}

template <int V, int KW, int S>
static NeighbourTile neighbourTileOf(int pixels) {
  NeighbourTile found = nullptr;
  found = neighbourTileIf<V, KW, S, 1>(pixels, found);
  found = neighbourTileIf<V, KW, S, 2>(pixels, found);
  found = neighbourTileIf<V, KW, S, registers < 32 ? 3 : 4>(pixels, found);
  found = neighbourTileIf<V, KW, S, registers < 32 ? 4 : 7>(pixels, found);
  found = neighbourTileIf<V, KW, S, registers < 32 ? 6 : 8>(pixels, found);
  return neighbourTileIf<V, KW, S, registers < 32 ? 6 : 14>(pixels, found);
}

template <int V>
static NeighbourTile neighbourTileFor(int pixels, int taps, int stride) {
  if (taps == 3) return stride == 1 ? neighbourTileOf<V, 3, 1>(pixels) : neighbourTileOf<V, 3, 2>(pixels);
  return neighbourTileOf<V, 2, 1>(pixels);
}

}  // namespace resnext::RESNEXT_ISA
