// Work in parallel, for code compiled for any instruction set: nothing of the standard library here.
#pragma once

namespace resnext {

// How many threads compute: RESNEXT_THREADS, else the cores that this process may use.
int threadCount();
// From now on; at least 1. Not while a kernel runs.
void setThreadCount(int count);

// Calls body(context, task) for each task in [0, tasks), the caller taking part. Which thread runs
// which task is open, so a task's result must not depend on it. Tasks must not throw. From within a
// task, or while another JavaScript thread has the pool, the tasks run on the calling thread alone.
void parallelTasks(int tasks, void (*body)(void* context, int task), void* context);

template <typename Body>
inline void parallel(int tasks, Body body) {
  parallelTasks(
      tasks, [](void* context, int task) { (*static_cast<Body*>(context))(task); }, &body);
}

// Memory of the calling thread, 64-byte aligned, kept from call to call and overwritten by the next
// caller on this thread that asks for the same slot.
enum class Scratch { A, B, C, slots };
float* scratch(Scratch slot, unsigned long floats);

}  // namespace resnext
