#include "kernels.h"
#include "walk.h"

namespace resnext::RESNEXT_ISA {
namespace {

template <typename T>
void rows(const Layout& layout, const T* x, T* y) {
  const int last = layout.rank - 1;
  const long from = layout.first[last], to = layout.second[last];
  inParts(elements(layout), [&](long begin, long end) {
    walk(layout, begin, end, [&](long first, long second, long, long count) {
      const T* source = x + first;
      T* target = y + second;
      if (from == 1 && to == 1) {
        if (count < 16) for (long i = 0; i < count; i++) target[i] = source[i];
        else __builtin_memcpy(target, source, count * sizeof(T));
      } else if (from == 0 && to == 1) {
        const T value = *source;
        for (long i = 0; i < count; i++) target[i] = value;
      } else {
        for (long i = 0; i < count; i++) target[i * to] = source[i * from];
      }
    });
  });
}

constexpr int side = 16;

// `from` and `to` are how far apart rows are: y[r * to + c] = x[c * from + r].
template <typename T>
void transposeTile(const T* x, long from, T* y, long to) {
  T tile[side][side];
  for (int c = 0; c < side; c++)
    for (int r = 0; r < side; r++) tile[c][r] = x[c * from + r];
  for (int r = 0; r < side; r++)
    for (int c = 0; c < side; c++) y[r * to + c] = tile[c][r];
}

// Where one array is contiguous along the last axis and the other along `across`, tiles of both use whole
// cache lines on either side.
template <typename T>
void tiles(const Layout& layout, int across, const T* x, T* y) {
  const int last = layout.rank - 1;
  const long height = layout.shape[across], width = layout.shape[last];
  const long from = layout.first[last], to = layout.second[across];
  std::int32_t shape[maxRank], first[maxRank], second[maxRank];
  int rank = 0;
  for (int axis = 0; axis < last; axis++) {
    if (axis == across) continue;
    shape[rank] = layout.shape[axis];
    first[rank] = layout.first[axis];
    second[rank++] = layout.second[axis];
  }
  // Bands of tiles are an axis too.
  shape[rank] = static_cast<std::int32_t>((height + side - 1) / side);
  first[rank] = side;
  second[rank++] = static_cast<std::int32_t>(side * to);
  const Layout bands{rank, shape, first, second};
  const long count = elements(bands), perBand = shape[rank - 1];
  const long together = (16384 + side * width - 1) / (side * width);
  parallel(static_cast<int>((count + together - 1) / together), [&](int task) {
    const long begin = task * together;
    const long end = begin + together < count ? begin + together : count;
    walk(bands, begin, end, [&](long source, long target, long position, long run) {
      for (long i = 0; i < run; i++, source += side, target += side * to) {
        const long top = (position + i) % perBand * side;
        const long tall = height - top < side ? height - top : side;
        for (long left = 0; left < width; left += side) {
          const T* corner = x + source + left * from;
          T* into = y + target + left;
          const long wide = width - left < side ? width - left : side;
          if (tall == side && wide == side) {
            transposeTile(corner, from, into, to);
            continue;
          }
          for (long r = 0; r < tall; r++)
            for (long c = 0; c < wide; c++) into[r * to + c] = corner[c * from + r];
        }
      }
    });
  });
}

template <typename T>
void apply(const Copy& call) {
  const Layout& layout = call.layout;
  const T* x = static_cast<const T*>(call.x);
  T* y = static_cast<T*>(call.y);
  const int last = layout.rank - 1;
  if (layout.second[last] == 1 && layout.first[last] > 1) {
    for (int axis = last - 1; axis >= 0; axis--) {
      if (layout.first[axis] == 1) return tiles(layout, axis, x, y);
    }
  }
  rows(layout, x, y);
}

}  // namespace

void copy(const Copy& call) {
  if (call.bytes == 1) apply<std::uint8_t>(call);
  else apply<std::uint32_t>(call);
}

void fill(const Fill& call) {
  inParts(static_cast<long>(call.size), [&](long begin, long end) {
    std::int32_t* y = call.y;
    const std::int32_t bits = call.bits;
    for (long i = begin; i < end; i++) y[i] = bits;
  });
}

}  // namespace resnext::RESNEXT_ISA
