#include "placement.h"

#ifdef __linux__
#include <pthread.h>
#include <sched.h>
#endif

namespace resnext {

#ifdef __linux__

int currentCore() { return sched_getcpu(); }

void avoidCore(std::thread& thread, int core) {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  // The caller's own set: the helper's is what was made of it here before.
  if (core < 0 || core >= CPU_SETSIZE || sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  if (CPU_COUNT(&allowed) > 1) CPU_CLR(core, &allowed);
  pthread_setaffinity_np(thread.native_handle(), sizeof allowed, &allowed);
}

#else

int currentCore() { return -1; }
void avoidCore(std::thread&, int) {}

#endif

}  // namespace resnext
