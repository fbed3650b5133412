// Whole numbers as loops over tiles, panels and tasks need them.
#pragma once
#include "../simd/simd.h"

namespace resnext::RESNEXT_ISA {

RESNEXT_INLINE int divideUp(int a, int b) { return (a + b - 1) / b; }

RESNEXT_INLINE int smaller(int a, int b) { return a < b ? a : b; }

// Where part `part` of `parts` like parts of `total` starts.
RESNEXT_INLINE int split(int total, int parts, int part) {
  return static_cast<int>(static_cast<long long>(total) * part / parts);
}

}  // namespace resnext::RESNEXT_ISA
