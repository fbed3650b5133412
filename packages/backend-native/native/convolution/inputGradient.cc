#include "inputGradient.h"

#include <cstring>
#include <numeric>

#include "../isa/isa.h"
#include "../threads/parallel.h"
#include "packedFilterSize.h"

namespace resnext {
namespace {

// The pixels r, r + stride, r + 2 * stride ... of one axis of dx. Only the taps first, first + step ...
// reach them, and over those they are a plain convolution of dy: tap `first + j * step` of pixel
// r + i * stride sees dy at i + offset - j * dilation.
struct Phase {
  int pixels;
  int first, step, taps;
  int offset, dilation;
};

Phase phaseOf(int r, int size, int stride, int kernel, int dilation, int pad) {
  const int common = std::gcd(stride, dilation);
  Phase phase{(size - r + stride - 1) / stride, 0, stride / common, 0, 0, dilation / common};
  while (phase.first < phase.step && (r + pad - phase.first * dilation) % stride != 0) phase.first++;
  if (phase.first >= phase.step || phase.first >= kernel) return phase;
  phase.taps = (kernel - phase.first + phase.step - 1) / phase.step;
  phase.offset = (r + pad - phase.first * dilation) / stride;
  return phase;
}

void clearRows(const InputGradient& g, int row, int column, int rowStep, int columnStep, std::size_t channels) {
  const Window& w = g.window;
  parallel(w.batch, [&](int n) {
    for (int i = row; i < w.inHeight; i += rowStep) {
      float* line = g.dx + (static_cast<std::size_t>(n) * w.inHeight + i) * w.inWidth * channels;
      for (int j = column; j < w.inWidth; j += columnStep) std::memset(line + j * channels, 0, channels * sizeof(float));
    }
  });
}

}  // namespace

// A stride of s makes s x s such phases, each written to its own pixels of dx; the filter's taps are
// turned round, and its inputs and outputs trade places.
void convolveInputGradient(const InputGradient& g) {
  const Window& w = g.window;
  const std::size_t channels = static_cast<std::size_t>(g.groups) * g.inputs;
  const std::size_t taps = static_cast<std::size_t>(w.kernelHeight) * w.kernelWidth;
  float* packed = scratch(Scratch::B, packedFilterSize(taps, g.groups, g.outputs, g.inputs));
  for (int row = 0; row < w.strideHeight && row < w.inHeight; row++) {
    const Phase down = phaseOf(row, w.inHeight, w.strideHeight, w.kernelHeight, w.dilationHeight, w.padTop);
    for (int column = 0; column < w.strideWidth && column < w.inWidth; column++) {
      const Phase across = phaseOf(column, w.inWidth, w.strideWidth, w.kernelWidth, w.dilationWidth, w.padLeft);
      if (down.taps == 0 || across.taps == 0) {
        clearRows(g, row, column, w.strideHeight, w.strideWidth, channels);
        continue;
      }
      FilterPacking packing{};
      packing.kernelHeight = down.taps;
      packing.kernelWidth = across.taps;
      packing.groups = g.groups;
      packing.inputs = g.outputs;
      packing.outputs = g.inputs;
      packing.filter = g.filter;
      packing.packed = packed;
      packing.filterWidth = w.kernelWidth;
      packing.firstRow = down.first + (down.taps - 1) * down.step;
      packing.rowStep = -down.step;
      packing.firstColumn = across.first + (across.taps - 1) * across.step;
      packing.columnStep = -across.step;
      packing.exchanged = true;
      kernels().packFilter(packing);

      Convolution pass{};
      pass.window = {w.batch,     w.outHeight, w.outWidth,    down.pixels,     across.pixels,
                     down.taps,   across.taps, 1,             1,               down.dilation,
                     across.dilation,
                     (down.taps - 1) * down.dilation - down.offset,
                     (across.taps - 1) * across.dilation - across.offset};
      pass.groups = g.groups;
      pass.inputs = g.outputs;
      pass.outputs = g.inputs;
      pass.x = g.dy;
      pass.filter = packed;
      pass.y = g.dx + (static_cast<std::size_t>(row) * w.inWidth + column) * channels;
      pass.yPixel = static_cast<std::ptrdiff_t>(channels) * w.strideWidth;
      pass.yRow = static_cast<std::ptrdiff_t>(channels) * w.inWidth * w.strideHeight;
      pass.yImage = static_cast<std::ptrdiff_t>(channels) * w.inWidth * w.inHeight;
      kernels().convolve(pass);
    }
  }
}

}  // namespace resnext
