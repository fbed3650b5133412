// Checks of kernels against plain loops in float64, in C++ alone: so that they run where no Node does,
// under an emulator, and with each array in memory of its own, which a sanitizer watches to the byte.
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "../isa/isa.h"

namespace resnext::check {

// One for each kernel: without it, this program does not link.
#define KERNEL(name, parameters) void name();
#include "../kernels/list.h"
#undef KERNEL

using Floats = std::vector<float>;
using Doubles = std::vector<double>;
using Integers = std::vector<std::int32_t>;

// From [-1, 1), the same every time.
Floats randomFloats(std::size_t count, std::uint32_t seed);
// Whole numbers from [low, high].
Integers randomIntegers(std::size_t count, std::uint32_t seed, int low, int high);
// For a kernel to write: not a number until it does.
Floats unwritten(std::size_t count);

// Counts a failure where a number differs by more than `tolerance` * (1 + |expected|). What is not a
// number equals what is none.
void expectNear(const std::string& what, const Floats& actual, const Doubles& expected, double tolerance);
void expectSame(const std::string& what, const Integers& actual, const Integers& expected);
void expect(const std::string& what, bool condition);

// Of a sum of so many products, each rounded.
inline double toleranceOf(double terms) { return 1e-6 * (1 + std::sqrt(terms)); }

int failures();

}  // namespace resnext::check
