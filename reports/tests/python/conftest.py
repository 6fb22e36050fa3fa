"""Attention composed of torch's operations, and broken copies of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pytest

torch = pytest.importorskip("torch")


@dataclass
class Attention:
    q: Any
    k: Any
    v: Any
    out: Any
    lse: Any


def attention(batch=2, heads=4, shared=2, queries=8, keys=24, c=16, dtype=torch.float32, seed=0, shift=0, base=math.e):
    """Causal attention of grouped heads; `shift` moves the mask by keys."""
    torch.manual_seed(seed)
    q = torch.randn(batch, heads, queries, c).to(dtype)
    k, v = (torch.randn(batch, heads // shared, keys, c).to(dtype) for _ in range(2))
    every = k.repeat_interleave(shared, 1).float(), v.repeat_interleave(shared, 1).float()
    scores = q.float() @ every[0].transpose(-1, -2) / math.sqrt(c)
    hidden = torch.ones(queries, keys).triu(keys - queries + 1 + shift).bool()
    scores = scores.masked_fill(hidden, -math.inf)
    out = (torch.softmax(scores, -1).to(dtype).float() @ every[1]).to(dtype)
    return Attention(q, k, v, out, torch.logsumexp(scores, -1) / math.log(base))


def topk(rows=6, n=512, d=32, k=16, dtype=torch.float32, seed=0):
    """Top-k attention: scores, values, indices, lse, out."""
    torch.manual_seed(seed)
    scores, values = torch.randn(rows, n), torch.randn(n, d).to(dtype)
    indices = scores.topk(k, -1).indices
    weights = torch.softmax(scores.gather(1, indices), -1).to(dtype).float()
    out = (weights[:, None, :] @ values[indices].float())[:, 0].to(dtype)
    return scores, values, indices, torch.logsumexp(scores, -1), out
