"""Makes images of the kinds that real sets surprise a reader with, and what Pillow reads in them.

Usage, with Pillow 11 or newer: python3 tools/golden/pil_traps.py
"""

import struct
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms

ASSETS = Path(__file__).resolve().parents[2] / 'packages' / 'data' / 'test-assets'
TRAPS = ASSETS / 'traps'
EXPECTED = TRAPS / 'expected'

APP1, APP14 = 0xE1, 0xEE


def encode(image, kind='JPEG', **options):
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def segments(jpeg):
    """The marker and the bytes of each segment up to the scan, and the rest."""
    position, found = 2, []
    while jpeg[position + 1] != 0xDA:
        marker, length = jpeg[position + 1], struct.unpack('>H', jpeg[position + 2 : position + 4])[0]
        found.append((marker, jpeg[position + 4 : position + 2 + length]))
        position += 2 + length
    return found, jpeg[position:]


def assemble(found, rest):
    return b'\xff\xd8' + b''.join(bytes((0xFF, marker)) + struct.pack('>H', len(body) + 2) + body for marker, body in found) + rest


def without(jpeg, marker):
    found, rest = segments(jpeg)
    return assemble([segment for segment in found if segment[0] != marker], rest)


def with_first(jpeg, marker, body):
    found, rest = segments(jpeg)
    return assemble([(marker, body), *found], rest)


def with_adobe_transform(jpeg, transform):
    """Says what the four channels are: 0 for ink as it is, 2 for ink whose colours are stored as YCC."""
    found, rest = segments(jpeg)
    return assemble([(m, body[:-1] + bytes((transform,)) if m == APP14 else body) for m, body in found], rest)


def make_traps():
    photo = Image.open(ASSETS / 'chelsea.png').convert('RGB').resize((30, 20))
    photo.info.clear()
    key = Image.linear_gradient('L').resize(photo.size).point(lambda value: value // 2)
    ink = Image.merge('CMYK', (*photo.convert('CMYK').split()[:3], key))
    # What is written as ink in Adobe's inversion and called YCCK is ink whose colours were YCC: with any colours at all.
    ycck = Image.merge('CMYK', (*photo.convert('YCbCr').split(), key))
    adobe = encode(ink, quality=85)
    jpeg = encode(photo, quality=85)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile('LAB')).tobytes()
    return {
        'cmyk-without-adobe.jpg': without(adobe, APP14),
        'cmyk-adobe.jpg': adobe,
        'ycck-adobe.jpg': with_adobe_transform(encode(ycck, quality=85), 2),
        'rgb-not-ycc.jpg': encode(photo, quality=85, keep_rgb=True),
        'progressive.jpg': encode(photo, quality=85, progressive=True),
        'profile-of-another-space.jpg': encode(photo, quality=85, icc_profile=profile),
        'broken-profile.jpg': encode(photo, quality=85, icc_profile=b'no profile at all'),
        'broken-exif.jpg': with_first(jpeg, APP1, b'Exif\0\0II*\0\xff\xff\xff\xff garbage'),
        'cut-exif.jpg': with_first(jpeg, APP1, b'Exif\0\0MM'),
        'bytes-after-the-end.jpg': jpeg + b'\0' * 37 + b'garbage',
        'garbage-before-the-end.jpg': jpeg[:-2] + b'\x12\x34' + jpeg[-2:],
        'png-inside.JPEG': encode(photo, 'PNG'),
        'gif-inside.JPEG': encode(photo.quantize(16), 'GIF'),
        'webp-inside.JPEG': encode(photo, 'WEBP', lossless=True),
        'animated.gif': encode(photo.quantize(8), 'GIF', save_all=True, append_images=[photo.quantize(2)]),
    }


TRAPS.mkdir(exist_ok=True)
EXPECTED.mkdir(exist_ok=True)
for name, content in make_traps().items():
    (TRAPS / name).write_bytes(content)
    image = Image.open(BytesIO(content)).convert('RGB')
    image.info.clear()
    image.save(EXPECTED / f'{name}.png', optimize=True)
