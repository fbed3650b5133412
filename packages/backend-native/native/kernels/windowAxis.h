// Arithmetic of a window along one axis.
#pragma once
#include "arithmetic.h"

namespace resnext::RESNEXT_ISA {

struct Range {
  int from, to;
};

// The outputs in [from, to) whose input `output * stride + shift` is in [0, size).
RESNEXT_INLINE Range insideOf(int from, int to, int stride, int shift, int size) {
  const int first = shift >= 0 ? 0 : (-shift + stride - 1) / stride;
  const int end = size - shift > 0 ? (size - shift - 1) / stride + 1 : 0;
  Range range{first > from ? first : from, end < to ? end : to};
  if (range.to < range.from) range.to = range.from;
  return range;
}

// The taps, of so many, whose input `start + tap * dilation` is in [0, size).
RESNEXT_INLINE Range tapsInside(int start, int taps, int dilation, int size) {
  const int first = start < 0 ? divideUp(-start, dilation) : 0;
  const int end = start < size ? smaller(divideUp(size - start, dilation), taps) : 0;
  return {first, end > first ? end : first};
}

}  // namespace resnext::RESNEXT_ISA
