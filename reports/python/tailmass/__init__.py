"""Softmax attention truncated to its k largest scores, with proven error bounds.

Functions of rows of scores take tensors of torch, numpy or anything with ``__dlpack__``, of any strides, where
they lie, and return ``Enclosure(value, radius)``: |true - value| <= radius, proven. ``tailmass.testing`` holds
the results of a kernel to the bounds of its own arithmetic.
"""

from ._hunt import Find, Hunted, hunt
from ._tailmass import (
    Enclosure,
    InputError,
    KEpsilon,
    __version__,
    boundary_gap,
    gap_bound,
    k_epsilon,
    kl_divergence,
    log_sum_exp,
    output,
    output_error,
    regime_rows,
    regimes,
    tail_mass,
)

__all__ = [
    "Enclosure",
    "Find",
    "Hunted",
    "InputError",
    "KEpsilon",
    "__version__",
    "boundary_gap",
    "gap_bound",
    "hunt",
    "k_epsilon",
    "kl_divergence",
    "log_sum_exp",
    "output",
    "output_error",
    "regime_rows",
    "regimes",
    "tail_mass",
]
