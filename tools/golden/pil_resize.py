"""Makes the images that @resnext/data is compared with: what Pillow and torchvision's integer arithmetic give.

Usage, with Pillow 9.1 or newer: python3 tools/golden/pil_resize.py
"""

import json
import struct
import zlib
from pathlib import Path

from PIL import Image

ASSETS = Path(__file__).resolve().parents[2] / 'packages' / 'data' / 'test-assets'
VARIANTS = ASSETS / 'variants'
RESULTS = ASSETS / 'pil'

PHOTO_OPTIONS = [
    {'resize': 36, 'crop': 32},
    {'resize': 36, 'crop': 32, 'interpolation': 'bicubic'},
    {'resize': 24, 'crop': 32},
    {'resize': 33, 'channels': 1, 'interpolation': 'bicubic'},
    {'crop': 24},
]
VARIANT_OPTIONS = [
    {},
    {'channels': 1},
    {'resize': 30, 'crop': 16, 'interpolation': 'bicubic'},
]


def write_png16(path, image, alpha):
    """Pillow cannot write 16-bit colour: each channel gets the low byte 0xC3, which a reader must drop."""
    channels = 4 if alpha else 3
    size = image.width * channels
    data = image.convert('RGBA' if alpha else 'RGB').tobytes()
    rows = (data[start : start + size] for start in range(0, len(data), size))
    raw = b''.join(b'\0' + b''.join(bytes((value, 0xC3)) for value in row) for row in rows)
    header = struct.pack('>IIBBBBB', image.width, image.height, 16, 6 if alpha else 2, 0, 0, 0)
    chunks = [(b'IHDR', header), (b'IDAT', zlib.compress(raw, 9)), (b'IEND', b'')]
    path.write_bytes(
        b'\x89PNG\r\n\x1a\n'
        + b''.join(struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body)) for kind, body in chunks)
    )


def make_variants():
    VARIANTS.mkdir(exist_ok=True)
    photo = Image.open(ASSETS / 'chelsea.png').convert('RGB').resize((30, 20))
    photo.info.clear()  # a profile is larger than these images
    gradient = Image.linear_gradient('L').resize(photo.size)
    with_alpha = photo.copy()
    with_alpha.putalpha(gradient)
    ink = photo.convert('CMYK')
    ink = Image.merge('CMYK', (*ink.split()[:3], gradient.point(lambda value: value // 2)))
    rotated = Image.Exif()
    rotated[0x0112] = 6

    photo.convert('L').save(VARIANTS / 'grey.jpg', quality=80)
    photo.convert('1').save(VARIANTS / 'black-and-white.png')
    photo.convert('LA').save(VARIANTS / 'grey-alpha.png')
    photo.quantize(16).save(VARIANTS / 'palette-transparent.png', transparency=3)
    photo.quantize(16).save(VARIANTS / 'palette.gif')
    with_alpha.save(VARIANTS / 'alpha.png')
    with_alpha.save(VARIANTS / 'alpha.webp', quality=60)
    ink.save(VARIANTS / 'cmyk.jpg', quality=80)
    photo.save(VARIANTS / 'lzw.tif', compression='tiff_lzw')
    photo.save(VARIANTS / 'exif-rotated.jpg', quality=80, exif=rotated)
    write_png16(VARIANTS / 'colour-16-bit.png', photo, alpha=False)
    write_png16(VARIANTS / 'alpha-16-bit.png', with_alpha, alpha=True)


def resize_shorter_side(image, shorter, interpolation):
    """torchvision.transforms.Resize(shorter)."""
    width, height = image.size
    size = (shorter, int(shorter * height / width)) if width <= height else (int(shorter * width / height), shorter)
    return image.resize(size, Image.Resampling[interpolation.upper()])


def centre_crop(image, side):
    """torchvision.transforms.CenterCrop(side)."""
    width, height = image.size
    if side > width or side > height:
        left, top = max(0, (side - width) // 2), max(0, (side - height) // 2)
        padded = Image.new(image.mode, (max(width, side), max(height, side)))
        padded.paste(image, (left, top))
        image, (width, height) = padded, padded.size
    left, top = int(round((width - side) / 2.0)), int(round((height - side) / 2.0))
    return image.crop((left, top, left + side, top + side))


def prepare(path, resize=None, crop=None, interpolation='bilinear', channels=3):
    image = Image.open(path).convert('RGB' if channels == 3 else 'L')
    if resize is not None:
        image = resize_shorter_side(image, resize, interpolation)
    if crop is not None:
        image = centre_crop(image, crop)
    return image


def make_results():
    RESULTS.mkdir(exist_ok=True)
    photos = [ASSETS / 'chelsea.png', ASSETS / 'rocket.jpg']
    tasks = [(path, options) for path in photos for options in PHOTO_OPTIONS]
    tasks += [(path, options) for path in sorted(VARIANTS.iterdir()) for options in VARIANT_OPTIONS]
    cases = []
    for number, (path, options) in enumerate(tasks):
        result = f'pil/{number:02}.png'
        image = prepare(path, **options)
        image.info.clear()
        image.save(ASSETS / result, optimize=True)
        cases.append({'source': path.relative_to(ASSETS).as_posix(), 'options': options, 'result': result})
    (RESULTS / 'cases.json').write_text(json.dumps(cases, indent=2) + '\n')


make_variants()
make_results()
