"""Runs a Python function as a kernel: `python3 -c THIS module function memory requests answers ''`, the three before
the last file descriptors. Says what the kernel is as a tailmass_kernel_info and a name, then serves calls: a line of
JSON in, a line out: "ok", "unsupported" or "failed: why". With a dtype in the last place, the function is one of a
row, fn(scores[n]) or fn(scores[n], k), that gives a number or, as softmax does, n of them; it says "is" of itself.

A kernel is fn(scores[rows, n], values[n, d], k) -> dict(indices=, lse=, out=), any of them; arrays are numpy's, or
torch's of bfloat16 or on the device that is said. Its attribute `tailmass` may say: dtype, keys=(least, most), keys_multiple, k=(least, most),
dimension, rows, lse_base, name, device ("cuda": arguments are torch's tensors on it).
"""
import ctypes
import importlib
import json
import mmap
import os
import sys

RESULTS = {"indices": 1, "lse": 2, "out": 4}
TYPES = {"float64": (2, 64), "float32": (2, 32), "float16": (2, 16), "bfloat16": (4, 16)}
OF_FUNCTIONS = {"double": "float64", "float": "float32"}


class Type(ctypes.Structure):
    _fields_ = [("code", ctypes.c_uint8), ("bits", ctypes.c_uint8), ("lanes", ctypes.c_uint16)]


class Info(ctypes.Structure):  # as kernel.h has it
    _fields_ = [("abi", ctypes.c_uint32), ("results", ctypes.c_uint32), ("name", ctypes.c_void_p),
                ("scores", Type), ("values", Type), ("lse", Type), ("output", Type), ("lse_base", ctypes.c_double)]
    _fields_ += [(name, ctypes.c_int64) for name in ("least_keys", "most_keys", "keys_multiple", "least_k", "most_k",
                                                     "dimension", "most_rows")]
    _fields_ += [("thread_safe", ctypes.c_uint32)]


def stored(dtype):
    return numpy.dtype(numpy.int16 if dtype == "bfloat16" else dtype)


def taken(array, dtype, device=None):
    """The function's argument, a copy: what it does with it is its own."""
    if dtype != "bfloat16" and device is None:
        return array.copy()
    import torch
    tensor = torch.from_numpy(array.copy())
    return (tensor.view(torch.bfloat16) if dtype == "bfloat16" else tensor).to(device or "cpu")


def given(result, dtype):
    """A result as numbers that are stored, whatever library it comes from; of a device, copied from it."""
    if dtype == "bfloat16":
        import torch
        result = torch.as_tensor(result).detach().cpu().contiguous()
        return result.to(torch.bfloat16).view(torch.int16).numpy()
    if hasattr(result, "detach"):
        return result.detach().cpu().numpy()
    return numpy.asarray(result.get() if hasattr(result, "__dlpack__") and hasattr(result, "get") else result)


def described(function, name):
    said = dict(getattr(function, "tailmass", {}))
    dtype = said.get("dtype", "float32")
    keys, k = said.get("keys", (0, 0)), said.get("k", (0, 0))
    multiple, d, device = said.get("keys_multiple", 1), said.get("dimension", 0) or 1, said.get("device")
    least = max(keys[0], k[0], 1)
    most = max(keys[1] or 1 << 17, least)
    lengths = list(dict.fromkeys(n + -n % multiple for n in (least << i for i in range(18)) if n <= most))
    for n in lengths:  # the shortest row of those that it takes
        zeros = numpy.zeros((1 + n) * d, stored(dtype))
        try:
            results = function(taken(zeros[:n].reshape(1, n), dtype, device),
                               taken(zeros[: n * d].reshape(n, d), dtype, device), max(k[0], 1))
            break
        except NotImplementedError:
            if n == lengths[-1]:
                raise NotImplementedError(f"takes no row of {lengths[0]} to {n} keys, k = {max(k[0], 1)}") from None
    unknown = set(results) - set(RESULTS)
    if unknown or not results:
        raise ValueError(f"gives {sorted(results)} instead of some of {sorted(RESULTS)}")
    of_type = Type(*TYPES[dtype], 1)
    return (dtype, device), Info(abi=1, results=sum(RESULTS[result] for result in results), scores=of_type, values=of_type,
                       lse=of_type, output=of_type, lse_base=2 if said.get("lse_base") == 2 else 0,
                       least_keys=keys[0], most_keys=keys[1], keys_multiple=said.get("keys_multiple", 0),
                       least_k=k[0], most_k=k[1], dimension=said.get("dimension", 0), most_rows=said.get("rows", 0),
                       thread_safe=1), said.get("name", name)


def serve_row(function, dtype, memory, call):
    """A call of a function of a row."""
    kind, count = stored(dtype), call["count"]
    scores = numpy.ndarray((call["keys"],), kind, memory, call["scores"])
    result = given(function(taken(scores, dtype), *([call["k"]] if "k" in call else [])), dtype)
    if result.size != count:
        raise ValueError(f"gives {result.size} numbers instead of {count}")
    numpy.ndarray((count,), kind, memory, call["numbers"])[...] = result.reshape(count)


def serve(function, form, memory, call):
    dtype, device = form

    def tensor(zone, shape, kind):
        return numpy.ndarray(shape, kind, memory, call[zone]) if zone in call else None

    rows, keys, k, d = (call[size] for size in ("rows", "keys", "k", "dimension"))
    kind = stored(dtype)
    scores, values = tensor("scores", (rows, keys), kind), tensor("values", (keys, d), kind)
    results = function(taken(scores, dtype, device), taken(values, dtype, device), k)
    for name, zone, shape, of_kind in (("indices", "indices", (rows, k), numpy.dtype(numpy.int32)),
                                       ("lse", "lse", (rows,), kind), ("out", "output", (rows, d), kind)):
        if zone in call:
            result = given(results[name], dtype if name != "indices" else "int32")
            if result.shape != shape:
                raise ValueError(f"{name} is of shape {result.shape} instead of {shape}")
            tensor(zone, shape, of_kind)[...] = result


def main():
    module, name, file, requests, answers, of_row = *sys.argv[1:3], *map(int, sys.argv[3:6]), sys.argv[6]
    sys.path.insert(0, os.getcwd())
    requests, answers = os.fdopen(requests, "rb"), os.fdopen(answers, "wb")
    try:
        global numpy
        import numpy
        function = getattr(importlib.import_module(module), name)
        if of_row:
            serves, form, said = serve_row, OF_FUNCTIONS.get(of_row, of_row), b""
            taken(numpy.zeros(1, stored(form)), form)  # what half precision needs is there
        else:
            form, info, called = described(function, name)
            serves, said = serve, bytes(info) + called.encode()
    except BaseException as error:
        whose = f" ({sys.executable})" if isinstance(error, ImportError) else ""
        answers.write(f"failed: {type(error).__name__}: {error}{whose}".encode()[:4000])
        return
    answers.write(b"is " + said)
    answers.flush()
    memory = None
    for line in requests:
        call = json.loads(line)
        if memory is None or len(memory) < call["bytes"]:
            memory = mmap.mmap(file, call["bytes"])
        try:
            serves(function, form, memory, call)
            answer = "ok"
        except NotImplementedError:
            answer = "unsupported"
        except Exception as error:
            answer = f"failed: {type(error).__name__}: {error}".replace("\n", " ")
        answers.write(answer.encode()[:4000] + b"\n")
        answers.flush()


main()
