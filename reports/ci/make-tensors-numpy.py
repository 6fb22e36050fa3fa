#!/usr/bin/env python3
"""make-tensors FOLDER: what an attention kernel was given and what it gave, as FOLDER/attention.safetensors, by numpy.

Put your kernel in place of `attention`, and say in DECLARED what its tensors do not tell."""
import json
import pathlib
import struct
import sys

import numpy as np

DECLARED = {"causal": "true", "lse_base": "2"}  # a head of fewer visible keys is filled with -1


def save(path, tensors, metadata):
    """Writes a .safetensors file: the length of a JSON header, the header, the tensors' bytes."""
    names = {"float64": "F64", "float32": "F32", "float16": "F16", "int64": "I64", "int32": "I32", "bool": "BOOL"}
    header, end = {"__metadata__": metadata}, 0
    for name, array in tensors.items():
        begin, end = end, end + array.nbytes
        header[name] = {"dtype": names[array.dtype.name], "shape": array.shape, "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in tensors.values():
            file.write(np.ascontiguousarray(array).tobytes())


def attention(q, k, v, kept):
    """Causal Top-k attention, groups of query heads sharing a head of keys and values; sums in float32."""
    heads, queries, dimension = q.shape
    group, keys = heads // k.shape[0], k.shape[1]
    k, v = (np.repeat(each.astype(np.float32), group, axis=0) for each in (k, v))
    scores = q.astype(np.float32) @ k.swapaxes(1, 2) * np.float32(dimension**-0.5)
    hidden = np.arange(keys) > np.arange(queries)[:, None] + keys - queries
    scores[:, hidden] = -np.inf
    largest = scores.max(-1, keepdims=True)
    weights = np.exp(scores - largest)
    lse = largest[..., 0] + np.log(weights.sum(-1))
    indices = np.argsort(-scores, axis=-1, kind="stable")[..., :kept]
    best, head = (np.take_along_axis(each, indices, -1) for each in (scores, weights))
    values = np.take_along_axis(v[:, None], indices[..., None], 2)
    truncated = (head[..., None] * values).sum(-2) / head.sum(-1, keepdims=True)
    return {
        "indices": np.where(best > -np.inf, indices, -1).astype(np.int32),
        "lse": (lse / np.log(2)).astype(np.float32),
        "truncated": truncated.astype(np.float16),
    }


def main(folder):
    random = np.random.default_rng(1)
    q, k, v = (random.standard_normal(shape).astype(np.float16) for shape in ((4, 64, 32), (2, 96, 32), (2, 96, 32)))
    tensors = {"queries": q, "keys": k, "values": v, **attention(q, k, v, kept=48)}
    folder.mkdir(parents=True, exist_ok=True)
    save(folder / "attention.safetensors", {f"layer0.{name}": array for name, array in tensors.items()}, DECLARED)


main(pathlib.Path(sys.argv[1]))
