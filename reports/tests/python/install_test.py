"""What `cmake --install` puts where Python finds it: the package whole, its plugin and its data."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

import pytest

SOURCE = pathlib.Path(__file__).parents[2] / "python/tailmass"


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    prefix = tmp_path_factory.mktemp("prefix")
    command = ["cmake", "--install", os.environ["TAILMASS_BUILD"], "--prefix", prefix, "--component", "python"]
    subprocess.run(command, check=True, capture_output=True)
    (module,) = prefix.glob("**/_tailmass*.so")
    return module.parents[1]


def run(packages, *arguments):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=packages,
        env={**os.environ, "PYTHONPATH": str(packages)},
        capture_output=True,
        text=True,
    )


def test_the_package_is_whole_and_for_this_python(packages):
    assert {path.name for path in SOURCE.glob("*.*")} <= {path.name for path in (packages / "tailmass").iterdir()}
    assert packages.parent.name == f"python{sys.version_info.major}.{sys.version_info.minor}"
    done = run(packages, "-c", "import tailmass, importlib.metadata as m; print(tailmass.__file__, m.version('tailmass'))")
    assert done.stdout.split() == [str(packages / "tailmass/__init__.py"), "0.2.0"], done.stderr


def test_pytest_finds_the_plugin(packages):
    assert "--tailmass-json" in run(packages, "-m", "pytest", "--help").stdout


def test_bundled_rows_are_those_of_the_package(packages, tmp_path):
    call = "import tailmass; print(tailmass.regime_rows('real', 5, 2)[0, 0])"
    done = run(packages, "-c", call)
    assert done.returncode == 0, done.stderr
    shutil.copytree(packages, tmp_path, dirs_exist_ok=True)
    for file in (tmp_path / "tailmass/tailmass-data").iterdir():
        file.unlink()
    assert str(tmp_path) in run(tmp_path, "-c", call).stderr


def test_a_wheel_has_the_package_the_command_and_a_list_of_both(tmp_path):
    script = "import sys; from wheel_of_cmake import wheel_of; wheel_of(*sys.argv[1:])"
    subprocess.run(
        [sys.executable, "-c", script, tmp_path, os.environ["TAILMASS_BUILD"]],
        env={**os.environ, "PYTHONPATH": str(SOURCE.parent)},
        check=True,
        capture_output=True,
    )
    (path,) = tmp_path.glob("tailmass-0.2.0-cp3*.whl")
    with zipfile.ZipFile(path) as wheel:
        names = set(wheel.namelist())
        wheel.extractall(tmp_path / "wheel")
        record = [line.split(",") for line in wheel.read("tailmass-0.2.0.dist-info/RECORD").decode().splitlines()]
    assert names == {name for name, _, _ in record}
    assert {"tailmass/testing.py", "tailmass/py.typed", "tailmass-0.2.0.data/scripts/tailmass"} <= names
    for name, _, size in record[:-1]:
        assert (tmp_path / "wheel" / name).stat().st_size == int(size)
    done = run(tmp_path / "wheel", "-c", "import tailmass; print(tailmass.__file__)")
    assert done.stdout.startswith(str(tmp_path)), done.stderr
