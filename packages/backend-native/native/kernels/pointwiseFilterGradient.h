// The gradient to the filter of a dense 1x1 convolution, with any stride: the product of x, transposed,
// and dy over all pixels. Blocks of both stay in the caches, read where they are: to pack them costs more
// than it saves, since a number is used for few products. Only what does not lie in steps is packed.
#pragma once
#include "../threads/parallel.h"
#include "arguments.h"
#include "gradientTile.h"
#include "packing.h"

namespace resnext::RESNEXT_ISA {

class PointwiseFilterGradient {
 public:
  static bool fits(const FilterGradient& g) {
    const Window& w = g.window;
    return g.groups == 1 && w.kernelHeight == 1 && w.kernelWidth == 1 && w.padTop == 0 && w.padLeft == 0 &&
           (w.outHeight - 1) * w.strideHeight < w.inHeight && (w.outWidth - 1) * w.strideWidth < w.inWidth;
  }

  explicit PointwiseFilterGradient(const FilterGradient& g)
      : g_(g),
        w_(g.window),
        pixels_(w_.batch * w_.outHeight * w_.outWidth),
        panels_(divideUp(g.outputs, panel)),
        wholeVectors_(g.outputs % lanes == 0),
        adjacent_(w_.strideHeight == 1 && w_.strideWidth == 1 && w_.inHeight == w_.outHeight && w_.inWidth == w_.outWidth) {}

  void run() const {
    const std::ptrdiff_t size = static_cast<std::ptrdiff_t>(g_.inputs) * g_.outputs;
    const int threads = threadCount();
    const bool small = size * threads <= mostPrivate && pixels_ >= 4 * blockPixels * threads;
    if (threads > 1 && small) sharePixels(threads, size);
    else shareOutputs(threads);
  }

 private:
  // So many pixels of a block of inputs, and of some panels of gradients, stay in the second cache.
  static constexpr int blockPixels = 384;
  static constexpr int blockInputs = 20 * mostRows<tileVectors>;
  static constexpr int blockPanels = 4;
  static constexpr std::ptrdiff_t mostPrivate = std::ptrdiff_t{1} << 20;

  // A small filter and many pixels: each thread sums its own pixels by itself, and the sums are added
  // in the order of the pixels.
  void sharePixels(int parts, std::ptrdiff_t size) const {
    float* sums = scratch(Scratch::C, static_cast<unsigned long>(size) * parts);
    parallel(parts, [&](int part) {
      block({0, panels_, 0, g_.inputs, split(pixels_, parts, part), split(pixels_, parts, part + 1)}, sums + part * size);
    });
    const int tasks = 4 * parts;
    const int vectors = static_cast<int>((size + lanes - 1) / lanes);
    parallel(tasks, [&](int task) {
      for (int v = split(vectors, tasks, task); v < split(vectors, tasks, task + 1); v++) {
        const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(v) * lanes;
        const int count = size - at < lanes ? static_cast<int>(size - at) : lanes;
        Vector sum = load(sums + at, count);
        for (int part = 1; part < parts; part++) sum = add(sum, load(sums + part * size + at, count));
        store(g_.dfilter + at, sum, count);
      }
    });
  }

  // A large filter: each task sums its own part of it over all pixels. Parts are about square, since each
  // reads its inputs and its gradients for itself.
  void shareOutputs(int threads) const {
    const int wanted = threads > 1 ? 4 * threads : 1;
    int panelBlocks = 1;
    while (panelBlocks * panelBlocks * g_.inputs < wanted * g_.outputs) panelBlocks++;
    panelBlocks = smaller(panels_, panelBlocks);
    const int inputBlocks = smaller(divideUp(wanted, panelBlocks), divideUp(g_.inputs, mostRows<tileVectors>));
    parallel(panelBlocks * inputBlocks, [&](int task) {
      const int p = task / inputBlocks, i = task % inputBlocks;
      block({split(panels_, panelBlocks, p), split(panels_, panelBlocks, p + 1), split(g_.inputs, inputBlocks, i),
             split(g_.inputs, inputBlocks, i + 1), 0, pixels_},
            g_.dfilter);
    });
  }

  struct Part {
    int fromPanel, toPanel, fromInput, toInput, fromPixel, toPixel;
  };

  // Writes a part of the filter's gradient, over some pixels, into `sums` [inputs, outputs].
  void block(const Part& part, float* sums) const {
    const int outputs = smaller(part.toPanel * panel, g_.outputs) - part.fromPanel * panel;
    for (int c = part.fromInput; c < part.toInput; c++) {
      float* row = sums + static_cast<std::ptrdiff_t>(c) * g_.outputs + part.fromPanel * panel;
      int o = 0;
      for (; o + lanes <= outputs; o += lanes) store(row + o, zero());
      if (o < outputs) store(row + o, zero(), outputs - o);
    }
    const int inputs = part.toInput - part.fromInput, pixels = part.toPixel - part.fromPixel;
    const int inputBlocks = divideUp(inputs, blockInputs), pixelBlocks = divideUp(pixels, blockPixels);
    for (int i = 0; i < inputBlocks; i++) {
      const int input = part.fromInput + split(inputs, inputBlocks, i);
      const int toInput = part.fromInput + split(inputs, inputBlocks, i + 1);
      for (int p = 0; p < pixelBlocks; p++) {
        const int pixel = part.fromPixel + split(pixels, pixelBlocks, p);
        const int toPixel = part.fromPixel + split(pixels, pixelBlocks, p + 1);
        products(part, input, toInput - input, pixel, toPixel - pixel, sums);
      }
    }
  }

