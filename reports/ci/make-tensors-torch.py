#!/usr/bin/env python3
"""make-tensors FOLDER: what an attention kernel was given and what it gave, as FOLDER/attention.safetensors, by torch.

Put your kernel in place of `attention`, and say in DECLARED what its tensors do not tell."""
import json
import pathlib
import struct
import sys

import torch

DECLARED = {"causal": "true"}  # a head of fewer visible keys is filled with -1


def save(path, tensors, metadata):
    """Writes a .safetensors file, where the package safetensors is missing by hand: the length of a JSON header, the
    header, the tensors' bytes."""
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    try:
        from safetensors.torch import save_file
    except ImportError:
        names = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64", torch.int32: "I32"}
        header, end = {"__metadata__": metadata}, 0
        for name, tensor in tensors.items():
            begin, end = end, end + tensor.numel() * tensor.element_size()
            header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [begin, end]}
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        with open(path, "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text)
            for tensor in tensors.values():
                file.write(tensor.view(-1).view(torch.uint8).numpy().tobytes())
    else:
        save_file(tensors, path, metadata)


def attention(q, k, v, kept):
    """Causal Top-k attention of bfloat16 tensors, groups of query heads sharing a head of keys and values; sums in
    float32, weights in bfloat16 where they meet the values."""
    group = q.shape[1] // k.shape[1]
    k, v = k.repeat_interleave(group, 1), v.repeat_interleave(group, 1)
    queries, keys = q.shape[2], k.shape[2]
    scores = q.float() @ k.float().mT * q.shape[3] ** -0.5
    hidden = torch.arange(keys) > torch.arange(queries)[:, None] + keys - queries
    scores.masked_fill_(hidden.to(scores.device), -torch.inf)
    best, indices = scores.topk(kept)
    weights = torch.exp(best - best[..., :1])  # 0 where a key is hidden
    values = v[:, :, None].expand(-1, -1, queries, -1, -1).gather(3, indices[..., None].expand(*indices.shape, v.shape[3]))
    sums = (weights.bfloat16().float()[..., None] * values.float()).sum(-2)
    return {
        "indices": indices.masked_fill(best == -torch.inf, -1).int(),
        "lse": scores.logsumexp(-1),
        "truncated": (sums / weights.sum(-1, keepdim=True)).bfloat16(),
    }


def main(folder):
    torch.manual_seed(1)
    q, k, v = (torch.randn(shape).bfloat16() for shape in ((2, 4, 64, 32), (2, 2, 96, 32), (2, 2, 96, 32)))
    tensors = {"queries": q, "keys": k, "values": v, **attention(q, k, v, kept=48)}
    folder.mkdir(parents=True, exist_ok=True)
    save(folder / "attention.safetensors", {f"layer0.{name}": tensor for name, tensor in tensors.items()}, DECLARED)


main(pathlib.Path(sys.argv[1]))
