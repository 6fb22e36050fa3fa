"""Builds the wheel of this project for pip: what CMake builds and installs, with the list of files that a wheel has."""

from __future__ import annotations

import base64
import hashlib
import os
import pathlib
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from typing import Iterator, Optional

ROOT = pathlib.Path(__file__).parents[2]


def build_wheel(folder: str, config_settings: Optional[dict] = None, metadata_directory: Optional[str] = None) -> str:
    """Builds into `build-dir` of the settings, or build/wheel; returns the name of the wheel in the folder."""
    build = (config_settings or {}).get("build-dir", str(ROOT / "build/wheel"))
    options = ["-DCMAKE_BUILD_TYPE=Release", "-DTAILMASS_PYTHON_PACKAGE=ON", f"-DPython_EXECUTABLE={sys.executable}"]
    if not os.path.exists(os.path.join(build, "CMakeCache.txt")):
        options += ["-G", "Ninja", "-DTAILMASS_TESTS=OFF"]
    subprocess.run(["cmake", "-S", ROOT, "-B", build, *options], check=True)
    subprocess.run(["cmake", "--build", build, "--target", "tailmass_python", "tailmass"], check=True)
    return wheel_of(folder, build)


def wheel_of(folder: str, build: str) -> str:
    """Makes the wheel of what is built there."""
    with tempfile.TemporaryDirectory() as stage:
        subprocess.run(["cmake", "--install", build, "--prefix", stage, "--component", "python"], check=True)
        return _zipped(pathlib.Path(folder), pathlib.Path(stage), pathlib.Path(build))


def _files(packages: pathlib.Path, build: pathlib.Path, name: str) -> Iterator[tuple[str, pathlib.Path]]:
    for path in sorted(packages.rglob("*")):
        if path.is_file():
            yield path.relative_to(packages).as_posix(), path
    yield f"{name}.data/scripts/tailmass", build / "tailmass"
    for path in sorted((ROOT / "verify/data").iterdir()):
        yield f"{name}.data/data/share/tailmass/{path.name}", path


def _zipped(folder: pathlib.Path, stage: pathlib.Path, build: pathlib.Path) -> str:
    (module,) = stage.glob("**/_tailmass*.so")
    packages = module.parents[1]
    (info,) = packages.glob("tailmass-*.dist-info")
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    tag = f"{python}-{python}-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"
    (info / "WHEEL").write_text(f"Wheel-Version: 1.0\nGenerator: tailmass\nRoot-Is-Purelib: false\nTag: {tag}\n")
    record = ""
    with zipfile.ZipFile(folder / f"{info.stem}-{tag}.whl", "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, path in _files(packages, build, info.stem):
            digest = base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).rstrip(b"=").decode()
            record += f"{name},sha256={digest},{path.stat().st_size}\n"
            wheel.write(path, name)
        wheel.writestr(f"{info.name}/RECORD", record + f"{info.name}/RECORD,,\n")
    return f"{info.stem}-{tag}.whl"
