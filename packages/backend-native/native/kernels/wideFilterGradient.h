// The gradient to the filter of a wide convolution: for each tap, the product of the inputs under it,
// transposed, and dy, over all pixels. A task sums some outputs' share of the filter by itself, pixel
// rows in their order, so that the result depends on nothing else.
#pragma once
#include "../threads/parallel.h"
#include "arguments.h"
#include "gradientTile.h"
#include "neighbourGradientTile.h"
#include "packing.h"
#include "windowAxis.h"

namespace resnext::RESNEXT_ISA {

class WideFilterGradient {
 public:
  explicit WideFilterGradient(const FilterGradient& g)
      : g_(g),
        w_(g.window),
        channels_(static_cast<std::ptrdiff_t>(g.groups) * g.inputs),
        outputs_(static_cast<std::ptrdiff_t>(g.groups) * g.outputs),
        panels_(divideUp(g.outputs, panel)) {
    rows_ = w_.outHeight;
    width_ = w_.outWidth;
    const bool adjacent = w_.dilationWidth == 1;
    merged_ = adjacent && g.groups == 1 && w_.kernelWidth > 1 && g.inputs < 8;
    neighbours_ = adjacent && w_.kernelWidth == 3 && w_.strideWidth == 1 && w_.padLeft >= 0;
    // As many rows at a time as stay in a core's second cache.
    const std::ptrdiff_t perRow = static_cast<std::ptrdiff_t>(width_) * (w_.strideHeight * w_.strideWidth * channels_ / g.groups + panel);
    chunk_ = static_cast<int>(cachedFloats / perRow);
    if (chunk_ < 1) chunk_ = 1;
    if (chunk_ > rows_) chunk_ = rows_;
  }

  void run() const {
    const int all = g_.groups * panels_;
    const int wanted = threadCount() > 1 ? 4 * threadCount() : 1;
    const int panelBlocks = smaller(all, wanted);
    // Too few panels for the threads: taps are split too, by rows of the window, then inputs.
    const int tapBlocks = smaller(divideUp(wanted, panelBlocks), w_.kernelHeight);
    const int inputBlocks = merged_ ? 1 : smaller(divideUp(wanted, panelBlocks * tapBlocks), divideUp(g_.inputs, 4));
    parallel(panelBlocks * tapBlocks * inputBlocks, [&](int task) {
      const int p = task / (tapBlocks * inputBlocks), t = task / inputBlocks % tapBlocks, i = task % inputBlocks;
      const Part part{split(w_.kernelHeight, tapBlocks, t), split(w_.kernelHeight, tapBlocks, t + 1),
                      split(g_.inputs, inputBlocks, i), split(g_.inputs, inputBlocks, i + 1)};
      for (int q = split(all, panelBlocks, p); q < split(all, panelBlocks, p + 1); q++) {
        panelOf(q / panels_, q % panels_, part);
      }
    });
  }

 private:
  static constexpr std::ptrdiff_t cachedFloats = 96 * 1024;

  // Which of the filter's rows a task sums.
  struct Part {
    int fromTap, toTap;      // rows of the window
    int fromInput, toInput;  // channels of the group
  };

  void panelOf(int group, int p, const Part& part) const {
    const int vectors = panelVectors(p, g_.outputs);
    const int last = lastOutputs(p, g_.outputs);
    float* sums = g_.dfilter + static_cast<std::ptrdiff_t>(group) * g_.outputs + p * panel;
    for (int tap = part.fromTap * w_.kernelWidth; tap < part.toTap * w_.kernelWidth; tap++) {
      for (int c = part.fromInput; c < part.toInput; c++) {
        float* row = sums + (static_cast<std::ptrdiff_t>(tap) * g_.inputs + c) * outputs_;
        for (int v = 0; v < vectors; v++) store(row + v * lanes, zero(), v == vectors - 1 ? last : lanes);
      }
    }
    for (int n = 0; n < w_.batch; n++) {
      for (int from = 0; from < rows_; from += chunk_) {
        const int to = smaller(from + chunk_, rows_);
        const float* dy = packRows(n, from, to, static_cast<std::ptrdiff_t>(group) * g_.outputs + p * panel, vectors, last);
        for (int i = part.fromTap; i < part.toTap; i++) {
          const At at{n, from, to, i, group, vectors, last};
          float* row = sums + static_cast<std::ptrdiff_t>(i) * w_.kernelWidth * g_.inputs * outputs_;
          if (merged_) mergedTaps(at, dy, row);
          else if (neighbours_ && vectors == 1) neighbourTaps(at, dy, row, part);
          else eachTap(at, dy, row, part);
        }
      }
    }
  }

  // The panel's part of dy, rows [from, to) of image n, pixel after pixel.
  const float* packRows(int n, int from, int to, std::ptrdiff_t channel, int vectors, int last) const {
    const std::ptrdiff_t first = (static_cast<std::ptrdiff_t>(n) * rows_ + from) * width_;
    const std::ptrdiff_t pixels = static_cast<std::ptrdiff_t>(to - from) * width_;
    float* packed = scratch(Scratch::A, static_cast<unsigned long>(chunk_) * width_ * vectors * lanes);
    const float* dy = g_.dy + first * outputs_ + channel;
    float* own = packed;
    for (std::ptrdiff_t p = 0; p < pixels; p++, dy += outputs_) {
      for (int v = 0; v < vectors; v++, own += lanes) {
        store(own, v == vectors - 1 && last < lanes ? load(dy + v * lanes, last) : load(dy + v * lanes));
      }
    }
    return packed;
  }

