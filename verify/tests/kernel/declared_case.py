"""One attention under one convention, and its wrong kernels. It knows nothing of the C++ code."""

import dataclasses
import pathlib
import sys

import numpy as np

from attention_layouts import Bhqd
from attention_truth import Problem, attend, visible
from tensor_file import Bfloat16, write

RESULTS = ("indices", "lse", "truncated", "outputs")
listed = []


def bfloat16(array):
    return Bfloat16(array).array


def float32(array):
    return np.asarray(array, np.float32)


def save(name, tensors, words, manner, expect, accused):
    """Declares `words` as options, as metadata of the group or of the file."""
    prefix = {"group": "a.", "file": ""}.get(manner)
    metadata = None if prefix is None else {prefix + word: value for word, value in words.items()}
    options = []
    for word, value in words.items() if prefix is None else ():
        option = "--" + word.replace("_", "-")
        options += [option] if value == "true" else [option, value]
    path = pathlib.Path(sys.argv[1]) / f"{name}.safetensors"
    write(path, {"a." + part: tensor for part, tensor in tensors.items()}, metadata)
    accused = ["a." + part for part in accused]
    listed.append({"file": str(path), "options": options, "expect": expect, "tensors": accused})


class Case:
    """A right kernel, written as it is made in each manner of declaring, and its wrong ones."""

    def __init__(self, name, problem, truth, layout=None, words=None, extra=None, results=RESULTS, stored=None,
                 kinds=None, padding=lambda b, n: -1, index=None, index_type=np.int32, inputs=("queries", "keys"),
                 heads=None, columns=False):
        self.name, self.problem, self.truth, self.layout = name, problem, truth, layout or Bhqd()
        self.words = self.layout.words | (words or {})
        self.extra, self.results, self.inputs = extra or {}, results, inputs
        self.columns = columns  # the values are some of the keys', and no tensor
        self.stored = stored or problem  # where keys and values lie beside their scales
        self.kinds = {"lse": float32} | (kinds or {})
        self.padding, self.index_type = padding, index_type
        self.keys = [len(heads[0]) for heads in problem.values]
        self.lengths = truth.lengths or self.keys
        queries = [len(heads[0]) for heads in problem.scores or problem.queries]
        self.places = self.layout.tensors(queries, self.keys, self.lengths)
        self.index = index or (lambda b, key: [key])
        self.heads = heads
        self.rows = attend(problem, truth, heads)
        for manner in ("options", "group", "file") if self.words else ("plain",):
            save(f"{name}.right_{manner}", self.tensors(self.rows), self.words, manner, "held", [])

    def kind(self, part, array):
        return self.kinds.get(part, self.kinds.get("all", float32))(array)

    def tensors(self, rows, index=None):
        parts = {}
        of_keys = lambda vectors: self.layout.of_keys(vectors, self.lengths)
        if self.problem.scores is not None:
            parts["scores"] = self.kind("scores", np.stack([np.stack(heads) for heads in self.problem.scores]))
        if "queries" in self.inputs:
            parts["queries"] = self.kind("queries", self.layout.of_queries(self.problem.queries))
        if "keys" in self.inputs:
            parts["keys"] = self.kind("keys", of_keys(self.stored.keys))
        if not self.columns and ("truncated" in self.results or "outputs" in self.results):
            parts["values"] = self.kind("values", of_keys(self.stored.values))
        if self.truth.lengths and "lengths" not in self.places:
            parts["lengths"] = np.array(self.lengths, np.int64)
        return parts | self.places | self.extra | self.result_tensors(rows, index)

    def result_tensors(self, rows, index=None):
        width = len(self.problem.values[0][0][0])
        table = {"lse": lambda b, row: [row.lse], "outputs": lambda b, row: row.output}
        table |= {"truncated": lambda b, row: row.truncated, "indices": lambda b, row: self.padded(b, row.head, index)}
        widths = {"lse": 1, "outputs": width, "truncated": width, "indices": -1}
        parts = {}
        for part in self.results:
            made = [[np.array([table[part](b, row) for row in head]) for head in heads] for b, heads in enumerate(rows)]
            if widths[part] > 0:
                made = [[head.reshape(-1, widths[part]) for head in heads] for heads in made]
            else:
                k = max(head.shape[-1] for heads in made for head in heads if head.size)
                made = [[head.reshape(-1, k) for head in heads] for heads in made]
            array = self.layout.of_queries(made)
            if part == "indices":
                parts[part] = array.astype(self.index_type)
            else:
                parts[part] = self.kind(part, array[..., 0] if part == "lse" else array)
        return parts

    def padded(self, b, head, index=None):
        indices = [i for key in head for i in (index or self.index)(b, key)]
        indices = list(dict.fromkeys(indices))
        return indices + [self.padding(b, self.keys[b])] * (self.truth.k - len(indices))

    def save_wrong(self, name, tensors, accused):
        save(f"{self.name}.{name}", tensors, self.words, "options", "accused", accused)

    def wrong(self, name, accused=("lse", "outputs"), problem=None, **changes):
        """These results are those of other numbers or of another convention, and no others."""
        accused = [part for part in accused if part in self.results]
        other = attend(problem or self.problem, dataclasses.replace(self.truth, **changes), self.heads)
        other = self.result_tensors(other)
        self.save_wrong(name, self.tensors(self.rows) | {part: other[part] for part in accused}, accused)

    def wrong_head(self, name, problem=None, **changes):
        """The head is that of other numbers or of another convention, its output right."""
        other = attend(problem or self.problem, dataclasses.replace(self.truth, **changes))
        heads = [[[row.head for row in rows] for rows in per_head] for per_head in other]
        rows = attend(self.problem, self.truth, heads)
        for b, per_head in enumerate(rows):
            for h, per_query in enumerate(per_head):
                for i, row in enumerate(per_query):
                    if not set(row.head) & set(self.seen(b, h, i)):
                        row.truncated = self.rows[b][h][i].truncated  # of a head without a visible key nothing is known
        self.save_wrong(name, self.tensors(rows), ["indices"])

    def seen(self, b, h, i):
        queries = len((self.problem.scores or self.problem.queries)[b][h])
        return visible(self.truth, b, h, i, queries, self.keys[b])

    def edited(self, name, accused, edit):
        tensors = self.tensors(self.rows)
        edit(tensors)
        self.save_wrong(name, tensors, accused)


def swapped(problem, keys=None, values=None):
    """The same with other keys or values: functions of b, g and the vectors."""

    def change(parts, how):
        return [[how(b, g, parts) for g in range(len(heads))] for b, heads in enumerate(parts)] if how else parts

    return Problem(problem.queries, change(problem.keys, keys), change(problem.values, values), problem.scores)


def other_head(b, g, parts):
    return parts[b][(g + 1) % len(parts[b])]


def other_sequence(b, g, parts):
    """The keys of the next sequence, as many as there are."""
    return np.resize(parts[(b + 1) % len(parts)][g], parts[b][g].shape)


def modulo(h, heads, shared):
    return h % shared
