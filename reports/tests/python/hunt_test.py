"""hunt(): a right kernel holds, wrong ones are found with a case that replays, what is no kernel is an error."""

from __future__ import annotations

import os
import subprocess

import numpy
import pytest

import tailmass


def right(scores, values, k):
    top = scores.max(-1, keepdims=True)
    indices = numpy.argsort(-scores, axis=-1, kind="stable")[:, :k]
    masked = numpy.take_along_axis(scores, indices, -1) == -numpy.inf
    lse = top[:, 0].astype("float64") + numpy.log(numpy.exp(scores.astype("float64") - top).sum(-1))
    return {"indices": numpy.where(masked, -1, indices), "lse": lse}


def shifted_from_500_keys(scores, values, k):
    results = right(scores, values, k)
    if scores.shape[1] >= 500:
        results["lse"] += 0.01
    return results


def of_bfloat16(scores, values, k):
    if "bfloat16" not in str(scores.dtype):
        raise ValueError("scores are not of bfloat16")
    indices = scores.float().topk(k, -1).indices
    return {"indices": indices.masked_fill(scores.gather(-1, indices).isinf(), -1)}


def crashing(scores, values, k):
    if scores.shape[1] > 64:
        os.abort()
    return right(scores, values, k)


def test_a_right_kernel_holds(tmp_path):
    hunted = tailmass.hunt(right, keys=(1, 2048), k=(1, 64), dimension=1, evaluations=40, found=tmp_path)
    assert not hunted.finds and hunted.evaluations == 40
    assert 0 < hunted.shares["the log-sum-exp is within its bound"] < 1


def test_a_wrong_kernel_is_found_with_a_small_case_that_replays(tmp_path):
    hunted = tailmass.hunt(shifted_from_500_keys, keys=(1, 2048), dimension=1, evaluations=60, found=tmp_path)
    (find,) = hunted.finds
    assert find.goal == "the log-sum-exp is within its bound" and find.ratio > 1 and "off by 0.01" in find.message
    assert os.path.exists(find.case) and str(tmp_path) in find.case
    replay = find.replay.replace(" tailmass ", f" {os.environ['TAILMASS_COMMAND']} ", 1)
    done = subprocess.run(replay, shell=True, cwd="/", capture_output=True, text=True)
    assert done.returncode == 1 and "off by 0.01" in " ".join(done.stdout.split()), done.stdout + done.stderr


def test_a_crash_is_a_find(tmp_path):
    hunted = tailmass.hunt(crashing, keys=(1, 512), dimension=1, evaluations=40, found=tmp_path)
    assert "crashed" in hunted.finds[0].message


def test_the_dtype_is_that_of_torch_too(tmp_path):
    torch = pytest.importorskip("torch")
    hunted = tailmass.hunt(of_bfloat16, dtype=torch.bfloat16, dimension=1, evaluations=20, found=tmp_path)
    assert not hunted.finds and hunted.shares["the indices are a Top-k set"] == 0
    with pytest.raises(ValueError, match="of bfloat16"):
        tailmass.hunt(of_bfloat16, dtype="float32", dimension=1, evaluations=1, found=tmp_path)


def test_what_is_no_kernel():
    with pytest.raises(TypeError, match="no function of a module"):
        tailmass.hunt(lambda scores, values, k: {}, evaluations=1)
    with pytest.raises(TypeError):
        tailmass.hunt(right, key=(1, 2))
    with pytest.raises(ValueError):
        tailmass.hunt(pytest.raises, evaluations=1)
