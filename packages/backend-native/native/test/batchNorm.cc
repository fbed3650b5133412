#include <algorithm>

#include "check.h"

namespace resnext::check {
namespace {

constexpr float epsilon = 1e-5f;

struct Shape {
  std::size_t rows;
  int channels;
};
const Shape shapes[] = {{1, 1}, {2, 3}, {50, 16}, {49, 37}, {3000, 64}, {700, 130}, {10000, 5}};

// What one training batch norm gets, and what it must give.
struct Example {
  std::size_t rows, channels;
  Floats x, scale, offset, residual, dy;
  Doubles mean, variance, y;  // y before ReLU and residual

  explicit Example(const Shape& shape) : rows(shape.rows), channels(static_cast<std::size_t>(shape.channels)) {
    x = randomFloats(rows * channels, 1);
    // Far from 0, where sums of squares lose digits.
    for (std::size_t i = 0; i < x.size(); i++) x[i] += static_cast<float>(i % channels % 7);
    scale = randomFloats(channels, 2);
    offset = randomFloats(channels, 3);
    residual = randomFloats(rows * channels, 4);
    dy = randomFloats(rows * channels, 5);
    mean.assign(channels, 0.0);
    variance.assign(channels, 0.0);
    const auto count = static_cast<double>(rows);
    for (std::size_t i = 0; i < x.size(); i++) mean[i % channels] += x[i] / count;
    for (std::size_t i = 0; i < x.size(); i++) variance[i % channels] += std::pow(x[i] - mean[i % channels], 2) / count;
    for (std::size_t i = 0; i < x.size(); i++) y.push_back(centred(i) * inverse(i) * scale[i % channels] + offset[i % channels]);
  }

  double centred(std::size_t i) const { return x[i] - mean[i % channels]; }
  double inverse(std::size_t i) const { return 1 / std::sqrt(variance[i % channels] + epsilon); }
  std::string name() const { return std::to_string(rows) + " x " + std::to_string(channels); }
};

Floats rounded(const Doubles& values) { return Floats(values.begin(), values.end()); }

}  // namespace

void batchNorm() {
  for (const Shape& shape : shapes) {
    const Example e(shape);
    for (const bool relu : {false, true}) {
      for (const bool residual : {false, true}) {
        const std::string name = "batchNorm, " + e.name() + (relu ? ", ReLU" : "") + (residual ? ", residual" : "");
        Floats y = unwritten(e.x.size()), mean = unwritten(e.channels), variance = unwritten(e.channels);
        kernels().batchNorm({e.rows, shape.channels, epsilon, relu, e.x.data(), e.scale.data(), e.offset.data(),
                             residual ? e.residual.data() : nullptr, y.data(), mean.data(), variance.data()});
        Doubles expected = e.y;
        for (std::size_t i = 0; i < expected.size(); i++) {
          if (residual) expected[i] += e.residual[i];
          if (relu) expected[i] = std::max(0.0, expected[i]);
        }
        expectNear(name + ": mean", mean, e.mean, 1e-6);
        expectNear(name + ": variance", variance, e.variance, 2e-6);
        // One row has no variance, so that rounding is all that is divided by it.
        expectNear(name, y, expected, e.rows == 1 ? 1e-3 : 2e-5);
      }
    }
  }
}

void batchNormGradient() {
  enum class Activation { none, relu, reluWithResidual };
  for (const Shape& shape : shapes) {
    if (shape.rows < 50) continue;  // so few rows have gradients that cancel
    const Example e(shape);
    for (const Activation activation : {Activation::none, Activation::relu, Activation::reluWithResidual}) {
      const std::string name = "batchNormGradient " + std::to_string(static_cast<int>(activation)) + ", " + e.name();
      const bool residual = activation == Activation::reluWithResidual;
      Doubles output = e.y, gradient(e.x.size());
      if (residual) for (std::size_t i = 0; i < output.size(); i++) output[i] += e.residual[i];
      for (std::size_t i = 0; i < output.size(); i++) {
        gradient[i] = activation == Activation::none || output[i] > 0 ? e.dy[i] : 0;
        output[i] = std::max(0.0, output[i]);
      }
      Doubles dscale(e.channels, 0.0), doffset(e.channels, 0.0), dx(e.x.size());
      for (std::size_t i = 0; i < e.x.size(); i++) {
        doffset[i % e.channels] += gradient[i];
        dscale[i % e.channels] += gradient[i] * e.centred(i) * e.inverse(i);
      }
      const auto count = static_cast<double>(e.rows);
      for (std::size_t i = 0; i < e.x.size(); i++) {
        const std::size_t c = i % e.channels;
        dx[i] = e.scale[c] * e.inverse(i) *
                (gradient[i] - doffset[c] / count - e.centred(i) * e.inverse(i) * dscale[c] / count);
      }
      const Floats y = rounded(output), mean = rounded(e.mean), variance = rounded(e.variance);
      Floats actualDx = unwritten(e.x.size()), actualDscale = unwritten(e.channels), actualDoffset = unwritten(e.channels);
      Floats dresidual = unwritten(e.x.size());
      kernels().batchNormGradient({e.rows, shape.channels, epsilon, activation != Activation::none, e.dy.data(),
                                   e.x.data(), residual ? y.data() : nullptr, e.scale.data(), e.offset.data(),
                                   mean.data(), variance.data(), actualDx.data(), actualDscale.data(),
                                   actualDoffset.data(), residual ? dresidual.data() : nullptr});
      expectNear(name + ": dx", actualDx, dx, 2e-5);
      expectNear(name + ": dscale", actualDscale, dscale, toleranceOf(count));
      expectNear(name + ": doffset", actualDoffset, doffset, toleranceOf(count));
      if (residual) expectNear(name + ": dresidual", dresidual, gradient, 0);
    }
  }
}

}  // namespace resnext::check
