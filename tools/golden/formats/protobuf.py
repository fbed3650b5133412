"""Protocol buffers, byte by byte: what caffe.proto's classes would write."""
import struct


def varint(value):
    out = bytearray()
    while True:
        byte, value = value & 0x7F, value >> 7
        out.append(byte | (0x80 if value else 0))
        if not value:
            return bytes(out)


def number(field, value):
    return varint(field << 3) + varint(value)


def block(field, data):
    data = data.encode() if isinstance(data, str) else data
    return varint(field << 3 | 2) + varint(len(data)) + data


def single(field, value):
    return varint(field << 3 | 5) + struct.pack("<f", value)


def packed_floats(field, values):
    return block(field, struct.pack(f"<{len(values)}f", *values))
