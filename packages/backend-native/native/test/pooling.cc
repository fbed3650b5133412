#include <limits>

#include "check.h"

namespace resnext::check {
namespace {

struct Shape {
  const char* name;
  int batch, height, width, channels;
  int kernel, stride, dilation, pad;

  int out(int in) const { return (in + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1; }
  Window window() const {
    return {batch, height, width, out(height), out(width), kernel, kernel, stride, stride, dilation, dilation, pad, pad};
  }
  std::size_t xSize() const { return static_cast<std::size_t>(batch) * height * width * channels; }
  std::size_t ySize() const { return static_cast<std::size_t>(batch) * out(height) * out(width) * channels; }
};

const Shape shapes[] = {
    {"of the stem", 2, 21, 20, 64, 3, 2, 1, 1},
    {"without padding", 1, 8, 9, 5, 2, 2, 1, 0},
    {"overlapping", 1, 40, 11, 19, 3, 1, 1, 1},
    {"dilated", 1, 13, 12, 16, 3, 2, 2, 2},
    {"windows apart", 1, 11, 11, 3, 2, 4, 1, 0},
    {"global", 2, 7, 7, 33, 7, 7, 1, 0},
};

// Calls visit(y, x) for each pixel and channel in each window, in order.
template <typename Visit>
void eachTap(const Shape& s, Visit visit) {
  const Window w = s.window();
  const auto channels = static_cast<std::size_t>(s.channels);
  std::size_t y = 0;
  for (int n = 0; n < w.batch; n++)
    for (int row = 0; row < w.outHeight; row++)
      for (int column = 0; column < w.outWidth; column++, y += channels)
        for (int i = 0; i < w.kernelHeight; i++)
          for (int j = 0; j < w.kernelWidth; j++) {
            const int inRow = row * w.strideHeight - w.padTop + i * w.dilationHeight;
            const int inColumn = column * w.strideWidth - w.padLeft + j * w.dilationWidth;
            if (inRow < 0 || inRow >= w.inHeight || inColumn < 0 || inColumn >= w.inWidth) continue;
            const std::size_t x = ((static_cast<std::size_t>(n) * w.inHeight + inRow) * w.inWidth + inColumn) * channels;
            for (std::size_t c = 0; c < channels; c++) visit(y + c, x + c);
          }
}

// With equal numbers in most windows, so that it matters which of them is the first.
Floats coarse(const Shape& s) {
  Floats x;
  for (const std::int32_t step : randomIntegers(s.xSize(), 1, -3, 3)) x.push_back(static_cast<float>(step) / 2);
  return x;
}

struct Maxima {
  Floats values;
  std::vector<std::size_t> places;
};

Maxima maximaOf(const Shape& s, const Floats& x) {
  Maxima maxima{Floats(s.ySize(), -std::numeric_limits<float>::infinity()), std::vector<std::size_t>(s.ySize())};
  eachTap(s, [&](std::size_t y, std::size_t at) {
    if (x[at] <= maxima.values[y]) return;
    maxima.values[y] = x[at];
    maxima.places[y] = at;
  });
  return maxima;
}

}  // namespace

void maxPool() {
  for (const Shape& s : shapes) {
    const Floats x = coarse(s), expected = maximaOf(s, x).values;
    Floats y = unwritten(s.ySize());
    kernels().maxPool({s.window(), s.channels, x.data(), y.data()});
    expectNear(std::string("maxPool, ") + s.name, y, Doubles(expected.begin(), expected.end()), 0);
  }
}

void maxPoolGradient() {
  for (const Shape& s : shapes) {
    const Floats x = coarse(s), dy = randomFloats(s.ySize(), 2);
    const Maxima maxima = maximaOf(s, x);
    Doubles expected(s.xSize(), 0.0);
    for (std::size_t i = 0; i < dy.size(); i++) expected[maxima.places[i]] += dy[i];
    Floats dx = unwritten(s.xSize());
    kernels().maxPoolGradient({s.window(), s.channels, dy.data(), x.data(), maxima.values.data(), dx.data()});
    expectNear(std::string("maxPoolGradient, ") + s.name, dx, expected, 1e-6);
  }
}

void averagePool() {
  for (const Shape& s : shapes) {
    const int pixels = s.height * s.width;
    const Floats x = randomFloats(s.xSize(), 1);
    Doubles expected(static_cast<std::size_t>(s.batch) * s.channels, 0.0);
    Floats y = unwritten(expected.size());
    for (std::size_t i = 0; i < x.size(); i++) {
      const auto channels = static_cast<std::size_t>(s.channels);
      expected[i / channels / pixels * channels + i % channels] += static_cast<double>(x[i]) / pixels;
    }
    kernels().averagePool({s.batch, pixels, s.channels, x.data(), y.data()});
    expectNear(std::string("averagePool, ") + s.name, y, expected, 1e-6);
  }
}

void averagePoolGradient() {
  for (const Shape& s : shapes) {
    const int pixels = s.height * s.width;
    const auto channels = static_cast<std::size_t>(s.channels);
    const Floats dy = randomFloats(s.batch * channels, 1);
    Floats dx = unwritten(s.xSize());
    Doubles expected(s.xSize());
    for (std::size_t i = 0; i < expected.size(); i++) {
      expected[i] = static_cast<double>(dy[i / channels / pixels * channels + i % channels]) / pixels;
    }
    kernels().averagePoolGradient({s.batch, pixels, s.channels, dy.data(), dx.data()});
    expectNear(std::string("averagePoolGradient, ") + s.name, dx, expected, 1e-6);
  }
}

}  // namespace resnext::check
