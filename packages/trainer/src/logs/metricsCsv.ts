import type { Epoch } from '../epoch.ts';

const columns: Readonly<Record<string, (epoch: Epoch) => number>> = {
  epoch: ({ epoch }) => epoch,
  learning_rate: ({ learningRate }) => learningRate,
  train_loss: ({ train }) => train.loss,
  train_top1: ({ train }) => train.top1,
  train_top5: ({ train }) => train.top5,
  test_loss: ({ test }) => test.loss,
  test_top1: ({ test }) => test.top1,
  test_top5: ({ test }) => test.top5,
  seconds: ({ seconds }) => seconds,
  images_per_second: ({ imagesPerSecond }) => imagesPerSecond,
  wait_seconds: ({ waitSeconds }) => waitSeconds,
};

/** One line an epoch under a line of names; accuracies in percent. Numbers only, so nothing is quoted. */
export function metricsCsv(history: readonly Epoch[]): string {
  const lines = history.map((epoch) =>
    Object.values(columns).map((value) => Number(value(epoch).toPrecision(7))),
  );
  return [Object.keys(columns), ...lines].map((line) => `${line.join(',')}\n`).join('');
}
