#include "channelSums.h"
#include "kernels.h"
#include "normalisation.h"

namespace resnext::RESNEXT_ISA {
namespace {

// What tells where the ReLU let the gradient pass.
enum class Mask { none, x, y };

// Sums of the gradient behind the ReLU and of its product with x - mean.
template <Mask mask>
struct GradientSums {
  const BatchNormGradient& n;
  const float* factor;

  template <int V, bool whole>
  RESNEXT_INLINE_MEMBER void collect(const Panel& panel, double* sum, double* products) const {
    const Normalisation<V, whole> normalisation(n.mean, factor, n.offset, panel);
    const int count = panel.count;
    const std::size_t stride = n.channels;
    Vector s[V], p[V];
#pragma GCC unroll 4
    for (int v = 0; v < V; v++) s[v] = p[v] = zero();
    std::size_t ahead = panel.ahead;
    for (int r = 0; r < panel.rows; r++) {
#pragma GCC unroll 4
      for (int v = 0; v < V; v++, ahead += panel.aheadStep) {
        prefetch(n.dy + ahead);
        prefetch(n.x + ahead);
        if constexpr (mask == Mask::y) prefetch(n.y + ahead);
        const std::size_t at = (panel.row + r) * stride + panel.channel + v * lanes;
        const Vector x = loadUpTo<whole>(n.x + at, count);
        Vector g = loadUpTo<whole>(n.dy + at, count);
        if constexpr (mask == Mask::x) g = keepPositive(g, normalisation.of(x, v));
        if constexpr (mask == Mask::y) g = keepPositive(g, loadUpTo<whole>(n.y + at, count));
        s[v] = add(s[v], g);
        p[v] = fma(g, sub(x, normalisation.mean[v]), p[v]);
      }
    }
    float sums[V * lanes], productSums[V * lanes];
#pragma GCC unroll 4
    for (int v = 0; v < V; v++) {
      store(sums + v * lanes, s[v]);
      store(productSums + v * lanes, p[v]);
    }
    for (int i = 0; i < count; i++) {
      sum[i] += sums[i];
      products[i] += productSums[i];
    }
  }
};

// dx = gradient * factor + (x - mean) * slope + constant, and the gradient itself where the mask is y.
template <Mask mask>
struct InputGradient {
  const BatchNormGradient& n;
  const float* factor;
  const float* slope;
  const float* constant;

  template <int V, bool whole, typename Put>
  RESNEXT_INLINE_MEMBER void write(const Panel& panel, Put put) const {
    const Normalisation<V, whole> normalisation(n.mean, factor, n.offset, panel);
    Vector slopes[V], constants[V];
#pragma GCC unroll 4
    for (int v = 0; v < V; v++) {
      slopes[v] = loadUpTo<whole>(slope + panel.channel + v * lanes, panel.count);
      constants[v] = loadUpTo<whole>(constant + panel.channel + v * lanes, panel.count);
    }
    const std::size_t stride = n.channels, start = panel.row * stride + panel.channel;
    const float* xs = n.x + start;
    const float* dys = n.dy + start;
    float* dx = n.dx + start;
    const float* ys = mask == Mask::y ? n.y + start : nullptr;
    float* dresidual = mask == Mask::y ? n.dresidual + start : nullptr;
    std::size_t ahead = panel.ahead;
    for (int r = 0; r < panel.rows; r++) {
#pragma GCC unroll 4
      for (int v = 0; v < V; v++, ahead += panel.aheadStep) {
        prefetch(n.dy + ahead);
        prefetch(n.x + ahead);
        if constexpr (mask == Mask::y) prefetch(n.y + ahead);
        const std::size_t at = r * stride + v * lanes;
        const Vector x = loadUpTo<whole>(xs + at, panel.count);
        Vector g = loadUpTo<whole>(dys + at, panel.count);
        if constexpr (mask == Mask::x) g = keepPositive(g, normalisation.of(x, v));
        if constexpr (mask == Mask::y) {
          g = keepPositive(g, loadUpTo<whole>(ys + at, panel.count));
          put(dresidual + at, g);
        }
        const Vector rest = fma(sub(x, normalisation.mean[v]), slopes[v], constants[v]);
        put(dx + at, fma(g, normalisation.factor[v], rest));
      }
    }
  }
};

template <Mask mask>
void gradients(const BatchNormGradient& n) {
  const Chunks chunks(n.rows, n.channels);
  double* sum = sumsOf(chunks);
  double* products = sum + n.channels;
  float* factor = scratch(Scratch::B, 3ul * n.channels);
  float* slope = factor + n.channels;
  float* constant = slope + n.channels;
  for (int c = 0; c < n.channels; c++) factor[c] = n.scale[c] * inverseDeviation(n.variance[c], n.epsilon);
  channelSums(chunks, sum, GradientSums<mask>{n, factor});
  const double count = static_cast<double>(n.rows);
  for (int c = 0; c < n.channels; c++) {
    const double inverse = inverseDeviation(n.variance[c], n.epsilon);
    n.doffset[c] = static_cast<float>(sum[c]);
    n.dscale[c] = static_cast<float>(products[c] * inverse);
    constant[c] = static_cast<float>(-(sum[c] / count) * factor[c]);
    slope[c] = static_cast<float>(-(products[c] / count) * inverse * inverse * factor[c]);
  }
  writePanels(chunks, InputGradient<mask>{n, factor, slope, constant});
}

}  // namespace

// arXiv 1502.03167, section 3.
void batchNormGradient(const BatchNormGradient& n) {
  if (!n.relu) gradients<Mask::none>(n);
  else if (n.y) gradients<Mask::y>(n);
  else gradients<Mask::x>(n);
}

}  // namespace resnext::RESNEXT_ISA
