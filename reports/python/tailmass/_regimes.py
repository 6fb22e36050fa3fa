"""Rows of regimes in the dtype of a kernel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pytest

from . import _tailmass

_MOST_TRIES = 16


@dataclass(frozen=True)
class Rows:
    """Which rows a test is given: `each` of a regime, of n scores, cut after rank k where that is its subject."""

    regime: str
    n: int
    k: int
    dtype: Any
    each: int
    seed: int

    @property
    def name(self) -> str:
        dtype = getattr(self.dtype, "__name__", str(self.dtype)).rpartition(".")[2]
        return f"{self.regime}-n{self.n}-k{self.k}-{dtype}"


def _rounded(rows: Any, dtype: Any) -> Any:
    """Rows of doubles in a dtype of torch, or else of numpy."""
    if type(dtype).__module__ == "torch":
        import torch

        return torch.as_tensor(rows).to(dtype)
    import numpy

    with numpy.errstate(over="ignore"):
        return numpy.asarray(rows).astype(dtype)


def rows_of(rows: Rows) -> Any:
    """Tensor [each, n]; a row whose scores leave the range of the dtype gives its place to the next one."""
    kept = []
    for first in range(0, _MOST_TRIES * rows.each, rows.each):
        drawn = _tailmass.regime_rows(rows.regime, rows.n, rows.k, seed=rows.seed, first=first, count=rows.each)
        rounded = _rounded(drawn, rows.dtype)
        tops = rounded.astype("float64").max(-1) if hasattr(rounded, "astype") else rounded.double().amax(-1)
        kept += [each for each, top in zip(drawn, tops.tolist()) if math.isfinite(top)]
        if len(kept) >= rows.each:
            break
    if not kept:
        pytest.skip(f"no row of {rows.regime} is within the range of {rows.dtype}")
    import numpy

    return _rounded(numpy.stack(kept[: rows.each]), rows.dtype)
