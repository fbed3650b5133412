// Convolution whose groups are narrower than a vector: a vector of channels holds several whole groups,
// an input is spread over the outputs of its own group within the vector, and each tap and input of a
// group is one multiplication for all of them.
#pragma once
#include "../threads/parallel.h"
#include "arguments.h"
#include "neighbourTile.h"
#include "packing.h"
#include "windowAxis.h"

namespace resnext::RESNEXT_ISA {

// One row of a window's taps, for the pixels of a tile.
struct NarrowInputs {
  const float* x;         // the first pixel's first tap
  std::ptrdiff_t row;     // from one row of taps to the next
  std::ptrdiff_t tap;     // from one tap of a row to the next
  std::ptrdiff_t pixel;   // from one pixel of the tile to the next
  int rows, taps;         // of the window, as far as it is in the image
  int channels;           // in the vector
};

// Asks for what the next tile reads, and for where this one writes.
template <int M>
RESNEXT_INLINE void fetchAhead(const float* x, std::ptrdiff_t pixel) {
#pragma GCC unroll 32
  for (int m = 0; m < M; m++) prefetch(x + m * pixel);
}
template <int M>
RESNEXT_INLINE void fetch(float* y, std::ptrdiff_t pixel) {
#pragma GCC unroll 16
  for (int m = 0; m < M; m++) prefetchToWrite(y + m * pixel);
}

// Adds the products of one row of KW neighbouring taps with M neighbouring pixels: an input is spread
// once and used by every tap that sees it, S pixels of the input from one output to the next. `left` and
// `right`: whether the first and the last input are in the image.
template <int G, int M, int KW, int S, int i>
RESNEXT_INLINE void addRow(Vector (&sum)[M], const NarrowInputs& in, const float* x, const float* filter, bool left,
                           bool right) {
  constexpr int columns = (M - 1) * S + KW;
  Vector w[KW];
#pragma GCC unroll 4
  for (int j = 0; j < KW; j++) w[j] = load(filter + (j * G + i) * lanes);
#pragma GCC unroll 32
  for (int c = 0; c < columns; c++) {
    if ((c == 0 && !left) || (c == columns - 1 && !right)) continue;
    const Vector input = splat<G, i>(load(x + c * in.tap));
#pragma GCC unroll 4
    for (int j = 0; j < KW; j++) {
      if (c < j || (c - j) % S != 0 || (c - j) / S >= M) continue;
      sum[(c - j) / S] = fma(input, w[j], sum[(c - j) / S]);
    }
  }
  if constexpr (i + 1 < G) addRow<G, M, KW, S, i + 1>(sum, in, x, filter, left, right);
}

// Adds the products of a pixel with one tap.
template <int G, int i>
RESNEXT_INLINE void addTap(Vector& sum, Vector x, const Vector (&w)[G]) {
  sum = fma(splat<G, i>(x), w[i], sum);
  if constexpr (i + 1 < G) addTap<G, i + 1>(sum, x, w);
}

struct NarrowOutputs {
  float* y;
  std::ptrdiff_t pixel;
  const float* bias;
  const float* residual;
  bool relu;
  int channels;
};

template <int M>
RESNEXT_INLINE void finish(const Vector (&sum)[M], const NarrowOutputs& out) {
  const int count = out.channels;
  const Vector bias = out.bias ? load(out.bias, count) : zero();
#pragma GCC unroll 16
  for (int m = 0; m < M; m++) {
    Vector value = add(sum[m], bias);
    if (out.residual) value = add(value, load(out.residual + m * out.pixel, count));
    if (out.relu) value = max(zero(), value);
    if (count == lanes) store(out.y + m * out.pixel, value);
    else store(out.y + m * out.pixel, value, count);
  }
}

template <int G, int M, int KW, int S>
static void neighbours(const NarrowInputs& in, const float* filter, const NarrowOutputs& out, bool left, bool right) {
  constexpr int columns = (M - 1) * S + KW;
  Vector sum[M];
#pragma GCC unroll 16
  for (int m = 0; m < M; m++) sum[m] = zero();
  fetch<M>(out.y, out.pixel);
  for (int r = 0; r < in.rows; r++) {
    const float* x = in.x + r * in.row;
    // The rows above were read for the row of outputs before this one; behind the last pixel of a row
    // is the first one of the next.
    if (r + S >= in.rows) fetchAhead<columns>(x + columns * in.tap, in.tap);
    addRow<G, M, KW, S, 0>(sum, in, x, filter + r * KW * G * lanes, left, right);
  }
  finish<M>(sum, out);
}

// Any stride and dilation. `first` is the column of the first pixel's first tap, `dilation` and `stride`
// count columns, of which the image has `width`.
struct Columns {
  int first, stride, dilation, width;
};

template <int G, int M, bool whole>
static void apart(const NarrowInputs& in, const float* filter, const NarrowOutputs& out, const Columns& at) {
  Vector sum[M];
#pragma GCC unroll 16
  for (int m = 0; m < M; m++) sum[m] = zero();
  for (int r = 0; r < in.rows; r++) {
    for (int j = 0; j < in.taps; j++) {
      const float* x = in.x + r * in.row + j * in.tap;
      const float* f = filter + (static_cast<std::ptrdiff_t>(r) * in.taps + j) * G * lanes;
      Vector w[G];
#pragma GCC unroll 8
      for (int i = 0; i < G; i++) w[i] = load(f + i * lanes);
      if (j < at.stride) fetchAhead<M>(x + M * in.pixel, in.pixel);
      const int column = at.first + j * at.dilation;
      const bool inside = column >= 0 && column + (M - 1) * at.stride < at.width;
#pragma GCC unroll 16
      for (int m = 0; m < M; m++) {
        const bool there = inside || (column + m * at.stride >= 0 && column + m * at.stride < at.width);
        if (there) addTap<G, 0>(sum[m], whole ? load(x + m * in.pixel) : load(x + m * in.pixel, in.channels), w);
      }
    }
  }
  finish<M>(sum, out);
}

template <int G>
class NarrowConvolution {
 public:
  explicit NarrowConvolution(const Convolution& c)
      : c_(c), w_(c.window), channels_(static_cast<std::ptrdiff_t>(c.groups) * G) {}

