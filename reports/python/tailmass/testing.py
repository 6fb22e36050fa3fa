"""Assertions that hold the results of an attention kernel to the proven bounds of its arithmetic.

Tensors are those of torch, numpy or anything with ``__dlpack__`` or a buffer, of any strides, read where they
lie; a tensor of a device is copied to the host once, and the certificate names it. What the tensors do not tell
of a kernel is declared by keywords, the options of ``tailmass check``: ``causal``, ``scale``, ``lse_base``,
``padding``, ``arithmetic`` and so on. An assertion that fails says for each row what the command would, with the
cause where one reproduces the number, and a command that shows it again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Iterator, Mapping, Optional

from . import _tailmass
from ._certificates import Certificate, Fault, Undecided, Worst, certificate_of, raise_found
from ._declarations import BESIDE, WORDS, Keywords, refuse, texts_of
from ._tailmass import InputError

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = [
    "Certificate",
    "Fault",
    "InputError",
    "Session",
    "Undecided",
    "Worst",
    "assert_attention",
    "assert_lse",
    "assert_topk",
    "assert_topk_attention",
    "session",
]


@dataclass
class Session:
    """Where checks are entered while it is the current one: by a plugin, or by :func:`session`."""

    name: Optional[str] = None
    folder: Callable[[], Optional[str]] = lambda: None
    enter: Optional[Callable[[Any], None]] = None


_sessions: list[Session] = []


@contextlib.contextmanager
def session(current: Session) -> Iterator[Session]:
    """Makes a session the current one: its name begins messages, its folder keeps the tensors of failures."""
    _sessions.append(current)
    try:
        yield current
    finally:
        _sessions.remove(current)


def assert_topk(scores: Any, indices: Any, *, k: Optional[int] = None, **keywords: Unpack[Keywords]) -> Certificate:
    """Asserts that indices [.., k] name a Top-k set of scores [.., n]: any valid one under ties.

    Masked scores are -inf; fewer than k visible keys are followed by ``padding``. Raises AssertionError where
    they do not, InputError (a ValueError) for scores outside the theory: NaN, +inf.
    """
    __tracebackhide__ = True
    _require_width("indices", indices, k)
    return _hold("assert_topk", {"scores": ("scores", scores), "indices": ("indices", indices)}, keywords)


def assert_lse(scores: Any, lse: Any, **keywords: Unpack[Keywords]) -> Certificate:
    """Asserts that lse [..] is the log-sum-exp of each row of scores [.., n] within its proven bound.

    Masked scores are -inf; the base is e, or what ``lse_base`` says. Raises AssertionError where it is not, and
    InputError for scores outside the theory: NaN, +inf.
    """
    __tracebackhide__ = True
    return _hold("assert_lse", {"scores": ("scores", scores), "lse": ("lse", lse)}, keywords)


def assert_topk_attention(
    scores: Any,
    values: Any,
    indices: Any,
    *,
    lse: Any = None,
    out: Any = None,
    **keywords: Unpack[Keywords],
) -> Certificate:
    """Asserts that a kernel's Top-k attention is within its proven bounds.

    scores [.., n], values [.., n, d], indices [.., k]; lse [..], the log-sum-exp of the whole row (or of the head
    by ``lse_over="head"``); out [.., d], the mean of the values of the kernel's own head. Leading axes agree, or
    are missing: values of fewer heads are shared. Raises AssertionError, and InputError for rows that no kernel
    could be held to.
    """
    __tracebackhide__ = True
    parts = {
        "scores": ("scores", scores),
        "values": ("values", values),
        "indices": ("indices", indices),
        "lse": ("lse", lse),
        "truncated": ("out", out),
    }
    return _hold("assert_topk_attention", parts, keywords)


def assert_attention(
    q: Any,
    k: Any,
    v: Any = None,
    *,
    out: Any = None,
    lse: Any = None,
    indices: Any = None,
    **keywords: Unpack[Keywords],
) -> Certificate:
    """Asserts that attention of queries and keys is within its proven bounds.

    q [batch, heads, queries, c], k [batch, heads, keys, c], v [batch, heads, keys, d] (or as ``layout`` says), out
    as q with d coordinates, lse [batch, heads, queries]; leading axes may be missing, and k and v may have fewer
    heads; without v, the first ``value_columns`` columns of k are the values. The scores are ``scale`` q.k, 1/sqrt(c)
    where none is declared, of the numbers as they are stored. With ``indices`` [.., k] the kernel truncates: these are
    a Top-k set, and out is the mean over them. Raises AssertionError, and InputError for tensors that do not fit.
    """
    __tracebackhide__ = True
    parts = {
        "queries": ("q", q),
        "keys": ("k", k),
        "values": ("v", v),
        "indices": ("indices", indices),
        "lse": ("lse", lse),
        "outputs" if indices is None else "truncated": ("out", out),
    }
    if out is None and lse is None and indices is None:
        raise TypeError("assert_attention() needs what it holds: out, lse or indices")
    if out is not None and v is None and keywords.get("value_columns") is None:
        raise TypeError("assert_attention() needs v, or value_columns of k")
    return _hold("assert_attention", parts, keywords)


def _require_width(name: str, tensor: Any, k: Optional[int]) -> None:
    if k is not None and tensor.shape[-1] != k:
        raise AssertionError(f"{name} have {tensor.shape[-1]} entries a row, not k = {k}")


def _hold(function: str, parts: Mapping[str, tuple[str, Any]], keywords: Mapping[str, Any]) -> Certificate:
    __tracebackhide__ = True
    given = dict(keywords)
    formats = dict(given.pop("formats", None) or {})
    threads, cases, name = given.pop("threads", 0), given.pop("cases", None), given.pop("name", None)
    beside = {part: (part, given.pop(part)) for part in BESIDE if part in given}
    for word in given:
        if word not in WORDS:
            raise refuse(function, word, [*WORDS, *BESIDE, "formats", "threads", "cases", "name"])
    tensors = [
        (part, called, tensor, formats.pop(called, None))
        for part, (called, tensor) in {**parts, **beside}.items()
        if tensor is not None
    ]
    if formats:
        raise refuse("formats", next(iter(formats)), [called for _, called, _, _ in tensors])
    declared = texts_of(given)
    current = _sessions[-1] if _sessions else Session()
    name = name or current.name or _caller()
    found = _tailmass.check(name, tensors, declared, threads)
    if current.enter:
        current.enter(found["record"])
    if not found["exceeded"] and not found["unbounded"] and not found["faulty"]:
        return certificate_of(found, "")
    folder = cases or current.folder() or os.environ.get("TAILMASS_CASES")
    replay = _store(folder, name, tensors, declared) if folder else ""
    raise_found(name, found, certificate_of(found, replay), replay)


def _caller() -> str:
    """The file and the line of whoever calls this package."""
    here = os.path.dirname(__file__)
    frame = sys._getframe(1)
    while frame.f_back and os.path.dirname(frame.f_code.co_filename) == here:
        frame = frame.f_back
    return f"{os.path.basename(frame.f_code.co_filename)}:{frame.f_lineno}"


def _store(folder: str, name: str, tensors: list[Any], declared: Mapping[str, str]) -> str:
    """Keeps the tensors of a failure under the name of its test; returns the command that checks them."""
    os.makedirs(folder, exist_ok=True)
    plain = re.sub(r"[^\w.=-]+", "-", name).strip("-")
    if plain != name or len(plain) > 100:  # two names stay two
        plain = f"{plain[:100]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return _tailmass.store(os.path.join(folder, plain + ".safetensors"), tensors, declared)
