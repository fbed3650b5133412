#include "isa.h"

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace resnext {

#if defined(__x86_64__)
namespace avx512 { extern const Kernels kernels; }
namespace avx2 { extern const Kernels kernels; }
namespace baseline { extern const Kernels kernels; }
#elif defined(__aarch64__)
namespace neon { extern const Kernels kernels; }
#else
namespace baseline { extern const Kernels kernels; }
#endif

namespace {

struct Choice {
  const Kernels* kernels;
  bool runs;
};

#if defined(__x86_64__)
// GCC and Clang ask CPUID and, through XGETBV, whether the system saves the wide registers.
bool hasAvx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
}
bool hasAvx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
#endif

const Kernels& choose() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const Choice choices[] = {
      {&avx512::kernels, hasAvx512()}, {&avx2::kernels, hasAvx2()}, {&baseline::kernels, true}};
#elif defined(__aarch64__)
  const Choice choices[] = {{&neon::kernels, true}};
#else
  const Choice choices[] = {{&baseline::kernels, true}};
#endif
  const char* set = std::getenv("RESNEXT_ISA");
  const std::string wanted = set ? set : "";
  std::string names;
  for (const Choice& choice : choices) {
    if (choice.runs && (wanted.empty() || wanted == choice.kernels->isa)) return *choice.kernels;
    if (choice.runs) names += (names.empty() ? "" : ", ") + std::string(choice.kernels->isa);
  }
  throw std::invalid_argument("expected one of " + names + " for RESNEXT_ISA on this machine but received '" +
                              wanted + "'");
}

}  // namespace

const Kernels& kernels() {
  static const Kernels& chosen = choose();
  return chosen;
}

}  // namespace resnext
