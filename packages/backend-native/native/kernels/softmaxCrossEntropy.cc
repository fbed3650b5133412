#include <math.h>

#include "../threads/parallel.h"
#include "kernels.h"

namespace resnext::RESNEXT_ISA {
namespace {

// Writes the row's gradient and returns its loss. The softmax of a row is exponentials / total, and its
// logarithm is logits - logTotal.
double row(const SoftmaxCrossEntropy& task, int n) {
  const int classes = task.classes;
  const std::size_t start = static_cast<std::size_t>(n) * classes;
  const float* logits = task.logits + start;
  const float* targets = task.targets ? task.targets + start : nullptr;
  float* dlogits = task.dlogits + start;
  const int label = targets ? 0 : task.labels[n];
  const float hardShare = 1 - task.labelSmoothing;
  const float evenShare = task.labelSmoothing / static_cast<float>(classes);
  const auto target = [&](int c) {
    const float hard = targets ? targets[c] : c == label ? 1.0f : 0.0f;
    return hard * hardShare + evenShare;
  };

  float largest = logits[0];
  for (int c = 1; c < classes; c++) {
    if (logits[c] > largest || logits[c] != logits[c]) largest = logits[c];
  }
  double total = 0;
  for (int c = 0; c < classes; c++) {
    dlogits[c] = expf(logits[c] - largest);
    total += dlogits[c];
  }
  const double logTotal = log(total);
  // Targets need not add up to 1, so the softmax counts once for each unit of theirs.
  double loss = 0, mass = 0;
  for (int c = 0; c < classes; c++) {
    const double share = target(c);
    // A class that cannot be, of logit -infinity, costs nothing where it should not be.
    if (share != 0) loss -= share * (static_cast<double>(logits[c]) - largest - logTotal);
    mass += share;
  }
  const float softmaxShare = static_cast<float>(mass / total);
  const float perImage = 1.0f / static_cast<float>(task.batch);
  for (int c = 0; c < classes; c++) dlogits[c] = (dlogits[c] * softmaxShare - target(c)) * perImage;
  return loss;
}

}  // namespace

void softmaxCrossEntropy(const SoftmaxCrossEntropy& task) {
  double* losses = reinterpret_cast<double*>(scratch(Scratch::A, 2ul * task.batch));
  parallel(task.batch, [&](int n) { losses[n] = row(task, n); });
  double sum = 0;
  for (int n = 0; n < task.batch; n++) sum += losses[n];
  *task.loss = static_cast<float>(sum / task.batch);
}

}  // namespace resnext::RESNEXT_ISA
