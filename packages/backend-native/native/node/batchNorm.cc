#include "../isa/isa.h"
#include "exports.h"

namespace resnext {

napi_value batchNorm(Call& call) {
  const std::size_t rows = call.size(0);
  const std::size_t channels = call.size(1);
  const std::size_t size = rows * channels;
  if (size == 0) return nullptr;
  kernels().batchNorm({.rows = rows,
                       .channels = static_cast<int>(channels),
                       .epsilon = static_cast<float>(call.number(2)),
                       .relu = call.boolean(3),
                       .x = call.floats(4, size),
                       .scale = call.floats(5, channels),
                       .offset = call.floats(6, channels),
                       .residual = call.floatsOrNull(7, size),
                       .y = call.floats(8, size),
                       .mean = call.floats(9, channels),
                       .variance = call.floats(10, channels)});
  return nullptr;
}

napi_value batchNormGradient(Call& call) {
  const std::size_t rows = call.size(0);
  const std::size_t channels = call.size(1);
  const std::size_t size = rows * channels;
  if (size == 0) return nullptr;
  const bool relu = call.boolean(3);
  require(call.has(6) == call.has(14) && (relu || !call.has(6)), "expected y together with dresidual");
  kernels().batchNormGradient({.rows = rows,
                               .channels = static_cast<int>(channels),
                               .epsilon = static_cast<float>(call.number(2)),
                               .relu = relu,
                               .dy = call.floats(4, size),
                               .x = call.floats(5, size),
                               .y = call.floatsOrNull(6, size),
                               .scale = call.floats(7, channels),
                               .offset = call.floats(8, channels),
                               .mean = call.floats(9, channels),
                               .variance = call.floats(10, channels),
                               .dx = call.floats(11, size),
                               .dscale = call.floats(12, channels),
                               .doffset = call.floats(13, channels),
                               .dresidual = call.floatsOrNull(14, size)});
  return nullptr;
}

}  // namespace resnext
