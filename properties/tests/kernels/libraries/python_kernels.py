"""Kernels of the tests in Python, as `python:python_kernels:NAME`."""
import os

import numpy


def attention(scores, values, k):
    """Right, in numpy's float32."""
    indices = numpy.argsort(-scores, axis=1, kind="stable")[:, :k]
    kept = numpy.take_along_axis(scores, indices, axis=1)
    top = kept[:, :1]
    weights = numpy.exp(kept - top)
    lse = top[:, 0] + numpy.log(numpy.exp(scores - top).sum(axis=1))
    out = (weights[:, None, :] @ values[indices])[:, 0] / weights.sum(axis=1, keepdims=True)
    return {"indices": indices, "lse": lse, "out": out}


attention.tailmass = {"name": "numpy attention", "keys": (1, 4096), "k": (1, 512)}


def half_attention(scores, values, k):
    """The same on float16, computed in float32 and rounded once."""
    results = attention(scores.astype(numpy.float32), values.astype(numpy.float32), k)
    return {name: result if name == "indices" else result.astype(numpy.float16) for name, result in results.items()}


half_attention.tailmass = {"dtype": "float16", "keys": (64, 4096), "keys_multiple": 64, "k": (1, 512), "dimension": 16}


def unsorted_topk(scores, values, k):
    """Wrong where a row's order is not that of its bits in float16."""
    return {"indices": numpy.argsort(-scores.astype(numpy.float16), axis=1, kind="stable")[:, :k]}


unsorted_topk.tailmass = {"keys": (1, 4096)}


def crashing(scores, values, k):
    if numpy.isinf(scores).any():
        os.abort()
    return {"indices": numpy.argsort(-scores, axis=1)[:, :k]}


def raising(scores, values, k):
    if numpy.isinf(scores).any():
        raise ValueError("no mask")
    return {"indices": numpy.argsort(-scores, axis=1)[:, :k]}


def mixed_rows(scores, values, k):
    """Gives every row the log-sum-exp of the first."""
    results = attention(scores, values, k)
    results["lse"][:] = results["lse"][0]
    return results


mixed_rows.tailmass = {"keys": (1, 4096), "k": (1, 512)}


def part_of_a_row(scores, values, k):
    """Right, and takes no row that it would keep whole."""
    if k >= scores.shape[1]:
        raise NotImplementedError
    return {"indices": numpy.argsort(-scores, axis=1, kind="stable")[:, :k]}


part_of_a_row.tailmass = {"keys": (1, 4096)}


def of_long_rows(scores, values, k):
    return {"indices": numpy.argsort(-scores, axis=1)[:, :k]}


of_long_rows.tailmass = {"keys": (1 << 18, 0)}


def no_row(scores, values, k):
    raise NotImplementedError


no_row.tailmass = {"keys": (1, 64)}


def misnamed(scores, values, k):
    return {"index": numpy.zeros((1, 1))}


def torch_attention(scores, values, k):
    """torch's own topk, logsumexp and softmax."""
    import torch

    kept, indices = torch.topk(scores, k, dim=1)
    out = (torch.softmax(kept, dim=1)[:, None, :] @ values[indices])[:, 0]
    return {"indices": indices.to(torch.int32), "lse": torch.logsumexp(scores, dim=1), "out": out}


def torch_float32(scores, values, k):
    import torch

    return torch_attention(torch.from_numpy(scores), torch.from_numpy(values), k)


torch_float32.tailmass = {"name": "torch float32", "keys": (1, 8192), "k": (1, 2048)}


def torch_bfloat16(scores, values, k):
    return torch_attention(scores, values, k)


torch_bfloat16.tailmass = {"name": "torch bfloat16", "dtype": "bfloat16", "keys": (1, 8192), "k": (1, 2048)}


def torch_full(scores, values, k):
    """torch's own _scaled_dot_product_attention: with one query of one coordinate the scores are its keys."""
    import torch

    s, v = torch.from_numpy(scores), torch.from_numpy(values)
    query = torch.ones((s.shape[0], 1, 1))
    out, _ = torch._C._nn._scaled_dot_product_attention(query, s[:, :, None], v.expand(s.shape[0], *v.shape))
    return {"out": out[:, 0]}


torch_full.tailmass = {"name": "torch attention", "keys": (1, 8192)}


def softmax(scores):
    """Of a row, right in the dtype of its scores."""
    weights = numpy.exp(scores - scores.max())
    return weights / weights.sum()


def softmax_without_maximum(scores):
    """Wrong where exponentials overflow, or all underflow."""
    weights = numpy.exp(scores)
    return weights / weights.sum()


def torch_softmax(scores):
    """torch's own, of numpy's arrays or of its tensors."""
    import torch

    return torch.softmax(torch.as_tensor(scores), dim=0)


def tail_mass(scores, k):
    ordered = numpy.sort(scores)[::-1]
    weights = numpy.exp(ordered - ordered[0])
    return weights[k:].sum() / weights.sum()


def too_few(scores):
    if len(scores) > 4:
        raise ValueError("only four keys")
    return softmax(scores)


class OnDevice:
    """A tensor of a device as cupy's are: numpy cannot look at it, and get() copies it to the host."""

    copies = 0

    def __init__(self, array):
        self._array = array

    def __dlpack__(self, stream=None):
        raise RuntimeError("is on a device")

    def __array__(self, *_):
        raise TypeError("no implicit copy")

    def get(self):
        OnDevice.copies += 1
        return self._array


def device_attention(scores, values, k):
    """Its results are on a device, and each is fetched once."""
    fetched, OnDevice.copies = OnDevice.copies, 0
    if fetched > 3:
        raise RuntimeError(f"{fetched} copies of three results")
    return {name: OnDevice(result) for name, result in attention(scores, values, k).items()}


device_attention.tailmass = {"keys": (1, 256), "k": (1, 64)}


def torch_on_its_device(scores, values, k):
    """Takes torch's tensors of the device that it names."""
    if scores.device.type != "cpu" or values.device != scores.device:
        raise RuntimeError(f"scores are on {scores.device}")
    return torch_attention(scores, values, k)


torch_on_its_device.tailmass = {"keys": (1, 256), "k": (1, 64), "device": "cpu"}
