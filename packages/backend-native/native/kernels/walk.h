// Ways over the elements of an array, for kernels that touch each element once.
#pragma once
#include "../simd/simd.h"
#include "../threads/parallel.h"
#include "arguments.h"

namespace resnext::RESNEXT_ISA {

// Calls part(begin, end) for pieces of [0, count), in parallel where that pays.
template <typename Part>
RESNEXT_INLINE void inParts(long count, Part part) {
  constexpr long worthwhile = 16384;
  const long most = 4L * threadCount();
  const long tasks = count / worthwhile < most ? count / worthwhile : most;
  if (tasks < 2) return part(0L, count);
  const long size = (count + tasks - 1) / tasks;
  // Of whole cache lines, whatever the type.
  const long step = (size + 63) / 64 * 64;
  parallel(static_cast<int>((count + step - 1) / step), [&](int task) {
    const long begin = task * step;
    part(begin, begin + step < count ? begin + step : count);
  });
}

// Calls run(first, second, position, count) for the runs along the last axis that make up
// [begin, end) of the row-major order: offsets into either array, place in the order, length.
template <typename Run>
RESNEXT_INLINE void walk(const Layout& layout, long begin, long end, Run run) {
  const int last = layout.rank - 1;
  long index[maxRank];
  long first = 0, second = 0;
  for (long axis = last, rest = begin; axis >= 0; axis--) {
    index[axis] = rest % layout.shape[axis];
    rest /= layout.shape[axis];
    first += index[axis] * layout.first[axis];
    second += index[axis] * layout.second[axis];
  }
  while (begin < end) {
    const long behind = layout.shape[last] - index[last];
    const long count = behind < end - begin ? behind : end - begin;
    run(first, second, begin, count);
    begin += count;
    index[last] += count;
    first += count * layout.first[last];
    second += count * layout.second[last];
    for (int axis = last; axis > 0 && index[axis] == layout.shape[axis]; axis--) {
      first += layout.first[axis - 1] - static_cast<long>(layout.shape[axis]) * layout.first[axis];
      second += layout.second[axis - 1] - static_cast<long>(layout.shape[axis]) * layout.second[axis];
      index[axis] = 0;
      index[axis - 1]++;
    }
  }
}

RESNEXT_INLINE long elements(const Layout& layout) {
  long count = 1;
  for (int axis = 0; axis < layout.rank; axis++) count *= layout.shape[axis];
  return count;
}

}  // namespace resnext::RESNEXT_ISA
