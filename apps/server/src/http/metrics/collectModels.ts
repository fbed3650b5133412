import { Counter, Gauge, type Registry } from 'prom-client';
import type { ModelRepository, VersionHistory } from '../../service/modelRepository.ts';

/** Triton's names for what the models did, those that are not loaded any more too: a counter never goes back. */
export function collectModels(registry: Registry, repository: ModelRepository): void {
  for (const [name, { help, value }] of Object.entries(counters)) {
    new Counter({
      name,
      help,
      labelNames: ['model', 'version'],
      registers: [registry],
      collect() {
        this.reset();
        for (const each of repository.history()) this.inc(labelsOf(each), value(each.statistics));
      },
    });
  }
  new Counter({
    name: 'nv_inference_request_failure',
    help: 'Requests that failed, by reason',
    labelNames: ['model', 'version', 'reason'],
    registers: [registry],
    collect() {
      this.reset();
      for (const each of repository.history()) {
        for (const [reason, count] of Object.entries(each.statistics.failReasons)) {
          this.inc({ ...labelsOf(each), reason }, count);
        }
      }
    },
  });
  new Gauge({
    name: 'nv_inference_pending_request_count',
    help: 'Requests that wait',
    labelNames: ['model', 'version'],
    registers: [registry],
    collect() {
      this.reset();
      for (const model of repository.loaded()) this.set(labelsOf(model), model.statistics().pending);
    },
  });
}

const microseconds = (ns: number): number => Math.round(ns / 1000);

interface Count {
  readonly help: string;
  readonly value: (statistics: VersionHistory['statistics']) => number;
}

const counters: Readonly<Record<string, Count>> = {
  nv_inference_request_success: {
    help: 'Requests that were answered',
    value: ({ success }) => success.count,
  },
  nv_inference_count: { help: 'Images that were answered', value: ({ inferences }) => inferences },
  nv_inference_exec_count: { help: 'Batches that were computed', value: ({ executions }) => executions },
  nv_inference_request_duration_us: {
    help: 'Time of requests that were answered, in microseconds',
    value: ({ success }) => microseconds(success.ns),
  },
  nv_inference_queue_duration_us: {
    help: 'Time of requests in the queue, in microseconds',
    value: ({ queue }) => microseconds(queue.ns),
  },
  nv_inference_compute_input_duration_us: {
    help: 'Time for decoding and collecting batches, in microseconds',
    value: ({ computeInput }) => microseconds(computeInput.ns),
  },
  nv_inference_compute_infer_duration_us: {
    help: 'Time in the network, in microseconds',
    value: ({ computeInfer }) => microseconds(computeInfer.ns),
  },
  nv_inference_compute_output_duration_us: {
    help: 'Time for taking answers apart, in microseconds',
    value: ({ computeOutput }) => microseconds(computeOutput.ns),
  },
};

function labelsOf({ name, version }: Pick<VersionHistory, 'name' | 'version'>) {
  return { model: name, version };
}
