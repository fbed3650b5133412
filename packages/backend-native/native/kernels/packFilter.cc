#include "../threads/parallel.h"
#include "kernels.h"
#include "packing.h"

namespace resnext::RESNEXT_ISA {
namespace {

// Where the filter's numbers for one tap and group are: input c and output o at c * input + o * output.
struct Place {
  const float* base;
  std::ptrdiff_t input, output;
};

Place placeOf(const FilterPacking& f, int row, int column, int group) {
  const std::ptrdiff_t tap =
      static_cast<std::ptrdiff_t>(f.firstRow + row * f.rowStep) * f.filterWidth + f.firstColumn + column * f.columnStep;
  const std::ptrdiff_t rows = f.exchanged ? f.outputs : f.inputs;
  const std::ptrdiff_t columns = static_cast<std::ptrdiff_t>(f.groups) * (f.exchanged ? f.inputs : f.outputs);
  const std::ptrdiff_t first = static_cast<std::ptrdiff_t>(group) * (f.exchanged ? f.inputs : f.outputs);
  const float* base = f.filter + tap * rows * columns + first;
  return f.exchanged ? Place{base, 1, columns} : Place{base, columns, 1};
}

// [inputs, width] of the outputs from `from` on, zeros behind the last.
void packBlock(const Place& place, int inputs, int from, int count, int width, float* to) {
  if (place.output == 1) {
    for (int c = 0; c < inputs; c++, to += width) {
      const float* line = place.base + c * place.input + from;
      for (int v = 0; v < width; v += lanes) {
        const int left = count - v;
        store(to + v, left >= lanes ? load(line + v) : load(line + v, left > 0 ? left : 0));
      }
    }
    return;
  }
  // The other way round the inputs are neighbours: squares of numbers are turned in registers.
  for (int v = 0; v < width; v += lanes) {
    for (int c = 0; c < inputs; c += lanes) {
      const int here = inputs - c < lanes ? inputs - c : lanes;
      Vector rows[lanes];
      for (int o = 0; o < lanes; o++) {
        const float* line = place.base + (from + v + o) * place.output + c;
        rows[o] = v + o >= count ? zero() : here == lanes ? load(line) : load(line, here);
      }
      transpose(rows);
      for (int i = 0; i < here; i++) store(to + (c + i) * width + v, rows[i]);
    }
  }
}

void packWide(const FilterPacking& f) {
  const int panels = divideUp(f.outputs, panel);
  const std::ptrdiff_t rows = static_cast<std::ptrdiff_t>(f.kernelHeight) * f.kernelWidth * f.inputs;
  parallel(f.groups * panels, [&](int task) {
    const int group = task / panels, p = task % panels;
    const int width = panelVectors(p, f.outputs) * lanes;
    const int count = f.outputs - p * panel < width ? f.outputs - p * panel : width;
    float* to = f.packed + panelStart(group, p, rows, f.outputs);
    for (int i = 0; i < f.kernelHeight; i++) {
      for (int j = 0; j < f.kernelWidth; j++, to += f.inputs * width) {
        packBlock(placeOf(f, i, j, group), f.inputs, p * panel, count, width, to);
      }
    }
  });
}

void packNarrow(const FilterPacking& f) {
  const int width = f.inputs, channels = f.groups * width;
  float* to = f.packed;
  for (int first = 0; first < channels; first += lanes) {
    for (int i = 0; i < f.kernelHeight; i++) {
      for (int j = 0; j < f.kernelWidth; j++) {
        for (int c = 0; c < width; c++, to += lanes) {
          for (int lane = 0; lane < lanes; lane++) {
            const int group = (first + lane) / width, o = (first + lane) % width;
            if (group >= f.groups) {
              to[lane] = 0;
              continue;
            }
            const Place place = placeOf(f, i, j, group);
            to[lane] = place.base[c * place.input + o * place.output];
          }
        }
      }
    }
  }
}

}  // namespace

void packFilter(const FilterPacking& f) {
  if (isNarrow(f.groups, f.inputs, f.outputs)) packNarrow(f);
  else packWide(f);
}

}  // namespace resnext::RESNEXT_ISA
