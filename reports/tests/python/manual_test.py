"""The test files of the page "In your tests" pass, and what it says of a broken one is what is said."""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys

import pytest
import yaml

ROOT = pathlib.Path(__file__).parents[3]
PAGE = (ROOT / "reports/manual/python.md").read_text()
BLOCKS = {
    re.search(r"[\w./-]+", text.partition("\n")[0].strip("# /*")).group(): (language, text)
    for language, text in re.findall(r"```(python|c|yaml)\n(.*?)```", PAGE, re.S)
}


@pytest.fixture
def folder(tmp_path):
    for name, (language, text) in BLOCKS.items():
        if language != "yaml":
            (tmp_path / name.rstrip(":")).write_text(text)
    command = re.search(r"/\* \S+ (cc .*) \*/", BLOCKS["logsumexp.c"][1]).group(1)
    subprocess.run(command, shell=True, check=True, cwd=tmp_path)
    return tmp_path


def run(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
    )


def test_the_page_has_its_files():
    assert {"test_attention.py", "test_topk.py", "logsumexp.c", "test_c_library.py", "test_quantities.py"} <= set(BLOCKS)


def test_every_test_file_passes(folder):
    done = run(folder)
    assert done.returncode == 0, done.stdout
    assert "0 exceeded" in done.stdout
    skipped, passed = (int(re.search(rf"(\d+) {word}", done.stdout).group(1)) for word in ("skipped", "passed"))
    assert skipped < passed / 5


def test_the_first_file_has_ten_lines(folder):
    lines = (folder / "test_attention.py").read_text().splitlines()
    assert len([line for line in lines if line and not line.startswith("#")]) <= 10


def test_the_mask_of_the_page_is_named(folder):
    broken = (folder / "test_attention.py").read_text().replace("triu(1)", "triu(2)")
    (folder / "test_attention.py").write_text(broken)
    done = run(folder, "test_attention.py")
    assert done.returncode == 1
    shown = re.search(r"as if [^(\n]*", PAGE).group().strip()
    assert shown in done.stdout and "131150 of 133120" in PAGE
    assert re.search(r"\d+ of 133120 numbers exceed their proven bounds", done.stdout)


def test_a_wrong_constant_in_the_c_library_is_found(folder):
    source = (folder / "logsumexp.c").read_text().replace("sum = 0;", "sum = 0x1p-14f;")
    (folder / "logsumexp.c").write_text(source)
    subprocess.run("cc -O2 -shared -fPIC logsumexp.c -o liblogsumexp.so -lm", shell=True, check=True, cwd=folder)
    done = run(folder, "test_c_library.py")
    assert done.returncode == 1 and "times its bound" in done.stdout


def test_the_ci_file_runs_what_there_is():
    job = yaml.safe_load(BLOCKS[".github/workflows/kernels.yml"][1])["jobs"]["kernels"]
    commands = "\n".join(step.get("run", "") for step in job["steps"])
    assert re.search(r"^package:", (ROOT / "Makefile").read_text(), re.M) and "which make package makes" in commands
    assert commands.count("TAILMASS_PACKAGE") == 2 and "apt-get install -y /tmp/tailmass.deb" in commands
    for option in re.findall(r"--tailmass-\w+", commands):
        assert f'"{option}"' in (ROOT / "reports/python/tailmass/pytest_plugin.py").read_text()


def test_the_page_says_every_keyword_and_function():
    import tailmass
    from tailmass import _declarations

    for name in [*_declarations.WORDS, *_declarations.BESIDE, *set(tailmass.__all__) - {"KEpsilon", "__version__"}]:
        assert re.search(rf"\b{name}\b", PAGE), name
