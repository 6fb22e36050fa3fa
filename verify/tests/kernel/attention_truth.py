"""Attention in float64 by plain loops, key by key: what a right kernel gives under the conventions that it declares,
and what a wrong one gives under others. It knows nothing of the C++ code."""

import dataclasses
import math
import typing

import numpy as np


@dataclasses.dataclass
class Convention:
    """How keys are seen, scores made and sums taken. Members in the second part are what wrong kernels do."""

    scale: float | None = None  # 1/sqrt(c)
    soft_cap: float | None = None
    causal: bool = False
    window: tuple = (None, None)
    mask: np.ndarray | None = None  # [b, h, q, n] broadcast: boolean, or added
    positions: np.ndarray | None = None  # [b, h, q] broadcast
    lengths: list | None = None  # keys of each sequence
    sinks: list | None = None  # of each head
    selection: np.ndarray | None = None  # [b, h, q, n], by which the head is chosen
    base: float = math.e
    lse_over_head: bool = False
    lse_sink: bool = True  # a sink is a term of the log-sum-exp
    empty: float = -math.inf
    highest_tie: bool = False
    k: int = 4

    shift: int = 0  # of the causal diagonal
    from_start: bool = False  # the diagonal aligned to the first key
    group: typing.Callable | None = None  # the head of keys and values that a head reads
    all_keys: bool = False  # nothing is masked


@dataclasses.dataclass
class Problem:
    """Queries [q, c], keys [n, c] and values [n, d] as queries[b][h], keys[b][g], values[b][g]; or scores[b][h]."""

    queries: list
    keys: list
    values: list
    scores: list | None = None

    @property
    def heads(self):
        return len((self.scores or self.queries)[0])


def draw(seed, queries=(3, 3), keys=(20, 20), heads=4, shared=2, c=8, d=6, size=1.3, rounded=np.float32):
    """A problem of sequences of so many queries and keys, its numbers rounded as told."""
    random = np.random.default_rng(seed)
    vectors = lambda count, many, width, by: [
        [rounded(random.normal(size=(n, width)) * by).astype(np.float64) for _ in range(many)] for n in count
    ]
    return Problem(
        vectors(queries, heads, c, size), vectors(keys, shared, c, size), vectors(keys, shared, d, 1.0)
    )


def visible(convention, b, h, i, queries, keys):
    """The keys that query i of a sequence sees."""
    length = keys if convention.lengths is None else convention.lengths[b]
    own = i if convention.from_start else i + length - queries
    causal = convention.causal
    if convention.positions is not None:
        own, causal = int(convention.positions[b][h][i]), True
    own += convention.shift
    left, right = convention.window
    seen = []
    for j in range(length):
        hidden = causal and j > own
        hidden = hidden or (left is not None and j < own - left) or (right is not None and j > own + right)
        if convention.mask is not None:
            entry = convention.mask[b][h][i][j]
            hidden = hidden or (not entry if convention.mask.dtype == bool else entry == -math.inf)
        if not hidden or convention.all_keys:
            seen.append(j)
    return seen


@dataclasses.dataclass
class Row:
    head: list  # keys, the best first; fewer than k where fewer are seen
    lse: float
    output: np.ndarray
    truncated: np.ndarray


def log_sum(scores, extra):
    """ln sum e^s of some scores and perhaps one more."""
    scores = list(scores) + ([] if extra is None else [extra])
    largest = max(scores)
    return largest + math.log(math.fsum(math.exp(s - largest) for s in scores))


def mean(scores, vectors, extra):
    result = np.zeros(vectors.shape[1])
    if not scores:
        return result
    total = log_sum(scores.values(), extra)
    for j, s in scores.items():
        result += math.exp(s - total) * vectors[j]
    return result


def row_scores(problem, convention, b, h, i, seen):
    if problem.scores is not None:
        return {j: float(problem.scores[b][h][i][j]) for j in seen}
    g = shared_head(problem, convention, h)
    query, keys = problem.queries[b][h][i], problem.keys[b][g]
    scale = convention.scale or 1 / math.sqrt(len(query))
    scores = {}
    for j in seen:
        s = scale * math.fsum(float(x) * float(y) for x, y in zip(query, keys[j]))
        if convention.soft_cap:
            s = convention.soft_cap * math.tanh(s / convention.soft_cap)
        if convention.mask is not None and convention.mask.dtype != bool:
            s += float(convention.mask[b][h][i][j])
        scores[j] = s
    return scores


def shared_head(problem, convention, h):
    group = convention.group or (lambda h, heads, shared: h // (heads // shared))
    return group(h, problem.heads, len(problem.values[0]))


def attend_row(problem, convention, b, h, i, head=None):
    """One row; its head is the Top-k set, or `head`."""
    values = problem.values[b][shared_head(problem, convention, h)]
    queries = len((problem.scores or problem.queries)[b][h])
    seen = visible(convention, b, h, i, queries, len(values))
    if not seen:
        return Row(head or [], convention.empty, np.zeros(values.shape[1]), np.zeros(values.shape[1]))
    scores = row_scores(problem, convention, b, h, i, seen)
    extra = None if convention.sinks is None else float(convention.sinks[h])
    if head is None:
        by = scores if convention.selection is None else {j: float(convention.selection[b][h][i][j]) for j in seen}
        tie = -1 if convention.highest_tie else 1
        head = sorted(seen, key=lambda j: (-by[j], tie * j))[: convention.k]
    kept = {j: scores[j] for j in head if j in scores}
    summed = kept if convention.lse_over_head else scores
    return Row(
        list(head),
        log_sum(summed.values(), extra if convention.lse_sink else None) / math.log(convention.base),
        mean(scores, values, extra),
        mean(kept, values, extra),
    )


def attend(problem, convention, heads=None):
    """Rows [b][h][q]; `heads` gives their heads in the same order, where they are not Top-k sets."""
    return [
        [
            [
                attend_row(problem, convention, b, h, i, heads and heads[b][h][i])
                for i in range(len((problem.scores or problem.queries)[b][h]))
            ]
            for h in range(problem.heads)
        ]
        for b in range(len(problem.values))
    ]
