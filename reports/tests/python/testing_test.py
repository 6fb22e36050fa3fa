"""The assertions of tailmass.testing on right kernels and on broken ones."""

from __future__ import annotations

import dataclasses
import math
import json
import os
import subprocess
import sys

import numpy
import pytest
import torch
from conftest import attention, topk

import tailmass.testing as tm


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_torchs_attention_holds(dtype):
    a = attention(dtype=dtype)
    certificate = tm.assert_attention(a.q, a.k, a.v, out=a.out, lse=a.lse, causal=True)
    assert certificate.rows == 2 * 4 * 8
    assert certificate.numbers == certificate.held == certificate.rows * 17
    assert 0 < certificate.worst.ratio < 1 and certificate.worst.bound > 0
    assert abs(certificate.worst.stored - certificate.worst.truth) <= certificate.worst.bound
    with pytest.raises(dataclasses.FrozenInstanceError):
        certificate.rows = 0


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_torchs_topk_attention_holds(dtype):
    scores, values, indices, lse, out = topk(dtype=dtype)
    certificate = tm.assert_topk_attention(scores, values, indices, lse=lse, out=out)
    assert certificate.numbers == 6 * (1 + 1 + 32)
    kept = torch.softmax(scores.double(), -1).gather(1, indices).sum(-1)
    assert certificate.tail_mass == pytest.approx((1 - kept.max().item(), 1 - kept.min().item()), rel=1e-9)


def latent(dtype=torch.bfloat16, columns=12, other=0):
    """Queries of four heads, and keys of one whose first columns, or others, were taken for the values."""
    a = attention(shared=4, dtype=dtype)
    values = a.k[..., other : other + columns].float()
    scores = a.q.float() @ a.k.float().transpose(-1, -2) / math.sqrt(a.q.shape[-1])
    return a.q, a.k, torch.softmax(scores, -1).to(dtype).float() @ values


def test_values_that_are_columns_of_the_keys():
    q, k, out = latent()
    kept = torch.zeros(*k.shape[:-1], 32, dtype=k.dtype)
    kept[..., ::2] = k  # a tensor of strides, as a slice of a cache
    for keys in (k, kept[..., ::2]):
        certificate = tm.assert_attention(q, keys, out=out, value_columns=12)
        assert certificate.held == certificate.numbers == 2 * 4 * 8 * 12
    with pytest.raises(AssertionError, match='tensor "out"'):
        tm.assert_attention(q, k, out=latent(other=4)[2], value_columns=12)
    with pytest.raises(tm.InputError, match="differ in their last axis"):
        tm.assert_attention(q, k, out=out, value_columns=11)
    with pytest.raises(tm.InputError, match="has 16 columns, of which value_columns is 17"):
        tm.assert_attention(q, k, out=out, value_columns=17)
    with pytest.raises(tm.InputError, match="makes columns of"):
        tm.assert_attention(q, k, k, out=out, value_columns=12)
    with pytest.raises(TypeError, match="needs v, or value_columns"):
        tm.assert_attention(q, k, out=out)


def test_columns_of_keys_are_kept_for_the_replay(tmp_path):
    q, k, _ = latent()
    with pytest.raises(AssertionError, match="--value-columns=12"):
        tm.assert_attention(q, k, out=latent(other=4)[2], value_columns=12, cases=str(tmp_path))


def test_an_lse_in_base_2_is_named_and_holds_when_declared():
    a = attention(base=2)
    with pytest.raises(AssertionError, match=r'tensor "lse", row \[0, 0, 0\].*as if it were in base 2'):
        tm.assert_attention(a.q, a.k, a.v, lse=a.lse, causal=True)
    for two in (2, "2", 2.0):
        tm.assert_attention(a.q, a.k, a.v, lse=a.lse, causal=True, lse_base=two)


def test_a_mask_one_key_narrow_is_named_by_its_outputs_alone():
    a = attention(shift=-1)
    with pytest.raises(AssertionError, match=r'tensor "out".*as if the last visible key were left out, as of a causal mask') as failure:
        tm.assert_attention(a.q, a.k, a.v, out=a.out, causal=True)
    assert any(fault.cause for fault in failure.value.certificate.faults)


def test_a_mask_that_was_dropped_is_named_by_its_outputs_alone():
    a = attention(shift=99)
    with pytest.raises(AssertionError, match=r'tensor "out".*as if .*mask'):
        tm.assert_attention(a.q, a.k, a.v, out=a.out, causal=True)


def test_a_scale_that_was_left_out_is_named():
    a = attention()
    with pytest.raises(AssertionError, match="scale|factor|multiplied"):
        tm.assert_attention(a.q, a.k, a.v, out=a.out, lse=a.lse, causal=True, scale=1.0)


def test_outside_of_pytest_a_message_begins_with_the_callers_line():
    script = "import numpy, tailmass.testing as tm\ntm.assert_topk(numpy.eye(2), numpy.array([[1], [0]]))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "AssertionError: <string>:2: 2 of 2 numbers exceed" in run.stderr
    assert '\n  tensor "indices", row [0]: ' in run.stderr and "cases=FOLDER" in run.stderr


def test_a_wrong_index_is_no_topk_set():
    scores, _, indices, _, _ = topk()
    tm.assert_topk(scores, indices, k=16)
    indices[3, 1] = scores[3].argmin()
    with pytest.raises(AssertionError, match=r'tensor "indices", row \[3\].*Top-16'):
        tm.assert_topk(scores, indices)
    with pytest.raises(AssertionError, match="k = 8"):
        tm.assert_topk(scores, indices, k=8)


