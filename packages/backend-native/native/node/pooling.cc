#include "../isa/isa.h"
#include "exports.h"
#include "window.h"

namespace resnext {

napi_value maxPool(Call& call) {
  const Window window = windowOf(call, 0);
  const std::size_t channels = call.size(1);
  kernels().maxPool({.window = window,
                     .channels = static_cast<int>(channels),
                     .x = call.floats(2, inSize(window, channels)),
                     .y = call.floats(3, outSize(window, channels))});
  return nullptr;
}

napi_value maxPoolGradient(Call& call) {
  const Window window = windowOf(call, 0);
  const std::size_t channels = call.size(1);
  kernels().maxPoolGradient({.window = window,
                             .channels = static_cast<int>(channels),
                             .dy = call.floats(2, outSize(window, channels)),
                             .x = call.floats(3, inSize(window, channels)),
                             .y = call.floats(4, outSize(window, channels)),
                             .dx = call.floats(5, inSize(window, channels))});
  return nullptr;
}

napi_value averagePool(Call& call) {
  const std::size_t batch = call.size(0), pixels = call.size(1), channels = call.size(2);
  kernels().averagePool({.batch = static_cast<int>(batch),
                         .pixels = static_cast<int>(pixels),
                         .channels = static_cast<int>(channels),
                         .x = call.floats(3, batch * pixels * channels),
                         .y = call.floats(4, batch * channels)});
  return nullptr;
}

napi_value averagePoolGradient(Call& call) {
  const std::size_t batch = call.size(0), pixels = call.size(1), channels = call.size(2);
  kernels().averagePoolGradient({.batch = static_cast<int>(batch),
                                 .pixels = static_cast<int>(pixels),
                                 .channels = static_cast<int>(channels),
                                 .dy = call.floats(3, batch * channels),
                                 .dx = call.floats(4, batch * pixels * channels)});
  return nullptr;
}

}  // namespace resnext
