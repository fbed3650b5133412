// Two sums a channel over all rows of a matrix: in float32 within a block of rows, in registers, and in
// float64 beyond.
#pragma once
#include "chunks.h"

namespace resnext::RESNEXT_ISA {

// Room for the sums of each chunk of rows: `channels` of the one kind, then as many of the other.
RESNEXT_INLINE double* sumsOf(const Chunks& chunks) {
  return reinterpret_cast<double*>(scratch(Scratch::A, 4ul * chunks.down * chunks.channels));
}

// `addition.collect<V, whole>(panel, first, second)` adds a panel's channels to both sums, which begin at the
// panel's first channel. The totals are in the first chunk's place, added up in the order of the chunks.
template <typename Addition>
static void channelSums(const Chunks& chunks, double* sums, const Addition& addition) {
  const std::size_t both = 2ul * chunks.channels;
  parallel(chunks.count(), [&](int chunk) {
    double* first = sums + chunks.rowChunk(chunk) * both;
    double* second = first + chunks.channels;
    for (int c = chunks.firstChannel(chunk); c < chunks.endChannel(chunk); c++) first[c] = second[c] = 0;
    chunks.eachPanel(chunk, [&]<int V, bool whole>(const Panel& panel) {
      addition.template collect<V, whole>(panel, first + panel.channel, second + panel.channel);
    });
  });
  for (int chunk = 1; chunk < chunks.down; chunk++) {
    for (std::size_t i = 0; i < both; i++) sums[i] += sums[chunk * both + i];
  }
}

}  // namespace resnext::RESNEXT_ISA
