// What batch norm and its gradient share.
#pragma once
#include "chunks.h"

namespace resnext::RESNEXT_ISA {

RESNEXT_INLINE float inverseDeviation(float variance, float epsilon) {
  return 1.0f / __builtin_sqrtf(variance + epsilon);
}

// The gradient asks for the sign of the very number that went forward, so both compute it here.
template <int V, bool whole>
struct Normalisation {
  Vector mean[V], factor[V], offset[V];

  RESNEXT_INLINE_MEMBER Normalisation(const float* means, const float* factors, const float* offsets,
                                      const Panel& panel) {
#pragma GCC unroll 4
    for (int v = 0; v < V; v++) {
      const int c = panel.channel + v * lanes;
      mean[v] = loadUpTo<whole>(means + c, panel.count);
      factor[v] = loadUpTo<whole>(factors + c, panel.count);
      offset[v] = loadUpTo<whole>(offsets + c, panel.count);
    }
  }

  RESNEXT_INLINE_MEMBER Vector of(Vector x, int v) const {
    return fma(sub(x, mean[v]), factor[v], offset[v]);
  }
};

// Calls pass.write<V, whole>(panel, put) for each panel, where put(to, vector) stores a result.
template <typename Pass>
static void writePanels(const Chunks& chunks, const Pass& pass) {
  // A larger result would only push out of the caches what is still to be read.
  constexpr std::size_t cached = std::size_t{1} << 20;
  const bool past = chunks.rows * chunks.channels > cached && chunks.channels % lanes == 0;
  parallel(chunks.count(), [&](int task) {
    // The chunks that were read last come first: they are still in the caches.
    const int chunk = chunks.count() - 1 - task;
    if (past) {
      chunks.eachPanel(chunk, [&]<int V, bool whole>(const Panel& panel) {
        if constexpr (whole) pass.template write<V, true>(panel, [](float* to, Vector v) { stream(to, v); });
      });
      streamed();
    } else {
      chunks.eachPanel(chunk, [&]<int V, bool whole>(const Panel& panel) {
        const int count = panel.count;
        pass.template write<V, whole>(panel, [=](float* to, Vector v) { storeUpTo<whole>(to, v, count); });
      });
    }
  });
}

}  // namespace resnext::RESNEXT_ISA
