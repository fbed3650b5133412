// Convolution whose groups fill vectors: a matrix product of image patches, which are read where they
// are, and a packed filter. A dense convolution is one group; a 1x1 convolution is a patch of a pixel.
#pragma once
#include "../threads/parallel.h"
#include "arguments.h"
#include "neighbourTile.h"
#include "packing.h"
#include "windowAxis.h"

namespace resnext::RESNEXT_ISA {

class WideConvolution {
 public:
  explicit WideConvolution(const Convolution& c)
      : c_(c),
        w_(c.window),
        channels_(static_cast<std::ptrdiff_t>(c.groups) * c.inputs),
        outputs_(static_cast<std::ptrdiff_t>(c.groups) * c.outputs),
        pixel_(channels_ * w_.strideWidth),
        panels_(divideUp(c.outputs, panel)),
        filterRows_(static_cast<std::ptrdiff_t>(w_.kernelHeight) * w_.kernelWidth * c.inputs) {
    listRuns();
    cutRows();
    if (w_.kernelHeight == 1 && w_.kernelWidth == 1) depths_ = divideUp(c.inputs, deepest);
    // At most one column of the window may leave the image on either side.
    const bool close = w_.dilationWidth == 1 && w_.padLeft >= 0 && w_.padLeft <= 1 &&
                       (w_.outWidth - 1) * w_.strideWidth - w_.padLeft + w_.kernelWidth <= w_.inWidth + 1;
    neighbours_ = close && ((w_.kernelWidth == 3 && w_.strideWidth <= 2) || (w_.kernelWidth == 2 && w_.strideWidth == 1));
  }

  void run() const {
    const int all = c_.groups * panels_;
    const int wanted = threadCount() > 1 ? 4 * threadCount() : 1;
    // The larger operand is the one to be read once: rows of images, or panels of the filter.
    const bool filterIsLarger = filterRows_ * outputs_ > static_cast<std::ptrdiff_t>(rows_) * width_ * filterRows_;
    int panelBlocks, rowBlocks;
    if (filterIsLarger) {
      panelBlocks = smaller(all, wanted);
      rowBlocks = smaller(rows_, divideUp(wanted, panelBlocks));
    } else {
      rowBlocks = smaller(rows_, wanted);
      panelBlocks = smaller(all, divideUp(wanted, rowBlocks));
    }
    parallel(panelBlocks * rowBlocks, [&](int task) {
      const int p = task / rowBlocks, r = task % rowBlocks;
      block(split(rows_, rowBlocks, r), split(rows_, rowBlocks, r + 1), split(all, panelBlocks, p),
            split(all, panelBlocks, p + 1));
    });
  }

 private:
  // Of the filter, as many panels are used at a time as stay in a core's second cache.
  static constexpr std::ptrdiff_t cachedFloats = 128 * 1024;
  // Inputs of a 1x1 convolution at a time: those of a tile stay in the first cache while it meets one panel
  // after another.
  static constexpr int deepest = 512;
  // Inputs this far apart, or a multiple of it, fall into the same few places of the first cache.
  static constexpr std::ptrdiff_t conflicting = 1024;

  // The first input of a block of them, or the end. The sums of a block wait in y for the next one's.
  int depth(int block) const { return depths_ == 1 ? 0 : smaller(block * deepest, c_.inputs); }

  void listRuns() {
    const bool merged = c_.groups == 1 && w_.dilationWidth == 1;
    runsPerRow_ = merged ? 1 : w_.kernelWidth;
    runLength_ = merged ? w_.kernelWidth * c_.inputs : c_.inputs;
    const int count = w_.kernelHeight * runsPerRow_;
    auto* runs = reinterpret_cast<std::ptrdiff_t*>(scratch(Scratch::C, 2ul * count));
    const std::ptrdiff_t row = channels_ * w_.inWidth;
    for (int i = 0; i < w_.kernelHeight; i++) {
      for (int j = 0; j < runsPerRow_; j++) {
        runs[i * runsPerRow_ + j] = i * w_.dilationHeight * row + j * w_.dilationWidth * channels_;
      }
    }
    runs_ = runs;
  }

  // A pointwise convolution sees no rows: its pixels are cut into tiles of like size.
  void cutRows() {
    const int pixels = w_.outHeight * w_.outWidth;
    pointwise_ = w_.kernelHeight == 1 && w_.kernelWidth == 1 && w_.strideHeight == 1 && w_.strideWidth == 1 &&
                 w_.padTop == 0 && w_.padLeft == 0 && w_.inHeight == w_.outHeight && w_.inWidth == w_.outWidth &&
                 c_.yRow == c_.yPixel * w_.outWidth && c_.yImage == c_.yPixel * pixels;
    if (pointwise_) {
      all_ = w_.batch * pixels;
      const int tiles = divideUp(all_, mostRows<tileVectors>);
      width_ = tiles > 0 ? divideUp(all_, tiles) : 1;
      rows_ = divideUp(all_, width_);
    } else {
      width_ = w_.outWidth;
      rows_ = w_.batch * w_.outHeight;
    }
  }

