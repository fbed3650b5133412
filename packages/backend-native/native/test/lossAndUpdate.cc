#include <algorithm>

#include "check.h"

namespace resnext::check {
namespace {

void crossEntropy(int batch, int classes, bool soft) {
  const std::string name = "softmaxCrossEntropy of " + std::to_string(batch) + " x " + std::to_string(classes) + (soft ? ", soft" : "");
  constexpr float smoothing = 0.1f;
  const std::size_t size = static_cast<std::size_t>(batch) * classes;
  Floats logits = randomFloats(size, 1), targets = randomFloats(size, 2);
  for (float& logit : logits) logit *= 30;
  for (float& target : targets) target = target * target / static_cast<float>(classes);
  // One of them is no class at all.
  Integers labels = randomIntegers(static_cast<std::size_t>(batch), 3, 0, classes - 1);
  labels.back() = -1;

  double loss = 0;
  Doubles gradient(size);
  for (int n = 0; n < batch; n++) {
    const std::size_t start = static_cast<std::size_t>(n) * classes;
    const double largest = *std::max_element(logits.begin() + start, logits.begin() + start + classes);
    double total = 0, mass = 0;
    const auto share = [&](int c) {
      const double hard = soft ? targets[start + c] : c == labels[n] ? 1.0 : 0.0;
      return hard * (1 - smoothing) + smoothing / classes;
    };
    for (int c = 0; c < classes; c++) {
      total += std::exp(logits[start + c] - largest);
      mass += share(c);
    }
    for (int c = 0; c < classes; c++) {
      loss -= share(c) * (logits[start + c] - largest - std::log(total)) / batch;
      gradient[start + c] = (std::exp(logits[start + c] - largest) / total * mass - share(c)) / batch;
    }
  }
  Floats actual = unwritten(1), dlogits = unwritten(size);
  kernels().softmaxCrossEntropy({batch, classes, smoothing, logits.data(), soft ? nullptr : labels.data(),
                                 soft ? targets.data() : nullptr, actual.data(), dlogits.data()});
  expectNear(name, actual, {loss}, 2e-6);
  expectNear(name + ": gradient", dlogits, gradient, 2e-6);
}

}  // namespace

void softmaxCrossEntropy() {
  for (const bool soft : {false, true}) {
    crossEntropy(1, 1, soft);
    crossEntropy(3, 10, soft);
    crossEntropy(40, 1000, soft);
  }
}

void sgdUpdate() {
  constexpr float learningRate = 0.1f, momentum = 0.9f, dampening = 0.2f, weightDecay = 0.01f;
  for (const std::size_t size : {1u, 37u, 70003u}) {
    for (const bool nesterov : {false, true}) {
      Floats parameter = randomFloats(size, 1), velocity = randomFloats(size, 3);
      const Floats gradient = randomFloats(size, 2);
      Doubles nextParameter(size), nextVelocity(size);
      for (std::size_t i = 0; i < size; i++) {
        const double decayed = gradient[i] + static_cast<double>(weightDecay) * parameter[i];
        nextVelocity[i] = static_cast<double>(momentum) * velocity[i] + (1.0 - dampening) * decayed;
        const double direction = nesterov ? decayed + momentum * nextVelocity[i] : nextVelocity[i];
        nextParameter[i] = parameter[i] - learningRate * direction;
      }
      // In place, as a training step does it.
      kernels().sgdUpdate({size, learningRate, momentum, dampening, weightDecay, nesterov, parameter.data(),
                           gradient.data(), velocity.data(), parameter.data(), velocity.data()});
      expectNear("sgdUpdate: parameter", parameter, nextParameter, 1e-6);
      expectNear("sgdUpdate: velocity", velocity, nextVelocity, 1e-6);
    }
  }
}

void movingAverage() {
  for (const std::size_t size : {1u, 37u, 70003u}) {
    Floats average = randomFloats(size, 1);
    const Floats value = randomFloats(size, 2);
    Doubles expected(size);
    for (std::size_t i = 0; i < size; i++) expected[i] = 0.9 * average[i] + 0.1 * value[i];
    kernels().movingAverage({size, 0.9f, 0.1f, average.data(), value.data(), average.data()});
    expectNear("movingAverage", average, expected, 1e-6);
  }
}

}  // namespace resnext::check
