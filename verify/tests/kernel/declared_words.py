"""Kernels under each word that is declared."""

import math

import numpy as np

from attention_layouts import Bhqd, Bqhd
from attention_truth import Convention, Problem, draw
from declared_case import Case, float32, save, swapped


def of_scores():
    case = Case("scale", draw(1), Convention(scale=0.2), words={"scale": "0.2"})
    case.wrong("missing", scale=1.0)
    case.wrong("default", scale=None)
    case = Case("scale_default", draw(2), Convention())
    case.wrong("missing", scale=1.0)
    case.wrong("of_values", scale=1 / math.sqrt(6))
    case.wrong("twice", scale=1 / 8)
    case.wrong_head("smallest", scale=-1.0)
    case = Case("soft_cap", draw(3, size=2.5), Convention(soft_cap=2.0), words={"soft_cap": "2"})
    case.wrong("dropped", soft_cap=None)
    case.wrong("other", soft_cap=2.5)
    for name, queries, keys in (("few", 3, 20), ("square", 7, 7), ("many", 6, 4)):
        problem = draw(4, (queries,) * 2, (keys,) * 2)
        case = Case(f"causal_{name}", problem, Convention(causal=True), words={"causal": "true"})
        case.wrong("wide", shift=1)
        case.wrong("dropped", causal=False)
        if queries <= keys:  # where k keys are all, masked ones fill a head rightly
            case.wrong_head("dropped_head", causal=False)
        if queries != keys:
            case.wrong("from_start", from_start=True)
        else:
            case.wrong("strict", shift=-1)
    for text, sides in (("3,0", (3, 0)), ("2,1", (2, 1)), ("-1,2", (None, 2)), ("4,-1", (4, None))):
        name = "window_" + text.replace(",", "_")
        case = Case(name, draw(5, (5, 5), (16, 16)), Convention(window=sides), words={"window": text})
        left, right = sides
        if left is not None:
            case.wrong("left_wide", window=(left + 1, right))
            case.wrong("left_narrow", window=(left - 1, right))
        if right is not None:
            case.wrong("right_wide", window=(left, right + 1))
            case.wrong("dropped", window=(left, None))
            case.wrong_head("wide_head", window=(left, right + 4))
    words = {"causal": "true", "window": "3,2"}
    case = Case("window_causal", draw(6, (5, 5), (16, 16)), Convention(causal=True, window=(3, 2)), words=words)
    case.wrong("not_causal", causal=False)


def of_results():
    case = Case("lse_base_2", draw(10), Convention(base=2), words={"lse_base": "2"})
    case.wrong("natural", ["lse"], base=math.e)
    case = Case("lse_base_e", draw(10), Convention(), words={"lse_base": "e"})
    case.wrong("binary", ["lse"], base=2)
    case = Case("lse_over_head", draw(11), Convention(lse_over_head=True), words={"lse_over": "head"})
    case.wrong("row", ["lse"], lse_over_head=False)
    case = Case("lse_over_row", draw(11), Convention(), words={"lse_over": "row"})
    case.wrong("head", ["lse"], lse_over_head=True)
    inf = math.inf
    for text, value, other in (("-inf", -inf, inf), ("inf", inf, math.nan), ("nan", math.nan, -inf)):
        words = {"empty": text, "causal": "true"}
        case = Case(f"empty_{text}", draw(12, (5, 5), (3, 3)), Convention(causal=True, empty=value), words=words)
        case.wrong("other", ["lse"], empty=other)
        case.wrong("zero", ["lse"], empty=0.0)
        for part in ("truncated", "outputs"):
            case.edited(f"stale_{part}", [part], lambda t: t[part].__setitem__((1, 2, 0, 4), 0.5))
            case.edited(f"nan_{part}", [part], lambda t: t[part].__setitem__((1, 2, 0), np.nan))
    fills = {"-1": lambda b, n: -1, "n": lambda b, n: n, "max": lambda b, n: 2**31 - 1, "0": lambda b, n: 0}
    for text, fill in fills.items():
        words = {"padding": text, "causal": "true"}
        seen = Convention(causal=True)
        case = Case(f"padding_{text}", draw(13, (6, 6), (4, 4)), seen, words=words, padding=fill)
        for other, wrong_fill in fills.items():
            if other not in (text, "0"):  # a 0 may be key 0, named twice or not
                case.edited(f"other_{other}", ["indices"], lambda t: refill(t, 5, fill(0, 4), wrong_fill(0, 4)))
        case.edited("dropped", ["indices", "truncated"], lambda t: drop(t["indices"][1, 3, 5], fill(0, 4)))
    case = Case("padding_unsigned", draw(13, (6, 6), (4, 4)), seen, words={"causal": "true"}, index_type=np.uint16,
                padding=lambda b, n: 2**16 - 1)
    case.edited("twice", ["indices"], lambda t: t["indices"].__setitem__((0, 0, 5, 1), t["indices"][0, 0, 5, 0]))
    case = Case("padding_first", draw(13, (6, 6), (4, 4)), seen, words={"causal": "true"})
    case.edited("twice", ["indices"], lambda t: t["indices"].__setitem__((1, 1, 5), 0))


