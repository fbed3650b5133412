import { integer, listOf, named, number, object, text } from './schema.ts';

export const modelsSchema = named(
  'Models',
  object({
    backend: text,
    models: listOf(
      object({
        name: text,
        version: text,
        network: text,
        classes: integer,
        inputSize: integer,
        channels: integer,
      }),
    ),
  }),
);

export const classifyQuery = object(
  {
    model: { ...text, description: 'the only model, or the first by name, unless told' },
    version: { ...text, description: 'the newest unless told' },
    top: { ...integer, minimum: 1, default: 5, description: 'classes to name' },
    explain: {
      ...integer,
      minimum: 0,
      default: 0,
      description: 'classes to say where the network looked for',
    },
  },
  { optional: ['model', 'version', 'top', 'explain'] },
);

export const imageList = object({
  images: listOf({ ...text, contentEncoding: 'base64' }),
});

const activation = object(
  { width: integer, height: integer, values: listOf({ type: ['number', 'null'] }) },
  { description: 'row by row: how much each place speaks for the class' },
);

const prediction = object(
  {
    index: integer,
    label: text,
    score: { type: ['number', 'null'], description: 'a probability' },
    activation,
  },
  { optional: ['activation'] },
);

const frame = object(
  { x: number, y: number, width: number, height: number },
  { description: 'what the network saw, in pixels of the image as it is shown' },
);

export const classification = named(
  'Classification',
  object({
    model: text,
    version: text,
    backend: text,
    results: {
      ...listOf(
        object(
          {
            name: text,
            predictions: listOf(prediction),
            frame,
            error: { ...text, description: 'of a file that is no image, in place of predictions' },
          },
          { optional: ['name', 'predictions', 'frame', 'error'] },
        ),
      ),
      description: 'by image, in the order in which they came',
    },
    timing: object(
      { decode: number, queue: number, compute: number, total: number },
      { description: 'milliseconds' },
    ),
  }),
);
