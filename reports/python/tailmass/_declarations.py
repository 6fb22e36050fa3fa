"""What a test declares of its kernel: keyword arguments as the texts of the command's options."""

from __future__ import annotations

import math
from typing import Any, Mapping, Optional, Sequence, TypedDict, Union

from . import _tailmass


class Declarations(TypedDict, total=False):
    """The words by which a kernel is declared, as `tailmass check --help` lists them."""

    causal: bool
    window: Union[str, tuple[Optional[int], Optional[int]]]
    scale: float
    soft_cap: float
    layout: str
    value_columns: int
    page_size: int
    index_space: str
    head: str
    ties: str
    padding: Union[int, str]
    empty: Union[float, str]
    lse_base: Union[int, float, str]
    lse_over: str
    lse_sink: str
    arithmetic: Union[str, Mapping[str, Union[str, int, float]]]


class Tensors(TypedDict, total=False):
    """Tensors beside the results of a kernel, each of any shape that `tailmass check` reads."""

    mask: Any
    lengths: Any
    block_table: Any
    cu_seqlens_q: Any
    cu_seqlens_k: Any
    key_scales: Any
    value_scales: Any
    sinks: Any
    selection: Any
    positions: Any


class Keywords(Declarations, Tensors, total=False):
    """All that a test may say beside its tensors."""

    formats: Mapping[str, str]
    threads: int
    cases: Optional[str]
    name: Optional[str]


def text_of(word: str, value: Any) -> str:
    """The text of a declared value, as an option of the command has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if word == "lse_base" and isinstance(value, float):
        return "e" if value == math.e else f"{value:g}"
    if isinstance(value, Mapping):
        return ",".join(f"{key}={each}" for key, each in value.items())
    if isinstance(value, (tuple, list)):
        return ",".join("-1" if each is None else str(each) for each in value)
    if isinstance(value, float) and math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return repr(value) if isinstance(value, float) else str(value)


def texts_of(declared: Mapping[str, Any]) -> dict[str, str]:
    """The texts of what is declared and not None."""
    return {word: text_of(word, value) for word, value in declared.items() if value is not None}


def refuse(function: str, unknown: str, known: Sequence[str]) -> TypeError:
    """The error of a keyword that there is not, with the one that it nearly is."""
    near = _tailmass.nearest_name(unknown, list(known))
    return TypeError(f"{function}() has no keyword {unknown!r}" + (f": did you mean {near!r}?" if near else ""))


WORDS = tuple(_tailmass.words())
BESIDE = tuple(Tensors.__annotations__)
