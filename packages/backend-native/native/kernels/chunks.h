// How kernels over a matrix [rows, channels] divide it among threads, and go through a part of it.
#pragma once
#include "../simd/simd.h"
#include "../threads/parallel.h"

namespace resnext::RESNEXT_ISA {

template <bool whole>
RESNEXT_INLINE Vector loadUpTo(const float* from, int count) {
  if constexpr (whole) return load(from);
  return load(from, count);
}

template <bool whole>
RESNEXT_INLINE void storeUpTo(float* to, Vector v, int count) {
  if constexpr (whole) store(to, v);
  else store(to, v, count);
}

// A block has so many rows, and is gone through in panels of so many vectors, a panel's numbers for each
// channel staying in registers.
constexpr int blockRows = 64;
constexpr int panelVectors = registers >= 32 ? 4 : 2;

// The part of a block that one panel is. `ahead` is what of the next block this one's panel should ask
// for, a vector at a time: in the order of the memory, as no panel reads it, but the processor likes it.
struct Panel {
  std::size_t row;
  int rows;
  int channel;
  int count;  // of channels; a multiple of the lanes, or fewer than those
  std::size_t ahead, aheadStep;
};

// Chunks of whole blocks of rows, and of channels too where there are few rows. Of shape and thread
// count alone, so that sums over chunks are the same in every run.
struct Chunks {
  std::size_t rows;
  int channels;
  std::size_t rowsEach;
  int channelsEach;
  int down, across;

  Chunks(std::size_t rows, int channels) : rows(rows), channels(channels) {
    constexpr std::size_t leastFloats = 16384;  // less is not worth another thread
    constexpr int leastChannels = 64;           // four cache lines
    const std::size_t most = rows * channels / leastFloats + 1;
    // More chunks than threads, since another process may hold one of them up.
    const std::size_t wanted = threadCount() == 1 ? 1 : 8 * static_cast<std::size_t>(threadCount());
    const std::size_t count = most < wanted ? most : wanted;
    const std::size_t blocks = (rows + blockRows - 1) / blockRows;
    const std::size_t blocksEach = (blocks + count - 1) / count;
    rowsEach = blocksEach * blockRows;
    down = static_cast<int>((blocks + blocksEach - 1) / blocksEach);
    const int parts = (channels + leastChannels - 1) / leastChannels;
    const int partsWanted = static_cast<int>(count) / down;
    const int partsEach = partsWanted <= 1 ? parts : (parts + partsWanted - 1) / partsWanted;
    channelsEach = partsEach * leastChannels;
    across = (parts + partsEach - 1) / partsEach;
  }

  int count() const { return down * across; }
  int rowChunk(int chunk) const { return chunk / across; }
  int firstChannel(int chunk) const { return chunk % across * channelsEach; }
  int endChannel(int chunk) const {
    const int end = firstChannel(chunk) + channelsEach;
    return end < channels ? end : channels;
  }

  // Calls visit.operator()<V, whole>(panel) for each panel of a chunk: of V vectors, the only one of them
  // not a whole one unless `whole`.
  template <typename Visit>
  RESNEXT_INLINE_MEMBER void eachPanel(int chunk, Visit visit) const {
    constexpr int wide = panelVectors * lanes;
    const std::size_t first = rowChunk(chunk) * rowsEach;
    const std::size_t end = first + rowsEach < rows ? first + rowsEach : rows;
    const int endChannel = this->endChannel(chunk);
    for (std::size_t row = first; row < end; row += blockRows) {
      const std::size_t next = row + blockRows;
      const bool last = next >= end;
      Panel panel{row, last ? static_cast<int>(end - row) : blockRows, firstChannel(chunk), wide, 0, 0};
      const auto show = [&]<int V, bool whole>() {
        // With part of the channels only, the next block is no run of the memory; but then all is small.
        const bool prefetch = !last && across == 1;
        panel.ahead = (prefetch ? next : row) * channels + (prefetch ? panel.channel * blockRows : 0);
        panel.aheadStep = prefetch ? lanes : 0;
        visit.template operator()<V, whole>(panel);
        panel.channel += panel.count;
      };
      while (panel.channel + wide <= endChannel) show.template operator()<panelVectors, true>();
      panel.count = lanes;
      while (panel.channel + lanes <= endChannel) show.template operator()<1, true>();
      panel.count = endChannel - panel.channel;
      if (panel.count > 0) show.template operator()<1, false>();
    }
  }
};

}  // namespace resnext::RESNEXT_ISA
