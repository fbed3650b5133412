#include "../simd/simd.h"
#include "kernels.h"

namespace resnext::RESNEXT_ISA {

// Two units with a latency of four cycles need eight chains to stay busy; these leave registers for the
// operands.
constexpr int chains = registers >= 32 ? 24 : 12;

// Multiplies and adds in registers alone, which is the most that this thread can do.
void fmaPeak(const FmaPeak& peak) {
  const Vector factor = set(peak.factor), summand = set(peak.summand);
  Vector chain[chains];
#pragma GCC unroll 24
  for (int i = 0; i < chains; i++) chain[i] = set(static_cast<float>(i));
  for (int turn = 0; turn < peak.turns; turn++) {
#pragma GCC unroll 24
    for (int i = 0; i < chains; i++) chain[i] = fma(chain[i], factor, summand);
  }
  // What nobody reads would not be computed.
  Vector sum = zero();
#pragma GCC unroll 24
  for (int i = 0; i < chains; i++) sum = add(sum, chain[i]);
  store(peak.sum, sum, 1);
  *peak.operations = 2.0 * chains * lanes * peak.turns;
}

}  // namespace resnext::RESNEXT_ISA
