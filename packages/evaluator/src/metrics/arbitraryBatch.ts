import fc from 'fast-check';

/** Logits of few distinct values, so that ties are common, with labels. */
export const arbitraryBatch = fc
  .record({ samples: fc.nat(12), classes: fc.integer({ min: 1, max: 9 }) })
  .chain(({ samples, classes }) => {
    const fixed = (length: number) => ({ minLength: length, maxLength: length });
    return fc.record({
      classes: fc.constant(classes),
      logits: fc
        .array(fc.integer({ min: -3, max: 3 }), fixed(samples * classes))
        .map((values) => Float32Array.from(values)),
      labels: fc.array(fc.nat(classes - 1), fixed(samples)).map((values) => Int32Array.from(values)),
    });
  });