def test_any_set_is_right_under_ties_unless_ties_are_declared():
    scores = torch.tensor([[1.0, 2.0, 1.0, 1.0]])
    tm.assert_topk(scores, torch.tensor([[1, 3]]))
    with pytest.raises(AssertionError):
        tm.assert_topk(scores, torch.tensor([[1, 3]]), ties="lowest")


def test_a_log_sum_exp_alone():
    scores, _, _, lse, _ = topk()
    assert tm.assert_lse(scores, lse).numbers == 6
    with pytest.raises(AssertionError, match="1 of 6 numbers"):
        tm.assert_lse(scores, lse + torch.eye(6)[2])


def test_short_rows_are_padded_as_declared():
    scores = torch.tensor([[1.0, -math.inf, 2.0, -math.inf]])
    tm.assert_topk(scores, torch.tensor([[2, 0, -1]]))
    tm.assert_topk(scores, torch.tensor([[2, 0, 4]]), padding="n")
    with pytest.raises(AssertionError):
        tm.assert_topk(scores, torch.tensor([[2, 0, 4]]))


def test_unknown_keywords_name_the_nearest_one():
    a = attention()
    with pytest.raises(TypeError, match="lse_bse.*did you mean 'lse_base'"):
        tm.assert_attention(a.q, a.k, a.v, lse=a.lse, lse_bse=2)
    with pytest.raises(ValueError, match='lse_base is "3", not e or 2'):
        tm.assert_attention(a.q, a.k, a.v, lse=a.lse, lse_base=3)
    with pytest.raises(TypeError, match="out, lse or indices"):
        tm.assert_attention(a.q, a.k, a.v)


def test_a_score_that_is_no_number_names_its_row_and_key():
    scores, _, indices, _, _ = topk()
    scores[2, 7] = math.nan
    with pytest.raises(tm.InputError) as error:
        tm.assert_topk(scores, indices)
    assert isinstance(error.value, ValueError)
    assert (error.value.tensor, error.value.row, error.value.key) == ("scores", (2,), 7)


def test_shapes_that_do_not_fit_are_an_error():
    scores, values, indices, lse, out = topk()
    with pytest.raises(tm.InputError, match="out") as error:
        tm.assert_topk_attention(scores, values, indices, out=out[:, :5])
    assert error.value.row is None


def test_a_number_without_a_bound_is_no_pass():
    scores = torch.full((1, 40), 1e12)  # of more keys than a tile, whose rescalings may lose every weight
    with pytest.raises(tm.Undecided, match="1 of 1 numbers are neither held nor wrong") as failure:
        tm.assert_lse(scores, torch.logsumexp(scores, -1))
    assert failure.value.certificate.unbounded == 1 and not failure.value.certificate.faults


def test_the_tensors_of_a_failure_are_kept_and_its_command_says_the_same(tmp_path):
    a = attention(base=2)
    with pytest.raises(AssertionError) as failure:
        tm.assert_attention(
            a.q, a.k, a.v.transpose(1, 2).contiguous().transpose(1, 2), lse=a.lse, causal=True, cases=str(tmp_path)
        )
    replay = failure.value.certificate.faults[0].replay
    assert replay.startswith("tailmass check ") and f"replay: {replay}" in str(failure.value)
    command = replay.replace("tailmass", os.environ["TAILMASS_COMMAND"], 1)
    run = subprocess.run(command + " --json -", shell=True, capture_output=True, text=True)
    assert run.returncode == 1
    told = [each["message"].partition(": ")[2] for check in json.loads(run.stdout)["kernel"] for each in check["failures"]]
    assert [fault.message.partition(": ")[2] for fault in failure.value.certificate.faults] == told[: len(failure.value.certificate.faults)]
    shown = subprocess.run(command, shell=True, capture_output=True, text=True).stdout
    assert sum(line in shown for line in told) == 3 and "and 47 more of tensor" in shown  # those of one cause together


def test_declared_arithmetic_and_tensors_beside_are_taken():
    a = attention(dtype=torch.bfloat16)
    positions = torch.arange(16, 24).expand(2, 4, 8)
    tm.assert_attention(a.q, a.k, a.v, out=a.out, positions=positions, arithmetic={"p": "bf16", "tile": 24})
    with pytest.raises(ValueError, match="arithmetic"):
        tm.assert_attention(a.q, a.k, a.v, out=a.out, causal=True, arithmetic={"p": "bf17"})


def test_fp8_values_by_the_name_of_their_format():
    scores = numpy.zeros((1, 4), "float32")
    values = numpy.array([[0x38, 0x40], [0x38, 0x40], [0x38, 0x40], [0x38, 0x40]], "uint8")  # 1 and 2 in E4M3
    out = numpy.array([[1, 2]], "float32")
    indices = numpy.arange(4, dtype="int32")[None]
    tm.assert_topk_attention(scores, values, indices, out=out, formats={"values": "F8_E4M3"})
    with pytest.raises(AssertionError):
        tm.assert_topk_attention(scores, values, indices, out=out, formats={"values": "F8_E5M2"})
    with pytest.raises(TypeError, match="vaules"):
        tm.assert_topk_attention(scores, values, indices, out=out, formats={"vaules": "F8_E4M3"})
