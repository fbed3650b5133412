#include <algorithm>
#include <cstring>

#include "../convolution/inputGradient.h"
#include "../convolution/packedFilterSize.h"
#include "check.h"

namespace resnext::check {
namespace {

struct Shape {
  const char* name;
  int batch, height, width;
  int kernel, stride, dilation, pad;
  int groups, inputs, outputs;  // channels of one group

  int out(int in) const { return (in + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1; }
  Window window() const {
    return {batch, height, width, out(height), out(width), kernel, kernel, stride, stride, dilation, dilation, pad, pad};
  }
  std::size_t xSize() const { return static_cast<std::size_t>(batch) * height * width * groups * inputs; }
  std::size_t ySize() const { return static_cast<std::size_t>(batch) * out(height) * out(width) * groups * outputs; }
  std::size_t filterSize() const { return static_cast<std::size_t>(kernel) * kernel * inputs * groups * outputs; }
  std::size_t packedSize() const {
    return packedFilterSize(static_cast<std::size_t>(kernel) * kernel, groups, inputs, outputs);
  }
};

const Shape shapes[] = {
    {"one number", 1, 1, 1, 1, 1, 1, 0, 1, 1, 1},
    {"1x1", 2, 7, 5, 1, 1, 1, 0, 1, 24, 40},
    {"1x1, odd channels", 1, 6, 7, 1, 1, 1, 0, 1, 13, 37},
    {"1x1, deep", 1, 7, 7, 1, 1, 1, 0, 1, 300, 64},
    {"1x1, stride 2", 2, 9, 8, 1, 2, 1, 0, 1, 16, 32},
    {"1x1, groups", 1, 5, 5, 1, 1, 1, 0, 4, 8, 8},
    {"stem", 1, 31, 29, 7, 2, 1, 3, 1, 3, 24},
    {"3x3", 2, 9, 11, 3, 1, 1, 1, 1, 16, 16},
    {"3x3, many rows", 1, 40, 33, 3, 1, 1, 1, 1, 4, 8},
    {"3x3, stride 2", 2, 10, 9, 3, 2, 1, 1, 1, 8, 20},
    {"3x3, without padding", 1, 8, 8, 3, 1, 1, 0, 1, 5, 7},
    {"3x3, dilation", 1, 12, 13, 3, 1, 2, 2, 1, 6, 18},
    {"3x3, dilation and stride", 1, 13, 12, 3, 2, 3, 3, 1, 4, 4},
    {"3x3, padding beyond the window", 1, 4, 4, 3, 1, 1, 4, 1, 3, 5},
    {"window larger than the image", 1, 2, 3, 5, 1, 1, 2, 1, 4, 6},
    {"groups of 1", 2, 9, 10, 3, 1, 1, 1, 19, 1, 1},
    {"groups of 1 to 2", 1, 6, 6, 3, 1, 1, 1, 5, 1, 2},
    {"groups of 2", 1, 9, 10, 3, 1, 1, 1, 11, 2, 2},
    {"groups of 4", 2, 14, 15, 3, 1, 1, 1, 32, 4, 4},
    {"groups of 4, stride 2", 2, 15, 14, 3, 2, 1, 1, 9, 4, 4},
    {"groups of 4, dilation", 1, 11, 12, 3, 1, 2, 2, 8, 4, 4},
    {"groups of 4, 5x5", 1, 9, 9, 5, 1, 1, 2, 4, 4, 4},
    {"groups of 8", 1, 9, 8, 3, 1, 1, 1, 7, 8, 8},
    {"groups of 8, stride 2", 1, 9, 8, 3, 2, 1, 1, 4, 8, 8},
    {"groups of 16", 1, 7, 7, 3, 1, 1, 1, 3, 16, 16},
    {"groups of 3 to 5", 1, 7, 6, 3, 1, 1, 1, 4, 3, 5},
    {"groups of 64", 1, 7, 7, 3, 1, 1, 1, 2, 64, 64},
};

std::size_t place(const Window& w, std::size_t channels, int n, int row, int column) {
  return ((static_cast<std::size_t>(n) * w.inHeight + row) * w.inWidth + column) * channels;
}

// Calls visit(x, filter, y) with the places of each product that makes up the convolution.
template <typename Visit>
void eachProduct(const Shape& s, Visit visit) {
  const Window w = s.window();
  const std::size_t inChannels = static_cast<std::size_t>(s.groups) * s.inputs;
  const std::size_t outChannels = static_cast<std::size_t>(s.groups) * s.outputs;
  std::size_t y = 0;
  for (int n = 0; n < w.batch; n++)
    for (int row = 0; row < w.outHeight; row++)
      for (int column = 0; column < w.outWidth; column++, y += outChannels)
        for (int i = 0; i < w.kernelHeight; i++)
          for (int j = 0; j < w.kernelWidth; j++) {
            const int inRow = row * w.strideHeight - w.padTop + i * w.dilationHeight;
            const int inColumn = column * w.strideWidth - w.padLeft + j * w.dilationWidth;
            if (inRow < 0 || inRow >= w.inHeight || inColumn < 0 || inColumn >= w.inWidth) continue;
            const std::size_t x = place(w, inChannels, n, inRow, inColumn);
            const std::size_t tap = static_cast<std::size_t>(i) * w.kernelWidth + j;
            for (int g = 0; g < s.groups; g++)
              for (int c = 0; c < s.inputs; c++)
                for (int o = 0; o < s.outputs; o++) {
                  const std::size_t out = static_cast<std::size_t>(g) * s.outputs + o;
                  visit(x + static_cast<std::size_t>(g) * s.inputs + c, (tap * s.inputs + c) * outChannels + out, y + out);
                }
          }
}

FilterPacking packingOf(const Shape& s, const Floats& filter, Floats& packed) {
  return {s.kernel, s.kernel, s.groups, s.inputs, s.outputs, filter.data(), packed.data(), s.kernel, 0, 1, 0, 1, false};
}

Convolution convolutionOf(const Shape& s, const Floats& x, const Floats& packed, Floats& y) {
  const std::ptrdiff_t pixel = static_cast<std::ptrdiff_t>(s.groups) * s.outputs;
  const Window w = s.window();
  Convolution c{};
  c.window = w;
  c.groups = s.groups;
  c.inputs = s.inputs;
  c.outputs = s.outputs;
  c.x = x.data();
  c.filter = packed.data();
  c.y = y.data();
  c.yPixel = pixel;
  c.yRow = pixel * w.outWidth;
  c.yImage = c.yRow * w.outHeight;
  return c;
}

double terms(const Shape& s) { return 1.0 * s.kernel * s.kernel * s.inputs; }

Doubles convolved(const Shape& s, const Floats& x, const Floats& filter) {
  Doubles y(s.ySize(), 0.0);
  eachProduct(s, [&](std::size_t a, std::size_t f, std::size_t b) { y[b] += static_cast<double>(x[a]) * filter[f]; });
  return y;
}

bool sameBits(const Floats& a, const Floats& b) {
  return std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

}  // namespace

// A packed filter has no meaning but to `convolve`: here, that of a filter turned round whose inputs and
// outputs have traded places.
void packFilter() {
  for (const Shape& s : shapes) {
    const Shape back{s.name, s.batch, s.height, s.width, s.kernel, 1, s.dilation, s.pad, s.groups, s.outputs, s.inputs};
    if (back.out(back.height) < 1 || back.out(back.width) < 1) continue;
    const Floats x = randomFloats(back.xSize(), 1), filter = randomFloats(s.filterSize(), 2);
    Floats turned(s.filterSize()), packed = unwritten(back.packedSize()), y = unwritten(back.ySize());
    for (int tap = 0; tap < s.kernel * s.kernel; tap++)
      for (int g = 0; g < s.groups; g++)
        for (int c = 0; c < s.inputs; c++)
          for (int o = 0; o < s.outputs; o++) {
            const int other = s.kernel * s.kernel - 1 - tap;
            turned[(static_cast<std::size_t>(other * s.outputs + o) * s.groups + g) * s.inputs + c] =
                filter[(static_cast<std::size_t>(tap * s.inputs + c) * s.groups + g) * s.outputs + o];
          }
    kernels().packFilter({s.kernel, s.kernel, s.groups, back.inputs, back.outputs, filter.data(), packed.data(),
                          s.kernel, s.kernel - 1, -1, s.kernel - 1, -1, true});
    kernels().convolve(convolutionOf(back, x, packed, y));
    expectNear(std::string("packFilter, ") + s.name, y, convolved(back, x, turned), toleranceOf(terms(back)));
  }
}

void convolve() {
  for (const Shape& s : shapes) {
    const std::string name = std::string("convolve, ") + s.name;
    const Floats x = randomFloats(s.xSize(), 1), filter = randomFloats(s.filterSize(), 2);
    const Floats bias = randomFloats(static_cast<std::size_t>(s.groups) * s.outputs, 3);
    const Floats residual = randomFloats(s.ySize(), 4);
    Floats packed = unwritten(s.packedSize()), y = unwritten(s.ySize()), again = unwritten(s.ySize());
    kernels().packFilter(packingOf(s, filter, packed));
    const double tolerance = toleranceOf(terms(s));

    Convolution plain = convolutionOf(s, x, packed, y);
    kernels().convolve(plain);
    Doubles expected = convolved(s, x, filter);
    expectNear(name, y, expected, tolerance);
    plain.y = again.data();
    kernels().convolve(plain);
    expect(name + ": the same bits again", sameBits(y, again));

    for (std::size_t i = 0; i < expected.size(); i++) expected[i] += bias[i % bias.size()];
    Convolution fused = convolutionOf(s, x, packed, y);
    fused.bias = bias.data();
    kernels().convolve(fused);
    expectNear(name + ", bias", y, expected, tolerance);

    for (std::size_t i = 0; i < expected.size(); i++) expected[i] = std::max(0.0, expected[i] + residual[i]);
    fused.residual = residual.data();
    fused.relu = true;
    kernels().convolve(fused);
    expectNear(name + ", bias, residual and ReLU", y, expected, tolerance);
  }
  // Not in the list of kernels, but made of them: each of its phases writes pixels that lie apart.
  for (const Shape& s : shapes) {
    const Floats dy = randomFloats(s.ySize(), 5), filter = randomFloats(s.filterSize(), 2);
    Floats dx = unwritten(s.xSize());
    Doubles expected(s.xSize(), 0.0);
    eachProduct(s, [&](std::size_t a, std::size_t f, std::size_t b) { expected[a] += static_cast<double>(dy[b]) * filter[f]; });
    convolveInputGradient({s.window(), s.groups, s.inputs, s.outputs, dy.data(), filter.data(), dx.data()});
    expectNear(std::string("input gradient, ") + s.name, dx, expected, toleranceOf(1.0 * s.kernel * s.kernel * s.outputs));
  }
}

void convolveFilterGradient() {
  for (const Shape& s : shapes) {
    const std::string name = std::string("convolveFilterGradient, ") + s.name;
    const Floats x = randomFloats(s.xSize(), 1), dy = randomFloats(s.ySize(), 2);
    Floats dfilter = unwritten(s.filterSize()), again = unwritten(s.filterSize());
    Doubles expected(s.filterSize(), 0.0);
    eachProduct(s, [&](std::size_t a, std::size_t f, std::size_t b) { expected[f] += static_cast<double>(x[a]) * dy[b]; });
    const Window w = s.window();
    FilterGradient gradient{w, s.groups, s.inputs, s.outputs, x.data(), dy.data(), dfilter.data()};
    kernels().convolveFilterGradient(gradient);
    expectNear(name, dfilter, expected, toleranceOf(1.0 * w.batch * w.outHeight * w.outWidth));
    gradient.dfilter = again.data();
    kernels().convolveFilterGradient(gradient);
    expect(name + ": the same bits again", sameBits(dfilter, again));
  }
}

}  // namespace resnext::check
