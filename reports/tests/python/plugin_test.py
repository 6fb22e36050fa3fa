"""The pytest plugin, in sessions of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

TEST = """
import torch, pytest
import tailmass.testing as tm

def attend(scores, k, values, broken=False):
    indices = scores.topk(k, -1).indices.int()
    if broken:
        indices[0, 0] = scores[0].argmin()
    lse = torch.logsumexp(scores.double(), -1).float()
    return indices, lse

@pytest.mark.parametrize("seed", range(4))
def test_right(seed):
    torch.manual_seed(seed)
    scores = torch.randn(3, 64)
    indices, lse = attend(scores, 8, None)
    tm.assert_topk_attention(scores, None, indices, lse=lse)

@pytest.mark.tailmass_regimes(n=[32, 100], k=[8, 64], dtype=torch.bfloat16, each=2)
def test_regimes(tailmass):
    assert tailmass.scores.shape == (2, tailmass.n) and tailmass.scores.dtype == torch.bfloat16
    indices = tailmass.scores.float().topk(tailmass.k, -1).indices
    tailmass.assert_topk(tailmass.scores, indices, k=tailmass.k)
"""
BROKEN = TEST.replace("broken=False", "broken=True")


def run(folder, *arguments, test=TEST, code=0):
    (folder / "test_kernel.py").write_text(test)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def report(folder, *arguments):
    return subprocess.run(
        [os.environ["TAILMASS_COMMAND"], "report", *arguments], cwd=folder, capture_output=True, text=True
    )


def test_what_tests_checked_is_a_record_that_report_reads(tmp_path):
    out = run(tmp_path, "--tailmass-json", "one.json")
    assert "numbers held to proven bounds, 0 exceeded" in out
    record = json.loads((tmp_path / "one.json").read_text())
    assert record["schema"] == "tailmass.run/1" and record["command"].startswith("pytest ")
    assert record["rows_judged"]["done"] == 4 * 3 + 25 * 3 * 2
    done = report(tmp_path, "one.json", "--markdown", "-")
    assert done.returncode == 0 and "kernel-indices" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("regimes", ["gaussian", "ties"])
def test_regimes_by_name(tmp_path, regimes):
    import tailmass

    if regimes not in tailmass.regimes():
        regimes = next(iter(tailmass.regimes()))
    test = TEST.replace("each=2", f"each=2, regimes=['{regimes}']")
    assert "7 passed" in run(tmp_path, test=test)


def test_workers_of_xdist_give_the_same_record(tmp_path):
    run(tmp_path, "--tailmass-json", "one.json")
    out = run(tmp_path, "-n", "2", "--tailmass-json", "two.json")
    assert "0 exceeded" in out
    one, two = (json.loads((tmp_path / name).read_text()) for name in ("one.json", "two.json"))
    assert one["rows_judged"] == two["rows_judged"]
    assert [(each["check"], each["held"]) for each in one["kernel"]] == [
        (each["check"], each["held"]) for each in two["kernel"]
    ]


def test_a_failure_is_the_commands_line_with_its_test_and_a_replay(tmp_path):
    out = run(tmp_path, "--tailmass-cases", "cases", "-k", "test_right", test=BROKEN, code=1)
    assert "AssertionError: test_kernel.py::test_right[0]: " in out and 'tensor "indices", row [0]' in out
    assert "replay: tailmass check cases/test_kernel.py" in out
    assert len(list((tmp_path / "cases").glob("*.safetensors"))) == 4
    replay = next(line for line in out.splitlines() if "replay:" in line).partition("tailmass check ")[2]
    done = subprocess.run(
        f"{os.environ['TAILMASS_COMMAND']} check {replay}", shell=True, cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 1 and 'tensor "indices", row [0]' in done.stdout


def test_tensors_of_failures_are_kept_in_pytests_folder_by_itself(tmp_path):
    out = run(tmp_path, "-k", "test_right and 0", "--basetemp", str(tmp_path / "base"), test=BROKEN, code=1)
    assert f"replay: tailmass check {tmp_path}/base/" in out


def test_a_worse_record_fails_the_session(tmp_path):
    run(tmp_path, "--tailmass-json", "good.json", "-k", "test_right")
    test = BROKEN.replace("    tm.assert_topk_attention(", "    with pytest.raises(AssertionError): tm.assert_topk_attention(")
    out = run(tmp_path, "--tailmass-against", "good.json", "-k", "test_right", test=test, code=1)
    assert "worse" in out and "4 passed" in out
    assert "othing is worse than before" in run(tmp_path, "--tailmass-against", "good.json", "-k", "test_right")


def test_a_marked_test_asks_for_the_fixture(tmp_path):
    test = TEST.replace("def test_regimes(tailmass)", "def test_regimes()")
    assert "does not ask for `tailmass`" in run(tmp_path, test=test, code=2)


def test_a_session_that_checks_nothing_says_so(tmp_path):
    out = run(tmp_path, "--tailmass-json", "none.json", test="def test_nothing(): pass")
    assert "there is no record" in out and not (tmp_path / "none.json").exists()
