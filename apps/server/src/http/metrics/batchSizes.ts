import { Histogram, type MetricValueWithName, type Registry } from 'prom-client';
import type { ServedModel } from '../../service/servedModel.ts';
import type { BatchStatistics } from '../../service/statistics.ts';

const NAME = 'resnext_batch_size';
const HELP = 'Images in a batch';
const BUCKETS = [1, 2, 4, 8, 16, 32, 64, 128];

type Value = MetricValueWithName<'model' | 'version' | 'le'>;

/** How large batches are: a histogram of what the models counted, where prom-client would count itself. */
export class BatchSizes extends Histogram<'model' | 'version' | 'le'> {
  constructor(
    registry: Registry,
    private readonly loaded: () => readonly ServedModel[],
  ) {
    super({
      name: NAME,
      help: HELP,
      labelNames: ['model', 'version'],
      buckets: BUCKETS,
      registers: [registry],
    });
  }

  /** What prom-client takes the values from, for text as for objects. */
  async getForPromString() {
    const values = this.loaded().flatMap((model) => histogramOf(model));
    return { name: NAME, help: HELP, type: 'histogram', aggregator: 'sum', values };
  }
}

function histogramOf(model: ServedModel): Value[] {
  const { batches } = model.statistics();
  const labels = { model: model.name, version: model.version };
  const upTo = (most: number): number => sum(batches, ({ size }) => (size <= most ? 1 : 0));
  return [
    ...BUCKETS.map((le) => ({ labels: { ...labels, le }, value: upTo(le), metricName: `${NAME}_bucket` })),
    { labels: { ...labels, le: '+Inf' }, value: upTo(Infinity), metricName: `${NAME}_bucket` },
    { labels, value: sum(batches, ({ size }) => size), metricName: `${NAME}_sum` },
    { labels, value: upTo(Infinity), metricName: `${NAME}_count` },
  ];
}

function sum(batches: readonly BatchStatistics[], of: (batch: BatchStatistics) => number): number {
  return batches.reduce((total, batch) => total + of(batch) * batch.computeInfer.count, 0);
}
