#include "chunks.h"
#include "kernels.h"

namespace resnext::RESNEXT_ISA {
namespace {

// Calls vector.operator()<whole>(at, count) for each vector of `size` numbers.
template <typename Body>
void eachVector(std::size_t size, Body vector) {
  constexpr std::size_t floatsEach = 32768;
  const int tasks = static_cast<int>((size + floatsEach - 1) / floatsEach);
  parallel(tasks, [&](int task) {
    std::size_t at = task * floatsEach;
    const std::size_t end = at + floatsEach < size ? at + floatsEach : size;
    for (; at + lanes <= end; at += lanes) vector.template operator()<true>(at, lanes);
    if (at < end) vector.template operator()<false>(at, static_cast<int>(end - at));
  });
}

}  // namespace

void sgdUpdate(const SgdUpdate& update) {
  const Vector decay = set(update.weightDecay), momentum = set(update.momentum);
  const Vector undamped = set(1 - update.dampening), backwards = set(-update.learningRate);
  eachVector(update.size, [&]<bool whole>(std::size_t at, int count) {
    const Vector parameter = loadUpTo<whole>(update.parameter + at, count);
    const Vector velocity = loadUpTo<whole>(update.velocity + at, count);
    const Vector gradient = fma(parameter, decay, loadUpTo<whole>(update.gradient + at, count));
    const Vector next = fma(velocity, momentum, mul(gradient, undamped));
    const Vector direction = update.nesterov ? fma(next, momentum, gradient) : next;
    storeUpTo<whole>(update.nextParameter + at, fma(direction, backwards, parameter), count);
    storeUpTo<whole>(update.nextVelocity + at, next, count);
  });
}

void movingAverage(const MovingAverage& average) {
  const Vector keep = set(average.keep), take = set(average.take);
  eachVector(average.size, [&]<bool whole>(std::size_t at, int count) {
    const Vector old = loadUpTo<whole>(average.average + at, count);
    const Vector value = loadUpTo<whole>(average.value + at, count);
    storeUpTo<whole>(average.next + at, fma(old, keep, mul(value, take)), count);
  });
}

}  // namespace resnext::RESNEXT_ISA
