"""Kernels of quantised keys and values, with sinks, of stored scores and of sixteen bits."""

import math

import numpy as np

from attention_layouts import Bhqd, Bqhd, Paged, Thd
from attention_truth import Convention, Problem, draw
from declared_case import Case, bfloat16, float32, modulo, other_head, swapped
from tensor_file import Bfloat16, Float8


def factors():
    shapes = {"one": (), "scalar": (1,), "head": (2,), "key": (2, 2, 16)}
    shapes |= {"block": (2, 2, 4, 2), "channel": (1, 2, 1, 8)}
    for name, shape in shapes.items():
        quantised(name, shape, "fp8", lambda x: Float8(20 * x).array.astype(np.float64), Float8)
    for name in ("one", "key", "head"):
        code = lambda x: np.clip(np.round(40 * x), -127, 127)
        quantised(name, shapes[name], "int8", code, lambda x: np.asarray(x, np.int8))


def quantised(name, shape, kind, code, store):
    """Keys and values that are codes times scales."""
    random = np.random.default_rng(60)
    drawn = draw(60, (3, 3), (16, 16), d=8)
    coded = lambda parts: [[code(part) for part in heads] for heads in parts]
    keys, values = coded(drawn.keys), coded(drawn.values)
    scales = [float32(random.uniform(0.5, 1.5, shape) / 20) for _ in range(2)]
    of_keys, of_values = (spread(each, name) for each in scales)
    with_them = lambda k, v: Problem(drawn.queries, k, v)
    right = with_them(times(keys, of_keys), times(values, of_values))
    case = Case(f"scales_{kind}_{name}", right, Convention(), stored=with_them(keys, values),
                kinds={"keys": store, "values": store}, extra={"key_scales": scales[0], "value_scales": scales[1]})
    of_output = ["truncated", "outputs"]
    case.wrong("key_dropped", problem=with_them(keys, right.values))
    case.wrong("value_dropped", of_output, problem=with_them(right.keys, values))
    case.wrong("value_as_key", of_output, problem=with_them(right.keys, times(values, of_keys)))
    if name in ("head", "key", "block"):
        case.wrong("of_other_head", problem=with_them(times(keys, of_keys[:, ::-1]), right.values))
    if name in ("key", "block"):
        turned = np.roll(of_values, 4, axis=2)
        case.wrong("of_other_block", of_output, problem=with_them(right.keys, times(values, turned)))


def times(parts, factors):
    return [[part * factors[b][g] for g, part in enumerate(heads)] for b, heads in enumerate(parts)]


def spread(scales, name):
    """Factors of each entry, [b, g, n, x]."""
    if name in ("one", "scalar"):
        return np.broadcast_to(scales.reshape(()), (2, 2, 16, 8)).astype(np.float64)
    if name == "head":
        return np.broadcast_to(scales[None, :, None, None], (2, 2, 16, 8)).astype(np.float64)
    if name == "key":
        return np.broadcast_to(scales[..., None], (2, 2, 16, 8)).astype(np.float64)
    if name == "channel":
        return np.broadcast_to(scales, (2, 2, 16, 8)).astype(np.float64)
    return np.repeat(np.repeat(scales, 4, axis=2), 4, axis=3).astype(np.float64)


def sinks():
    values = [1.25, -0.5, 2.0, -math.inf]
    for name, layout in (("bhqd", Bhqd()), ("bqhd", Bqhd())):
        case = Case(f"sinks_{name}", draw(70), Convention(sinks=values), layout, extra={"sinks": float32(values)})
        case.wrong("dropped", ["lse"], sinks=None)
        case.wrong("dropped_outputs", ["outputs", "truncated"], sinks=None)
        case.wrong("of_other_head", ["lse", "truncated", "outputs"], sinks=values[::-1])
        case.wrong("scaled", ["lse", "truncated", "outputs"], sinks=[v / math.sqrt(8) for v in values])
        case.wrong("out_of_lse", ["lse"], lse_sink=False)
    for base, words in ((math.e, {}), (2, {"lse_base": "2"})):
        case = Case(f"sinks_out_of_lse_{len(words)}", draw(71), Convention(sinks=values, lse_sink=False, base=base),
                    words={"lse_sink": "out"} | words, extra={"sinks": float32(values)})
        case.wrong("in_lse", ["lse"], lse_sink=True)
        case.wrong("dropped_outputs", ["outputs", "truncated"], sinks=None)


