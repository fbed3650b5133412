import { describe, expect, it } from 'vitest';
import { Calibration } from './calibration.ts';

const sample = (confidence: number, isRight: boolean) => ({
  index: 0,
  label: 0,
  prediction: isRight ? 0 : 1,
  rank: isRight ? 0 : 1,
  loss: 0,
  confidence,
});

describe('Calibration', () => {
  it('is open below and closed above, and takes in 0 and 1', () => {
    const calibration = new Calibration(4);
    for (const confidence of [0, 0.25, 0.2500001, 0.5, 1]) calibration.add(sample(confidence, true));
    expect(calibration.result().bins.map(({ count }) => count)).toEqual([2, 2, 0, 1]);
  });

  it('weighs gaps by samples, and takes the greatest', () => {
    const calibration = new Calibration(10);
    for (let i = 0; i < 9; i++) calibration.add(sample(0.95, true));
    calibration.add(sample(0.65, false));
    const { ece, mce } = calibration.result();
    expect(ece).toBeCloseTo(0.9 * 0.05 + 0.1 * 0.65, 12);
    expect(mce).toBeCloseTo(0.65, 12);
  });

  it('is unknown without samples, and with one that has no answer', () => {
    expect(new Calibration().result()).toMatchObject({ ece: NaN, mce: NaN });
    const calibration = new Calibration();
    calibration.add(sample(0.9, true));
    calibration.add(sample(NaN, false));
    expect(calibration.result().ece).toBeNaN();
  });
});
