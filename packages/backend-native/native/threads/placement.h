#pragma once
#include <thread>

namespace resnext {

// The core that the calling thread runs on, or -1 where the system does not say.
int currentCore();

// Lets `thread` run on all the process's cores but this one, if there is another.
void avoidCore(std::thread& thread, int core);

}  // namespace resnext
