import { resolveRow, summarize, type ModelRow } from '@resnext/zoo';

/** A 3x3 convolution with groups, stride 1 and one pixel of padding: as many channels out as in. */
export interface GroupedWorkload {
  readonly kind: 'grouped-forward' | 'grouped-backward';
  readonly batch: number;
  /** The square image's side in pixels. */
  readonly size: number;
  readonly channels: number;
  readonly groups: number;
}

/** A network fed with images of its row's input size. Inference has batch norms folded where the contender can. */
export interface NetworkWorkload {
  readonly kind: 'inference' | 'training';
  readonly batch: number;
  readonly row: ModelRow;
}

/** What is timed. Contenders get it as JSON, so that its shapes are written here only. */
export type Workload = GroupedWorkload | NetworkWorkload;

/** What `--only` chooses: one workload, or several of a kind. */
export interface Case {
  readonly name: string;
  readonly workloads: readonly Workload[];
}

const resnext50 = resolveRow('resnext50_32x4d');
const resnext29 = resolveRow('resnext29_8x64d_cifar');

/** Side and channels of the grouped convolutions in the four stages of ResNeXt-50 32x4d. */
const stages = [
  [56, 128],
  [28, 256],
  [14, 512],
  [7, 1024],
] as const;

export const cases: readonly Case[] = [
  { name: 'grouped-forward', workloads: grouped('grouped-forward') },
  { name: 'grouped-backward', workloads: grouped('grouped-backward') },
  { name: 'inference-8', workloads: [{ kind: 'inference', batch: 8, row: resnext50 }] },
  { name: 'inference-1', workloads: [{ kind: 'inference', batch: 1, row: resnext50 }] },
  { name: 'training-50', workloads: [{ kind: 'training', batch: 8, row: resnext50 }] },
  { name: 'training-29', workloads: [{ kind: 'training', batch: 16, row: resnext29 }] },
];

function grouped(kind: GroupedWorkload['kind']): GroupedWorkload[] {
  return stages.map(([size, channels]) => ({ kind, batch: 8, size, channels, groups: 32 }));
}

export function describeWorkload(workload: Workload): string {
  if (!('row' in workload)) {
    const { batch, size, channels, groups } = workload;
    return `[${batch}, ${size}, ${size}, ${channels}], ${groups} groups`;
  }
  return `${workload.row.name}, batch ${workload.batch}`;
}

/** The multiply-adds that the arithmetic itself needs; those of convolutions and linear layers only, as is the custom. */
export function multiplyAdds(workload: Workload): number {
  if (!('row' in workload)) {
    const { kind, batch, size, channels, groups } = workload;
    const forward = batch * size * size * channels * (channels / groups) * 9;
    // Backward is one such product for the images and one for the filters.
    return kind === 'grouped-forward' ? forward : 2 * forward;
  }
  const { macs, layers } = summarize(workload.row);
  if (workload.kind === 'inference') return workload.batch * macs;
  // The gradient of the input images is never needed.
  return workload.batch * (3 * macs - layers[0]!.macs);
}
