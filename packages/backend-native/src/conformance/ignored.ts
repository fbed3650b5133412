/** Why tests of tfjs-core are not held against this backend. */
export interface Ignored {
  readonly reason: string;
  /** What a test's full name contains. */
  readonly names: readonly string[];
}

export const ignored: readonly Ignored[] = [
  {
    reason: 'strings are stored, not computed with',
    names: [
      'concat3d native {} Accepts string tensor.',
      'should support string comparison',
      'slice  native {} accepts string',
      'stack native {} accepts string',
      'string tensor',
    ],
  },
  {
    reason:
      'a NaN in a window is its maximum, as in PyTorch: hiding it would hide that a network has diverged',
    names: ['maxPool native {} [x=[3,3,1] f=[2,2] s=1 ignores NaNs'],
  },
  {
    reason:
      'tfjs divides by the size of the window also where padding is in it and was not counted: ours is the ' +
      'gradient of the average',
    names: ['avgPool native {} gradient x=[3,3,1] f=[3,3] s=1 p=explicit'],
  },
  {
    reason: 'tfjs returns x when windows of one pixel leave its shape as it was, even if they skip pixels',
    names: ['x=[2,2,3] f=[1,1] s=2 p=1 fractional outputs default rounding'],
  },
  {
    reason: 'a gradient of 8x8 pixels for an output of 4x4 is refused',
    names: ['conv2dTranspose native {} input=8x8x8,output=4x4x8,f=8,s=1,inDepth=8,p=same vec4'],
  },
];

/**
 * The kernels of tfjs that this backend does not have, and why. A test that fails for want of one of them is
 * not held against it.
 */
export const notImplemented: readonly { readonly reason: string; readonly kernels: readonly string[] }[] = [
  {
    reason: 'no complex numbers',
    kernels: ['Complex', 'Real', 'Imag', 'ComplexAbs', 'FFT', 'IFFT'],
  },
  {
    reason: 'these networks see images, not volumes',
    kernels: [
      'AvgPool3D',
      'AvgPool3DGrad',
      'Conv3D',
      'Conv3DBackpropFilterV2',
      'Conv3DBackpropInputV2',
      'MaxPool3D',
      'MaxPool3DGrad',
    ],
  },
  {
    reason: 'images are resized, cropped and turned by @resnext/data, before they are tensors',
    kernels: [
      'CropAndResize',
      'DepthToSpace',
      'FlipLeftRight',
      'MirrorPad',
      'NonMaxSuppressionV3',
      'NonMaxSuppressionV4',
      'NonMaxSuppressionV5',
      'ResizeBilinear',
      'ResizeBilinearGrad',
      'ResizeNearestNeighbor',
      'ResizeNearestNeighborGrad',
      'RotateWithOffset',
      'Transform',
    ],
  },
  {
    reason: 'no sparse and no ragged tensors',
    kernels: [
      'GatherNd',
      'RaggedGather',
      'RaggedRange',
      'RaggedTensorToTensor',
      'ScatterNd',
      'SparseFillEmptyRows',
      'SparseReshape',
      'SparseSegmentMean',
      'SparseSegmentSum',
      'SparseToDense',
      'TensorScatterUpdate',
    ],
  },
  {
    reason: 'strings are stored, not computed with',
    kernels: ['StaticRegexReplace', 'StringNGrams', 'StringSplit', 'StringToHashBucketFast'],
  },
  {
    reason: 'neither training nor evaluating these networks uses them',
    kernels: [
      'BatchToSpaceND',
      'Bincount',
      'BitwiseAnd',
      'BroadcastArgs',
      'DenseBincount',
      'Diag',
      'Dilation2D',
      'Dilation2DBackpropFilter',
      'Dilation2DBackpropInput',
      'Einsum',
      'LRN',
      'LRNGrad',
      'MaxPoolWithArgmax',
      'Multinomial',
      'SearchSorted',
      'SpaceToBatchND',
      'Unique',
    ],
  },
];
