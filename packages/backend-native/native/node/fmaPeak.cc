#include <algorithm>
#include <chrono>
#include <vector>

#include "../isa/isa.h"
#include "../threads/parallel.h"
#include "exports.h"

namespace resnext {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// A cache line each, so that threads do not wait for one another.
struct alignas(64) Result {
  float sum;
  double operations;
};

}  // namespace

// fmaPeak(seconds) -> multiplications and additions a second, in billions: the best of many short runs
// of all threads together, since others may use the machine during some of them.
napi_value fmaPeak(Call& call) {
  const double seconds = call.number(0);
  const int tasks = threadCount();
  std::vector<Result> results(static_cast<std::size_t>(tasks));
  constexpr double enough = 0.002;  // beside which starting the threads costs nothing
  int turns = 10000;
  double best = 0;
  const Clock::time_point begin = Clock::now();
  do {
    const Clock::time_point start = Clock::now();
    parallel(tasks, [&](int task) {
      Result& own = results[static_cast<std::size_t>(task)];
      kernels().fmaPeak({turns, 0.999f, 0.001f, &own.sum, &own.operations});
    });
    const double elapsed = secondsSince(start);
    double operations = 0;
    for (const Result& result : results) operations += result.operations;
    best = std::max(best, operations / elapsed);
    if (elapsed < enough) turns *= 2;
  } while (secondsSince(begin) < seconds);
  return toNumber(call.env(), best / 1e9);
}

}  // namespace resnext
