// The table of kernels: one of each for every instruction set in the binary.
#pragma once
#include "arguments.h"

namespace resnext {

struct Kernels {
  const char* isa;
#define KERNEL(name, parameters) void(*name) parameters;
#include "list.h"
#undef KERNEL
};

}  // namespace resnext

#ifdef RESNEXT_ISA
namespace resnext::RESNEXT_ISA {
#define KERNEL(name, parameters) void name parameters;
#include "list.h"
#undef KERNEL
}  // namespace resnext::RESNEXT_ISA
#endif
