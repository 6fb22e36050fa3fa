"""Writes safetensors files of numpy arrays, bfloat16 and eight-bit floats among them."""

import json
import struct

import numpy as np

NAMES = {"float64": "F64", "float32": "F32", "float16": "F16", "bool": "BOOL"}
NAMES |= {f"int{bits}": f"I{bits}" for bits in (8, 16, 32, 64)}
NAMES |= {f"uint{bits}": f"U{bits}" for bits in (8, 16, 32, 64)}


class Stored:
    """Numbers (`array`, of float32) and the codes (`bits`) of a format that numpy does not have."""

    def __init__(self, dtype, bits, array):
        self.dtype, self.bits, self.array = dtype, bits, array

    @property
    def shape(self):
        return self.array.shape


class Bfloat16(Stored):
    """An array rounded to bfloat16."""

    def __init__(self, array):
        bits = np.ascontiguousarray(array, np.float32).view(np.uint32).astype(np.uint64)
        bits = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16  # to nearest, ties to even
        bits = bits.astype(np.uint16)
        super().__init__("BF16", bits, (bits.astype(np.uint32) << 16).view(np.float32))


class Float8(Stored):
    """An array rounded to the numbers of OCP E4M3: one sign, four bits of exponent, three of the significand."""

    def __init__(self, array):
        table = np.full(256, np.nan)
        for code in range(256):
            exponent, fraction = (code >> 3) & 15, code & 7
            size = (1 + fraction / 8) * 2.0 ** (exponent - 7) if exponent else fraction / 8 * 2.0**-6
            if (exponent, fraction) != (15, 7):
                table[code] = -size if code >> 7 else size
        array = np.asarray(array, np.float64)
        bits = np.nanargmin(np.abs(array[..., None] - table), axis=-1).astype(np.uint8)
        bits[np.isnan(array)] = 0x7F
        super().__init__("F8_E4M3", bits, table[bits].astype(np.float32))


def write(path, tensors, metadata=None):
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name, tensor in tensors.items():
        stored = isinstance(tensor, Stored)
        array = tensor.bits if stored else np.asarray(tensor)
        dtype = tensor.dtype if stored else NAMES[array.dtype.name]
        block = array.tobytes()  # in row-major order
        header[name] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(block)]}
        data += block
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)
