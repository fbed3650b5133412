#include "../simd/simd.h"
#include "../threads/parallel.h"
#include "kernels.h"
#include "windowAxis.h"

namespace resnext::RESNEXT_ISA {
namespace {

int least(int a, int b) { return a < b ? a : b; }
int most(int a, int b) { return a > b ? a : b; }

// The taps of a window along one axis that lie inside of the image: from first up to end, where tap i
// is at `start + i * dilation`.
struct Taps {
  int start, first, end;

  Taps(int output, int stride, int pad, int dilation, int size, int image) : start(output * stride - pad) {
    const Range inside = insideOf(0, size, dilation, start, image);
    first = inside.from;
    end = inside.to;
  }
};

Taps rowTaps(const Window& w, int row) {
  return Taps(row, w.strideHeight, w.padTop, w.dilationHeight, w.kernelHeight, w.inHeight);
}

Taps columnTaps(const Window& w, int column) {
  return Taps(column, w.strideWidth, w.padLeft, w.dilationWidth, w.kernelWidth, w.inWidth);
}

// Of the window with these taps; `x` is its image.
template <bool whole>
RESNEXT_INLINE Vector maximum(const Window& w, const float* x, std::size_t channels, const Taps& rows,
                              const Taps& columns, int count) {
  Vector best = set(-__builtin_inff());
  const std::size_t step = w.dilationWidth * channels;
  for (int i = rows.first; i < rows.end; i++) {
    const std::size_t row = static_cast<std::size_t>(rows.start + i * w.dilationHeight) * w.inWidth;
    const float* from = x + (row + columns.start + columns.first * w.dilationWidth) * channels;
    for (int j = columns.first; j < columns.end; j++, from += step) {
      best = largest(best, whole ? load(from) : load(from, count));
    }
  }
  return best;
}

// Moves what the window got of the gradient to its first maximum, where that lies in the rows
// [begin, end) of the image.
template <bool whole>
RESNEXT_INLINE void spread(const Window& w, const float* x, Vector y, Vector dy, float* dx,
                           std::size_t channels, const Taps& rows, const Taps& columns, int begin, int end,
                           int count) {
  const std::size_t step = w.dilationWidth * channels;
  for (int i = rows.first; i < rows.end; i++) {
    const int imageRow = rows.start + i * w.dilationHeight;
    const bool own = imageRow >= begin && imageRow < end;
    std::size_t at = (static_cast<std::size_t>(imageRow) * w.inWidth + columns.start +
                      columns.first * w.dilationWidth) * channels;
    for (int j = columns.first; j < columns.end; j++, at += step) {
      // What is left for later taps: nothing where this one is the maximum, or neither is a number.
      const Vector left = keepPositive(dy, sub(y, whole ? load(x + at) : load(x + at, count)));
      if (own) {
        const Vector won = sub(dy, left);
        if constexpr (whole) store(dx + at, add(load(dx + at), won));
        else store(dx + at, add(load(dx + at, count), won), count);
      }
      dy = left;
    }
  }
}

}  // namespace

void maxPool(const MaxPool& pool) {
  const Window& w = pool.window;
  const std::size_t channels = pool.channels;
  const std::size_t image = static_cast<std::size_t>(w.inHeight) * w.inWidth * channels;
  // A row of the result each.
  parallel(w.batch * w.outHeight, [&](int task) {
    const float* x = pool.x + task / w.outHeight * image;
    float* y = pool.y + static_cast<std::size_t>(task) * w.outWidth * channels;
    const Taps rows = rowTaps(w, task % w.outHeight);
    for (int column = 0; column < w.outWidth; column++, y += channels) {
      const Taps columns = columnTaps(w, column);
      std::size_t c = 0;
      for (; c + lanes <= channels; c += lanes) {
        store(y + c, maximum<true>(w, x + c, channels, rows, columns, lanes));
      }
      const int rest = static_cast<int>(channels - c);
      if (rest > 0) store(y + c, maximum<false>(w, x + c, channels, rows, columns, rest), rest);
    }
  });
}

void maxPoolGradient(const MaxPoolGradient& pool) {
  const Window& w = pool.window;
  const std::size_t channels = pool.channels;
  const std::size_t inRow = w.inWidth * channels, outRow = w.outWidth * channels;
  const int reach = w.dilationHeight * (w.kernelHeight - 1) + 1;
  // A band of dx's rows each, so that no two write the same; windows across the border of two bands are
  // gone through in both. Every sum is in the order of the windows, however the bands lie.
  const int bandHeight = most(16, 4 * reach);
  const int bands = (w.inHeight + bandHeight - 1) / bandHeight;
  parallel(w.batch * bands, [&](int task) {
    const int image = task / bands;
    const int begin = task % bands * bandHeight;
    const int end = least(w.inHeight, begin + bandHeight);
    const float* x = pool.x + image * w.inHeight * inRow;
    float* dx = pool.dx + image * w.inHeight * inRow;
    int cleared = begin;
    const auto clearTo = [&](int row) {
      if (row > cleared) __builtin_memset(dx + cleared * inRow, 0, (row - cleared) * inRow * sizeof(float));
      cleared = most(cleared, row);
    };
    // The first window that reaches into the band, and the last that starts before its end.
    const int before = begin + w.padTop - reach + 1;
    const int first = before <= 0 ? 0 : (before + w.strideHeight - 1) / w.strideHeight;
    const int last = least(w.outHeight - 1, (end - 1 + w.padTop) / w.strideHeight);
    for (int row = first; row <= last; row++) {
      const Taps rows = rowTaps(w, row);
      // Row by row, so that they are still in the caches when they are written.
      clearTo(least(end, rows.start + reach));
      const std::size_t out = (static_cast<std::size_t>(image) * w.outHeight + row) * outRow;
      for (int column = 0; column < w.outWidth; column++) {
        const std::size_t at = out + column * channels;
        const Taps columns = columnTaps(w, column);
        std::size_t c = 0;
        for (; c + lanes <= channels; c += lanes) {
          spread<true>(w, x + c, load(pool.y + at + c), load(pool.dy + at + c), dx + c, channels, rows,
                       columns, begin, end, lanes);
        }
        const int rest = static_cast<int>(channels - c);
        if (rest > 0) {
          spread<false>(w, x + c, load(pool.y + at + c, rest), load(pool.dy + at + c, rest), dx + c, channels,
                        rows, columns, begin, end, rest);
        }
      }
    }
    clearTo(end);
  });
}

}  // namespace resnext::RESNEXT_ISA