  void block(int firstRow, int endRow, int firstPanel, int endPanel) const {
    const std::ptrdiff_t perPanel = divideUp(static_cast<int>(filterRows_), depths_) * panel;
    const int most = perPanel > cachedFloats ? 1 : static_cast<int>(cachedFloats / perPanel);
    for (int from = firstPanel; from < endPanel; from += most) {
      const int to = smaller(from + most, endPanel);
      for (int depth = 0; depth < depths_; depth++) {
        for (int r = firstRow; r < endRow; r++) row(r, from, to, depth);
      }
    }
  }

  // One row of pixels by the panels [from, to), which may be of several groups.
  void row(int r, int from, int to, int depth) const {
    Row at{};
    at.depth = depth;
    if (pointwise_) {
      const std::ptrdiff_t first = static_cast<std::ptrdiff_t>(r) * width_;
      at.x = c_.x + first * channels_;
      at.y = first * c_.yPixel;
      at.width = static_cast<int>(first + width_ > all_ ? all_ - first : width_);
      at.taps = 1;
      at.right = at.width;
    } else {
      const int n = r / w_.outHeight, oh = r % w_.outHeight;
      const int top = oh * w_.strideHeight - w_.padTop;
      const Range taps = tapsInside(top, w_.kernelHeight, w_.dilationHeight, w_.inHeight);
      at.firstTap = taps.from;
      at.taps = taps.to - taps.from;
      const std::ptrdiff_t firstRow = top + at.firstTap * w_.dilationHeight;
      at.x = c_.x + ((static_cast<std::ptrdiff_t>(n) * w_.inHeight + firstRow) * w_.inWidth - w_.padLeft) * channels_;
      at.y = n * c_.yImage + oh * c_.yRow;
      at.width = width_;
      const int reach = (w_.kernelWidth - 1) * w_.dilationWidth;
      at.left = divideUp(w_.padLeft, w_.strideWidth);
      const int last = w_.inWidth + w_.padLeft - reach - 1;
      at.right = last < 0 ? 0 : last / w_.strideWidth + 1;
    }
    while (from < to) {
      const int group = from / panels_;
      const int end = smaller(to, (group + 1) * panels_);
      if (neighbours_) {
        for (int q = from; q < end; q++) neighbourColumns(at, group, q - group * panels_);
      } else {
        columns(at, group, from - group * panels_, end - group * panels_);
      }
      from = end;
    }
  }

  struct Row {
    const float* x;    // the first tap's row, from the padded left edge on
    std::ptrdiff_t y;  // of the first pixel, from c_.y on
    int width;
    int firstTap, taps;  // rows of the window that are in the image
    int left, right;     // columns in which the whole window's width is in the image
    int depth;           // which block of the inputs
  };

  void columns(const Row& at, int group, int fromPanel, int toPanel) const {
    const int vectors = panelVectors(fromPanel, c_.outputs);
    const int tiles = divideUp(at.width, mostRowsOf(vectors));
    for (int t = 0; t < tiles; t++) {
      const int first = split(at.width, tiles, t), pixels = split(at.width, tiles, t + 1) - first;
      const int fromInput = depth(at.depth);
      TileInputs in{at.x + first * pixel_ + static_cast<std::ptrdiff_t>(group) * c_.inputs + fromInput, pixel_, runs_,
                    at.taps * runsPerRow_, depths_ > 1 ? depth(at.depth + 1) - fromInput : runLength_};
      const bool inside = first >= at.left && first + pixels <= at.right;
      std::ptrdiff_t next = 0;
      if (!inside) in = patch(in, at, first, pixels);
      else if (pixel_ % conflicting == 0 && pixels > 4) in = copied(in, pixels);
      else if (t + 1 < tiles || pointwise_) next = pixels * pixel_;
      for (int p = fromPanel; p < toPanel; p++) {
        in.next = p + 1 == toPanel ? next : 0;
        const int width = panelVectors(p, c_.outputs);
        tileFor(pixels, width)(in, filterAt(at, group, p), outputsAt(at, first, group, p));
      }
    }
  }

