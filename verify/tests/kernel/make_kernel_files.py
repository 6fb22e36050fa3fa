"""Writes safetensors files of a plain numpy Top-k attention kernel: right ones, and ones with a known fault.

    python3 make_kernel_files.py FOLDER

Each file holds two heads of seven queries over 48 keys: a.scores, a.queries, a.keys, a.values and the kernel's
a.indices, a.lse, a.truncated. A faulty file is right but for row [1, 3]. It knows nothing of the C++ code.
"""

import pathlib
import sys

import numpy as np

from tensor_file import Bfloat16, write

HEADS, QUERIES, KEYS, WIDTH, K = 2, 7, 48, 16, 8
ROW = (1, 3)


def softmax_sums(scores):
    """Weights relative to their maximum, that maximum and the sum of the weights, in the scores' type."""
    largest = scores.max()
    weights = np.exp(scores - largest)
    return weights, largest, weights.sum(dtype=scores.dtype)


def log_sum_exp(scores):
    _, largest, total = softmax_sums(scores)
    return largest + np.log(total)


def mean(scores, values):
    weights, _, total = softmax_sums(scores)
    return (weights @ values) / total


def top_k(scores, k, last_tie=False):
    """The k largest, ties broken by the lower key or, with last_tie, by the higher one."""
    n = len(scores)
    if last_tie:
        return n - 1 - np.argsort(-scores[::-1], kind="stable")[:k]
    return np.argsort(-scores, kind="stable")[:k]


class Attention:
    def __init__(self, dtype=np.float32, seed=1, masked=False, levels=0, stretch=1.0):
        random = np.random.default_rng(seed)
        draw = lambda *shape: random.normal(size=shape).astype(dtype)
        self.queries = (2.5 * stretch * draw(HEADS, QUERIES, WIDTH) / np.sqrt(WIDTH)).astype(dtype)
        self.keys = draw(HEADS, KEYS, WIDTH)
        self.values = draw(HEADS, KEYS, WIDTH)
        self.raw = np.einsum("hqx,hkx->hqk", self.queries, self.keys).astype(dtype)
        if levels:
            self.raw = np.round(self.raw * levels).astype(dtype) / dtype(levels)
            del self.queries, self.keys  # rounded scores are no products
        self.scores = self.raw.copy()
        if masked:  # causal: query i sees keys up to 6 i + 2, some fewer than k
            for i in range(QUERIES):
                self.scores[:, i, 6 * i + 3 :] = -np.inf
        self.run()

    def run(self, last_tie=False):
        self.indices = np.zeros((HEADS, QUERIES, K), np.int64)
        self.lse = np.zeros((HEADS, QUERIES), self.scores.dtype)
        self.truncated = np.zeros((HEADS, QUERIES, WIDTH), self.scores.dtype)
        with np.errstate(invalid="ignore"):
            for h in range(HEADS):
                for q in range(QUERIES):
                    head = top_k(self.scores[h, q], K, last_tie)
                    self.indices[h, q] = head
                    self.lse[h, q] = log_sum_exp(self.scores[h, q])
                    self.truncated[h, q] = mean(self.scores[h, q][head], self.values[h][head])
        return self

    def row(self):
        """Scores, head, scores of the head and its values of the row that is to be wrong."""
        scores = self.scores[ROW]
        head = self.indices[ROW]
        return scores, head, scores[head], self.values[ROW[0]][head]

    def tensors(self):
        parts = ("scores", "queries", "keys", "values", "indices", "lse", "truncated")
        return {"a." + part: getattr(self, part) for part in parts if hasattr(self, part)}


def right_files():
    yield "float32", Attention()
    yield "float64", Attention(np.float64)

    a = Attention()
    a.indices = a.indices.astype(np.uint16)
    yield "unsigned_indices", a

    a = Attention(levels=2)  # scores in steps of 1/2, and the Top-k set that takes the later of equal keys
    a.run(last_tie=True)
    yield "ties", a

    yield "masked", Attention(masked=True)

    a = Attention()  # a kernel on matrix units: bfloat16 operands, float32 sums, bfloat16 results
    a.queries, a.keys, a.values = (Bfloat16(x).array for x in (a.queries, a.keys, a.values))
    a.scores = np.einsum("hqx,hkx->hqk", a.queries, a.keys)
    a.run()
    for h, q in np.ndindex(HEADS, QUERIES):
        head = a.indices[h, q]
        weights, _, total = softmax_sums(a.scores[h, q][head])
        a.truncated[h, q] = (Bfloat16(weights).array @ a.values[h][head]) / total
    a.queries, a.keys, a.values, a.truncated, a.lse = (
        Bfloat16(x) for x in (a.queries, a.keys, a.values, a.truncated, a.lse)
    )
    yield "bfloat16", a

    a = Attention()  # the same with float16 results and a float32 log-sum-exp
    for h, q in np.ndindex(HEADS, QUERIES):
        head = a.indices[h, q]
        weights, _, total = softmax_sums(a.scores[h, q][head])
        a.truncated[h, q] = (weights.astype(np.float16).astype(np.float32) @ a.values[h][head]) / total
    a.truncated = a.truncated.astype(np.float16)
    yield "float16", a

    a = Attention()  # exponentials in base 2 and a running maximum over tiles of 16 keys
    log2e = np.float32(1.4426950408889634)
    for h, q in np.ndindex(HEADS, QUERIES):
        largest, total, sums = np.float32(-np.inf), np.float32(0), np.zeros(WIDTH, np.float32)
        for tile in range(0, KEYS, 16):
            s = a.scores[h, q, tile : tile + 16]
            new = max(largest, s.max())
            rescale = np.exp2((largest - new) * log2e)
            weights = np.exp2((s - new) * log2e)
            total = total * rescale + weights.sum(dtype=np.float32)
            largest = new
        a.lse[h, q] = largest + np.log2(total) * np.float32(0.6931471805599453)
    yield "running_maximum", a


