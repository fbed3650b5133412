import { describe, expect, it } from 'vitest';
import { isSafeName, isVersion, parseNamedWeights } from './names.ts';

describe('names', () => {
  it.each(['digits', 'resnext50_32x4d.tv_in1k', '-a', '1'])('of models may be %j', (name) => {
    expect(isSafeName(name)).toBe(true);
  });

  it.each(['', '.', '..', '.git', 'a/b', 'a\\b', 'a b', 'a\n', '\0', 'é', 'a'.repeat(129)])(
    'of models may not be %j',
    (name) => {
      expect(isSafeName(name)).toBe(false);
    },
  );

  it('of versions are numbers from 1', () => {
    const names = ['1', '20', '0', '01', '-1', '1.0', '1e3', '', '1 ', '9'.repeat(16)];
    expect(names.filter(isVersion)).toEqual(['1', '20']);
  });
});

describe('parseNamedWeights', () => {
  it.each([
    ['weights/digits.safetensors', 'digits', 'weights/digits.safetensors'],
    ['a=b.safetensors', 'a', 'b.safetensors'],
    ['a=x=y.safetensors', 'a', 'x=y.safetensors'],
  ])('reads %s', (text, name, path) => {
    expect(parseNamedWeights(text)).toEqual({ name, path });
  });

  it('asks for a name where the file has none that is safe', () => {
    expect(() => parseNamedWeights('my model.safetensors')).toThrow('--weights NAME=my model.safetensors');
  });
});
