// A small SIMD type. Kernels are written over it once, and compiled for each instruction set; no other
// folder knows an intrinsic.
//
//   Vector           `lanes` floats
//   load, store      any alignment; `count` for the first lanes only (loads zeros beyond)
//   set, zero        the same number in every lane
//   fma(a, b, c)     a * b + c, rounded once where the machine can
//   keepPositive     a where b > 0, else 0
//   largest(a, b)    the larger, and not a number where either is not
//   stream           stores past the caches, whole vectors to aligned addresses; streamed() before
//                    another thread reads them
//   prefetch         asks for the line at an address, to be read or written soon
//   splat<G, i>(v)   in each run of G lanes, lane i of that run everywhere
//   transpose(rows)  of as many vectors as a vector has lanes
//
// RESNEXT_ISA names the namespace of everything that is compiled for one set, so that the linker can
// never take one set's copy of an inline function for another's.
#pragma once
#include <cstddef>
#include <cstdint>

#define RESNEXT_INLINE_MEMBER inline __attribute__((always_inline))
#define RESNEXT_INLINE static RESNEXT_INLINE_MEMBER

namespace resnext::RESNEXT_ISA {
RESNEXT_INLINE void prefetch(const void* line) { __builtin_prefetch(line, 0, 3); }
RESNEXT_INLINE void prefetchToWrite(const void* line) { __builtin_prefetch(line, 1, 3); }
}  // namespace resnext::RESNEXT_ISA

#if defined(RESNEXT_SIMD_AVX512)
#include "avx512.h"
#elif defined(RESNEXT_SIMD_AVX2)
#include "avx2.h"
#elif defined(__aarch64__)
#include "neon.h"
#elif defined(__SSE2__)
#include "sse2.h"
#else
#include "portable.h"
#endif