def drop(indices, fill):
    """Puts padding in place of a key."""
    indices[np.argmax(indices != fill)] = fill


def refill(tensors, query, old, new):
    indices = tensors["indices"][:, :, :query]
    indices[indices == old] = new


def of_heads():
    random = np.random.default_rng(20)
    problem = draw(20)
    levels = [[np.round(random.normal(size=(3, 20)) * 2) / 2 for _ in range(4)] for _ in range(2)]
    problem.scores = levels
    stored = dict(inputs=())
    for text, highest in (("lowest", False), ("highest", True)):
        case = Case(f"ties_{text}", problem, Convention(highest_tie=highest), words={"ties": text}, **stored)
        case.wrong_head("other", highest_tie=not highest)
    thrice = swapped(draw(20), keys=lambda b, g, parts: np.resize(parts[b][g][:7], parts[b][g].shape))
    for text, highest in (("lowest", False), ("highest", True)):
        case = Case(f"ties_{text}_of_keys", thrice, Convention(highest_tie=highest), words={"ties": text})
        case.wrong_head("other", highest_tie=not highest)
    case = Case("ties_any", problem, Convention(highest_tie=True), words={"ties": "any"}, **stored)
    case.wrong_head("smallest", problem=Problem([], [], problem.values, [[-s for s in heads] for heads in levels]))

    chosen = random.normal(size=(2, 4, 3, 20))
    case = Case("head_any", draw(21), Convention(selection=chosen), words={"head": "any"})
    case.edited("twice", ["indices"], lambda t: t["indices"].__setitem__((1, 2, 0, 3), t["indices"][1, 2, 0, 1]))
    case.edited("outside", ["indices"], lambda t: t["indices"].__setitem__((1, 2, 0, 3), 20))
    case.wrong("of_top_k", ["truncated"], selection=None)
    Case("head_top-k", draw(21), Convention(), words={"head": "top-k"}).wrong_head("any", selection=chosen)

    extra = {"selection": float32(chosen)}
    case = Case("selection", draw(22), Convention(selection=chosen), extra=extra)
    case.wrong_head("by_attention", selection=None)
    case.wrong("weighed_by_it", ["lse", "truncated", "outputs"], problem=Problem([], [], draw(22).values, list(chosen)))
    shared = np.repeat(chosen[:, ::2], 2, axis=1)  # one selection for two heads
    extra = {"selection": float32(shared[:, ::2])}
    case = Case("selection_shared", draw(22), Convention(selection=shared), extra=extra)
    case.wrong_head("of_own", selection=chosen)
    one = np.repeat(chosen[:, :1], 4, axis=1)  # for all heads, and so are the indices, without an axis of heads
    for layout in (Bhqd(), Bqhd()):
        name = f"selection_of_all_{layout.words.get('layout', 'bhqd')}"
        case = Case(name, draw(22), Convention(selection=one), layout, extra={"selection": float32(one[:, 0])})
        first = (slice(None), 0) if not layout.words else (slice(None), slice(None), 0)
        tensors = case.tensors(case.rows)
        tensors["indices"] = np.ascontiguousarray(tensors["indices"][first])
        save(f"{case.name}.right_without_heads", tensors, case.words, "options", "held", [])
        case.wrong_head("of_own", selection=chosen)
