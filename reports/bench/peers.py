"""What numpy, scipy and torch make of the jobs of `tailmass bench`, as their users write them.

Reads one JSON object a line from standard input and answers each with one:
  {"has": LIBRARY}                                      {"has": true or false}
  {"load": "float64", "n": N} and the bytes of N numbers
  {"versions": true}                                    {"numpy": "1.24.2", ..}
  {"processors": [P, ..]}                               threads of torch, one on each
  {"run": NAME, "argument": K or EPSILON, "repeats": R} {"seconds": of all R, "answer": the last}
"""
import importlib
import json
import math
import os
import sys
import time

import numpy

row = buffer = tensor = tensor_buffer = held = with_values = None


def library(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


torch = library("torch")
tailmass = library("tailmass")
tailmass_testing = library("tailmass.testing")
scipy_special = library("scipy.special")
now = time.thread_time  # what others do on this processor does not count
if torch:
    torch.set_num_threads(1)


def load(kind, n):
    global row, buffer, tensor, tensor_buffer, held, with_values
    row = buffer = tensor = tensor_buffer = held = with_values = None
    row = numpy.empty(n, kind)
    view, at = memoryview(row).cast("B"), 0
    while at < len(view):
        at += sys.stdin.buffer.readinto(view[at:])
    buffer = numpy.empty_like(row)
    if torch:
        tensor, tensor_buffer = torch.from_numpy(row), torch.from_numpy(buffer)


def numpy_log_sum_exp(_):
    top = row.max()
    numpy.subtract(row, top, out=buffer)
    numpy.exp(buffer, out=buffer)
    return float(top) + math.log(buffer.sum())


def scipy_log_sum_exp(_):
    return scipy_special.logsumexp(row)


def torch_log_sum_exp(_):
    return torch.logsumexp(tensor, 0)


def torch_in_place(_):
    top = tensor.max()
    torch.sub(tensor, top, out=tensor_buffer)
    tensor_buffer.exp_()
    return float(top) + math.log(tensor_buffer.sum())


def numpy_tail_mass(k):
    parts = numpy.partition(row, row.size - int(k))
    tail, head = parts[: -int(k)], parts[-int(k):]
    top = head.max()
    head, tail = numpy.exp(head - top).sum(), numpy.exp(tail - top).sum()
    return tail / (head + tail)


def torch_tail_mass(k):
    head = torch.topk(tensor, int(k), sorted=False).values
    return -math.expm1(float(torch.logsumexp(head, 0)) - float(torch.logsumexp(tensor, 0)))


def numpy_k_epsilon(epsilon):
    ordered = numpy.sort(row)[::-1]
    sums = numpy.cumsum(numpy.exp(ordered - ordered[0]))
    return numpy.searchsorted(sums, (1 - epsilon) * sums[-1]) + 1


def torch_k_epsilon(epsilon):
    ordered = torch.sort(tensor, descending=True).values
    sums = torch.cumsum(torch.exp(ordered - ordered[0]), 0)
    return torch.searchsorted(sums, (1 - epsilon) * sums[-1]) + 1


def tailmass_tail_mass(k):
    return tailmass.tail_mass(row, int(k)).value


def held_case(k, rows=32, dimension=128):
    """Top-k attention in bfloat16, by torch, of the loaded scores."""
    global held
    if held is None:
        scores = tensor.view(rows, -1)
        values = torch.randn(scores.shape[1], dimension).bfloat16()
        indices = scores.topk(int(k), -1).indices
        weights = torch.softmax(scores.gather(1, indices), -1).bfloat16().float()
        out = torch.stack([weight @ values[kept].float() for weight, kept in zip(weights, indices)])
        held = scores, values, indices, torch.logsumexp(scores, -1), out.bfloat16()
    return held


def tailmass_assertion(k):
    scores, values, indices, lse, out = held_case(k)
    return tailmass_testing.assert_topk_attention(scores, values, indices, lse=lse, out=out, threads=1).rows


def torch_reference(k):
    scores, values, indices, lse, out = held_case(k)
    rows = scores.double()
    torch.testing.assert_close(lse, torch.logsumexp(rows, -1).float(), rtol=1e-3, atol=1e-3)
    weights = torch.softmax(rows.gather(1, indices), -1)
    mean = torch.stack([weight @ values[kept].double() for weight, kept in zip(weights, indices)])
    torch.testing.assert_close(out.float(), mean.float(), rtol=1e-2, atol=1e-2)
    return len(scores)


def case(rows=4, dimension=64):
    """The loaded scores as rows, with values."""
    global with_values
    if with_values is None:
        values = numpy.random.default_rng(1).standard_normal((row.size // rows, dimension))
        with_values = row.reshape(rows, -1), values
    return with_values


def numpy_reference(k):
    scores, values = case()
    for x in scores.astype("float64"):
        order = numpy.argsort(-x)
        weights = numpy.exp(x - x[order[0]])
        weights /= weights.sum()
        sums = numpy.cumsum(weights[order])
        numpy.searchsorted(sums, 0.99)
        head = order[: int(k)]
        numpy.linalg.norm(weights @ values - weights[head] @ values[head] / sums[int(k) - 1])
    return len(scores)


def torch_reference_of_rows(k):
    scores, values = case()
    values = torch.from_numpy(values)
    for x in torch.from_numpy(scores).double():
        weights = torch.softmax(x, 0)
        ordered, order = torch.sort(weights, descending=True)
        sums = torch.cumsum(ordered, 0)
        torch.searchsorted(sums, 0.99)
        head = order[: int(k)]
        torch.linalg.norm(weights @ values - weights[head] @ values[head] / sums[int(k) - 1])
    return len(scores)


jobs = {
    "numpy reference in float64": numpy_reference,
    "torch reference in float64": torch_reference_of_rows,
    "tailmass tail_mass": tailmass_tail_mass,
    "tailmass.testing assert_topk_attention": tailmass_assertion,
    "torch reference in float64, assert_close": torch_reference,
    "numpy in place": numpy_log_sum_exp,
    "scipy logsumexp": scipy_log_sum_exp,
    "torch logsumexp": torch_log_sum_exp,
    "torch in place": torch_in_place,
    "numpy partition": numpy_tail_mass,
    "torch topk": torch_tail_mass,
    "numpy sort, cumsum": numpy_k_epsilon,
    "torch sort, cumsum": torch_k_epsilon,
}


def run(job, argument, repeats):
    if job in (tailmass_assertion, torch_reference):
        held_case(argument)
    clock = time.process_time if job is tailmass_assertion and now is time.thread_time else now  # of its threads too
    answer = 0
    start = clock()
    for _ in range(repeats):
        answer = job(argument)
    return {"seconds": clock() - start, "answer": float(answer)}


def answer_to(request):
    global now
    if "has" in request:
        return {"has": library(request["has"]) is not None}
    if "load" in request:
        load(request["load"], request["n"])
    if "processors" in request:
        os.sched_setaffinity(0, request["processors"])
        now = time.perf_counter
        if torch:
            torch.set_num_threads(len(request["processors"]))
    if "versions" in request:
        found = ((name, library(name)) for name in ("numpy", "scipy", "torch", "tailmass"))
        return {"python": sys.version.split()[0], **{name: each.__version__ for name, each in found if each}}
    if "run" in request:
        return run(jobs[request["run"]], request["argument"], request["repeats"])
    return {}


for line in iter(sys.stdin.buffer.readline, b""):
    print(json.dumps(answer_to(json.loads(line))), flush=True)
