"""Makes the images that @resnext/data's transforms are compared with: what torchvision and Pillow make of a photograph.

Usage, with torchvision 0.14 or newer: python3 tools/golden/torchvision_transforms.py
"""

import base64
import json
import math
from pathlib import Path

from PIL import Image
from torchvision.transforms import InterpolationMode, autoaugment, functional

ASSETS = Path(__file__).resolve().parents[2] / 'packages' / 'data' / 'test-assets'


def encode(image):
    return {
        'height': image.height,
        'width': image.width,
        'pixels': base64.b64encode(image.convert('RGB').tobytes()).decode(),
    }


def operations(image):
    """Every operation of the two spaces at several levels, with both signs where there are signs."""
    size = (image.height, image.width)
    spaces = {
        'randAugment': autoaugment.RandAugment()._augmentation_space(31, size),
        'trivialAugmentWide': autoaugment.TrivialAugmentWide()._augmentation_space(31),
    }
    for space, operations in spaces.items():
        for name, (magnitudes, signed) in operations.items():
            bins = [9, 30] if magnitudes.ndim else [0]
            for index in bins:
                for sign in [1, -1] if signed else [1]:
                    magnitude = sign * float(magnitudes[index].item()) if magnitudes.ndim else 0.0
                    made = autoaugment._apply_op(image, name, magnitude, InterpolationMode.NEAREST, None)
                    yield {'space': space, 'operation': name, 'level': sign * index / 30, 'image': encode(made)}


def main():
    image = Image.open(ASSETS / 'chelsea.png').convert('RGB').crop((120, 60, 360, 252)).resize((20, 16))
    cases = {
        'source': encode(image),
        'operations': list(operations(image)),
        'hue': [{'shift': shift, 'image': encode(functional.adjust_hue(image, shift))} for shift in (-0.5, -0.1, 0.03, 0.3, 0.5)],
        'resizedCrop': [
            {
                'region': dict(zip(('top', 'left', 'height', 'width'), region)),
                'interpolation': mode.value,
                'image': encode(functional.resized_crop(image, *region, [9, 11], mode)),
            }
            for region in ((0, 0, 16, 20), (3, 5, 7, 12), (9, 1, 5, 4))
            for mode in (InterpolationMode.BILINEAR, InterpolationMode.BICUBIC)
        ],
        'tenCrop': [encode(view) for view in functional.ten_crop(image, 11)],
    }
    assert math.isclose(float(autoaugment.RandAugment()._augmentation_space(31, (16, 20))['ShearX'][0][30]), 0.3, rel_tol=1e-6)
    (ASSETS / 'torchvision.json').write_text(json.dumps(cases, separators=(',', ':')) + '\n')


main()
