import { describe, expect, test } from 'vitest';
import { graphOf, type ModelRow } from './index.ts';
import { tinyRow } from './testing/tiny.ts';

const opsOf = (row: ModelRow): string =>
  graphOf(row)
    .map(({ op }) => op)
    .join(' ');

describe('graphOf', () => {
  test('lists what a network computes, each step after what it needs', () => {
    const nodes = graphOf(tinyRow({ blocks: [1, 1, 1] }));
    nodes.forEach(({ inputs }, index) => inputs.forEach((input) => expect(input).toBeLessThan(index)));
    const block =
      'convolution batchNorm convolution batchNorm relu convolution batchNorm relu convolution batchNorm add relu';
    expect(opsOf(tinyRow({ blocks: [1, 1, 1] }))).toBe(
      `image convolution batchNorm relu ${block} ${block} ${block} globalAveragePool convolution`,
    );
    expect(nodes.at(-1)).toMatchObject({ name: 'fc', linear: true, bias: true, channels: [128, 5] });
    expect(nodes.find((node) => 'name' in node && node.name === 'layer2.0.conv2')).toMatchObject({
      op: 'convolution',
      stride: 2,
      padding: 1,
      groups: 4,
      kernel: 3,
    });
  });

  test('says each parameter once, and all of them', () => {
    const names = graphOf(tinyRow()).flatMap((node) => ('name' in node ? [node.name] : []));
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('layer1.1.bn3');
  });

  test('has gates, concatenations, zero channels and pools where the row has', () => {
    expect(opsOf(tinyRow({ reduction: 16 }))).toContain(
      'globalAveragePool convolution relu convolution gate add relu',
    );
    expect(opsOf(tinyRow({ form: 'B' }))).toContain('concat convolution');
    expect(opsOf(tinyRow({ shortcut: 'A' }))).toContain('maxPool padChannels');
    expect(opsOf(tinyRow({ folded: true }))).not.toContain('batchNorm');
    expect(
      graphOf(tinyRow({ stem: 'imagenet', pool: 'caffe' })).find(({ op }) => op === 'maxPool'),
    ).toMatchObject({
      window: { size: 3, stride: 2, padding: 0, ceil: true },
    });
  });
});