  void products(const Part& part, int input, int inputs, int pixel, int pixels, float* sums) const {
    const int tiles = divideUp(inputs, mostRows<tileVectors>);
    const Matrix x = adjacent_ ? Matrix{g_.x + static_cast<std::ptrdiff_t>(pixel) * g_.inputs + input, g_.inputs}
                               : packInputs(input, inputs, pixel, pixels);
    for (int from = part.fromPanel; from < part.toPanel; from += blockPanels) {
      const int to = smaller(from + blockPanels, part.toPanel);
      const float* packed = wholeVectors_ ? nullptr : packGradients(from, to, pixel, pixels);
      for (int p = from; p < to; p++) {
        const Matrix dy = wholeVectors_ ? gradients(pixel, p) : Matrix{packed + (p - from) * packedPanel, panel};
        const Matrix next = p + 1 < part.toPanel ? gradients(pixel, p + 1) : gradients(pixel + pixels, part.fromPanel);
        const int vectors = panelVectors(p, g_.outputs);
        PixelRows rows{nullptr, x.row, 0, dy.start, dy.row, 0, 1, pixels};
        for (int t = 0; t < tiles; t++) {
          const int c = split(inputs, tiles, t), count = split(inputs, tiles, t + 1) - c;
          fetch(next, split(pixels, tiles, t), split(pixels, tiles, t + 1));
          rows.x = x.start + c;
          gradientTileFor(count, vectors)(rows, sums + static_cast<std::ptrdiff_t>(input + c) * g_.outputs + p * panel,
                                          g_.outputs, lastOutputs(p, g_.outputs));
        }
      }
    }
  }

  // Numbers in rows, one a pixel, `row` floats apart.
  struct Matrix {
    const float* start;
    std::ptrdiff_t row;
  };

  // A panel of dy from this pixel on.
  Matrix gradients(int pixel, int p) const {
    return {g_.dy + static_cast<std::ptrdiff_t>(pixel) * g_.outputs + p * panel, g_.outputs};
  }

  // The panel that comes next lies in short pieces, far apart, which the processor does not foresee. It is
  // asked for a few rows at a time; beyond the end of dy that asks for nothing.
  static void fetch(const Matrix& next, int fromRow, int toRow) {
    for (int r = fromRow; r < toRow; r++) {
      for (int o = 0; o < panel; o += line) prefetch(next.start + r * next.row + o);
    }
  }

  // An odd number of lines, so that neighbours do not fall into the same place of the cache.
  static std::ptrdiff_t packedDistance(int inputs) { return (divideUp(inputs, line) | 1) * static_cast<std::ptrdiff_t>(line); }

  Matrix packInputs(int input, int inputs, int pixel, int pixels) const {
    const std::ptrdiff_t distance = packedDistance(inputs);
    float* packed = scratch(Scratch::A, static_cast<unsigned long>(blockPixels) * packedDistance(blockInputs));
    for (int p = 0; p < pixels; p++) {
      const float* from = g_.x + inputPixel(pixel + p) * g_.inputs + input;
      float* to = packed + p * distance;
      int c = 0;
      for (; c + lanes <= inputs; c += lanes) store(to + c, load(from + c));
      if (c < inputs) store(to + c, load(from + c, inputs - c), inputs - c);
    }
    return {packed, distance};
  }

  static constexpr std::ptrdiff_t packedPanel = static_cast<std::ptrdiff_t>(blockPixels) * panel;

  // [panels, blockPixels, panel], zeros behind the last output.
  const float* packGradients(int from, int to, int pixel, int pixels) const {
    float* packed = scratch(Scratch::B, static_cast<unsigned long>(blockPanels) * packedPanel);
    const int outputs = smaller(to * panel, g_.outputs) - from * panel;
    const float* row = g_.dy + static_cast<std::ptrdiff_t>(pixel) * g_.outputs + from * panel;
    for (int i = 0; i < pixels; i++, row += g_.outputs) {
      float* own = packed + i * panel;
      for (int o = 0; o < outputs; o += panel, own += packedPanel) {
        for (int v = 0; v < panel; v += lanes) {
          const int count = outputs - o - v;
          store(own + v, count >= lanes ? load(row + o + v) : load(row + o + v, count > 0 ? count : 0));
        }
      }
    }
    return packed;
  }

  // Where in x the pixel is that makes this pixel of dy.
  std::ptrdiff_t inputPixel(int pixel) const {
    const int column = pixel % w_.outWidth, row = pixel / w_.outWidth % w_.outHeight;
    const std::ptrdiff_t image = pixel / w_.outWidth / w_.outHeight;
    return (image * w_.inHeight + row * w_.strideHeight) * w_.inWidth + column * w_.strideWidth;
  }

  const FilterGradient& g_;
  const Window& w_;
  const int pixels_, panels_;
  // Whether loads of whole vectors stay within dy.
  const bool wholeVectors_;
  // Whether neighbours in dy come from neighbours in x.
  const bool adjacent_;
};

}  // namespace resnext::RESNEXT_ISA
