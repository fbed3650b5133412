#pragma once
#include <cstddef>

namespace resnext {

// Floats that a packed filter takes, whatever the instruction set: outputs are rounded up to a vector.
inline std::size_t packedFilterSize(std::size_t taps, std::size_t groups, std::size_t inputs, std::size_t outputs) {
  constexpr std::size_t widest = 16;
  return taps * groups * inputs * ((outputs + widest - 1) / widest * widest);
}

}  // namespace resnext
