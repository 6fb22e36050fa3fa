"""How tensors of attention lie in a file: [b, h, q, x], [b, q, h, x], [t, h, x], pages. Vectors come as parts[b][h] of
shape [q or n, x]. It knows nothing of the C++ code."""

import numpy as np


class Bhqd:
    words = {}

    def of_queries(self, parts):
        return np.stack([np.stack(heads) for heads in parts])

    def of_keys(self, parts, lengths):
        """Keys beyond the length of their sequence, which none may read, are NaN."""
        return self.of_queries([[hidden(head, n) for head in heads] for heads, n in zip(parts, lengths)])

    def tensors(self, queries, keys, lengths):
        return {}

    def slot(self, b, key):
        return key


class Bqhd(Bhqd):
    words = {"layout": "bqhd"}

    def of_queries(self, parts):
        return np.ascontiguousarray(super().of_queries(parts).swapaxes(1, 2))


class Thd(Bhqd):
    words = {"layout": "thd"}

    def of_queries(self, parts):
        return np.concatenate([np.stack(heads, axis=1) for heads in parts])

    def tensors(self, queries, keys, lengths):
        sums = lambda counts: np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        self.first = sums(keys)
        return {"cu_seqlens_q": sums(queries), "cu_seqlens_k": sums(keys)}

    def slot(self, b, key):
        return int(self.first[b]) + key


class Paged:
    """Keys in pages of another layout's queries; slots: without an axis of pages."""

    def __init__(self, layout, size, slots=False, seed=9):
        self.layout, self.size, self.slots, self.seed = layout, size, slots, seed
        self.words = layout.words | ({"page_size": str(size)} if slots else {})
        self.of_queries = layout.of_queries

    def table(self, lengths):
        """Pages of each sequence, in no order and two of them of none; what a sequence does not use is out of range."""
        counts = [-(-n // self.size) for n in lengths]
        self.pages = sum(counts) + 2
        free = list(np.random.default_rng(self.seed).permutation(self.pages))
        table = np.full((len(lengths), max(counts) + 1), 10**6, np.int32)
        for b, count in enumerate(counts):
            table[b, :count] = [free.pop() for _ in range(count)]
        return table

    def of_keys(self, parts, lengths):
        table = self.table(lengths)
        heads, width = len(parts[0]), parts[0][0].shape[1]
        pool = np.full((self.pages, self.size, heads, width), np.nan)
        for b, n in enumerate(lengths):
            for g in range(heads):
                for key in range(n):
                    pool[table[b, key // self.size], key % self.size, g] = parts[b][g][key]
        if self.slots:
            return pool.reshape(-1, heads, width)
        return pool if self.layout.words else np.ascontiguousarray(pool.swapaxes(1, 2))

    def tensors(self, queries, keys, lengths):
        sums = self.layout.tensors(queries, keys, lengths)
        sums.pop("cu_seqlens_k", None)
        self.rows = self.table(lengths)
        return sums | {"block_table": self.rows, "lengths": np.array(lengths, np.int32)}

    def slot(self, b, key):
        return int(self.rows[b, key // self.size]) * self.size + key % self.size


def hidden(part, length):
    part = np.array(part, np.float64)
    part[length:] = np.nan
    return part
