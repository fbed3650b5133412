import { cast, tensor4d } from '@tensorflow/tfjs-core';
import { UploadBytes, type UploadBytesAttrs } from '../names.ts';
import { composed } from './define.ts';

/** tfjs-core has no tensors of bytes: they become integers here, and floats where the backend computes. */
export const uploadBytesKernel = composed<object, UploadBytesAttrs>(UploadBytes, (_, { bytes, shape }) =>
  cast(tensor4d(bytes, [...shape], 'int32'), 'float32'),
);
