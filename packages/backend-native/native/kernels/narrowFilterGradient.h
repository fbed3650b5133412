// The gradient to the filter where groups are narrower than a vector: one sum for each tap and input of
// a group, for all groups of a vector at once. A task owns vectors of channels and goes through all
// images in their order.
#pragma once
#include "../threads/parallel.h"
#include "arguments.h"
#include "packing.h"
#include "windowAxis.h"

namespace resnext::RESNEXT_ISA {

// A row of pixels under one row of the window.
struct NarrowRow {
  const float* x;  // of the column 0
  const float* dy;
  std::ptrdiff_t channels;
  int channelsHere;  // in this vector
};

template <int G, int KW, int j, int i>
RESNEXT_INLINE void addProducts(Vector (&sum)[KW][G], Vector x, Vector dy) {
  sum[j][i] = fma(splat<G, i>(x), dy, sum[j][i]);
  if constexpr (i + 1 < G) addProducts<G, KW, j, i + 1>(sum, x, dy);
}

// Adds the products of x with the KW gradients that see it through neighbouring taps.
template <int G, int KW, int i>
RESNEXT_INLINE void addNeighbours(Vector (&sum)[KW][G], Vector x, const Vector (&dy)[KW]) {
  const Vector one = splat<G, i>(x);
#pragma GCC unroll 4
  for (int j = 0; j < KW; j++) sum[j][i] = fma(one, dy[j], sum[j][i]);
  if constexpr (i + 1 < G) addNeighbours<G, KW, i + 1>(sum, x, dy);
}

template <int G>
class NarrowFilterGradient {
 public:
  explicit NarrowFilterGradient(const FilterGradient& g)
      : g_(g), w_(g.window), channels_(static_cast<std::ptrdiff_t>(g.groups) * G) {
    const std::ptrdiff_t perRow = (w_.outWidth + static_cast<std::ptrdiff_t>(w_.inWidth) * w_.strideHeight) * channels_;
    chunk_ = static_cast<int>(cachedFloats / (perRow > 0 ? perRow : 1));
    if (chunk_ < 1) chunk_ = 1;
    if (chunk_ > w_.outHeight) chunk_ = w_.outHeight;
  }

  void run() const {
    const int vectors = divideUp(static_cast<int>(channels_), lanes);
    const int wanted = 2 * threadCount();
    const int blocks = smaller(vectors, wanted);
    parallel(blocks, [&](int task) {
      sum(split(vectors, blocks, task), split(vectors, blocks, task + 1));
    });
  }

 private:
  static constexpr std::ptrdiff_t cachedFloats = 160 * 1024;
  static constexpr bool fits = 3 * G + 4 <= registers;

  void sum(int from, int to) const {
    const int taps = w_.kernelHeight * w_.kernelWidth;
    // [vector, tap, input of the group, lanes]
    float* sums = scratch(Scratch::A, static_cast<unsigned long>(to - from) * taps * G * lanes);
    for (std::ptrdiff_t k = 0; k < static_cast<std::ptrdiff_t>(to - from) * taps * G; k++) store(sums + k * lanes, zero());
    for (int n = 0; n < w_.batch; n++) {
      for (int row = 0; row < w_.outHeight; row += chunk_) {
        const int end = smaller(row + chunk_, w_.outHeight);
        for (int vector = from; vector < to; vector++) {
          for (int i = 0; i < w_.kernelHeight; i++) {
            rows(n, row, end, vector, i, sums + (static_cast<std::ptrdiff_t>(vector - from) * taps + i * w_.kernelWidth) * G * lanes);
          }
        }
      }
    }
    for (int vector = from; vector < to; vector++) {
      for (int row = 0; row < taps * G; row++) {
        const std::ptrdiff_t channel = static_cast<std::ptrdiff_t>(vector) * lanes;
        const int count = channels_ - channel < lanes ? static_cast<int>(channels_ - channel) : lanes;
        store(g_.dfilter + row * channels_ + channel, load(sums + (static_cast<std::ptrdiff_t>(vector - from) * taps * G + row) * lanes), count);
      }
    }
  }