def latent():
    """Values that are the first columns of the keys, in every place where keys lie, and times the keys' factors."""
    places = (("bhqd", Bhqd()), ("bqhd", Bqhd()), ("thd", Thd()), ("pages", Paged(Bqhd(), 4)), ("slots", Paged(Thd(), 4, True)))
    for name, layout in places:
        drawn = draw(75, (3, 2) if "thd" in layout.words.values() else (3, 3), (13, 8) if name[0] in "tps" else (12, 12))
        with_values = lambda change: Problem(drawn.queries, drawn.keys, [[change(k) for k in heads] for heads in drawn.keys])
        first = with_values(lambda k: k[:, :6])
        words = {"value_columns": "6", "causal": "true", "lse_base": "2"}
        case = Case(f"latent_{name}", first, Convention(causal=True, base=2), layout, words=words,
                    columns=True)
        case.wrong("last_columns", ["truncated", "outputs"], problem=with_values(lambda k: k[:, 2:]))
        case.wrong("columns_turned", ["truncated", "outputs"], problem=with_values(lambda k: k[:, 5::-1]))
        case.wrong("keys_of_other_head", problem=swapped(first, keys=other_head, values=other_head))
        case.edited("another_output", ["truncated"], lambda t: t.update(truncated=t["truncated"][..., ::-1]))
    random = np.random.default_rng(76)
    drawn = draw(76, (3, 3), (16, 16), d=8)
    codes = [[np.clip(np.round(40 * k), -127, 127) for k in heads] for heads in drawn.keys]
    scales = float32(random.uniform(0.5, 1.5, (2, 2, 16, 4)) / 40)  # of blocks of two columns
    keys = times(codes, np.repeat(scales, 2, axis=3).astype(np.float64))
    right = Problem(drawn.queries, keys, [[k[:, :6] for k in heads] for heads in keys])
    case = Case("latent_blocks", right, Convention(), words={"value_columns": "6"}, stored=Problem(drawn.queries, codes, codes),
                kinds={"keys": lambda x: np.asarray(x, np.int8)}, extra={"key_scales": scales}, columns=True)
    bare = [[k[:, :6] / 40 for k in heads] for heads in codes]
    case.wrong("factors_dropped", ["truncated", "outputs"], problem=Problem(drawn.queries, keys, bare))
    case.edited("own_factors", ["truncated", "outputs"], lambda t: t.update(value_scales=float32(0.03)))


def stored_scores():
    """Scores beside queries and keys, and formats of sixteen bits."""
    problem = draw(80)
    formed = lambda truth: [[np.array([[scores_at(problem, truth, b, h, i, j) for j in range(20)] for i in range(3)])
                             for h in range(4)] for b in range(2)]
    scaled, capped = Convention(scale=0.25), Convention(scale=0.5, soft_cap=2.0)
    for words, truth in (({"scale": "0.25"}, scaled), ({"soft_cap": "2", "scale": "0.5"}, capped)):
        name = "scores_" + "_".join(words)
        right = Problem(problem.queries, problem.keys, problem.values, formed(truth))
        case = Case(name, right, Convention(), words=words)
        case.edited("scaled", ["scores"], lambda t: t.update(queries=t["queries"] * np.float32(2)))
        case.edited("keys_of_other_head", ["scores"], lambda t: t.update(keys=t["keys"][:, ::-1].copy()))
        case.wrong("next_sequence", problem=Problem([], [], problem.values, right.scores[::-1]))
    half = lambda array: np.asarray(array, np.float16)
    for name, rounded, kind in (("bfloat16", bfloat16, Bfloat16), ("float16", half, half)):
        words = {"causal": "true", "lse_base": "2"}
        problem = draw(81, (2, 2), (48, 48), d=8, rounded=rounded)
        truth = Convention(causal=True, base=2, lengths=[33, 48], k=8)
        case = Case(name, problem, truth, words=words, kinds={"all": kind})
        case.wrong("natural", ["lse"], base=math.e)
        case.wrong("modulo", group=modulo)
        case.wrong("scale_missing", scale=1.0)


def scores_at(problem, truth, b, h, i, j):
    s = truth.scale * math.fsum(problem.queries[b][h][i] * problem.keys[b][h // 2][j])
    return truth.soft_cap * math.tanh(s / truth.soft_cap) if truth.soft_cap else s
