#include "../isa/isa.h"
#include "exports.h"

namespace resnext {

napi_value softmaxCrossEntropy(Call& call) {
  const std::size_t batch = call.size(0), classes = call.size(1);
  const std::size_t size = batch * classes;
  require(size > 0, "expected at least one image and one class");
  require(call.has(4) != call.has(5), "expected either labels or targets");
  kernels().softmaxCrossEntropy({.batch = static_cast<int>(batch),
                                 .classes = static_cast<int>(classes),
                                 .labelSmoothing = static_cast<float>(call.number(2)),
                                 .logits = call.floats(3, size),
                                 .labels = call.has(4) ? call.integers(4, batch) : nullptr,
                                 .targets = call.floatsOrNull(5, size),
                                 .loss = call.floats(6, 1),
                                 .dlogits = call.floats(7, size)});
  return nullptr;
}

napi_value sgdUpdate(Call& call) {
  const std::size_t size = call.size(0);
  kernels().sgdUpdate({.size = size,
                       .learningRate = static_cast<float>(call.number(1)),
                       .momentum = static_cast<float>(call.number(2)),
                       .dampening = static_cast<float>(call.number(3)),
                       .weightDecay = static_cast<float>(call.number(4)),
                       .nesterov = call.boolean(5),
                       .parameter = call.floats(6, size),
                       .gradient = call.floats(7, size),
                       .velocity = call.floats(8, size),
                       .nextParameter = call.floats(9, size),
                       .nextVelocity = call.floats(10, size)});
  return nullptr;
}

napi_value movingAverage(Call& call) {
  const std::size_t size = call.size(0);
  kernels().movingAverage({.size = size,
                           .keep = static_cast<float>(call.number(1)),
                           .take = static_cast<float>(call.number(2)),
                           .average = call.floats(3, size),
                           .value = call.floats(4, size),
                           .next = call.floats(5, size)});
  return nullptr;
}

}  // namespace resnext
