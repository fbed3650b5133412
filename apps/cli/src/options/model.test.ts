import { describe, expect, it } from 'vitest';
import { hasArchitecture, rowOf } from './model.ts';

describe('rowOf', () => {
  it('finds a model by its name', async () => {
    expect(await rowOf('resnext50_32x4d', {})).toMatchObject({ name: 'resnext50_32x4d', classes: 1000 });
  });

  it('makes one of numbers', async () => {
    const row = await rowOf(undefined, {
      stem: 'cifar',
      depth: 20,
      cardinality: 4,
      baseWidth: 16,
      numClasses: 7,
    });
    expect(row).toMatchObject({ blocks: [2, 2, 2], cardinality: 4, baseWidth: 16, classes: 7 });
  });

  it('gives a named model another form, shortcut and number of classes', async () => {
    const row = await rowOf('resnext11_digits', { form: 'A', shortcut: 'C', numClasses: 3 });
    expect(row).toMatchObject({ blocks: [1, 1, 1], form: 'A', shortcut: 'C', classes: 3 });
    expect(row.classNames).toBeUndefined();
  });

  it('fits one made of numbers to what it is for', async () => {
    const fitted = { stem: 'cifar' as const, classes: 2, classNames: ['cat', 'dog'] };
    expect(await rowOf(undefined, { depth: 11 }, fitted)).toMatchObject({
      classes: 2,
      classNames: ['cat', 'dog'],
    });
  });

  it.each([
    [undefined, {}, 'expected a model, by its name or by'],
    ['resnext50_32x4d', { depth: 101 }, 'but received both'],
    ['resnext51', {}, "for the model but received 'resnext51'"],
    [undefined, { stem: 'cifar' as const, depth: 30 }, 'a depth of 9n + 2'],
  ])('refuses %s with %o', async (name, options, message) => {
    await expect(rowOf(name, options)).rejects.toThrow(message);
  });
});

describe('hasArchitecture', () => {
  it('is true only for what makes a network by itself', () => {
    expect(hasArchitecture({ depth: 50 })).toBe(true);
    expect(hasArchitecture({ form: 'A', numClasses: 3 })).toBe(false);
  });
});
