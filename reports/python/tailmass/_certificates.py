"""What a check found: as a certificate, or as an error in the command's lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, NoReturn, Optional

from ._tailmass import InputError

_MOST_LINES = 5


class Undecided(AssertionError):
    """Numbers that are neither held nor wrong, as no bound exists in their format and range; none is wrong."""


@dataclass(frozen=True)
class Worst:
    """The stored number that is nearest to its bound, or farthest beyond it."""

    tensor: str
    row: tuple[int, ...]
    axis: int
    stored: float
    truth: float
    bound: float
    ratio: float


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, in the command's line, and what reproduces it; empty where unknown."""

    message: str
    cause: str
    replay: str


@dataclass(frozen=True)
class Certificate:
    """What was held to a proven bound.

    ``tail_mass`` is the least and the largest tail mass of the kernel's heads, ``copied`` the names of tensors
    that lay on a device, and ``worst`` None where no number has a bound, as of indices alone.
    """

    rows: int
    numbers: int
    held: int
    exceeded: int
    unbounded: int
    worst: Optional[Worst]
    faults: tuple[Fault, ...]
    tail_mass: Optional[tuple[float, float]]
    copied: tuple[str, ...]


def certificate_of(found: Mapping[str, Any], replay: str) -> Certificate:
    unbounded = sum(count for _, count, _ in found["unbounded"])
    worst = found["worst"]
    return Certificate(
        rows=found["rows"],
        numbers=found["held"] + found["exceeded"] + unbounded,
        held=found["held"],
        exceeded=found["exceeded"],
        unbounded=unbounded,
        worst=Worst(worst[0], _indices(worst[1]), *worst[2:]) if worst else None,
        faults=tuple(Fault(message, cause, replay) for _, _, message, cause in found["faults"]),
        tail_mass=found["tail_mass"],
        copied=found["copied"],
    )


def raise_found(name: str, found: Mapping[str, Any], certificate: Certificate, replay: str) -> NoReturn:
    """Raises what was found; the name that each line of the command begins with is said once."""
    __tracebackhide__ = True
    rows = [message for _, _, message in found["row_faults"]]
    if rows and not certificate.exceeded:
        tensor, row, message = found["row_faults"][0]
        error = InputError(_lines(message, rows[1:], name, replay))
        error.tensor, error.row, error.key = tensor, _indices(row), _key(message)
        raise error
    if certificate.exceeded:
        head = f"{certificate.exceeded} of {certificate.numbers} numbers exceed their proven bounds"
        lines = [fault.message for fault in certificate.faults] + rows
    else:
        lines = [f"{check}: {count} numbers without a bound: {bound}" for check, count, bound in found["unbounded"]]
        head = f"{certificate.unbounded} of {certificate.numbers} numbers are neither held nor wrong"
    failure = (AssertionError if certificate.exceeded else Undecided)(_lines(f"{name}: {head}", lines, name, replay))
    failure.certificate = certificate  # type: ignore[attr-defined]
    raise failure


def _lines(head: str, lines: list[str], name: str, replay: str) -> str:
    shown = ["  " + line.removeprefix(f"{name}: ") for line in lines[:_MOST_LINES]]
    if len(lines) > _MOST_LINES:
        shown.append(f"  and {len(lines) - _MOST_LINES} more lines in the certificate")
    end = f"  replay: {replay}" if replay else "  replay: cases=FOLDER, or TAILMASS_CASES, keeps these tensors"
    return "\n".join([head, *shown, end])


def _indices(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.strip("[]").split(",") if each.strip())


def _key(message: str) -> Optional[int]:
    words = message.rpartition("key ")[2].split()
    return int(words[0].strip(",;:")) if words and words[0].strip(",;:").isdigit() else None
