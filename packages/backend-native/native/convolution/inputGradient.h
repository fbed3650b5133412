#pragma once
#include "../kernels/arguments.h"

namespace resnext {

// dx = what `convolve` with `window`, `groups`, `inputs` and `outputs` passes back of dy. dx is wholly written.
struct InputGradient {
  Window window;
  int groups, inputs, outputs;  // channels of one group
  const float* dy;
  const float* filter;  // as given to the user: [kernelHeight, kernelWidth, inputs, groups * outputs]
  float* dx;
};

void convolveInputGradient(const InputGradient& gradient);

}  // namespace resnext
