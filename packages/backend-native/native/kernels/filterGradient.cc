#include "kernels.h"
#include "narrowFilterGradient.h"
#include "pointwiseFilterGradient.h"
#include "wideFilterGradient.h"

namespace resnext::RESNEXT_ISA {

void convolveFilterGradient(const FilterGradient& g) {
  if (PointwiseFilterGradient::fits(g)) return PointwiseFilterGradient(g).run();
  if (!isNarrow(g.groups, g.inputs, g.outputs)) return WideFilterGradient(g).run();
  if (g.inputs == 1) return NarrowFilterGradient<1>(g).run();
  if (g.inputs == 2) return NarrowFilterGradient<2>(g).run();
  if constexpr (lanes > 4) {
    if (g.inputs == 4) return NarrowFilterGradient<4>(g).run();
  }
  if constexpr (lanes > 8) {
    if (g.inputs == 8) return NarrowFilterGradient<8>(g).run();
  }
}

}  // namespace resnext::RESNEXT_ISA