def wrong_files():
    a = Attention()
    _, head, s, v = a.row()
    a.truncated[ROW] = mean(s[: K - 1], v[: K - 1])
    yield "k_off_by_one", a

    a = Attention()
    scores, _, _, _ = a.row()
    more = top_k(scores, K + 1)
    a.truncated[ROW] = mean(scores[more], a.values[ROW[0]][more])
    yield "k_one_more", a

    a = Attention()
    a.lse[ROW] /= np.float32(np.log(2))
    yield "base_2", a

    a = Attention()
    a.lse[ROW] /= np.float32(np.log(10))
    yield "base_10", a

    a = Attention()
    a.lse[ROW] = log_sum_exp(a.row()[2])
    yield "lse_of_head", a

    a = Attention()
    a.lse[ROW] -= a.row()[0].max()
    yield "lse_without_maximum", a

    a = Attention()
    _, _, s, v = a.row()
    a.truncated[ROW] = softmax_sums(s)[0] @ v
    yield "unnormalised", a

    a = Attention()
    scores, head, _, _ = a.row()
    a.indices[ROW][K // 2] = top_k(scores, K + 4)[-1]
    changed = a.indices[ROW]
    a.truncated[ROW] = mean(scores[changed], a.values[ROW[0]][changed])
    yield "swapped_index", a

    a = Attention()
    scores, head, s, v = a.row()
    other = v.copy()
    other[2] = a.values[ROW[0]][top_k(scores, KEYS)[-5]]
    a.truncated[ROW] = mean(s, other)
    yield "swapped_value", a

    a = Attention()
    scores, _, s, v = a.row()
    a.truncated[ROW] = (np.exp(s - scores.max()) @ v) / softmax_sums(scores)[2]
    yield "divided_by_full_sum", a

    a = Attention(masked=True)
    scores = a.raw[ROW]
    head = top_k(scores, K)
    a.indices[ROW] = head
    a.lse[ROW] = log_sum_exp(scores)
    a.truncated[ROW] = mean(scores[head], a.values[ROW[0]][head])
    yield "mask_ignored", a

    a = Attention()
    scores, _, s, v = a.row()
    scale = np.float32(1 / np.sqrt(WIDTH))
    a.lse[ROW] = log_sum_exp(scores * scale)
    a.truncated[ROW] = mean(s * scale, v)
    yield "scale_twice", a

    a = Attention()
    before = (ROW[0], ROW[1] - 1)
    for part in (a.indices, a.lse, a.truncated):
        part[ROW] = part[before]
    yield "stale_row", a

    a = Attention(stretch=3.0)  # unshifted exponentials in float16: inf, and inf/inf
    a.lse, a.truncated = a.lse.astype(np.float16), a.truncated.astype(np.float16)
    scores, _, s, v = a.row()
    with np.errstate(over="ignore", invalid="ignore"):
        weights = np.exp(scores.astype(np.float16))
        a.lse[ROW] = np.log(weights.sum(dtype=np.float16))
        weights = np.exp(s.astype(np.float16))
        a.truncated[ROW] = (weights / weights.sum(dtype=np.float16)) @ v.astype(np.float16)
    yield "float16_overflow", a

    a = Attention()
    a.truncated[ROW][5] = np.nan
    a.lse[ROW] = np.nan
    yield "nan", a

    a = Attention()
    a.indices[ROW][3] = a.indices[ROW][6]
    yield "named_twice", a

    a = Attention()
    a.indices[ROW][3] = -1
    yield "negative_index", a

    a = Attention()
    a.indices[ROW] += 1
    yield "counted_from_1", a

    a = Attention()
    scores = a.row()[0]
    a.truncated[ROW] = mean(scores, a.values[ROW[0]])
    yield "not_truncated", a

    a = Attention()
    a.truncated[ROW][0] += np.float32(0.125)
    yield "unknown", a


def main():
    folder = pathlib.Path(sys.argv[1])
    for kind, files in (("right", right_files()), ("wrong", wrong_files())):
        for name, attention in files:
            write(folder / f"{kind}_{name}.safetensors", attention.tensors())


main()
