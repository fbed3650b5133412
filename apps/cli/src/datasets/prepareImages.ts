import { presets, transforms } from '@resnext/data';
import type { OpenDataset } from '../datasets.ts';

/** How images of any size are prepared, which is how the authors prepare those of ImageNet. */
export const prepareImages: OpenDataset['prepare'] = ({ channels, preprocessing }) => {
  const { inputSize, resize, interpolation } = preprocessing;
  const evaluation = { resize, crop: inputSize, interpolation };
  return {
    // Colours are what jitter and lighting change.
    augmented:
      channels === 3
        ? presets.imagenetTrain({ size: inputSize, interpolation })
        : transforms.compose(
            transforms.randomResizedCrop({ size: inputSize, interpolation }),
            transforms.horizontalFlip(0.5),
          ),
    plain: presets.imagenetEval(evaluation),
    tenCrop: presets.imagenetEval({ ...evaluation, tenCrop: true }),
  };
};