  // The same where the window's taps are neighbours, for one panel.
  void neighbourColumns(const Row& at, int group, int p) const {
    const int vectors = panelVectors(p, c_.outputs);
    const int pixels = vectors == 1 ? neighbourPixels<widestNeighbours<1>>(at.width) : neighbourPixels<widestNeighbours<2>>(at.width);
    const NeighbourTile tile = vectors == 1 ? neighbourTileFor<1>(pixels, w_.kernelWidth, w_.strideWidth)
                                            : neighbourTileFor<2>(pixels, w_.kernelWidth, w_.strideWidth);
    NeighbourInputs in{nullptr, channels_ * w_.inWidth * w_.dilationHeight, channels_, at.taps, c_.inputs, true, true};
    for (int first = 0; first < at.width; first += pixels) {
      if (first + pixels > at.width) first = at.width - pixels;
      const int column = first * w_.strideWidth - w_.padLeft;
      in.x = at.x + first * pixel_ + static_cast<std::ptrdiff_t>(group) * c_.inputs;
      in.left = column >= 0;
      in.right = column + (pixels - 1) * w_.strideWidth + w_.kernelWidth <= w_.inWidth;
      tile(in, filterAt(at, group, p), outputsAt(at, first, group, p));
    }
  }

  const float* filterAt(const Row& at, int group, int p) const {
    const std::ptrdiff_t row = at.firstTap * w_.kernelWidth * c_.inputs + depth(at.depth);
    return c_.filter + panelStart(group, p, filterRows_, c_.outputs) + row * panelVectors(p, c_.outputs) * lanes;
  }

  TileOutputs outputsAt(const Row& at, int first, int group, int p) const {
    const std::ptrdiff_t channel = static_cast<std::ptrdiff_t>(group) * c_.outputs + p * panel;
    const std::ptrdiff_t y = at.y + first * c_.yPixel + channel;
    const bool last = at.depth + 1 == depths_;
    return {c_.y + y,
            c_.yPixel,
            c_.bias && last ? c_.bias + channel : nullptr,
            c_.residual && last ? c_.residual + y : nullptr,
            at.depth > 0,
            c_.relu && last,
            lastOutputs(p, c_.outputs)};
  }

  // The patches of some pixels one after another, with zeros where the window leaves the image.
  TileInputs patch(const TileInputs& in, const Row& at, int first, int pixels) const {
    const int inputs = depths_ > 1 ? in.length : c_.inputs;
    const int perRow = w_.kernelWidth * inputs;
    const std::ptrdiff_t distance = patchDistance(at.taps * perRow);
    float* to = scratch(Scratch::A, static_cast<unsigned long>(distance) * pixels);
    const std::ptrdiff_t imageRow = channels_ * w_.inWidth * w_.dilationHeight;
    for (int m = 0; m < pixels; m++) {
      float* own = to + m * distance;
      const int column = (first + m) * w_.strideWidth - w_.padLeft;
      for (int i = 0; i < at.taps; i++) {
        const float* from = in.base + m * pixel_ + i * imageRow;
        for (int j = 0; j < w_.kernelWidth; j++, own += inputs) {
          const int there = column + j * w_.dilationWidth;
          if (there >= 0 && there < w_.inWidth) copy(from + j * w_.dilationWidth * channels_, own, inputs);
          else clear(own, inputs);
        }
      }
    }
    return {to, distance, &start, 1, at.taps * perRow};
  }

  TileInputs copied(const TileInputs& in, int pixels) const {
    const int all = in.runCount * in.length;
    const std::ptrdiff_t distance = patchDistance(all);
    float* to = scratch(Scratch::A, static_cast<unsigned long>(distance) * pixels);
    for (int m = 0; m < pixels; m++) {
      for (int r = 0; r < in.runCount; r++) {
        copy(in.base + m * in.pixel + in.runs[r], to + m * distance + r * in.length, in.length);
      }
    }
    return {to, distance, &start, 1, all};
  }

  static std::ptrdiff_t patchDistance(int length) {
    const std::ptrdiff_t whole = static_cast<std::ptrdiff_t>(divideUp(length, 16)) * 16;
    return whole % 32 == 0 ? whole + 16 : whole;
  }

  static void copy(const float* from, float* to, int count) {
    int k = 0;
    for (; k + lanes <= count; k += lanes) store(to + k, load(from + k));
    if (k < count) store(to + k, load(from + k, count - k), count - k);
  }

  static void clear(float* to, int count) {
    int k = 0;
    for (; k + lanes <= count; k += lanes) store(to + k, zero());
    if (k < count) store(to + k, zero(), count - k);
  }

  static constexpr std::ptrdiff_t start = 0;

  const Convolution& c_;
  const Window& w_;
  const std::ptrdiff_t channels_, outputs_, pixel_;
  const int panels_;
  const std::ptrdiff_t filterRows_;
  const std::ptrdiff_t* runs_ = nullptr;
  int runsPerRow_ = 0, runLength_ = 0;
  bool pointwise_ = false, neighbours_ = false;
  int all_ = 0, rows_ = 0, width_ = 0;
  int depths_ = 1;  // blocks of inputs
};

}  // namespace resnext::RESNEXT_ISA
