"""Kernels whose keys lie in every layout, in sequences of several lengths and in pages, behind masks and positions."""

import math

import numpy as np

from attention_layouts import Bhqd, Bqhd, Paged, Thd
from attention_truth import Convention, draw
from declared_case import Case, float32, modulo, other_head, other_sequence, save, swapped
from declared_words import drop
from tensor_file import Bfloat16


def layouts():
    for name, layout in (("bhqd", Bhqd()), ("bqhd", Bqhd())):
        case = Case(name, draw(30), Convention(), layout)
        case.wrong("next_head_keys", problem=swapped(draw(30), keys=other_head))
        case.wrong("next_head_values", ["truncated", "outputs"], problem=swapped(draw(30), values=other_head))
        case.wrong("modulo", ["lse", "truncated", "outputs"], group=modulo)
        case.wrong("next_sequence", problem=swapped(draw(30), keys=other_sequence))
        case.wrong_head("modulo_head", group=modulo)
    square = draw(31, (4, 4), (12, 12))  # as many queries as heads
    case = Case("bqhd_square", square, Convention(), Bqhd())
    for part in ("outputs", "truncated", "lse"):
        case.edited(f"{part}_as_bhqd", [part], lambda t: t.update({part: t[part].swapaxes(1, 2)}))
    case.edited("keys_as_bhqd", ["indices", "lse", "truncated", "outputs"],
                lambda t: t.update(keys=t["keys"].swapaxes(1, 2).reshape(t["keys"].shape)))
    case = Case("bhqd_square", square, Convention())
    case.edited("outputs_as_bqhd", ["outputs"], lambda t: t.update(outputs=t["outputs"].swapaxes(1, 2)))

    case = Case("bqhd_lse", draw(30), Convention(), Bqhd())
    per_head = case.tensors(case.rows)
    per_head["lse"] = per_head["lse"].swapaxes(1, 2)
    save("bqhd_lse.right_per_head", per_head, case.words, "options", "held", [])

    keys = {"few": (9, 1, 14), "as_queries": (4, 2, 3)}
    for name, lengths in keys.items():
        problem = draw(32, (4, 2, 3), lengths)
        case = Case(f"thd_{name}", problem, Convention(causal=True), Thd(), words={"causal": "true"})
        case.wrong("next_sequence", problem=swapped(problem, keys=other_sequence))
        case.wrong("neighbours_values", ["truncated", "outputs"], problem=swapped(problem, values=other_sequence))
        case.wrong("modulo", ["lse", "outputs"], group=modulo)
        case.wrong("not_causal", causal=False)
        if name == "few":
            case.wrong("from_start", from_start=True)
            case.edited("sums_of_queries_late", ["outputs", "lse", "indices", "truncated"],
                        lambda t: t.update(cu_seqlens_q=np.array([0, 5, 6, 9], np.int32)))
        else:
            tensors = case.tensors(case.rows)
            del tensors["cu_seqlens_k"]
            save(f"thd_{name}.right_one_sums", tensors, case.words, "options", "held", [])
        tensors = case.tensors(case.rows)
        tensors["lse"] = np.ascontiguousarray(tensors["lse"].T)
        save(f"thd_{name}.right_lse_per_head", tensors, case.words, "options", "held", [])
    problem = draw(33, (3, 0, 2, 2), (5, 7, 0, 4))  # a sequence without queries, and one without keys
    case = Case("thd_empty", problem, Convention(), Thd())
    case.wrong("not_zero", ["lse"], empty=0.0)
    case.edited("stale", ["outputs"], lambda t: t["outputs"].__setitem__((3, 0, 0), 1.0))


def lengths():
    for name, layout in (("bhqd", Bhqd()), ("bqhd", Bqhd())):
        for lengths in ([7, 20], [0, 20], [1, 19]):
            truth = Convention(lengths=lengths, causal=lengths[0] == 7)
            words = {"causal": "true"} if truth.causal else {}
            case = Case(f"lengths_{name}_{lengths[0]}", draw(40), truth, layout, words=words)
            case.wrong("ignored", lengths=[20, 20], causal=False)
            case.wrong("one_more", lengths=[n + 1 if n < 20 else n for n in lengths])
            case.wrong("swapped", lengths=lengths[::-1])
            if truth.causal:
                case.wrong("causal_of_all", ["lse", "outputs"], from_start=True)
                case.wrong_head("ignored_head", lengths=[20, 20], causal=False)


