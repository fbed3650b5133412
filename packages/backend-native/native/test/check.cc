#include "check.h"

#include <cstdio>
#include <limits>

namespace resnext::check {
namespace {

int failed = 0;

void fail(const std::string& what) {
  // The first few tell enough.
  if (failed++ < 20) std::printf("FAILED %s\n", what.c_str());
}

// Marsaglia's xorshift.
struct Random {
  std::uint32_t state;
  explicit Random(std::uint32_t seed) : state(seed * 2654435761u + 1) {}
  std::uint32_t next() {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
  }
};

}  // namespace

Floats randomFloats(std::size_t count, std::uint32_t seed) {
  Random random(seed);
  Floats values(count);
  for (float& value : values) value = static_cast<float>(random.next() >> 8) / (1 << 23) - 1;
  return values;
}

Integers randomIntegers(std::size_t count, std::uint32_t seed, int low, int high) {
  Random random(seed);
  Integers values(count);
  const std::uint32_t span = static_cast<std::uint32_t>(high - low) + 1;
  for (std::int32_t& value : values) value = low + static_cast<std::int32_t>(random.next() % span);
  return values;
}

Floats unwritten(std::size_t count) { return Floats(count, std::numeric_limits<float>::quiet_NaN()); }

void expectNear(const std::string& what, const Floats& actual, const Doubles& expected, double tolerance) {
  for (std::size_t i = 0; i < expected.size(); i++) {
    const double a = actual[i], e = expected[i];
    const bool same = a == e || (std::isnan(a) && std::isnan(e));
    if (same || std::fabs(a - e) <= tolerance * (1 + std::fabs(e))) continue;
    return fail(what + ": expected " + std::to_string(e) + " at " + std::to_string(i) + " of " +
                std::to_string(expected.size()) + " but received " + std::to_string(a));
  }
}

void expectSame(const std::string& what, const Integers& actual, const Integers& expected) {
  for (std::size_t i = 0; i < expected.size(); i++) {
    if (actual[i] == expected[i]) continue;
    return fail(what + ": expected " + std::to_string(expected[i]) + " at " + std::to_string(i) +
                " but received " + std::to_string(actual[i]));
  }
}

void expect(const std::string& what, bool condition) {
  if (!condition) fail(what);
}

int failures() { return failed; }

}  // namespace resnext::check