  void run() const {
    const int rows = w_.batch * w_.outHeight;
    const int vectors = divideUp(static_cast<int>(channels_), lanes);
    const int wanted = threadCount() > 1 ? 8 * threadCount() : 1;
    const int rowBlocks = smaller(rows, wanted);
    const int vectorBlocks = rowBlocks >= wanted ? 1 : smaller(vectors, divideUp(wanted, rowBlocks));
    parallel(rowBlocks * vectorBlocks, [&](int task) {
      const int v = task / rowBlocks, r = task % rowBlocks;
      for (int i = split(rows, rowBlocks, r); i < split(rows, rowBlocks, r + 1); i++) {
        row(i / w_.outHeight, i % w_.outHeight, split(vectors, vectorBlocks, v), split(vectors, vectorBlocks, v + 1));
      }
    });
  }

 private:
  // One row of outputs: tile by tile, all channels of one before the next, as they are in memory.
  void row(int n, int oh, int fromVector, int toVector) const {
    const int top = oh * w_.strideHeight - w_.padTop;
    const Range taps = tapsInside(top, w_.kernelHeight, w_.dilationHeight, w_.inHeight);
    const std::ptrdiff_t imageRow = channels_ * w_.inWidth;
    NarrowInputs in{nullptr,
                    imageRow * w_.dilationHeight,
                    channels_ * w_.dilationWidth,
                    channels_ * w_.strideWidth,
                    taps.to - taps.from,
                    w_.kernelWidth,
                    lanes};
    const float* x = c_.x + (static_cast<std::ptrdiff_t>(n) * w_.inHeight + top + taps.from * w_.dilationHeight) * imageRow;
    const std::ptrdiff_t y = n * c_.yImage + oh * c_.yRow;
    const int pixels = neighbourPixels<widest>(w_.outWidth);
    for (int first = 0; first < w_.outWidth; first += pixels) {
      // The last tile reaches back over pixels that are done, which costs less than a narrow one.
      if (first + pixels > w_.outWidth) first = w_.outWidth - pixels;
      const int column = first * w_.strideWidth - w_.padLeft;
      for (int vector = fromVector; vector < toVector; vector++) {
        const int channel = vector * lanes;
        in.channels = smaller(static_cast<int>(channels_) - channel, lanes);
        in.x = x + column * channels_ + channel;
        const float* filter = c_.filter + (static_cast<std::ptrdiff_t>(vector) * w_.kernelHeight + taps.from) * w_.kernelWidth * G * lanes;
        const std::ptrdiff_t at = y + first * c_.yPixel + channel;
        const NarrowOutputs out{c_.y + at, c_.yPixel, c_.bias ? c_.bias + channel : nullptr,
                                c_.residual ? c_.residual + at : nullptr, c_.relu, in.channels};
        tile(pixels, in, filter, out, {column, w_.strideWidth, w_.dilationWidth, w_.inWidth});
      }
    }
  }

  static constexpr int widest = widestNeighbours<1>;

  static void tile(int pixels, const NarrowInputs& in, const float* filter, const NarrowOutputs& out, const Columns& at) {
    if constexpr (widest == 14) {
      switch (pixels) {
        case 14: return sized<14>(in, filter, out, at);
        case 8: return sized<8>(in, filter, out, at);
        case 7: return sized<7>(in, filter, out, at);
      }
    } else if (pixels == 6) {
      return sized<6>(in, filter, out, at);
    }
    switch (pixels) {
      case 4: return sized<4>(in, filter, out, at);
      case 2: return sized<2>(in, filter, out, at);
      default: return sized<1>(in, filter, out, at);
    }
  }

  template <int M>
  static void sized(const NarrowInputs& in, const float* filter, const NarrowOutputs& out, const Columns& at) {
    const int end = at.first + (M - 1) * at.stride + in.taps;
    const bool close = at.dilation == 1 && at.first >= -1 && end <= at.width + 1;
    const bool left = at.first >= 0, right = end <= at.width;
    const bool whole = in.channels == lanes;
    if (close && whole && in.taps == 3 && at.stride == 1) neighbours<G, M, 3, 1>(in, filter, out, left, right);
    else if (close && whole && in.taps == 3 && at.stride == 2) neighbours<G, M, 3, 2>(in, filter, out, left, right);
    else if (close && whole && in.taps == 2 && at.stride == 1) neighbours<G, M, 2, 1>(in, filter, out, left, right);
    else if (whole) apart<G, M, true>(in, filter, out, at);
    else apart<G, M, false>(in, filter, out, at);
  }

  const Convolution& c_;
  const Window& w_;
  const std::ptrdiff_t channels_;
};

}  // namespace resnext::RESNEXT_ISA
