#include <cstdio>
#include <exception>

#include "../threads/parallel.h"
#include "check.h"

int main() {
  using namespace resnext;
  try {
    std::printf("kernels of %s on %d threads\n", kernels().isa, threadCount());
    const struct {
      const char* name;
      void (*run)();
    } checks[] = {
#define KERNEL(name, parameters) {#name, check::name},
#include "../kernels/list.h"
#undef KERNEL
    };
    for (const auto& each : checks) {
      const int before = check::failures();
      each.run();
      std::printf("%s %s\n", check::failures() == before ? "ok    " : "FAILED", each.name);
    }
  } catch (const std::exception& error) {
    std::printf("FAILED %s\n", error.what());
    return 1;
  }
  return check::failures() == 0 ? 0 : 1;
}
