"""Attention in the arithmetics of real kernels, every rounding of them done in numpy."""

import numpy as np

from tensor_file import Bfloat16, Float8

F = np.float32
LOG2E, LN2 = F(np.log2(np.e)), F(np.log(2))


def rounded(x, name):
    """Numbers of a format, as float32 or in a wider one."""
    if name == "f64":
        return np.asarray(x, float)
    if name == "bf16":
        return Bfloat16(x).array.reshape(np.shape(x))
    if name == "f16":
        return np.asarray(x, np.float16).astype(F)
    if name == "tf32":
        bits = np.ascontiguousarray(x, F).view(np.uint32)
        return ((bits + 0xFFF + ((bits >> 13) & 1)) & np.uint32(0xFFFFE000)).view(F).reshape(np.shape(x))
    if name == "fp8":
        return Float8(x).array
    return np.asarray(x, F)


def added(terms, axis):
    """The sum in order, every one rounded to the terms' format."""
    return np.take(np.cumsum(terms, axis=axis, dtype=terms.dtype), -1, axis=axis)


def fused(x, m, c=LOG2E):
    return (x.astype(float) * float(c) - (m * c).astype(float)).astype(F)


def cubic(x):
    """2^x by a polynomial of degree 3 whose value at 0 is 1, off by 8.8e-5."""
    whole = np.floor(x)
    f = (x - whole).astype(F)
    p = ((F(0.07711908966) * f + F(0.22756439447)) * f + F(0.69514614344)) * f + F(1)
    return np.ldexp(p, np.maximum(whole, -200).astype(int)).astype(F)


class Kernel:
    """Attention with a running maximum: rows [rows, n], values [n, d]; returns outputs and natural log-sum-exps. A sum of weights is
    that of each tile, or of lanes that add their keys of every tile to their own; `fused` rescales it and adds to it at once. Rows are
    walked from either end; those of mode "raw" hold q.k, to be scaled."""

    def __init__(self, tile=64, mode="exp", p="f32", v=None, sum_p=False, accumulate=F, splits=1, merge="", part="f32", part_lse="f32",
                 lanes=0, fused=False, backwards=False, scale=F(128**-0.5)):
        self.lanes, self.fused, self.backwards, self.scale = lanes, fused, backwards, scale
        self.tile, self.mode, self.p, self.v, self.sum_p, self.acc = tile, mode, p, v, sum_p, accumulate
        self.splits, self.merge, self.part, self.part_lse = splits, merge, part, part_lse

    def weight(self, x, m):
        """e^{x - m}."""
        if self.mode in ("exp2", "fma"):
            return np.exp2(fused(x, m))
        if self.mode == "raw":
            return np.exp2(fused(x, m, self.scale * LOG2E))
        if self.mode == "unfused":
            return np.exp2((x * LOG2E) - (m * LOG2E))
        if self.mode == "cubic":
            return cubic(fused(x, m))
        return np.exp(x - m)

    def factor(self, old, new):
        if self.mode == "unfused":
            return np.exp2(old * LOG2E - new * LOG2E)
        if self.mode == "fma":
            return np.exp2(fused(old, new))
        if self.mode == "raw":
            return np.exp2(fused(old, new, self.scale * LOG2E))
        if self.mode in ("exp2", "cubic"):
            power = ((old - new) * LOG2E).astype(F)
            return cubic(power) if self.mode == "cubic" else np.exp2(power)
        return np.exp(old - new)

    def row(self, s, v):
        s, v, low = s.astype(self.acc), rounded(v, self.v).astype(self.acc), self.acc(-60000)
        m, total = np.full(len(s), low, self.acc), np.zeros((len(s), max(self.lanes, 1)), self.acc)
        out = np.zeros((len(s), v.shape[1]), self.acc)
        tiles = range(0, s.shape[1], self.tile)
        for first in reversed(tiles) if self.backwards else tiles:
            x = s[:, first : first + self.tile]
            new = np.maximum(m, np.maximum(x, low).max(1))
            p = np.where(x > low, self.weight(x, new[:, None]), self.acc(0)).astype(self.acc)
            scale = np.where(m > low, self.factor(m, new), self.acc(0)).astype(self.acc)
            pv = rounded(p, self.p).astype(self.acc)
            total = self.summed(total, scale[:, None], pv if self.sum_p else p)
            terms = (pv[:, :, None] * v[None, first : first + self.tile]).astype(self.acc)
            out = added(np.concatenate([(out * scale[:, None])[:, None], terms], 1), 1)
            m = new
        total = added(total, 1)
        total = np.maximum(total, self.acc(1e-37) if self.acc is F else self.acc(6e-8))
        if self.mode == "raw":
            lse = m * self.scale + np.log(total)
        elif self.mode in ("exp2", "fma", "unfused", "cubic"):
            lse = ((m * LOG2E + np.log2(total)) * LN2).astype(self.acc)
        else:
            lse = m + np.log(total)
        return (out / total[:, None]).astype(self.acc), np.where(m > low, lse, -np.inf).astype(self.acc)

    def summed(self, total, scale, weights):
        if self.lanes == 0:
            weights = added(weights, 1)[:, None]
            if self.fused:
                return (total.astype(float) * scale + weights).astype(self.acc)
            return total * scale + weights
        total = total * scale
        for first in range(0, weights.shape[1], self.lanes):
            part = weights[:, first : first + self.lanes]
            total[:, : part.shape[1]] += part
        return total

    def __call__(self, s, v, sink=None):
        with np.errstate(all="ignore"):
            cuts = np.linspace(0, s.shape[1], self.splits + 1).astype(int)
            parts = [self.row(s[:, a:b], v[a:b]) for a, b in zip(cuts, cuts[1:]) if b > a]
            if sink is not None:
                parts.append((np.zeros_like(parts[0][0]), np.full(len(s), sink, F)))
            if len(parts) == 1:
                return parts[0]
            parts = [(rounded(o, self.part), rounded(l, self.part_lse)) for o, l in parts]
            if self.merge == "once":
                return self.merged(parts, by_lse=False)
            if self.merge == "lse":
                return self.merged(parts, by_lse=True)
            state = parts[0]
            for other in parts[1:]:
                o, lse = self.merged([state, other], by_lse=False)
                state = rounded(o, self.part), rounded(lse, self.part_lse)
            return state

    def merged(self, parts, by_lse):
        lses = np.array([lse for _, lse in parts], F)
        m = lses.max(0)
        w = np.where(lses > -np.inf, np.exp(lses - m), F(0))
        total = added(w, 0)
        lse = m + np.log(total)
        w = np.exp(lses - lse) if by_lse else w / total
        return added(w[:, :, None] * np.array([np.where(np.isfinite(o), o, 0) for o, _ in parts], F), 0), lse
