#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

#include "../memory/bufferPool.h"
#include "availableCores.h"
#include "parallel.h"
#include "placement.h"

namespace resnext {
namespace {

inline void pauseCore() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// How long a helper looks for work before it sleeps. Waking takes long compared to a kernel, and between
// two kernels of a step tfjs needs some tens of microseconds; an idle process uses no processor time.
constexpr auto patience = std::chrono::microseconds(500);

int initialThreads() {
  const char* wanted = std::getenv("RESNEXT_THREADS");
  const int count = wanted ? std::atoi(wanted) : 0;
  return count >= 1 ? count : availableCores();
}

thread_local bool insideTask = false;

struct Job {
  void (*body)(void*, int);
  void* context;
  int tasks;
};

// Helpers wait for a new epoch, enter through the gate and take tasks by a shared counter. Once no task
// is left the gate closes, and only those inside are waited for: a helper that has not got a core yet
// holds nobody up.
class ThreadPool {
 public:
  void run(const Job& job) {
    leaveCore();
    job_ = job;
    next_.store(0, std::memory_order_relaxed);
    gate_.fetch_and(~closed, std::memory_order_release);
    {
      // With the mutex, so that a helper about to sleep cannot miss it.
      std::lock_guard<std::mutex> lock(mutex_);
      epoch_.fetch_add(1, std::memory_order_release);
    }
    if (sleeping_.load() > 0) wake_.notify_all();
    work();
    gate_.fetch_or(closed, std::memory_order_acq_rel);
    for (int spin = 0; gate_.load(std::memory_order_acquire) != closed; spin++) {
      // A helper that lost its core to another process gets it sooner if we step back.
      if (spin < 20000) pauseCore();
      else std::this_thread::yield();
    }
  }

  void resize(int helpers) {
    stop();
    stopping_ = false;
    const std::uint64_t now = epoch_.load();
    for (int i = 0; i < helpers; i++) threads_.emplace_back([this, now] { serve(now); });
    callersCore_ = -1;
  }

 private:
  void work() {
    const Job job = job_;
    for (int task; (task = next_.fetch_add(1, std::memory_order_relaxed)) < job.tasks;) {
      job.body(job.context, task);
    }
  }

  void serve(std::uint64_t seen) {
    insideTask = true;
    for (;;) {
      const auto end = std::chrono::steady_clock::now() + patience;
      while (epoch_.load(std::memory_order_acquire) == seen && std::chrono::steady_clock::now() < end) {
        for (int i = 0; i < 16; i++) pauseCore();
      }
      if (epoch_.load(std::memory_order_acquire) == seen) {
        std::unique_lock<std::mutex> lock(mutex_);
        sleeping_.fetch_add(1);
        wake_.wait(lock, [&] { return epoch_.load() != seen; });
        sleeping_.fetch_sub(1);
      }
      seen = epoch_.load(std::memory_order_acquire);
      if (stopping_) return;
      if ((gate_.fetch_add(1, std::memory_order_acquire) & closed) == 0) work();
      gate_.fetch_sub(1, std::memory_order_release);
    }
  }

  // A helper that shares the caller's core only halves it, and the system may need milliseconds to part
  // them: helpers may run on any of the process's cores but the caller's.
  void leaveCore() {
    const int core = currentCore();
    if (core == callersCore_) return;
    callersCore_ = core;
    for (auto& thread : threads_) avoidCore(thread, core);
  }

  void stop() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
      epoch_.fetch_add(1, std::memory_order_release);
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }

  static constexpr int closed = 1 << 30;

  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<int> sleeping_{0};
  std::atomic<std::uint64_t> epoch_{0};
  alignas(64) std::atomic<int> next_{0};
  alignas(64) std::atomic<int> gate_{closed};
  Job job_{};
  int callersCore_ = -1;  // when helpers were last placed
  bool stopping_ = false;
};

struct State {
  std::mutex owner;  // one JavaScript thread at a time has the pool
  ThreadPool pool;
  std::atomic<int> wanted{initialThreads()};
  int started = 1;
};

// Never destroyed: helpers still wait in it when the process exits.
State& state() {
  static State* const instance = new State();
  return *instance;
}

struct ThreadScratch {
  float* memory[static_cast<int>(Scratch::slots)] = {};
  std::size_t floats[static_cast<int>(Scratch::slots)] = {};
  ~ThreadScratch() {
    for (float* block : memory)
      if (block) giveBlock(block);
  }
};

}  // namespace

int threadCount() { return state().wanted.load(); }

void setThreadCount(int count) { state().wanted.store(count < 1 ? 1 : count); }

void parallelTasks(int tasks, void (*body)(void*, int), void* context) {
  State& s = state();
  std::unique_lock<std::mutex> owner(s.owner, std::defer_lock);
  const bool alone = tasks < 2 || insideTask || s.wanted.load() < 2 || !owner.try_lock();
  if (alone) {
    for (int task = 0; task < tasks; task++) body(context, task);
    return;
  }
  if (s.started != s.wanted.load()) {
    s.started = s.wanted.load();
    s.pool.resize(s.started - 1);
  }
  insideTask = true;
  s.pool.run({body, context, tasks});
  insideTask = false;
}

float* scratch(Scratch slot, unsigned long floats) {
  thread_local ThreadScratch own;
  const int index = static_cast<int>(slot);
  if (own.floats[index] < floats) {
    if (own.memory[index]) giveBlock(own.memory[index]);
    own.memory[index] = nullptr;
    own.memory[index] = static_cast<float*>(takeBlock(floats * sizeof(float)));
    own.floats[index] = floats;
  }
  return own.memory[index];
}

}  // namespace resnext
