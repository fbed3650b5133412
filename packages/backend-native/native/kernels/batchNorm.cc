#include "channelSums.h"
#include "kernels.h"
#include "normalisation.h"

namespace resnext::RESNEXT_ISA {
namespace {

// Sums of the differences from a block's own first row, which have all their digits wherever the numbers
// lie, and of their squares. In float64 they are turned into differences from the first row of all.
struct Statistics {
  const float* x;
  std::size_t stride;

  template <int V, bool whole>
  RESNEXT_INLINE_MEMBER void collect(const Panel& panel, double* sum, double* squares) const {
    const int count = panel.count;
    const float* from = x + panel.row * stride + panel.channel;
    const float* ahead = x + panel.ahead;
    Vector first[V], s[V], q[V];
#pragma GCC unroll 4
    for (int v = 0; v < V; v++) {
      first[v] = loadUpTo<whole>(from + v * lanes, count);
      s[v] = q[v] = zero();
    }
    for (int r = 0; r < panel.rows; r++, from += stride) {
#pragma GCC unroll 4
      for (int v = 0; v < V; v++, ahead += panel.aheadStep) {
        prefetch(ahead);
        const Vector difference = sub(loadUpTo<whole>(from + v * lanes, count), first[v]);
        s[v] = add(s[v], difference);
        q[v] = fma(difference, difference, q[v]);
      }
    }
    float firsts[V * lanes], sums[V * lanes], squareSums[V * lanes];
#pragma GCC unroll 4
    for (int v = 0; v < V; v++) {
      store(firsts + v * lanes, first[v]);
      store(sums + v * lanes, s[v]);
      store(squareSums + v * lanes, q[v]);
    }
    const float* origin = x + panel.channel;
    const double rows = panel.rows;
    for (int i = 0; i < count; i++) {
      const double shift = static_cast<double>(firsts[i]) - origin[i];
      sum[i] += sums[i] + rows * shift;
      squares[i] += squareSums[i] + shift * (2.0 * sums[i] + rows * shift);
    }
  }
};

template <bool residual, bool relu>
struct Normalise {
  const BatchNorm& n;
  const float* factor;

  template <int V, bool whole, typename Put>
  RESNEXT_INLINE_MEMBER void write(const Panel& panel, Put put) const {
    const Normalisation<V, whole> normalisation(n.mean, factor, n.offset, panel);
    const std::size_t stride = n.channels, start = panel.row * stride + panel.channel;
    const float* x = n.x + start;
    const float* shortcut = n.residual + (residual ? start : 0);
    float* y = n.y + start;
    for (int r = 0; r < panel.rows; r++) {
#pragma GCC unroll 4
      for (int v = 0; v < V; v++) {
        const std::size_t at = r * stride + v * lanes;
        Vector value = normalisation.of(loadUpTo<whole>(x + at, panel.count), v);
        if constexpr (residual) value = add(value, loadUpTo<whole>(shortcut + at, panel.count));
        // In this order, what is not a number stays none.
        if constexpr (relu) value = max(zero(), value);
        put(y + at, value);
      }
    }
  }
};

}  // namespace

void batchNorm(const BatchNorm& n) {
  const Chunks chunks(n.rows, n.channels);
  double* sum = sumsOf(chunks);
  double* squares = sum + n.channels;
  channelSums(chunks, sum, Statistics{n.x, static_cast<std::size_t>(n.channels)});
  float* factor = scratch(Scratch::B, n.channels);
  const double count = static_cast<double>(n.rows);
  for (int c = 0; c < n.channels; c++) {
    const double mean = sum[c] / count;
    const double variance = squares[c] / count - mean * mean;
    n.mean[c] = static_cast<float>(n.x[c] + mean);
    n.variance[c] = static_cast<float>(variance < 0 ? 0 : variance);
    factor[c] = n.scale[c] * inverseDeviation(n.variance[c], n.epsilon);
  }
  if (n.residual && n.relu) writePanels(chunks, Normalise<true, true>{n, factor});
  else if (n.residual) writePanels(chunks, Normalise<true, false>{n, factor});
  else if (n.relu) writePanels(chunks, Normalise<false, true>{n, factor});
  else writePanels(chunks, Normalise<false, false>{n, factor});
}

}  // namespace resnext::RESNEXT_ISA
