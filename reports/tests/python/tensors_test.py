"""Tensors of every origin, type and stride are read as what they are."""

from __future__ import annotations

import array
import threading

import numpy
import pytest
import torch
from conftest import topk

import tailmass
import tailmass.testing as tm

ROWS = numpy.random.default_rng(1).standard_normal((3, 4, 50))


def truth(scores):
    scores = numpy.asarray(scores, dtype="float64")
    top = scores.max(-1, keepdims=True)
    return (top + numpy.log(numpy.exp(scores - top).sum(-1, keepdims=True)))[..., 0]


def holds(scores, of):
    value, radius = tailmass.log_sum_exp(scores)
    assert numpy.all(numpy.abs(value - truth(of)) <= radius + 1e-13)


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16"])
def test_numpys_types(dtype):
    rows = ROWS.astype(dtype)
    holds(rows, rows)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.float16, torch.bfloat16])
def test_torchs_types(dtype):
    rows = torch.as_tensor(ROWS).to(dtype)
    holds(rows, rows.double().numpy())


@pytest.mark.parametrize(
    "view",
    [
        lambda x: x[..., ::2],
        lambda x: x[:, ::-1, ::-3],
        lambda x: x.transpose(2, 0, 1),
        lambda x: x[1:2, :, 5:],
        lambda x: numpy.broadcast_to(x[:, :1], (3, 7, 50)),
        lambda x: numpy.asfortranarray(x),
    ],
)
def test_strides(view):
    holds(view(ROWS), view(ROWS))
    assert numpy.array_equal(view(ROWS).shape[:-1], tailmass.log_sum_exp(view(ROWS)).value.shape)


def test_strides_of_torch_that_numpy_has_not():
    rows = torch.as_tensor(ROWS)
    holds(rows.permute(2, 0, 1)[::2].expand(25, 3, 4), rows.permute(2, 0, 1)[::2].numpy())


def test_what_is_strided_is_held_as_its_copy_is():
    scores, values, indices, lse, out = topk(dtype=torch.bfloat16)
    wide = torch.zeros(6, 1024)
    wide[:, ::2] = scores
    tall = values.t().contiguous().t()
    right = tm.assert_topk_attention(scores, values, indices, lse=lse, out=out)
    assert tm.assert_topk_attention(wide[:, ::2], tall, indices, lse=lse, out=out) == right
    wrong = out.flip(0)
    with pytest.raises(AssertionError) as one:
        tm.assert_topk_attention(scores, values, indices, out=wrong, name="x")
    with pytest.raises(AssertionError) as other:
        tm.assert_topk_attention(wide[:, ::2], tall, indices, out=wrong, name="x")
    assert str(one.value).partition("replay")[0] == str(other.value).partition("replay")[0]


def test_memory_is_read_where_it_lies():
    rows = numpy.zeros((1, 1 << 20), "float32")
    first = tailmass.log_sum_exp(rows).value[0]
    rows[:] = 1
    assert tailmass.log_sum_exp(rows).value[0] == pytest.approx(first + 1)


def test_read_only_arrays_gradients_and_plain_buffers():
    rows = ROWS.copy()
    rows.setflags(write=False)
    holds(rows, rows)
    holds(torch.tensor(ROWS, requires_grad=True), ROWS)
    value, radius = tailmass.log_sum_exp(array.array("d", [0.0, 0.0]))
    assert isinstance(value, float) and abs(value - numpy.log(2)) <= radius + 1e-16


def test_masks_of_bools():
    scores, _, indices, _, _ = topk()
    hidden = scores > 1
    left = scores.masked_fill(hidden, -numpy.inf).topk(16).indices
    for mask in (~hidden, (~hidden).numpy()):
        tm.assert_topk(scores, left, mask=mask)
        with pytest.raises(AssertionError):
            tm.assert_topk(scores, indices, mask=mask)


class OnDevice:
    """A tensor of a device as DLPack shows one: with a capsule that says so, and cpu()."""

    def __init__(self, tensor):
        self.tensor, self.copies = tensor, 0

    def __dlpack__(self, stream=None):
        import ctypes

        capsule = self.tensor.__dlpack__()
        pointer = ctypes.pythonapi.PyCapsule_GetPointer
        pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
        ctypes.cast(pointer(capsule, b"dltensor") + 8, ctypes.POINTER(ctypes.c_int32))[0] = 2  # CUDA
        return capsule

    def cpu(self):
        self.copies += 1
        return self.tensor.clone()


def test_a_tensor_of_a_device_is_copied_once_and_named():
    scores, values, indices, lse, out = topk()
    device = OnDevice(scores)
    certificate = tm.assert_topk_attention(device, values, indices, lse=lse, out=out)
    assert certificate.copied == ("scores",) and device.copies == 1


@pytest.mark.parametrize("wrong", [[1.0, 2.0], "text", None, 3.0])
def test_what_is_no_tensor(wrong):
    with pytest.raises(TypeError, match="scores is no tensor"):
        tailmass.log_sum_exp(wrong)


def test_types_and_shapes_that_are_no_scores():
    for wrong in (numpy.zeros((2, 3), "complex64"), numpy.zeros((2, 0)), numpy.zeros((2, 3), "int32")):
        with pytest.raises(tailmass.InputError) as error:
            tailmass.log_sum_exp(wrong)
        assert error.value.tensor == "scores"


def test_other_threads_run_meanwhile():
    rows = numpy.random.default_rng(1).standard_normal((4000, 4096)).astype("float32")
    done = threading.Event()
    work = threading.Thread(target=lambda: (tailmass.k_epsilon(rows, 0.01, threads=1), done.set()))
    work.start()
    turns = 0
    while not done.wait(0.001):
        turns += 1
    work.join()
    assert turns > 1
