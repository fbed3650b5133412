#include <math.h>

#include "kernels.h"
#include "walk.h"

namespace resnext::RESNEXT_ISA {
namespace {

constexpr float seluAlpha = 1.6732632423543772f;
constexpr float seluScale = 1.0507009873554805f;

template <typename Function>
void map(const Unary& call, Function function) {
  inParts(static_cast<long>(call.size), [&](long begin, long end) {
    const float* x = call.x;
    float* y = call.y;
    for (long i = begin; i < end; i++) y[i] = function(x[i]);
  });
}

}  // namespace

// NaN stays NaN in all of them but `sign`, as in tfjs.
void unary(const Unary& call) {
  const float low = call.low, high = call.high;
  switch (call.operation) {
    case UnaryOperation::abs: return map(call, [](float x) { return fabsf(x); });
    case UnaryOperation::acos: return map(call, [](float x) { return acosf(x); });
    case UnaryOperation::acosh: return map(call, [](float x) { return acoshf(x); });
    case UnaryOperation::asin: return map(call, [](float x) { return asinf(x); });
    case UnaryOperation::asinh: return map(call, [](float x) { return asinhf(x); });
    case UnaryOperation::atan: return map(call, [](float x) { return atanf(x); });
    case UnaryOperation::atanh: return map(call, [](float x) { return atanhf(x); });
    case UnaryOperation::ceil: return map(call, [](float x) { return ceilf(x); });
    case UnaryOperation::clip: return map(call, [=](float x) { return x > high ? high : x < low ? low : x; });
    case UnaryOperation::cos: return map(call, [](float x) { return cosf(x); });
    case UnaryOperation::cosh: return map(call, [](float x) { return coshf(x); });
    case UnaryOperation::elu: return map(call, [](float x) { return x < 0 ? expm1f(x) : x; });
    case UnaryOperation::erf: return map(call, [](float x) { return erff(x); });
    case UnaryOperation::exp: return map(call, [](float x) { return expf(x); });
    case UnaryOperation::expm1: return map(call, [](float x) { return expm1f(x); });
    case UnaryOperation::floor: return map(call, [](float x) { return floorf(x); });
    case UnaryOperation::leakyRelu: return map(call, [=](float x) { return x < 0 ? low * x : x; });
    case UnaryOperation::log: return map(call, [](float x) { return logf(x); });
    case UnaryOperation::log1p: return map(call, [](float x) { return log1pf(x); });
    case UnaryOperation::negate: return map(call, [](float x) { return -x; });
    case UnaryOperation::reciprocal: return map(call, [](float x) { return 1 / x; });
    case UnaryOperation::relu: return map(call, [](float x) { return x < 0 ? 0 : x; });
    case UnaryOperation::relu6: return map(call, [](float x) { return x > 6 ? 6 : x < 0 ? 0 : x; });
    case UnaryOperation::round: return map(call, [](float x) { return rintf(x); });
    case UnaryOperation::rsqrt: return map(call, [](float x) { return 1 / sqrtf(x); });
    case UnaryOperation::selu:
      return map(call, [](float x) { return seluScale * (x < 0 ? seluAlpha * expm1f(x) : x); });
    case UnaryOperation::sigmoid: return map(call, [](float x) { return 1 / (1 + expf(-x)); });
    case UnaryOperation::sign: return map(call, [](float x) { return x > 0 ? 1 : x < 0 ? -1 : 0; });
    case UnaryOperation::sin: return map(call, [](float x) { return sinf(x); });
    case UnaryOperation::sinh: return map(call, [](float x) { return sinhf(x); });
    case UnaryOperation::softplus:
      return map(call, [](float x) { return (x > 0 ? x : 0) + log1pf(expf(-fabsf(x))); });
    case UnaryOperation::sqrt: return map(call, [](float x) { return sqrtf(x); });
    case UnaryOperation::square: return map(call, [](float x) { return x * x; });
    case UnaryOperation::step: return map(call, [=](float x) { return x > 0 ? 1 : x <= 0 ? low : x; });
    // Near its poles the last bit of a float32 is too much.
    case UnaryOperation::tan: return map(call, [](float x) { return static_cast<float>(tan(double{x})); });
    case UnaryOperation::tanh: return map(call, [](float x) { return tanhf(x); });
    case UnaryOperation::count: return;
  }
}

}  // namespace resnext::RESNEXT_ISA
