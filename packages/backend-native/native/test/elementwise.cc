#include <algorithm>
#include <functional>
#include <limits>

#include "check.h"

namespace resnext::check {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// A shape and how two arrays lie under it, with where their first elements are and how many they have.
struct Arrangement {
  const char* name;
  Integers shape, first, second;
  std::size_t firstSize, secondSize;
  std::size_t firstStart = 0;

  Layout layout() const { return {static_cast<int>(shape.size()), shape.data(), first.data(), second.data()}; }
  std::size_t size() const {
    std::size_t size = 1;
    for (const int length : shape) size *= static_cast<std::size_t>(length);
    return size;
  }
  // Where element `index`, in row-major order, is under these strides.
  static std::ptrdiff_t placeIn(const Integers& shape, const Integers& strides, std::size_t index) {
    std::ptrdiff_t at = 0;
    for (std::size_t axis = shape.size(); axis-- > 0; index /= static_cast<std::size_t>(shape[axis])) {
      at += static_cast<std::ptrdiff_t>(index % static_cast<std::size_t>(shape[axis])) * strides[axis];
    }
    return at;
  }
};

const Arrangement pairs[] = {
    {"alike", {1000}, {1}, {1}, 1000, 1000},
    {"alike, in parallel", {70001}, {1}, {1}, 70001, 70001},
    {"a number first", {301}, {0}, {1}, 1, 301},
    {"a number second", {301}, {1}, {0}, 301, 1},
    {"a short row second", {500, 13}, {13, 1}, {0, 1}, 6500, 13},
    {"a short row first", {5000, 13}, {0, 1}, {13, 1}, 13, 65000},
    {"a long row second", {9, 130}, {130, 1}, {0, 1}, 1170, 130},
    {"a column second", {31, 17}, {17, 1}, {1, 0}, 527, 31},
    {"both repeat", {5, 6, 7}, {7, 0, 1}, {0, 7, 1}, 35, 42},
};

double join(BinaryOperation operation, double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return nan;
  switch (operation) {
    case BinaryOperation::add: return a + b;
    case BinaryOperation::subtract: return a - b;
    case BinaryOperation::multiply: return a * b;
    case BinaryOperation::divide: return a / b;
    case BinaryOperation::maximum: return std::max(a, b);
    case BinaryOperation::minimum: return std::min(a, b);
    case BinaryOperation::squaredDifference: return (a - b) * (a - b);
    case BinaryOperation::count: break;
  }
  return nan;
}

using Reference = std::function<double(double)>;

// By UnaryOperation; what `clip`, `leakyRelu` and `step` are told is in `low` and `high`.
constexpr float low = -0.25f, high = 0.5f;
double elu(double x) { return x < 0 ? std::expm1(x) : x; }
const Reference unaries[] = {
    [](double x) { return std::fabs(x); },
    [](double x) { return std::acos(x); },
    [](double x) { return std::acosh(x); },
    [](double x) { return std::asin(x); },
    [](double x) { return std::asinh(x); },
    [](double x) { return std::atan(x); },
    [](double x) { return std::atanh(x); },
    [](double x) { return std::ceil(x); },
    [](double x) { return std::isnan(x) ? x : std::min<double>(high, std::max<double>(low, x)); },
    [](double x) { return std::cos(x); },
    [](double x) { return std::cosh(x); },
    elu,
    [](double x) { return std::erf(x); },
    [](double x) { return std::exp(x); },
    [](double x) { return std::expm1(x); },
    [](double x) { return std::floor(x); },
    [](double x) { return x < 0 ? low * x : x; },
    [](double x) { return std::log(x); },
    [](double x) { return std::log1p(x); },
    [](double x) { return -x; },
    [](double x) { return 1 / x; },
    [](double x) { return x < 0 ? 0 : x; },
    [](double x) { return x > 6 ? 6 : x < 0 ? 0 : x; },
    [](double x) { return std::nearbyint(x); },
    [](double x) { return 1 / std::sqrt(x); },
    [](double x) { return 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * std::expm1(x) : x); },
    [](double x) { return 1 / (1 + std::exp(-x)); },
    [](double x) { return x > 0 ? 1 : x < 0 ? -1 : 0; },
    [](double x) { return std::sin(x); },
    [](double x) { return std::sinh(x); },
    [](double x) { return x > 700 ? x : std::log1p(std::exp(x)); },
    [](double x) { return std::sqrt(x); },
    [](double x) { return x * x; },
    [](double x) { return x > 0 ? 1 : x <= 0 ? low : x; },
    [](double x) { return std::tan(x); },
    [](double x) { return std::tanh(x); },
};
static_assert(std::size(unaries) == static_cast<std::size_t>(UnaryOperation::count));

double reduced(ReductionOperation operation, const Doubles& values) {
  double sum = 0, most = -infinity, least = infinity;
  for (const double value : values) {
    sum += value;
    most = std::max(most, value);
    least = std::min(least, value);
  }
  switch (operation) {
    case ReductionOperation::sum: return sum;
    case ReductionOperation::mean: return sum / static_cast<double>(values.size());
    case ReductionOperation::maximum: return most;
    case ReductionOperation::minimum: return least;
    case ReductionOperation::count: break;
  }
  return nan;
}

}  // namespace

