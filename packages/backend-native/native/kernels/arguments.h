// What kernels take. Plain data: filled and checked by `node/`, read by code of every instruction set.
#pragma once
#include <cstddef>
#include <cstdint>

namespace resnext {

// How a window moves over images [batch, inHeight, inWidth, channels] and what it leaves of them.
struct Window {
  int batch, inHeight, inWidth;
  int outHeight, outWidth;
  int kernelHeight, kernelWidth;
  int strideHeight, strideWidth;
  int dilationHeight, dilationWidth;
  int padTop, padLeft;
};

// A convolution's filter as kernels read it: made by `packFilter`, in `packedFilterSize` floats.
struct FilterPacking {
  int kernelHeight, kernelWidth;
  int groups, inputs, outputs;  // channels of one group
  const float* filter;          // [kernelHeight, kernelWidth, inputs, groups * outputs]
  float* packed;
  // Which taps, in which order: tap (i, j) of the packed filter is (firstRow + i * rowStep,
  // firstColumn + j * columnStep) of `filter`, whose width is `filterWidth`.
  int filterWidth;
  int firstRow, rowStep, firstColumn, columnStep;
  // Whether inputs and outputs trade places within each group, as in a gradient to the input: `inputs`
  // and `outputs` are then those of the packed filter.
  bool exchanged;
};

// y = relu(convolution(x, filter) + bias + residual), where any of the three may be absent.
struct Convolution {
  Window window;
  int groups, inputs, outputs;  // channels of one group
  const float* x;               // [batch, inHeight, inWidth, groups * inputs]
  const float* filter;          // packed
  const float* bias;            // [groups * outputs]
  const float* residual;        // as y
  float* y;                     // outHeight x outWidth pixels at these distances, in floats:
  std::ptrdiff_t yImage, yRow, yPixel;
  bool relu;
};

// dfilter [kernelHeight, kernelWidth, inputs, groups * outputs] of x and dy.
struct FilterGradient {
  Window window;
  int groups, inputs, outputs;
  const float* x;
  const float* dy;
  float* dfilter;
};

// A shape, and for each of two arrays how far apart neighbours along an axis are: 0 where the array
// repeats itself, negative where it is read backwards.
constexpr int maxRank = 16;
struct Layout {
  int rank;  // at least 1
  const std::int32_t* shape;
  const std::int32_t* first;
  const std::int32_t* second;
};

enum class BinaryOperation { add, subtract, multiply, divide, maximum, minimum, squaredDifference, count };

// y, in row-major order of the shape, of a (first) and b (second), both float32 or both int32. Along the
// last axis each of them is contiguous or repeats one value.
struct Binary {
  BinaryOperation operation;
  bool integers;
  Layout layout;
  const void* a;
  const void* b;
  void* y;
};

enum class UnaryOperation {
  abs, acos, acosh, asin, asinh, atan, atanh, ceil, clip, cos, cosh, elu, erf, exp, expm1, floor, leakyRelu, log,
  log1p, negate, reciprocal, relu, relu6, round, rsqrt, selu, sigmoid, sign, sin, sinh, softplus, sqrt, square,
  step, tan, tanh, count
};

struct Unary {
  UnaryOperation operation;
  std::size_t size;
  const float* x;
  float* y;
  float low, high;  // of clip; leakyRelu and step have their slope in `low`
};

enum class ReductionOperation { sum, mean, maximum, minimum, count };

// y [outer, inner] of x [outer, length, inner], both float32 or both int32 (which have no mean).
struct Reduction {
  ReductionOperation operation;
  bool integers;
  std::size_t outer, length, inner;
  const void* x;
  void* y;
};

// Elements of `bytes` each from one layout (first) to another (second).
struct Copy {
  int bytes;  // 1 or 4
  Layout layout;
  const void* x;
  void* y;
};

struct Fill {
  std::size_t size;
  std::int32_t bits;  // of the value, be it a float32 or an int32
  std::int32_t* y;
};

// `turns` rounds of multiply-adds in registers, on the calling thread; and how many operations that were.
struct FmaPeak {
  int turns;
  float factor, summand;
  float* sum;
  double* operations;
};

// Batch norm over the rows of x [rows, channels]: y = relu((x - mean) / sqrt(variance + epsilon) * scale +
// offset + residual), where residual and relu may be absent. Writes mean and (biased) variance too.
struct BatchNorm {
  std::size_t rows;
  int channels;
  float epsilon;
  bool relu;
  const float* x;
  const float* scale;
  const float* offset;
  const float* residual;
  float* y;
  float* mean;
  float* variance;
};

// Its gradients. With a ReLU, either y and dresidual are given, and dresidual becomes dy where y > 0, or
// neither, and there was no residual. Without one, the residual's gradient is dy itself.
struct BatchNormGradient {
  std::size_t rows;
  int channels;
  float epsilon;
  bool relu;
  const float* dy;
  const float* x;
  const float* y;
  const float* scale;
  const float* offset;
  const float* mean;
  const float* variance;
  float* dx;
  float* dscale;
  float* doffset;
  float* dresidual;
};

// y [batch, outHeight, outWidth, channels] of x; what lies outside of the image never wins.
struct MaxPool {
  Window window;
  int channels;
  const float* x;
  float* y;
};

// dx of dy: each goes to the first pixel, in the window's order, that has the maximum.
struct MaxPoolGradient {
  Window window;
  int channels;
  const float* dy;
  const float* x;
  const float* y;
  float* dx;
};

// y [batch, channels] = mean of x [batch, pixels, channels].
struct AveragePool {
  int batch, pixels, channels;
  const float* x;
  float* y;
};

struct AveragePoolGradient {
  int batch, pixels, channels;
  const float* dy;
  float* dx;
};

// The mean cross entropy of softmax(logits [batch, classes]) and its gradient. Labels are either class
// indices (one outside of the classes is no class at all) or `targets` of the shape of the logits.
struct SoftmaxCrossEntropy {
  int batch, classes;
  float labelSmoothing;
  const float* logits;
  const std::int32_t* labels;
  const float* targets;
  float* loss;
  float* dlogits;
};

// A step of gradient descent. What is written may be what is read.
struct SgdUpdate {
  std::size_t size;
  float learningRate, momentum, dampening, weightDecay;
  bool nesterov;
  const float* parameter;
  const float* gradient;
  const float* velocity;
  float* nextParameter;
  float* nextVelocity;
};

// next = average * keep + value * take. What is written may be what is read.
struct MovingAverage {
  std::size_t size;
  float keep, take;
  const float* average;
  const float* value;
  float* next;
};

}  // namespace resnext
