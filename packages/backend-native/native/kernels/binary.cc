#include "kernels.h"
#include "walk.h"

namespace resnext::RESNEXT_ISA {
namespace {

// Loops so plain that the compiler makes vectors of them. Of numbers, NaN prevails over any other; of
// int32, what overflows wraps around.
struct Add {
  static float of(float a, float b) { return a + b; }
  static std::uint32_t of(std::uint32_t a, std::uint32_t b) { return a + b; }
};
struct Subtract {
  static float of(float a, float b) { return a - b; }
  static std::uint32_t of(std::uint32_t a, std::uint32_t b) { return a - b; }
};
struct Multiply {
  static float of(float a, float b) { return a * b; }
  static std::uint32_t of(std::uint32_t a, std::uint32_t b) { return a * b; }
};
struct Divide {
  static float of(float a, float b) { return a / b; }
};
struct Maximum {
  static float of(float a, float b) { return a > b || a != a ? a : b; }
  static std::uint32_t of(std::uint32_t a, std::uint32_t b) {
    return static_cast<std::int32_t>(a) > static_cast<std::int32_t>(b) ? a : b;
  }
};
struct Minimum {
  static float of(float a, float b) { return a < b || a != a ? a : b; }
  static std::uint32_t of(std::uint32_t a, std::uint32_t b) {
    return static_cast<std::int32_t>(a) < static_cast<std::int32_t>(b) ? a : b;
  }
};
struct SquaredDifference {
  static float of(float a, float b) { return (a - b) * (a - b); }
  static std::uint32_t of(std::uint32_t a, std::uint32_t b) { return (a - b) * (a - b); }
};

template <typename Operation, typename T>
void alike(const T* a, const T* b, T* y, long count) {
  for (long i = 0; i < count; i++) y[i] = Operation::of(a[i], b[i]);
}

template <typename Operation, typename T>
void scalarSecond(const T* a, T b, T* y, long count) {
  for (long i = 0; i < count; i++) y[i] = Operation::of(a[i], b);
}

template <typename Operation, typename T>
void scalarFirst(T a, const T* b, T* y, long count) {
  for (long i = 0; i < count; i++) y[i] = Operation::of(a, b[i]);
}

constexpr int shortRow = 64;
constexpr int patternSize = 8 * shortRow;

// Short rows against one row that all of them share, such as the channels of images: that row is
// repeated into a longer one first, since vectors want long runs.
template <typename Operation, typename T>
void repeatedRow(const Layout& layout, const T* a, const T* b, T* y) {
  const int row = layout.shape[1];
  const int length = patternSize / row * row;
  const bool firstRepeats = layout.first[0] == 0;
  T pattern[patternSize];
  const T* const repeated = firstRepeats ? a : b;
  for (int i = 0; i < length; i++) pattern[i] = repeated[i % row];
  inParts(elements(layout), [&](long begin, long end) {
    for (long at = begin % row; begin < end; at = 0) {
      const long count = length - at < end - begin ? length - at : end - begin;
      if (firstRepeats) alike<Operation>(pattern + at, b + begin, y + begin, count);
      else alike<Operation>(a + begin, pattern + at, y + begin, count);
      begin += count;
    }
  });
}

template <typename Operation, typename T>
void apply(const Binary& call) {
  const Layout& layout = call.layout;
  const T* a = static_cast<const T*>(call.a);
  const T* b = static_cast<const T*>(call.b);
  T* y = static_cast<T*>(call.y);
  const int last = layout.rank - 1;
  const bool aRepeats = layout.first[last] == 0, bRepeats = layout.second[last] == 0;
  if (last == 1 && layout.shape[1] < shortRow && !aRepeats && !bRepeats) {
    return repeatedRow<Operation>(layout, a, b, y);
  }
  inParts(elements(layout), [&](long begin, long end) {
    walk(layout, begin, end, [&](long first, long second, long position, long count) {
      if (bRepeats) scalarSecond<Operation>(a + first, b[second], y + position, count);
      else if (aRepeats) scalarFirst<Operation>(a[first], b + second, y + position, count);
      else alike<Operation>(a + first, b + second, y + position, count);
    });
  });
}

template <typename T>
void applyTo(const Binary& call) {
  switch (call.operation) {
    case BinaryOperation::add: return apply<Add, T>(call);
    case BinaryOperation::subtract: return apply<Subtract, T>(call);
    case BinaryOperation::multiply: return apply<Multiply, T>(call);
    case BinaryOperation::divide:
      if constexpr (T(1) / T(2) != T(0)) apply<Divide, T>(call);  // integers have no such quotient
      return;
    case BinaryOperation::maximum: return apply<Maximum, T>(call);
    case BinaryOperation::minimum: return apply<Minimum, T>(call);
    case BinaryOperation::squaredDifference: return apply<SquaredDifference, T>(call);
    case BinaryOperation::count: return;
  }
}

}  // namespace

void binary(const Binary& call) {
  if (call.integers) applyTo<std::uint32_t>(call);
  else applyTo<float>(call);
}

}  // namespace resnext::RESNEXT_ISA
