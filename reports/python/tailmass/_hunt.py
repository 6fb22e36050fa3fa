"""hunt(): a kernel that is a Python function, called in a process of its own by `tailmass hunt --kernel`."""

from __future__ import annotations

import inspect
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from typing import Any, Callable, Mapping, Optional, Union


@dataclass(frozen=True)
class Find:
    """A case that a kernel answers wrongly: its file, what was asked, error over bound, in words, and its replay."""

    case: str
    goal: str
    ratio: float
    message: str
    replay: str


@dataclass(frozen=True)
class Hunted:
    """What a hunt found: wrong answers, and of each question the largest error over its bound, None where not asked."""

    finds: tuple[Find, ...]
    shares: Mapping[str, Optional[float]]
    evaluations: int
    record: Mapping[str, Any]


def hunt(
    kernel: Callable[..., Mapping[str, Any]],
    *,
    keys: Optional[tuple[int, int]] = None,
    k: Optional[tuple[int, int]] = None,
    dimension: Optional[int] = None,
    dtype: Any = None,
    keys_multiple: Optional[int] = None,
    rows: Optional[int] = None,
    lse_base: Optional[int] = None,
    seconds: Optional[float] = None,
    evaluations: Optional[int] = None,
    seed: int = 1,
    threads: int = 0,
    call_limit: float = 10,
    found: Union[str, os.PathLike, None] = None,
) -> Hunted:
    """Hunts the rows that a kernel answers wrongly: no Top-k set, numbers beyond their bound, crashes, hangs.

    kernel: a function of a module, kernel(scores[rows, n], values[n, d], k) -> dict of some of indices [rows, k],
    lse [rows] and out [rows, d], of arrays of numpy, of bfloat16 tensors of torch. keys and k: least and largest.
    dtype: of scores, values and numbers, float32 where it is not said. seconds, 60 without evaluations; with these a
    seed gives the same result. found: the folder that keeps cases and journal, a new temporary one where it is None.

    Another Python imports the kernel's module and calls it. Raises TypeError for a function that no module holds,
    ValueError for a kernel that cannot be described, FileNotFoundError without the command `tailmass`.
    """
    folder = pathlib.Path(found or tempfile.mkdtemp(prefix="tailmass-hunt-"))
    folder.mkdir(parents=True, exist_ok=True)
    said = {
        "keys": keys,
        "k": k,
        "dimension": dimension,
        "dtype": None if dtype is None else getattr(dtype, "__name__", str(dtype)).rpartition(".")[2],
        "keys_multiple": keys_multiple,
        "rows": rows,
        "lse_base": lse_base,
    }
    name = _module_of(kernel, {word: value for word, value in said.items() if value is not None}, folder)
    command = [_command(), "hunt", "--kernel", f"python:{name}:{kernel.__name__}", "--quiet", "--json", "-"]
    command += ["--seed", str(seed), "--threads", str(threads), "--found", str(folder), "--call-limit", str(call_limit)]
    if evaluations is not None:
        command += ["--evaluations", str(evaluations)]
    if seconds is not None or evaluations is None:
        command += ["--seconds", str(60 if seconds is None else seconds)]
    own = os.path.dirname(sys.executable)  # where the command is to find this Python
    here = {"PYTHONPATH": str(folder.resolve()), "PATH": os.pathsep.join([own, os.environ.get("PATH", os.defpath)])}
    done = subprocess.run(command, env={**os.environ, **here}, capture_output=True, text=True)
    if not done.stdout.startswith("{"):
        raise ValueError(done.stderr.strip())
    environment = f"PYTHONPATH={shlex.quote(here['PYTHONPATH'])}"
    if os.path.realpath(shutil.which("python3") or "") != os.path.realpath(sys.executable):
        environment += f" PATH={shlex.quote(own)}:$PATH"
    return _hunted(json.loads(done.stdout), environment)


def _command() -> str:
    """The command that is installed beside this package, or on PATH; TAILMASS_COMMAND names another."""
    beside = os.path.join(sysconfig.get_path("scripts"), "tailmass")
    for command in (os.environ.get("TAILMASS_COMMAND"), beside, shutil.which("tailmass")):
        if command and os.path.exists(command):
            return command
    raise FileNotFoundError("there is no command tailmass, which hunts: `make python` installs it")


def _module_of(kernel: Callable[..., Any], said: Mapping[str, Any], folder: pathlib.Path) -> str:
    """The name of a module, made in the folder, that has the kernel under its name and says what it is."""
    source = inspect.getsourcefile(kernel)
    if source is None or kernel.__name__ != kernel.__qualname__:
        raise TypeError(f"{kernel.__qualname__} is no function of a module: another Python could not import it")
    module, places = kernel.__module__, [each for each in sys.path if each]
    if "." not in module:  # of a file, as a test or a script is, whatever it runs as
        module, places = pathlib.Path(source).stem, [str(pathlib.Path(source).parent.resolve()), *places]
    name = f"hunted_{kernel.__name__}"
    (folder / f"{name}.py").write_text(
        f"import sys\n\nsys.path += [place for place in {places!r} if place not in sys.path]\n"
        f"from {module} import {kernel.__name__} as kernel\n\n\n"
        f"def {kernel.__name__}(scores, values, k):\n    return kernel(scores, values, k)\n\n\n"
        f"{kernel.__name__}.tailmass = {{**getattr(kernel, 'tailmass', {{}}), **{dict(said)!r}}}\n"
    )
    return name


def _hunted(record: Mapping[str, Any], environment: str) -> Hunted:
    goals = record["sharpness"]
    finds = []
    for goal in goals:
        if goal["outcome"] == "refuted":
            case = goal.get("minimal") or goal["worst"]
            replay = f"{environment} {case['command']}"
            finds.append(Find(case["case_file"], goal["claim"], float(goal["measure"]), goal["reason"], replay))
    shares = {goal["claim"]: float(goal["measure"]) if "measure" in goal else None for goal in goals}
    return Hunted(tuple(finds), shares, record["hunt"]["evaluations"], record)
