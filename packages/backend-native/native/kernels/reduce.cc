#include "kernels.h"
#include "walk.h"

namespace resnext::RESNEXT_ISA {
namespace {

// What a reduction starts from, how a value joins a part, and in what type parts are brought together.
struct FloatSum {
  using Value = float;
  using Total = double;
  static constexpr float start = 0;
  static float join(float a, float b) { return a + b; }
  static double join(double a, double b) { return a + b; }
};
struct IntegerSum {
  using Value = std::uint32_t;
  using Total = std::uint32_t;
  static constexpr Value start = 0;
  static Value join(Value a, Value b) { return a + b; }
};
// NaN prevails.
struct FloatMaximum {
  using Value = float;
  using Total = float;
  static constexpr float start = -__builtin_inff();
  static float join(float a, float b) { return a > b || a != a ? a : b; }
};
struct FloatMinimum {
  using Value = float;
  using Total = float;
  static constexpr float start = __builtin_inff();
  static float join(float a, float b) { return a < b || a != a ? a : b; }
};
struct IntegerMaximum {
  using Value = std::int32_t;
  using Total = std::int32_t;
  static constexpr Value start = INT32_MIN;
  static Value join(Value a, Value b) { return a > b ? a : b; }
};
struct IntegerMinimum {
  using Value = std::int32_t;
  using Total = std::int32_t;
  static constexpr Value start = INT32_MAX;
  static Value join(Value a, Value b) { return a < b ? a : b; }
};

// Values join one of 64 parts by their place, whatever the width of the machine's vectors, so that every
// instruction set gives the same bits. A part takes few values before it goes into the total.
constexpr int parts = 64;
constexpr long partLength = 32;

template <typename Operation>
typename Operation::Total row(const typename Operation::Value* x, long length) {
  using Total = typename Operation::Total;
  Total total = Operation::start;
  long i = 0;
  while (i + parts <= length) {
    typename Operation::Value part[parts];
    for (int p = 0; p < parts; p++) part[p] = Operation::start;
    for (long taken = 0; taken < partLength && i + parts <= length; taken++, i += parts) {
      for (int p = 0; p < parts; p++) part[p] = Operation::join(part[p], x[i + p]);
    }
    for (int half = parts / 2; half > 0; half /= 2) {
      for (int p = 0; p < half; p++) part[p] = Operation::join(part[p], part[p + half]);
    }
    total = Operation::join(total, static_cast<Total>(part[0]));
  }
  for (; i < length; i++) total = Operation::join(total, static_cast<Total>(x[i]));
  return total;
}

constexpr long stripWidth = 1024;

// Down `rows` rows that are `stride` apart, into `width` totals.
template <typename Operation>
void columns(const typename Operation::Value* x, long rows, long stride, long width,
             typename Operation::Total* total) {
  using Value = typename Operation::Value;
  using Total = typename Operation::Total;
  Value strip[stripWidth];
  for (long i = 0; i < width; i++) total[i] = Operation::start;
  while (rows > 0) {
    const long block = rows < partLength ? rows : partLength;
    for (long i = 0; i < width; i++) strip[i] = Operation::start;
    long r = 0;
    for (; r + 4 <= block; r += 4, x += 4 * stride) {
      const Value *a = x, *b = x + stride, *c = x + 2 * stride, *d = x + 3 * stride;
      for (long i = 0; i < width; i++) {
        strip[i] = Operation::join(strip[i], Operation::join(Operation::join(a[i], b[i]), Operation::join(c[i], d[i])));
      }
    }
    for (; r < block; r++, x += stride) {
      for (long i = 0; i < width; i++) strip[i] = Operation::join(strip[i], x[i]);
    }
    for (long i = 0; i < width; i++) total[i] = Operation::join(total[i], static_cast<Total>(strip[i]));
    rows -= block;
  }
}

constexpr long narrow = 64;

// Rows too short for vectors are taken several at a time, as if they were one.
template <typename Operation>
void narrowColumns(const typename Operation::Value* x, long rows, long width, typename Operation::Total* total) {
  using Total = typename Operation::Total;
  Total wide[2 * narrow], rest[narrow];
  const long together = 2 * narrow / width;
  const long wideRows = rows / together;
  columns<Operation>(x, wideRows, together * width, together * width, wide);
  columns<Operation>(x + wideRows * together * width, rows - wideRows * together, width, width, rest);
  for (long i = 0; i < width; i++) {
    total[i] = wide[i];
    for (long t = 1; t < together; t++) total[i] = Operation::join(total[i], wide[t * width + i]);
    total[i] = Operation::join(total[i], rest[i]);
  }
}

inline long ceilDivide(long a, long b) { return (a + b - 1) / b; }
inline long smaller(long a, long b) { return a < b ? a : b; }

// Pieces of a fixed size, whose totals then join in their order: threads have no say in the result.
template <typename Operation>
void apply(const Reduction& call) {
  using Value = typename Operation::Value;
  using Total = typename Operation::Total;
  constexpr long pieceSize = 65536;
  const long outer = static_cast<long>(call.outer), length = static_cast<long>(call.length);
  const long inner = static_cast<long>(call.inner);
  const Value* x = static_cast<const Value*>(call.x);
  Value* y = static_cast<Value*>(call.y);

  const long width = smaller(inner, stripWidth);
  const long strips = ceilDivide(inner, stripWidth);
  const long pieceLength = smaller(length, ceilDivide(pieceSize, width));
  const long pieces = pieceLength ? ceilDivide(length, pieceLength) : 1;
  Total* totals = reinterpret_cast<Total*>(scratch(Scratch::A, outer * pieces * inner * sizeof(Total) / sizeof(float)));

  const long items = outer * pieces * strips;
  const long together = pieceLength ? ceilDivide(pieceSize / 4, pieceLength * width) : items;
  const long tasks = ceilDivide(items, together);
  parallel(static_cast<int>(tasks), [&](int task) {
    for (long item = task * together; item < smaller(items, (task + 1L) * together); item++) {
      const long strip = item % strips * stripWidth;
      const long piece = item / strips % pieces * pieceLength;
      const Value* from = x + (item / strips / pieces * length + piece) * inner + strip;
      const long rows = smaller(pieceLength, length - piece);
      Total* to = totals + item / strips * inner + strip;
      if (inner == 1) *to = row<Operation>(from, rows);
      else if (inner <= narrow) narrowColumns<Operation>(from, rows, inner, to);
      else columns<Operation>(from, rows, inner, smaller(stripWidth, inner - strip), to);
    }
  });

  const bool mean = call.operation == ReductionOperation::mean;
  for (long o = 0; o < outer; o++) {
    for (long i = 0; i < inner; i++) {
      Total total = totals[o * pieces * inner + i];
      for (long piece = 1; piece < pieces; piece++) {
        total = Operation::join(total, totals[(o * pieces + piece) * inner + i]);
      }
      y[o * inner + i] = static_cast<Value>(mean ? total / static_cast<Total>(length) : total);
    }
  }
}

}  // namespace

void reduce(const Reduction& call) {
  switch (call.operation) {
    case ReductionOperation::sum:
    case ReductionOperation::mean: return call.integers ? apply<IntegerSum>(call) : apply<FloatSum>(call);
    case ReductionOperation::maximum: return call.integers ? apply<IntegerMaximum>(call) : apply<FloatMaximum>(call);
    case ReductionOperation::minimum: return call.integers ? apply<IntegerMinimum>(call) : apply<FloatMinimum>(call);
    case ReductionOperation::count: return;
  }
}

}  // namespace resnext::RESNEXT_ISA
