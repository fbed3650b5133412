// Which of the instruction sets in this binary runs: the best that processor and system support, or a
// lower one that RESNEXT_ISA names.
#pragma once
#include "../kernels/kernels.h"

namespace resnext {

// Throws std::invalid_argument when RESNEXT_ISA names a set that is not in this binary, or that this
// machine cannot run.
const Kernels& kernels();

}  // namespace resnext
