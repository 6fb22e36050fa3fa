"""Writes files of attention in the arithmetics of real kernels, simulated in numpy, each with its declaration.

    python3 make_arithmetic_files.py FOLDER [--rows FILE] [--long-rows FILE] [--table TAILMASS]

right_NAME.safetensors holds rows of several kinds and lengths, all right in what it declares; loose_NAME.safetensors the same in an
arithmetic looser than it declares, or with a key or the sink lost; rows_NAME.safetensors the rows of 256 scores of FILE, doubles and
nothing else, long_NAME.safetensors those of 16,384 of the other, in some arithmetics. Writes FOLDER/list.json: [file, right, loose, rows or long]. With the path of the command, checks the right files and prints
the table of the manual. It knows nothing of the C++ code."""

import argparse
import json
import pathlib
import re
import subprocess

import numpy as np

from kernel_arithmetics import F, Kernel, rounded
from tensor_file import Bfloat16, write

WIDTH = 4
KINDS = ("gauss", "peaked", "offset", "wide", "equal", "low", "ascending", "descending", "causal", "two")
FEW = (*KINDS, "few")  # fewer visible keys than tiles
STORED = {"f32": F, "f16": np.float16, "bf16": Bfloat16}


def scores(kinds, n, random):
    rows = []
    for kind in kinds:
        s = 2 * random.standard_normal(n)
        if kind == "peaked":
            s[random.integers(n)] += 20
        s = {"offset": s + 1000, "few": s + 1000, "wide": 15 * s, "equal": 0 * s + 3.7, "low": 1.5 * s - 200, "ascending": np.sort(4 * s),
             "descending": -np.sort(-4 * s), "two": np.where(s > 1, 12.0, 0.5)}.get(kind, s)
        if kind == "causal":
            s[n // 3 + 1 :] = -np.inf
        if kind == "few":
            s[3:] = -np.inf
        rows.append(s)
    return np.array(rows).astype(F)


class Case:
    """An arithmetic: its title in the manual, what is declared, what runs, the formats of outputs and values, and a looser kernel of the same declaration."""

    def __init__(self, title, declared, kernel, out="f32", values="f32", lengths=(48, 257, 1000, 4096), kinds=KINDS, loose=None, lost=False,
                 loose_kinds=None, long=False):
        self.title, self.name = title, re.sub("[^a-z0-9]+", "-", title.lower()).strip("-")
        self.declared, self.kernel, self.out, self.values = declared, kernel, out, values
        self.lengths, self.kinds, self.loose, self.lost, self.loose_kinds = lengths, kinds, loose, lost, loose_kinds or kinds
        self.long = long

    def tensors(self, kernel, kinds, lost=False, off=0):
        tensors, random = {}, np.random.default_rng(7)
        for n in self.lengths:
            tensors |= self.group(f"n{n}", kernel, scores(kinds, n, random), random, lost, off)
        return tensors

    def group(self, name, kernel, s, random, lost=False, off=0):
        v, seen = rounded(random.standard_normal((s.shape[1], WIDTH)), self.values), s.copy()
        if lost:
            seen[:, s.shape[1] // 2] = -np.inf
        out, lse = kernel(seen, v)
        return {f"{name}.scores": s, f"{name}.values": STORED[self.values](v), f"{name}.outputs": STORED[self.out](out + F(off)),
                f"{name}.lse": (lse + F(off)).astype(F)}

    def files(self, rows, long_rows):
        yield "right", self.tensors(self.kernel, self.kinds)
        if self.loose or self.lost:
            yield "loose", self.tensors(self.loose or self.kernel, self.loose_kinds, self.lost)
        if rows is not None and type(self) is Case and self.kernel.acc is F and self.kernel.part_lse != "f16":  # nor what overflows
            yield "rows", self.group("rows", self.kernel, rows, np.random.default_rng(7))
        if long_rows is not None and self.long:
            yield "long", self.group("rows", self.kernel, long_rows, np.random.default_rng(7))


class Rounded(Case):
    """Scores that are rounded to a format when they are stored, and not before; of a kernel that scales q.k itself its products."""

    def __init__(self, *given, scores="bf16", **named):
        super().__init__(*given, **named)
        self.scores = scores

    def group(self, name, kernel, s, random, lost=False, off=0):
        scale = kernel.scale if kernel.mode == "raw" else F(1)
        s = (s / scale).astype(F)
        return super().group(name, kernel, s, random, lost, off) | {f"{name}.scores": STORED[self.scores](s * scale)}


class Formed(Case):
    """Scores that nothing stores, of float32 queries and keys whose products are in tf32."""

    def tensors(self, kernel, kinds, lost=False, off=0):
        tensors, random = {}, np.random.default_rng(8)
        for n in self.lengths:
            q, k, v = (random.standard_normal(shape).astype(F) for shape in ((6, 32), (n, 32), (n, WIDTH)))
            products = np.cumsum(rounded(q, "tf32")[:, None] * rounded(k, "tf32")[None], axis=2, dtype=F)[:, :, -1]
            out, lse = kernel(products * F(32**-0.5), v)
            for part, x in (("queries", q), ("keys", k), ("values", v), ("outputs", out + F(off)), ("lse", lse + F(off))):
                tensors[f"n{n}.{part}"] = x.astype(F)
        return tensors


class Quantised(Case):
    """All at once: keys and values of 8 bits with factors, a soft cap, sinks, parts."""

    def tensors(self, kernel, kinds, lost=False, off=0):
        tensors, random = {}, np.random.default_rng(9)
        for n in self.lengths:
            q = rounded(2 * random.standard_normal((1, 3, 5, 32)), "bf16")
            k, v = (random.integers(-127, 128, shape).astype(np.int8) for shape in ((1, 3, n, 32), (1, 3, n, WIDTH)))
            factors, sinks = random.uniform(0.005, 0.02, (2, 3)).astype(F), random.standard_normal(3).astype(F)
            outs, lses = [], []
            for h in range(3):
                products = np.cumsum(q[0, h][:, None] * (k[0, h] * factors[0, h])[None], axis=2, dtype=F)[:, :, -1]
                s = F(6) * np.tanh(products * F(32**-0.5) / F(6))
                out, lse = kernel(s, rounded(v[0, h] * factors[1, h], "bf16"), None if lost else sinks[h])
                outs.append(out)
                lses.append(lse)
            for part, x in (("queries", Bfloat16(q)), ("keys", k), ("values", v), ("key_scales", factors[0]), ("value_scales", factors[1]),
                            ("sinks", sinks), ("outputs", Bfloat16(np.array(outs)[None] + F(off))), ("lse", np.array(lses)[None] + F(off))):
                tensors[f"n{n}.{part}"] = x
        return tensors


def cases():
    near = tuple(kind for kind in KINDS if kind not in ("offset", "low", "wide"))
    flat = ("equal", "gauss")
    yield Case("tiles", "tile=128", Kernel(128), lost=True, loose_kinds=("equal",), long=True)
    yield Case("tiles of 16", "tile=16", Kernel(16), loose=Kernel(16, p="bf16"))
    yield Case("exp2 of fma", "tile=64,exp=2^-22", Kernel(64, "exp2"), loose=Kernel(64, "cubic"), loose_kinds=flat, long=True)
    yield Case("exp2, unfused", "tile=64,exp2=unfused", Kernel(64, "unfused"), loose=Kernel(64, "cubic"), loose_kinds=flat)
    yield Case("exp2 of fma, rescaled by it too", "tile=16,rescale=fma", Kernel(16, "fma"), kinds=FEW, loose=Kernel(16, p="f16"))
    yield Case("sums rescaled and added to by one fma", "tile=16", Kernel(16, fused=True), loose=Kernel(16, "fma"), loose_kinds=("offset",))
    yield Case("tiles from the last to the first", "tile=64", Kernel(64, "exp2", fused=True, backwards=True), loose=Kernel(64, p="tf32"))
    yield Case("key by key", "tile=1", Kernel(1), lengths=(48, 257, 1000), loose=Kernel(1, p="f16"))
    yield Case("4 lanes, as of FlashAttention", "tile=128,lanes=4", Kernel(128, lanes=4), lost=True, loose_kinds=("equal",), long=True)
    yield Rounded("q k scaled in the exponent, scores stored", "tile=64,rescale=fma,scores=rounded", Kernel(64, "raw"), scores="f32", kinds=FEW, loose=Kernel(64, "raw", p="bf16"))
    yield Rounded("scores stored in bf16", "tile=64,scores=rounded", Kernel(64, "exp2"), kinds=("gauss", "peaked", "equal", "ascending", "causal"),
                  loose=Kernel(64, p="fp8", sum_p=True), loose_kinds=("gauss", "ascending"))
    yield Case("4 splits, each rescaled by fma", "splits=4,merge=once,tile=64,rescale=fma", Kernel(64, "fma", splits=4, merge="once"), kinds=FEW,
               loose=Kernel(64, "fma", splits=4, merge="once", part="bf16"))
    yield Case("exp2 by a cubic", "tile=128,exp=8.8e-5", Kernel(128, "cubic"), loose=Kernel(128, p="bf16"))
    yield Case("8 splits, weights over their sum", "splits=8,merge=once,tile=64", Kernel(64, "exp2", splits=8, merge="once"),
               loose=Kernel(64, splits=8, merge="once", part="bf16"), loose_kinds=flat, long=True)
    yield Case("16 splits, weights e^(l - L)", "splits=16,merge=once,tile=16", Kernel(16, splits=16, merge="lse"), loose=Kernel(16, splits=16, merge="lse", part="f16", part_lse="f16"), loose_kinds=near)
    yield Case("8 splits, one after another, n to 16,384", "splits=8,tile=64", Kernel(64, splits=8), lengths=(48, 257, 1000, 4096, 16384), lost=True, loose_kinds=("equal",),
               long=True)
    yield Case("splits with bf16 outputs", "splits=8,merge=once,part=bf16,part_lse=f32,tile=64",
               Kernel(64, "exp2", p="bf16", splits=8, merge="once", part="bf16"), "bf16", "bf16",
               loose=Kernel(64, "exp2", p="bf16", splits=8, merge="once", part="bf16", part_lse="bf16"), loose_kinds=near)
    yield Case("16 in a cascade, outputs bf16 each time", "splits=16,part=bf16,part_lse=f32,tile=64", Kernel(64, p="bf16", splits=16, part="bf16"), "bf16", "bf16",
               loose=Kernel(64, p="bf16", splits=16, part="bf16", part_lse="bf16"), loose_kinds=near)
    yield Case("splits, outputs and lse f16", "splits=4,merge=once,part=f16,tile=64",
               Kernel(64, p="f16", splits=4, merge="once", part="f16", part_lse="f16"), "f16", "f16", kinds=near,
               loose=Kernel(64, splits=4, merge="once", part="bf16", part_lse="bf16"))
    yield Case("tf32 P V", "tf32,tile=64", Kernel(64, "exp2", p="tf32", v="tf32"), loose=Kernel(64, p="bf16", v="bf16"))
    yield Formed("tf32 q k and P V", "tf32,tile=64", Kernel(64, p="tf32", v="tf32"), loose=Kernel(64, p="fp8"))
    yield Case("P bf16, values F32", "p=bf16,tile=64", Kernel(64, "exp2", p="bf16"), loose=Kernel(64, p="fp8"), long=True)
    yield Case("P f16, values F32", "p=f16,tile=64", Kernel(64, "exp2", p="f16"), loose=Kernel(64, p="bf16"))
    yield Case("P fp8, values bf16", "p=fp8,tile=64", Kernel(64, "exp2", p="fp8"), "bf16", "bf16", loose=Kernel(64, "exp2", p="fp8", sum_p=True), loose_kinds=("gauss",))
    yield Case("P kept, values bf16", "p=none,tile=64", Kernel(64), "f32", "bf16", loose=Kernel(64, p="bf16"))
    yield Case("sums of rounded P", "p=bf16,sum=p,tile=64", Kernel(64, "exp2", p="bf16", sum_p=True), loose=Kernel(64, "exp2", p="fp8", sum_p=True), loose_kinds=("gauss",))
    yield Case("sums of P before it is rounded", "p=bf16,tile=64", Kernel(64, p="bf16"), loose=Kernel(64, "exp2", p="bf16", sum_p=True), loose_kinds=("gauss",))
    yield Case("all in float16", "accumulate=f16,tile=64", Kernel(64, accumulate=np.float16), "f16", "f16", lengths=(48, 100, 200),
               kinds=("gauss", "equal", "peaked", "causal"))
    yield Case("all in float64, results in float32", "accumulate=f64,tile=64", Kernel(64, p="f64", accumulate=np.float64), loose=Kernel(64))
    yield Quantised("int8 keys and values with factors, soft cap, sinks, splits", "p=bf16,splits=4,merge=once,tile=32", Kernel(32, p="bf16", splits=4, merge="once"),
                    lengths=(48, 600), lost=True)


def declarations(case):
    return {"arithmetic": case.declared, **({"soft_cap": "6"} if isinstance(case, Quantised) else {})}


def shares(command, path):
    """Largest error over its bound of log-sum-exps and of outputs, and whether all are held."""
    run = subprocess.run([command, "check", str(path), "--json", "-"], capture_output=True, text=True)
    if run.returncode not in (0, 1):
        raise SystemExit(f"{path.name}: exit code {run.returncode}: {run.stderr}{run.stdout[-300:]}")
    record = json.loads(run.stdout)
    return run.returncode, {each["check"]: each for each in record["consistency"] + record["kernel"]}


def table(folder, command):
    """Prints the table of the manual: what is declared, largest shares of the bounds, and the least errors that are accused in a long row,
    flat where its scores can be chosen."""
    print("| kernel | `arithmetic` | lse: largest share | outputs: largest share | n | lse: least fault | outputs: least fault |")
    print("|---|---|---|---|---|---|---|")
    for case in cases():
        code, found = shares(command, folder / f"right_{case.name}.safetensors")
        assert code == 0, case.name
        case.lengths = (min(max(case.lengths), 4096),)
        path = folder / "off.safetensors"
        write(path, case.tensors(case.kernel, ("equal",), off=1), declarations(case))
        _, off = shares(command, path)
        of = [f"{100 * found[check]['worst_ratio']:.2g} %" for check in ("kernel-lse", "stored-outputs")]
        least = [f"{1 / off[check]['worst_ratio']:.1e}" for check in ("kernel-lse", "stored-outputs")]
        print("|", " | ".join([case.title, f"`{case.declared}`", *of, f"{case.lengths[0]:,}", *least]), "|")


def rows_of(path, n):
    """Rows of n scores that float32 multiplies by log2 e."""
    rows = np.fromfile(path).reshape(-1, n)
    return np.where(rows == -np.inf, rows, np.clip(rows, -1e30, 1e30)).astype(F)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--rows")
    parser.add_argument("--long-rows")
    parser.add_argument("--table")
    asked, made = parser.parse_args(), []
    rows, long_rows = (rows_of(path, n) if path else None for path, n in ((asked.rows, 256), (asked.long_rows, 16384)))
    for case in cases():
        for kind, tensors in case.files(rows, long_rows):
            name = f"{kind}_{case.name}.safetensors"
            write(asked.folder / name, tensors, declarations(case))
            made.append([name, kind])
    (asked.folder / "list.json").write_text(json.dumps(made))
    if asked.table:
        table(asked.folder, asked.table)


if __name__ == "__main__":
    main()
