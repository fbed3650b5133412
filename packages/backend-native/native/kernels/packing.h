// How a packed filter lies in memory.
//
// Wide (the ordinary case): group by group, panel by panel (`panel` outputs, the last one fewer, in
// whole vectors), then [taps, inputs, outputs of the panel].
// Narrow (groups narrower than a vector): vector by vector of output channels, whole groups in each,
// then [taps, inputs of a group, lanes].
#pragma once
#include "arithmetic.h"
#include "tile.h"

namespace resnext::RESNEXT_ISA {

// Whether several groups share a vector.
RESNEXT_INLINE bool isNarrow(int groups, int inputs, int outputs) {
  const bool power = inputs == 1 || inputs == 2 || inputs == 4 || inputs == 8;
  return groups > 1 && inputs == outputs && power && inputs < lanes;
}

// Vectors in panel p of a group.
RESNEXT_INLINE int panelVectors(int p, int outputs) {
  return smaller(divideUp(outputs - p * panel, lanes), tileVectors);
}

// Outputs in its last vector.
RESNEXT_INLINE int lastOutputs(int p, int outputs) {
  return smaller(outputs - p * panel - (panelVectors(p, outputs) - 1) * lanes, lanes);
}

// Where panel p of group g starts; `rows` = taps * inputs.
RESNEXT_INLINE std::ptrdiff_t panelStart(int g, int p, std::ptrdiff_t rows, int outputs) {
  return rows * (static_cast<std::ptrdiff_t>(g) * divideUp(outputs, lanes) * lanes +
                 static_cast<std::ptrdiff_t>(p) * panel);
}

}  // namespace resnext::RESNEXT_ISA
