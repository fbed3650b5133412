#include "kernels.h"
#include "narrowConvolution.h"
#include "wideConvolution.h"

namespace resnext::RESNEXT_ISA {

void convolve(const Convolution& c) {
  if (!isNarrow(c.groups, c.inputs, c.outputs)) return WideConvolution(c).run();
  if (c.inputs == 1) return NarrowConvolution<1>(c).run();
  if (c.inputs == 2) return NarrowConvolution<2>(c).run();
  if constexpr (lanes > 4) {
    if (c.inputs == 4) return NarrowConvolution<4>(c).run();
  }
  if constexpr (lanes > 8) {
    if (c.inputs == 8) return NarrowConvolution<8>(c).run();
  }
}

}  // namespace resnext::RESNEXT_ISA