void binary() {
  for (const Arrangement& pair : pairs) {
    Floats a = randomFloats(pair.firstSize, 1), b = randomFloats(pair.secondSize, 2);
    a[0] = static_cast<float>(pair.firstSize > 1 ? nan : 3.5);
    const Integers ia = randomIntegers(pair.firstSize, 3, -1000, 1000), ib = randomIntegers(pair.secondSize, 4, -1000, 1000);
    for (int o = 0; o < static_cast<int>(BinaryOperation::count); o++) {
      const auto operation = static_cast<BinaryOperation>(o);
      const std::string name = "binary " + std::to_string(o) + ", " + pair.name;
      const std::size_t size = pair.size();
      Doubles expected(size);
      Integers expectedIntegers(size);
      for (std::size_t i = 0; i < size; i++) {
        const auto first = Arrangement::placeIn(pair.shape, pair.first, i);
        const auto second = Arrangement::placeIn(pair.shape, pair.second, i);
        expected[i] = join(operation, a[first], b[second]);
        expectedIntegers[i] = static_cast<std::int32_t>(join(operation, ia[first], ib[second]));
      }
      Floats y = unwritten(size);
      kernels().binary({operation, false, pair.layout(), a.data(), b.data(), y.data()});
      expectNear(name, y, expected, 1e-6);
      if (operation == BinaryOperation::divide) continue;
      Integers iy(size, -1);
      kernels().binary({operation, true, pair.layout(), ia.data(), ib.data(), iy.data()});
      expectSame(name + ", integers", iy, expectedIntegers);
    }
  }
}

void unary() {
  Floats x = randomFloats(40000, 1);
  for (float& value : x) value *= 3;
  for (const double special : {0.0, -0.0, 1.0, -1.0, 0.5, 2.5, -infinity, infinity, nan}) {
    x.push_back(static_cast<float>(special));
  }
  for (int o = 0; o < static_cast<int>(UnaryOperation::count); o++) {
    Floats y = unwritten(x.size());
    Doubles expected(x.size());
    std::transform(x.begin(), x.end(), expected.begin(), unaries[o]);
    kernels().unary({static_cast<UnaryOperation>(o), x.size(), x.data(), y.data(), low, high});
    expectNear("unary " + std::to_string(o), y, expected, 4e-6);
  }
}

void reduce() {
  const std::size_t shapes[][3] = {{1, 1, 1}, {1, 1000, 1}, {1, 200000, 1}, {37, 129, 1}, {3, 50, 19}, {1, 500, 64}, {400, 7, 40}};
  for (const auto& [outer, length, inner] : shapes) {
    const Floats x = randomFloats(outer * length * inner, 1);
    const Integers ix = randomIntegers(outer * length * inner, 2, -5000, 5000);
    for (int o = 0; o < static_cast<int>(ReductionOperation::count); o++) {
      const auto operation = static_cast<ReductionOperation>(o);
      const std::string name = "reduce " + std::to_string(o) + " of " + std::to_string(outer) + " x " +
                               std::to_string(length) + " x " + std::to_string(inner);
      Doubles expected(outer * inner);
      Integers expectedIntegers(outer * inner);
      for (std::size_t i = 0; i < outer * inner; i++) {
        Doubles values, integers;
        for (std::size_t k = 0; k < length; k++) {
          const std::size_t at = (i / inner * length + k) * inner + i % inner;
          values.push_back(x[at]);
          integers.push_back(ix[at]);
        }
        expected[i] = reduced(operation, values);
        expectedIntegers[i] = static_cast<std::int32_t>(reduced(operation, integers));
      }
      Floats y = unwritten(outer * inner);
      kernels().reduce({operation, false, outer, length, inner, x.data(), y.data()});
      expectNear(name, y, expected, toleranceOf(static_cast<double>(length)));
      if (operation == ReductionOperation::mean) continue;
      Integers iy(outer * inner, -1);
      kernels().reduce({operation, true, outer, length, inner, ix.data(), iy.data()});
      expectSame(name + ", integers", iy, expectedIntegers);
    }
  }
}

void copy() {
  const Arrangement moves[] = {
      {"as it is", {5000}, {1}, {1}, 5000, 5000},
      {"transposed", {33, 65}, {1, 33}, {65, 1}, 2145, 2145},
      {"transposed twice", {4, 5, 6}, {6, 24, 1}, {30, 6, 1}, 120, 120},
      {"backwards", {7, 9}, {-9, -1}, {9, 1}, 63, 63, 62},
      {"repeated", {8, 16}, {0, 1}, {16, 1}, 16, 128},
      {"into a part", {5, 6}, {6, 1}, {20, 1}, 30, 100},
      {"every other", {10}, {2}, {1}, 19, 10},
  };
  for (const Arrangement& move : moves) {
    for (const int bytes : {1, 4}) {
      const auto size = static_cast<std::size_t>(bytes);
      std::vector<std::uint8_t> x(move.firstSize * size), y(move.secondSize * size, 0xee), expected = y;
      for (std::size_t i = 0; i < x.size(); i++) x[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
      const std::size_t start = move.firstStart * size;
      for (std::size_t i = 0; i < move.size(); i++) {
        const auto from = Arrangement::placeIn(move.shape, move.first, i) * bytes + static_cast<std::ptrdiff_t>(start);
        const auto to = Arrangement::placeIn(move.shape, move.second, i) * bytes;
        std::copy_n(x.begin() + from, bytes, expected.begin() + to);
      }
      kernels().copy({bytes, move.layout(), x.data() + start, y.data()});
      expect(std::string("copy, ") + move.name + ", of " + std::to_string(bytes) + " bytes", y == expected);
    }
  }
}

void fill() {
  for (const std::size_t size : {1u, 15u, 64u, 100003u}) {
    Integers y(size, 0);
    kernels().fill({size, 0x3f800000, y.data()});
    expectSame("fill", y, Integers(size, 0x3f800000));
  }
}

}  // namespace resnext::check
