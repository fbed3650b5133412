#include "chunks.h"
#include "kernels.h"

namespace resnext::RESNEXT_ISA {
namespace {

// Channels that a task takes of one image: two kilobytes of each pixel.
constexpr int channelsEach = 512;

// Sums of runs of pixels, themselves summed up with what rounding lost each time (Kahan), so that a large
// image loses no more than a small one.
template <bool whole>
RESNEXT_INLINE Vector mean(const float* x, std::size_t stride, int pixels, int count) {
  constexpr int run = 64;
  Vector sum = zero(), lost = zero();
  for (int begin = 0; begin < pixels; begin += run) {
    const int end = begin + run < pixels ? begin + run : pixels;
    Vector part = zero();
    for (int p = begin; p < end; p++) part = add(part, loadUpTo<whole>(x + p * stride, count));
    const Vector corrected = sub(part, lost);
    const Vector next = add(sum, corrected);
    lost = sub(sub(next, sum), corrected);
    sum = next;
  }
  return div(sum, set(static_cast<float>(pixels)));
}

// Calls body(image, first channel, end of the channels) for all channels of all images.
template <typename Body>
void eachImage(int batch, int channels, Body body) {
  const int parts = (channels + channelsEach - 1) / channelsEach;
  parallel(batch * parts, [&](int task) {
    const int begin = task % parts * channelsEach;
    body(task / parts, begin, begin + channelsEach < channels ? begin + channelsEach : channels);
  });
}

}  // namespace

void averagePool(const AveragePool& pool) {
  const std::size_t stride = pool.channels;
  eachImage(pool.batch, pool.channels, [&](int image, int begin, int end) {
    const float* x = pool.x + image * pool.pixels * stride;
    float* y = pool.y + image * stride;
    int c = begin;
    for (; c + lanes <= end; c += lanes) store(y + c, mean<true>(x + c, stride, pool.pixels, lanes));
    if (c < end) store(y + c, mean<false>(x + c, stride, pool.pixels, end - c), end - c);
  });
}

void averagePoolGradient(const AveragePoolGradient& pool) {
  const std::size_t stride = pool.channels;
  const Vector pixels = set(static_cast<float>(pool.pixels));
  eachImage(pool.batch, pool.channels, [&](int image, int begin, int end) {
    const float* dy = pool.dy + image * stride;
    float* dx = pool.dx + image * pool.pixels * stride;
    for (int p = 0; p < pool.pixels; p++, dx += stride) {
      int c = begin;
      for (; c + lanes <= end; c += lanes) store(dx + c, div(load(dy + c), pixels));
      if (c < end) store(dx + c, div(load(dy + c, end - c), pixels), end - c);
    }
  });
}

}  // namespace resnext::RESNEXT_ISA
