#include "check.h"

namespace resnext::check {

void fmaPeak() {
  float sum = NAN;
  double operations = NAN;
  kernels().fmaPeak({100, 0.5f, 1.0f, &sum, &operations});
  // Chains of 0.5 * x + 1 end at 2, so that their sum tells how many there are.
  expect("fmaPeak: each of its chains ends at 2", sum == 24.0f || sum == 48.0f);
  expect("fmaPeak: counts its operations", operations > 0 && std::fmod(operations, 100.0 * sum) == 0);
}

}  // namespace resnext::check
