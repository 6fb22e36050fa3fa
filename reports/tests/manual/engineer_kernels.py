"""Writes a file for each kernel of the engineer's page, as its conventions have it: engineer_kernels.py FOLDER.

One slow kernel in double stands for all: only layouts, bases and declarations differ. Each file is written without each of its
words too, which must then be accused or refused. Prints a list of [name, [word, ..]] as JSON: NAME.safetensors is right,
NAME-without-WORD.safetensors is not."""
import json
import pathlib
import struct
import sys

import numpy as np

RANDOM = np.random.default_rng(5)
FOLDER = pathlib.Path(sys.argv[1])
NAMES = {"float32": "F32", "float16": "F16", "int32": "I32", "bool": "BOOL", "uint8": "F8_E4M3"}
E4M3 = np.array([((8 + c % 8) * 2.0 ** (c // 8 % 16 - 10) if c // 8 % 16 else c % 8 * 2.0**-9) * (1 - c // 128 * 2) for c in range(256)])


def save(name, tensors, declared):
    write(name, tensors, declared)
    for word in declared:
        write(f"{name}-without-{word}", tensors, {other: declared[other] for other in declared if other != word})
    return [name, list(declared)]


def write(name, tensors, declared):
    header, end, arrays = {"__metadata__": declared}, 0, []
    for part, array in tensors.items():
        array = np.ascontiguousarray(array)
        arrays.append(array.tobytes())
        begin, end = end, end + array.nbytes
        header[f"layer0.{part}"] = {"dtype": NAMES[array.dtype.name], "shape": array.shape, "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    (FOLDER / f"{name}.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + b"".join(arrays))


def normal(*shape):
    return RANDOM.standard_normal(shape).astype(np.float16)


def row(q, k, v, visible, scale=None, cap=None, sink=None):
    """The lse and the output of one query over the visible keys."""
    scores = k.astype(float) @ q.astype(float) * (scale or len(q) ** -0.5)
    if cap:
        scores = cap * np.tanh(scores / cap)
    weights = np.exp(scores[visible])
    total = weights.sum() + (np.exp(sink) if sink is not None else 0)
    return np.log(total), weights @ v[visible].astype(float) / total


def attend(q, k, v, see, **options):
    """Of q [queries, heads, c] and k, v [keys, heads, c]: lse [queries, heads], outputs [queries, heads, d]."""
    group = q.shape[1] // k.shape[1]
    cells = [[row(q[i, h], k[:, h // group], v[:, h // group], see(i, h), **{n: o[h] if n == "sink" else o for n, o in options.items()})
              for h in range(q.shape[1])] for i in range(q.shape[0])]
    return (np.array([[cell[0] for cell in line] for line in cells], np.float32),
            np.array([[cell[1] for cell in line] for line in cells]).astype(np.float16))


def causal(queries, keys, left=None):
    def see(i, _):
        own = i + keys - queries
        return np.arange(0 if left is None else max(0, own - left), own + 1)
    return see


def batched(pairs):
    return tuple(np.stack(each) for each in zip(*pairs))


def paged(k, page, pages):
    """Keys of several sequences in pages in any order: cache, block table."""
    needed = [-(-len(each) // page) for each in k]
    places = RANDOM.permutation(pages)[: sum(needed)]
    cache = np.zeros((pages, page, *k[0].shape[1:]), k[0].dtype)
    table = np.full((len(k), max(needed)), -1, np.int32)
    for sequence, each in enumerate(k):
        table[sequence, : needed[sequence]] = places[sum(needed[:sequence]):][: needed[sequence]]
        for j, key in enumerate(each):
            cache[table[sequence, j // page], j % page] = key
    return cache, table, places


def flash_attention():
    q, k, v = normal(2, 5, 4, 16), normal(2, 9, 2, 16), normal(2, 9, 2, 16)
    lse, out = batched([attend(q[b], k[b], v[b], causal(5, 9, left=3), scale=0.4, cap=2.0) for b in range(2)])
    return save("flash-attention", {"queries": q, "keys": k, "values": v, "lse": lse.swapaxes(1, 2), "outputs": out},
                {"layout": "bqhd", "causal": "true", "window": "3,-1", "scale": "0.4", "soft_cap": "2"})


def flash_attention_empty():
    q, k, v = normal(1, 4, 2, 16), normal(1, 3, 2, 16), normal(1, 3, 2, 16)
    lse, out = attend(q[0, 1:], k[0], v[0], causal(3, 3))
    lse, out = np.concatenate([np.full((1, 2), np.inf, np.float32), lse]), np.concatenate([np.zeros((1, 2, 16), np.float16), out])
    return save("flash-attention-2-empty", {"queries": q, "keys": k, "values": v, "lse": lse.T[None], "outputs": out[None]},
                {"layout": "bqhd", "causal": "true", "empty": "inf"})


def flash_attention_varlen():
    lengths = [(3, 7), (4, 4)]
    q, k, v = normal(7, 4, 16), normal(11, 2, 16), normal(11, 2, 16)
    sinks = normal(4)
    parts = [attend(q[:3], k[:7], v[:7], causal(3, 7), sink=sinks.astype(float)),
             attend(q[3:], k[7:], v[7:], causal(4, 4), sink=sinks.astype(float))]
    lse, out = (np.concatenate(each) for each in zip(*parts))
    starts = [np.cumsum([0, *(each[i] for each in lengths)]).astype(np.int32) for i in range(2)]
    return save("flash-attention-varlen",
                {"queries": q, "keys": k, "values": v, "lse": lse.T, "outputs": out, "sinks": sinks.astype(np.float32),
                 "cu_seqlens_q": starts[0], "cu_seqlens_k": starts[1]}, {"layout": "thd", "causal": "true"})


def flash_attention_descale():
    q, codes = normal(2, 3, 4, 16), [RANDOM.integers(0, 0x60, (2, 9, 2, 16)).astype(np.uint8) for _ in range(2)]
    scales = [RANDOM.uniform(0.01, 0.1, (2, 1, 2, 1)).astype(np.float32) for _ in range(2)]
    k, v = (E4M3[code] * scale for code, scale in zip(codes, scales))
    lse, out = batched([attend(q[b], k[b], v[b], lambda i, h: np.arange(9)) for b in range(2)])
    return save("flash-attention-descale",
                {"queries": q, "keys": codes[0], "values": codes[1], "key_scales": scales[0], "value_scales": scales[1],
                 "lse": lse.swapaxes(1, 2), "outputs": out}, {"layout": "bqhd"})


def flashinfer():
    q, k, v = normal(6, 4, 16), normal(10, 2, 16), normal(10, 2, 16)
    parts = [attend(q[:2], k[:4], v[:4], causal(2, 4, left=2)), attend(q[2:], k[4:], v[4:], causal(4, 6, left=2))]
    lse, out = (np.concatenate(each) for each in zip(*parts))
    return save("flashinfer-ragged",
                {"queries": q, "keys": k, "values": v, "lse": lse / np.float32(np.log(2)), "outputs": out,
                 "cu_seqlens_q": np.array([0, 2, 6], np.int32), "cu_seqlens_k": np.array([0, 4, 10], np.int32)},
                {"layout": "thd", "causal": "true", "window": "2,-1", "lse_base": "2"})


def flashinfer_paged():
    lengths, page = [5, 11], 4
    q, k, v = normal(2, 4, 16), [normal(n, 2, 16) for n in lengths], [normal(n, 2, 16) for n in lengths]
    state = RANDOM.bit_generator.state
    keys, table, _ = paged(k, page, 9)
    RANDOM.bit_generator.state = state
    values, _, _ = paged(v, page, 9)
    lse, out = (np.concatenate(each) for each in zip(*[
        attend(q[b:b + 1], k[b], v[b], lambda i, h: np.arange(lengths[b])) for b in range(2)]))
    return save("flashinfer-decode",
                {"queries": q, "keys": keys, "values": values, "lse": lse / np.float32(np.log(2)), "outputs": out,
                 "block_table": table, "lengths": np.array(lengths, np.int32)},
                {"layout": "thd", "lse_base": "2"})


def chosen(q, kv, indices):
    return attend(q, kv, kv[..., :8], lambda i, h: indices[i][indices[i] >= 0], scale=0.3)


def flash_mla(with_selection):
    q, kv, logits = normal(4, 3, 16), normal(20, 1, 16), normal(1, 4, 20)
    positions = np.array([2, 4, 9, 14], np.int32)  # fewer visible keys than the head has places, and more
    hidden = np.arange(20) > positions[:, None]
    logits[0][hidden] = -np.inf
    indices = np.argsort(-logits[0].astype(float), -1, kind="stable")[:, :6].astype(np.int32)
    indices[np.take_along_axis(hidden, indices, 1)] = -1
    lse, out = chosen(q, kv, indices)
    tensors = {"queries": q, "keys": kv, "lse": lse / np.float32(np.log(2)), "truncated": out,
               "indices": np.where(indices < 0, 20, indices)[:, None],
               "positions": positions}
    declared = {"layout": "bqhd", "value_columns": "8", "scale": "0.3", "lse_over": "head", "lse_base": "2", "padding": "n"}
    if with_selection:
        return save("flash-mla-indexer", {**tensors, "selection": logits}, declared)
    return save("flash-mla", tensors, {**declared, "head": "any"})


def flash_mla_slots():
    q, kv, page = normal(1, 1, 3, 16), normal(14, 1, 16), 4
    cache, table, _ = paged([kv], page, 7)
    rows = RANDOM.permutation(14)[:6].astype(np.int32)
    lse, out = chosen(q[0], kv, rows[None])
    slots = table[0, rows // page] * page + rows % page
    return save("flash-mla-slots",
                {"queries": q, "keys": cache, "block_table": table, "lengths": np.array([14], np.int32),
                 "indices": slots[None, None, None].astype(np.int32), "lse": lse[None].swapaxes(1, 2), "truncated": out[None]},
                {"layout": "bqhd", "value_columns": "8", "scale": "0.3", "lse_over": "head", "head": "any",
                 "index_space": "slot"})


def vllm():
    lengths, page, starts = [6, 9], 4, [0, 2, 5]
    q = normal(5, 4, 16)
    codes = [[RANDOM.integers(0, 0x60, (n, 2, 16)).astype(np.uint8) for n in lengths] for _ in range(2)]
    scales = [np.array(each, np.float32) for each in (0.05, 0.02)]
    state = RANDOM.bit_generator.state
    keys, table, _ = paged(codes[0], page, 8)
    RANDOM.bit_generator.state = state
    values, _, _ = paged(codes[1], page, 8)
    parts = [attend(q[starts[b]:starts[b + 1]], E4M3[codes[0][b]] * scales[0], E4M3[codes[1][b]] * scales[1],
                    causal(starts[b + 1] - starts[b], lengths[b])) for b in range(2)]
    lse, out = (np.concatenate(each) for each in zip(*parts))
    return save("vllm",
                {"queries": q, "keys": keys, "values": values, "lse": lse.T, "outputs": out, "block_table": table,
                 "lengths": np.array(lengths, np.int32), "cu_seqlens_q": np.array(starts, np.int32),
                 "key_scales": scales[0], "value_scales": scales[1]},
                {"layout": "thd", "causal": "true"})


print(json.dumps([flash_attention(), flash_attention_empty(), flash_attention_varlen(), flash_attention_descale(), flashinfer(),
                  flashinfer_paged(), flash_mla(False), flash_mla(True), flash_mla_slots(), vllm()]))
