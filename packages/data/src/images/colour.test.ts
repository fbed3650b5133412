import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cmykToRgb, greyToRgb, keepChannels, rgbToGrey } from './colour.ts';

const byte = fc.nat(255);

describe('colour conversions', () => {
  it('leave grey unchanged on the way to colour and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (grey) => {
        expect(rgbToGrey(greyToRgb(grey, 1), 3)).toEqual(grey);
      }),
    );
  });

  it('drop alpha', () => {
    expect([...rgbToGrey(Uint8Array.from([9, 9, 9, 77]), 4)]).toEqual([9]);
    expect([...greyToRgb(Uint8Array.from([9, 77]), 2)]).toEqual([9, 9, 9]);
    expect([...keepChannels(Uint8Array.from([1, 2, 3, 77, 4, 5, 6, 77]), 4, 3)]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('print no ink as white, and full black as black', () => {
    expect([...cmykToRgb(Uint8Array.from([0, 0, 0, 0]), 4)]).toEqual([255, 255, 255]);
    fc.assert(
      fc.property(byte, byte, byte, (c, m, y) => {
        expect([...cmykToRgb(Uint8Array.from([c, m, y, 255]), 4)]).toEqual([0, 0, 0]);
      }),
    );
  });
});