  struct At {
    int image, fromRow, toRow;
    int i;  // the row of taps
    int group, vectors, last;
  };

  // The columns [from, to) of dy, and what is under them at column offset `across`.
  PixelRows under(const At& at, const float* dy, int across, int from, int to) const {
    const int down = at.i * w_.dilationHeight - w_.padTop;
    const Range high = insideOf(at.fromRow, at.toRow, w_.strideHeight, down, w_.inHeight);
    PixelRows rows{};
    rows.xPixel = channels_ * w_.strideWidth;
    rows.xRow = channels_ * w_.inWidth * w_.strideHeight;
    rows.x = g_.x + static_cast<std::ptrdiff_t>(at.group) * g_.inputs +
             ((static_cast<std::ptrdiff_t>(at.image) * w_.inHeight + high.from * w_.strideHeight + down) * w_.inWidth +
              from * w_.strideWidth + across) * channels_;
    rows.dyPixel = static_cast<std::ptrdiff_t>(at.vectors) * lanes;
    rows.dyRow = rows.dyPixel * width_;
    rows.dy = dy + (high.from - at.fromRow) * rows.dyRow + from * rows.dyPixel;
    rows.rows = high.to - high.from;
    rows.width = to > from ? to - from : 0;
    return rows;
  }

  // The inputs [from, to) under some pixels; row 0 of `sums` is the first one's.
  void products(PixelRows rows, const At& at, int from, int to, float* sums) const {
    const int tiles = divideUp(to - from, mostRowsOf(at.vectors));
    const float* x = rows.x;
    for (int t = 0; t < tiles; t++) {
      const int c = from + split(to - from, tiles, t), count = from + split(to - from, tiles, t + 1) - c;
      rows.x = x + c;
      gradientTileFor(count, at.vectors)(rows, sums + c * outputs_, outputs_, at.last);
    }
  }

  void eachTap(const At& at, const float* dy, float* sums, const Part& part) const {
    for (int j = 0; j < w_.kernelWidth; j++, sums += g_.inputs * outputs_) {
      const int across = j * w_.dilationWidth - w_.padLeft;
      const Range wide = insideOf(0, width_, w_.strideWidth, across, w_.inWidth);
      products(under(at, dy, across, wide.from, wide.to), at, part.fromInput, part.toInput, sums);
    }
  }

  // Few inputs that lie side by side through a row of taps, as in a stem: one long list of them where the
  // whole row is in the image, tap by tap at the borders.
  void mergedTaps(const At& at, const float* dy, float* sums) const {
    const Range first = insideOf(0, width_, w_.strideWidth, -w_.padLeft, w_.inWidth);
    const Range last = insideOf(0, width_, w_.strideWidth, w_.kernelWidth - 1 - w_.padLeft, w_.inWidth);
    const int from = first.from, to = last.to > from ? last.to : from;
    products(under(at, dy, -w_.padLeft, from, to), at, 0, w_.kernelWidth * g_.inputs, sums);
    for (int j = 0; j < w_.kernelWidth; j++) {
      const int across = j - w_.padLeft;
      const Range wide = insideOf(0, width_, w_.strideWidth, across, w_.inWidth);
      float* own = sums + static_cast<std::ptrdiff_t>(j) * g_.inputs * outputs_;
      const int left = wide.to < from ? wide.to : from, right = wide.from > to ? wide.from : to;
      if (wide.from < left) products(under(at, dy, across, wide.from, left), at, 0, g_.inputs, own);
      if (right < wide.to) products(under(at, dy, across, right, wide.to), at, 0, g_.inputs, own);
    }
  }

  void neighbourTaps(const At& at, const float* dy, float* sums, const Part& part) const {
    const PixelRows all = under(at, dy, 0, 0, width_);
    NeighbourRows rows{nullptr, all.xPixel, all.xRow, all.dy, all.dyRow, all.rows, w_.inWidth, width_, w_.padLeft};
    const int inputs = part.toInput - part.fromInput, tiles = divideUp(inputs, neighbourInputs);
    for (int t = 0; t < tiles; t++) {
      const int c = part.fromInput + split(inputs, tiles, t);
      const int count = part.fromInput + split(inputs, tiles, t + 1) - c;
      rows.x = all.x + c;
      neighbourGradientTileOf<3, neighbourInputs>(count)(rows, sums + c * outputs_, g_.inputs * outputs_, outputs_, at.last);
    }
  }

  const FilterGradient& g_;
  const Window& w_;
  const std::ptrdiff_t channels_, outputs_;
  const int panels_;
  bool merged_ = false, neighbours_ = false;
  int rows_ = 0, width_ = 0, chunk_ = 1;
};

}  // namespace resnext::RESNEXT_ISA