  // Rows [from, to) of image n under row i of the window.
  void rows(int n, int from, int to, int vector, int i, float* sums) const {
    const int down = i * w_.dilationHeight - w_.padTop;
    const Range range = insideOf(from, to, w_.strideHeight, down, w_.inHeight);
    const std::ptrdiff_t channel = static_cast<std::ptrdiff_t>(vector) * lanes;
    NarrowRow row{nullptr, nullptr, channels_, channels_ - channel < lanes ? static_cast<int>(channels_ - channel) : lanes};
    const std::ptrdiff_t xRow = channels_ * w_.inWidth, dyRow = channels_ * w_.outWidth;
    row.x = g_.x + (static_cast<std::ptrdiff_t>(n) * w_.inHeight + range.from * w_.strideHeight + down) * xRow + channel;
    row.dy = g_.dy + (static_cast<std::ptrdiff_t>(n) * w_.outHeight + range.from) * dyRow + channel;
    const int count = range.to - range.from;
    const bool whole = row.channelsHere == lanes;
    const bool neighbours = w_.kernelWidth == 3 && w_.strideWidth == 1 && w_.dilationWidth == 1 && w_.padLeft <= 2;
    if constexpr (fits) {
      if (neighbours && whole) return neighbourRows<3>(row, xRow * w_.strideHeight, dyRow, count, sums);
    }
    for (int j = 0; j < w_.kernelWidth; j++, sums += G * lanes) {
      if (whole) tapRows<true>(row, xRow * w_.strideHeight, dyRow, count, j, sums);
      else tapRows<false>(row, xRow * w_.strideHeight, dyRow, count, j, sums);
    }
  }

  template <int KW>
  void neighbourRows(const NarrowRow& first, std::ptrdiff_t xRow, std::ptrdiff_t dyRow, int rows, float* sums) const {
    Vector sum[KW][G];
#pragma GCC unroll 4
    for (int j = 0; j < KW; j++)
#pragma GCC unroll 8
      for (int i = 0; i < G; i++) sum[j][i] = load(sums + (j * G + i) * lanes);
    const std::ptrdiff_t step = first.channels;
    for (int r = 0; r < rows; r++) {
      const float* x = first.x + r * xRow;
      const float* dy = first.dy + r * dyRow;
      // Input column c is seen by output c + pad - j through tap j.
      Vector d[KW];
      const auto gradient = [&](int column) {
        return column >= 0 && column < w_.outWidth ? load(dy + column * step) : zero();
      };
#pragma GCC unroll 4
      for (int j = 1; j < KW; j++) d[j] = gradient(w_.padLeft - j);
      // Columns whose newest gradient is there need no check.
      const int checked = w_.outWidth - w_.padLeft;
      const int plain = checked < 0 ? 0 : checked < w_.inWidth ? checked : w_.inWidth;
      const float* newest = dy + w_.padLeft * step;
      for (int c = 0; c < plain; c++, x += step, newest += step) {
        d[0] = load(newest);
        addNeighbours<G, KW, 0>(sum, load(x), d);
#pragma GCC unroll 4
        for (int j = KW - 1; j > 0; j--) d[j] = d[j - 1];
      }
      for (int c = plain; c < w_.inWidth; c++, x += step) {
        d[0] = gradient(c + w_.padLeft);
        addNeighbours<G, KW, 0>(sum, load(x), d);
#pragma GCC unroll 4
        for (int j = KW - 1; j > 0; j--) d[j] = d[j - 1];
      }
    }
#pragma GCC unroll 4
    for (int j = 0; j < KW; j++)
#pragma GCC unroll 8
      for (int i = 0; i < G; i++) store(sums + (j * G + i) * lanes, sum[j][i]);
  }

  template <bool whole>
  void tapRows(const NarrowRow& first, std::ptrdiff_t xRow, std::ptrdiff_t dyRow, int rows, int j, float* sums) const {
    // Two sets of sums, taken in turn, so that an addition need not wait for the one before it.
    Vector sum[2][G];
#pragma GCC unroll 8
    for (int i = 0; i < G; i++) {
      sum[0][i] = load(sums + i * lanes);
      sum[1][i] = zero();
    }
    const int across = j * w_.dilationWidth - w_.padLeft;
    const Range range = insideOf(0, w_.outWidth, w_.strideWidth, across, w_.inWidth);
    const std::ptrdiff_t step = first.channels, xStep = step * w_.strideWidth;
    const int count = first.channelsHere;
    const auto at = [count](const float* from) { return whole ? load(from) : load(from, count); };
    for (int r = 0; r < rows; r++) {
      const float* x = first.x + r * xRow + (range.from * w_.strideWidth + across) * step;
      const float* dy = first.dy + r * dyRow + range.from * step;
      int c = range.from;
      for (; c + 2 <= range.to; c += 2, x += 2 * xStep, dy += 2 * step) {
        addProducts<G, 2, 0, 0>(sum, at(x), at(dy));
        addProducts<G, 2, 1, 0>(sum, at(x + xStep), at(dy + step));
      }
      if (c < range.to) addProducts<G, 2, 0, 0>(sum, at(x), at(dy));
    }
#pragma GCC unroll 8
    for (int i = 0; i < G; i++) store(sums + i * lanes, add(sum[0][i], sum[1][i]));
  }

  const FilterGradient& g_;
  const Window& w_;
  const std::ptrdiff_t channels_;
  int chunk_ = 1;
};

}  // namespace resnext::RESNEXT_ISA
