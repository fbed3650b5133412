#include "../convolution/inputGradient.h"
#include "../convolution/packedFilterSize.h"
#include "../isa/isa.h"
#include "exports.h"

namespace resnext {
namespace {

// A convolution's sizes as JavaScript passes them, in this order.
struct Sizes {
  Window window;
  int groups, inputs, outputs;

  std::size_t taps() const { return static_cast<std::size_t>(window.kernelHeight) * window.kernelWidth; }
  std::size_t x() const {
    return static_cast<std::size_t>(window.batch) * window.inHeight * window.inWidth * groups * inputs;
  }
  std::size_t y() const {
    return static_cast<std::size_t>(window.batch) * window.outHeight * window.outWidth * groups * outputs;
  }
  std::size_t filter() const { return taps() * inputs * groups * outputs; }
  std::size_t packed() const { return packedFilterSize(taps(), groups, inputs, outputs); }
};

Sizes sizesOf(Call& call, std::size_t index) {
  const std::int32_t* s = call.sizes(index, 16);
  const Sizes sizes{{s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], s[10], s[11], s[12]}, s[13], s[14], s[15]};
  const Window& w = sizes.window;
  for (int i = 0; i < 16; i++) require(s[i] >= 0, "a size below 0");
  require(w.strideHeight > 0 && w.strideWidth > 0 && w.dilationHeight > 0 && w.dilationWidth > 0, "a stride of 0");
  require(w.kernelHeight > 0 && w.kernelWidth > 0 && sizes.groups > 0, "an empty window");
  // The last output's first tap may lie in the padding behind the image, but not beyond what it can be.
  require((w.outHeight - 1LL) * w.strideHeight - w.padTop < 1LL << 30, "too large a stride");
  require((w.outWidth - 1LL) * w.strideWidth - w.padLeft < 1LL << 30, "too large a stride");
  require(1.0 * sizes.x() < 2147483648.0 && 1.0 * sizes.y() < 2147483648.0, "too large an image");
  return sizes;
}

}  // namespace

// packedFilterSize(sizes) -> floats
napi_value packedSize(Call& call) { return toNumber(call.env(), static_cast<double>(sizesOf(call, 0).packed())); }

// packFilter(sizes, filter, packed)
napi_value packFilter(Call& call) {
  const Sizes s = sizesOf(call, 0);
  FilterPacking f{};
  f.kernelHeight = s.window.kernelHeight;
  f.kernelWidth = s.window.kernelWidth;
  f.groups = s.groups;
  f.inputs = s.inputs;
  f.outputs = s.outputs;
  f.filter = call.floats(1, s.filter());
  f.packed = call.floats(2, s.packed());
  f.filterWidth = f.kernelWidth;
  f.rowStep = f.columnStep = 1;
  kernels().packFilter(f);
  return nullptr;
}

// convolve(sizes, x, packed, bias?, residual?, y, relu)
napi_value convolve(Call& call) {
  const Sizes s = sizesOf(call, 0);
  Convolution c{};
  c.window = s.window;
  c.groups = s.groups;
  c.inputs = s.inputs;
  c.outputs = s.outputs;
  c.x = call.floats(1, s.x());
  c.filter = call.floats(2, s.packed());
  c.bias = call.floatsOrNull(3, static_cast<std::size_t>(s.groups) * s.outputs);
  c.residual = call.floatsOrNull(4, s.y());
  c.y = call.floats(5, s.y());
  c.yPixel = static_cast<std::ptrdiff_t>(s.groups) * s.outputs;
  c.yRow = c.yPixel * s.window.outWidth;
  c.yImage = c.yRow * s.window.outHeight;
  c.relu = call.boolean(6);
  if (s.y() > 0) kernels().convolve(c);
  return nullptr;
}

// convolveInputGradient(sizes, dy, filter, dx)
napi_value inputGradient(Call& call) {
  const Sizes s = sizesOf(call, 0);
  InputGradient g{s.window, s.groups, s.inputs, s.outputs, call.floats(1, s.y()), call.floats(2, s.filter()), call.floats(3, s.x())};
  if (s.x() > 0) convolveInputGradient(g);
  return nullptr;
}

// convolveFilterGradient(sizes, x, dy, dfilter)
napi_value filterGradient(Call& call) {
  const Sizes s = sizesOf(call, 0);
  FilterGradient g{s.window, s.groups, s.inputs, s.outputs, call.floats(1, s.x()), call.floats(2, s.y()), call.floats(3, s.filter())};
  if (s.filter() > 0) kernels().convolveFilterGradient(g);
  return nullptr;
}

}  // namespace resnext
