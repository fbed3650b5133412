#pragma once
#include "../kernels/arguments.h"
#include "call.h"

namespace resnext {

// An argument that is a window, its numbers in the struct's order.
inline Window windowOf(const Call& call, std::size_t index) {
  const std::int32_t* n = call.sizes(index, 13);
  for (int i = 0; i < 11; i++) {
    if (n[i] < 1) call.fail(index, "a window of positive sizes, strides and dilations");
  }
  return {n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], n[11], n[12]};
}

// Floats of the images that the window moves over, and of those that it leaves.
inline std::size_t inSize(const Window& w, std::size_t channels) {
  return channels * w.batch * w.inHeight * w.inWidth;
}
inline std::size_t outSize(const Window& w, std::size_t channels) {
  return channels * w.batch * w.outHeight * w.outWidth;
}

}  // namespace resnext