def pages():
    pools = (("bhqd", Bhqd(), False), ("bqhd", Bqhd(), False), ("slots", Bqhd(), True), ("thd", Thd(), False),
            ("thd_slots", Thd(), True))
    for name, layout, slots in pools:
        queries = (3, 2) if isinstance(layout, Thd) else (3, 3)
        problem = draw(41, queries, (13, 8))
        case = Case(f"pages_{name}", problem, Convention(), Paged(layout, 4, slots))
        case.wrong("wrong_page", problem=swapped(problem, keys=last_page_of_other))
        case.wrong("swapped_pages", ["outputs"], problem=swapped(problem, values=pages_swapped))
        case.wrong("last_page_full", lengths=[12, 8])
        case.wrong("in_order", problem=swapped(problem, keys=other_sequence))

        def physical(t):
            t["block_table"][:, [0, 1]] = t["block_table"][:, [1, 0]]
        case.edited("table_swapped", ["indices", "truncated"], physical)  # sums keep the order of no page
        pool = Paged(layout, 4, slots)
        words = {"index_space": "slot"}
        case = Case(f"slot_{name}", problem, Convention(), pool, words=words,
                    index=lambda b, key: [pool.slot(b, key)])
        of_row = ["indices", "truncated"] if layout.words == Thd.words else ["indices"]  # some name keys by chance
        case.edited("of_row", of_row, lambda t: t.update(indices=in_row_space(case, t)))
        case.edited("of_neighbour", ["indices"], lambda t: t.update(indices=t["indices"][::-1].copy()))
        case.wrong("natural", ["truncated"], problem=swapped(problem, values=pages_swapped))
    pool = Paged(Bqhd(), 4)
    fills = {"-1": -1, "n": 4 * 5, "max": 2**31 - 1, "0": 0}  # of three pages and the two of none
    for text, fill in fills.items():
        words = {"index_space": "slot", "padding": text}
        case = Case(f"slot_padding_{text}", draw(43, keys=(3, 8)), Convention(k=5), pool, words=words,
                    index=lambda b, key: [pool.slot(b, key)], padding=lambda b, n: fill)
        other = 2**31 - 1 if text != "max" else 20
        case.edited("other", ["indices"], lambda t: t["indices"].__setitem__((0, 1, 2, 3), other))
        case.edited("dropped", ["indices", "truncated"], lambda t: drop(t["indices"][1, 1, 2], fill))
    lengths = [13, 8]
    for name, layout in (("bhqd", Bhqd()), ("thd", Thd())):
        problem = draw(42, (3, 3), lengths)
        heads = whole_pages(problem, 4)
        case = Case(f"page_{name}", problem, Convention(k=3), Paged(layout, 4), words={"index_space": "page"},
                    index=lambda b, key: [key // 4], heads=heads, padding=lambda b, n: -1)
        place = (0, 0, 0) if name == "bhqd" else (0, 0)
        case.edited("outside", ["indices"], lambda t: t["indices"].__setitem__(place, 4))
        case.edited("twice", ["indices"], lambda t: t["indices"].__setitem__(place, 1))
        case.edited("other", ["truncated"], lambda t: exchange(t["indices"][place]))
        case.wrong("values_of_other", ["truncated", "outputs"], problem=swapped(problem, values=pages_swapped))


def whole_pages(problem, size):
    """Heads of two pages, of which the last may be short."""
    random = np.random.default_rng(7)

    def head(n):
        pages = random.permutation(-(-n // size))[:2]
        return [key for page in pages for key in range(page * size, min((page + 1) * size, n))]

    return [[[head(len(v[0])) for _ in range(3)] for _ in range(4)] for v in problem.values]


def exchange(pages):
    """Puts another page in place of the first."""
    pages[0] = next(page for page in range(4) if page not in pages)


def in_row_space(case, tensors):
    case.index, index = (lambda b, key: [key]), case.index
    indices = case.result_tensors(case.rows)["indices"]
    case.index = index
    return indices


def last_page_of_other(b, g, parts):
    changed = np.array(parts[b][g])
    changed[4:8] = parts[(b + 1) % len(parts)][g][:4]
    return changed


def pages_swapped(b, g, parts):
    changed = np.array(parts[b][g])
    changed[[0, 1, 2, 3, 4, 5, 6, 7]] = changed[[4, 5, 6, 7, 0, 1, 2, 3]]
    return changed


def masks():
    random = np.random.default_rng(50)
    stored = [random.random((2, 4, 3, 20)) < 0.7, random.random((2, 1, 1, 20)) < 0.7, random.random((3, 20)) < 0.7]
    stored += [random.random((4, 1, 20)) < 0.7, np.array([[True], [False], [True]])]
    for at, mask in enumerate(stored):
        whole = np.broadcast_to(mask, (2, 4, 3, 20))
        for name, tensor in (("bool", mask), ("u8", mask.astype(np.uint8))):
            layout = Bqhd() if at == 0 else Bhqd()
            case = Case(f"mask_{name}_{at}", draw(51), Convention(mask=whole), layout, extra={"mask": tensor})
            if name == "bool":
                case.wrong("ignored", mask=None)
                case.wrong("inverted", mask=~whole)
                if at < 4:
                    case.wrong_head("ignored_head", mask=None)
                    case.wrong("one_let_in", mask=whole | (np.arange(20) == np.argmin(whole[1, 3, 2])))
    for at, shape in enumerate([(2, 4, 3, 20), (4, 1, 20), (3, 20), (1, 20), (2, 1, 3, 1)]):
        added = random.normal(size=shape)
        added[random.random(shape) < 0.2] = -math.inf if at != 4 else 1.5
        tensor = Bfloat16(added) if at % 2 else float32(added)
        whole = np.broadcast_to(tensor.array if at % 2 else tensor, (2, 4, 3, 20)).astype(np.float64)
        case = Case(f"mask_added_{at}", draw(52), Convention(mask=whole), extra={"mask": tensor})
        case.wrong("dropped", ["lse"], mask=None)
        if at != 4:
            case.wrong("as_bool", mask=whole > -math.inf)
            case.wrong_head("dropped_head", mask=None)
    case = Case("mask_capped", draw(53, size=2.5), Convention(mask=whole, soft_cap=2.0), words={"soft_cap": "2"},
                extra={"mask": tensor})
    case.wrong("not_capped", ["lse"], soft_cap=None)



def positions():
    for name, shape in (("bhq", (2, 4, 3)), ("bq", (2, 3)), ("q", (3,))):
        positions = np.random.default_rng(54).integers(-1, 19, shape)
        whole = np.broadcast_to(positions if name != "bq" else positions[:, None], (2, 4, 3))
        for layout in (Bhqd(), Bqhd()):
            truth = Convention(positions=whole)
            case = Case(f"positions_{name}_{layout.words.get('layout', 'bhqd')}", draw(54), truth, layout,
                        extra={"positions": positions})
            case.wrong("one_more", shift=1)
            case.wrong("one_less", shift=-1)
            case.wrong("ignored", positions=None)
            case.wrong_head("ignored_head", positions=None)
    problem = draw(55, (3, 2), (9, 12))
    of_tokens = np.array([8, 1, 5, 11, 2])
    whole = [[of_tokens[:3]] * 4, [of_tokens[3:]] * 4]
    truth = Convention(positions=whole, window=(3, None))
    case = Case("positions_thd", problem, truth, Thd(), words={"window": "3,-1"}, extra={"positions": of_tokens})
    case.wrong("one_more", shift=1)
    case.wrong("window_of_end", ["lse", "outputs"], positions=None)
