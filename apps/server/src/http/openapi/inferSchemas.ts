import { INPUT, OUTPUTS } from '../../protocol/modelTensors.ts';
import { integer, listOf, named, object, text, type Schema } from './schema.ts';

const parameters: Schema = { type: 'object', additionalProperties: true };
const shape = listOf(integer);
const datatype = { ...text, enum: ['FP32', 'UINT8', 'BYTES'] };
const outputName = { ...text, enum: OUTPUTS };

export const inferRequest = named(
  'InferRequest',
  object(
    {
      id: { ...text, description: 'comes back with the answer' },
      parameters: {
        ...parameters,
        description:
          'timeout (microseconds in the queue), priority (1 goes first), binary_data_output (all outputs in binary)',
      },
      inputs: listOf(
        object(
          {
            name: { ...text, enum: [INPUT] },
            datatype: {
              ...datatype,
              description: 'normalised numbers, pixels of the size of the network, or image files',
            },
            shape,
            parameters: { ...parameters, description: 'binary_data_size: its bytes follow the JSON' },
            data: { type: 'array', items: {}, description: 'flat or nested; base64 for BYTES' },
          },
          { optional: ['parameters', 'data'] },
        ),
      ),
      outputs: listOf(
        object(
          {
            name: outputName,
            parameters: {
              ...parameters,
              description:
                'binary_data, or classification: so many of the best classes, as value:index:label',
            },
          },
          { optional: ['parameters'] },
        ),
      ),
    },
    { optional: ['id', 'parameters', 'outputs'] },
  ),
);

export const inferResponse = named(
  'InferResponse',
  object(
    {
      model_name: text,
      model_version: text,
      id: text,
      outputs: listOf(
        object(
          {
            name: outputName,
            datatype: { ...text, enum: ['FP32', 'BYTES'] },
            shape,
            parameters: object({ binary_data_size: integer }),
            data: listOf({ type: ['number', 'string', 'null'] }),
          },
          { optional: ['parameters', 'data'] },
        ),
      ),
    },
    { optional: ['id'] },
  ),
);
