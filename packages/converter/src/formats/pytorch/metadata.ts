/** The member of a zip under which our own files carry their texts; PyTorch passes over it. */
export const PYTORCH_METADATA = 'resnext.json';
