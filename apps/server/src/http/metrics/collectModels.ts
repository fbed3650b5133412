import { Counter, Gauge, type Registry } from 'prom-client';
import type { ServedModel } from '../../service/servedModel.ts';
import type { ModelStatistics } from '../../service/statistics.ts';

/** Triton's names for what the models did, out of their statistics. */
export function collectModels(registry: Registry, loaded: () => readonly ServedModel[]): void {
  for (const [name, { help, value }] of Object.entries(counters)) {
    new Counter({
      name,
      help,
      labelNames: ['model', 'version'],
      registers: [registry],
      collect() {
        this.reset();
        for (const model of loaded()) this.inc(labelsOf(model), value(model.statistics()));
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
      for (const model of loaded()) {
        for (const [reason, count] of Object.entries(model.statistics().failReasons)) {
          this.inc({ ...labelsOf(model), reason }, count);
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
      for (const model of loaded()) this.set(labelsOf(model), model.statistics().pending);
    },
  });
}

const microseconds = (ns: number): number => Math.round(ns / 1000);

const counters: Readonly<Record<string, { help: string; value: (statistics: ModelStatistics) => number }>> = {
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

function labelsOf({ name, version }: ServedModel): { model: string; version: string } {
  return { model: name, version };
}
