#include "kernels.h"

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

namespace resnext::RESNEXT_ISA {

extern const Kernels kernels;
const Kernels kernels = {
    TEXT(RESNEXT_ISA),
#define KERNEL(name, parameters) name,
#include "list.h"
#undef KERNEL
};

}  // namespace resnext::RESNEXT_ISA
