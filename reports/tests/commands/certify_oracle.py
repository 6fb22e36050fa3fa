"""Holds a table of `certify --csv` to k_epsilon, tail masses and sets for shared heads that numpy computes from the queries and keys alone.

    python3 certify_oracle.py FILE.safetensors TABLE.csv

The file has groups of queries [h, q, c], keys [h / g, n, c], metadata scale, and positions [q] or metadata causal. Every row of
it must be in the table. Prints "N rows agree", or what does not and exit code 1. It knows nothing of the C++ code.
"""

import csv
import json
import struct
import sys

import numpy as np

TYPES = {"F32": np.float32, "I32": np.int32}


def read(path):
    content = open(path, "rb").read()
    (size,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + size])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        block = content[8 + size + begin : 8 + size + end]
        tensors[name] = np.frombuffer(block, TYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors, metadata


def tail_masses(scores):
    """Mass outside the k largest, for k = 0 .. n, summed from the smallest on."""
    ascending = np.sort(scores.astype(np.longdouble))
    weights = np.exp(ascending - ascending[-1])
    sums = np.concatenate([[0], np.cumsum(weights)])
    return (sums / sums[-1])[::-1]


def distribution(scores, n):
    weights = np.exp((scores - scores.max()).astype(np.longdouble))
    return np.concatenate([weights / weights.sum(), np.zeros(n - len(weights))])


def shared_tails(heads):
    """Largest and summed mass that the heads leave outside the first keys by their mean, for 0 .. n of them."""
    order = np.argsort(-heads.sum(axis=0), kind="stable")
    behind = np.concatenate([np.zeros((len(heads), 1)), np.cumsum(heads[:, order[::-1]], axis=1)], axis=1)[:, ::-1]
    return {"shared-heads": behind.max(axis=0), "shared-heads-mean": behind.sum(axis=0)}


def truth(path):
    tensors, metadata = read(path)
    rows, shared = {}, {}
    for name in tensors:
        if not name.endswith(".queries"):
            continue
        group = name[: -len("queries")]
        queries, keys = tensors[name].astype(np.float64), tensors[group + "keys"].astype(np.float64)
        n, count = keys.shape[1], queries.shape[1]
        last = tensors.get(group + "positions", np.arange(n - count, n) if metadata.get("causal") == "true" else None)
        together = queries.shape[0] // keys.shape[0]
        for first in range(0, queries.shape[0], together):
            for query in range(count):
                of_head = keys[first // together]
                seen = of_head if last is None else of_head[: last[query] + 1]
                scores = [float(metadata["scale"]) * (seen @ queries[first + i, query]) for i in range(together)]
                tails = shared_tails(np.array([distribution(row, n) for row in scores]))
                for i, row in enumerate(scores):
                    rows[name, f"[{first + i}, {query}]"] = tail_masses(row)
                    shared[name, f"[{first + i}, {query}]"] = tails if together > 1 else {}
    return rows, shared


def main(path, table):
    (rows, shared), faults, compared = truth(path), [], set()
    for line in csv.DictReader(open(table, newline="")):
        place = line["tensor"], line["index"]
        masses, epsilon, k = rows[place], float(line["epsilon"]), int(line["k_epsilon"])
        compared.add(place)
        least = int(np.argmax(masses <= epsilon))
        near = abs(float(masses[least]) - epsilon) < 1e-12 or abs(float(masses[max(least, 1) - 1]) - epsilon) < 1e-12
        if k != max(least, 1) and not near:
            faults.append(f"{place}: k_epsilon {k}, numpy {least}")
        if abs(float(masses[k]) - float(line["tail_mass"])) > 1e-12:
            faults.append(f"{place}: tail mass {line['tail_mass']}, numpy {masses[k]}")
        for bound, tails in shared[place].items():
            size = int(np.argmax(tails <= epsilon))
            near = abs(float(tails[size]) - epsilon) < 1e-12 or abs(float(tails[size - 1]) - epsilon) < 1e-12
            if int(line["bounds." + bound]) != size and not near:
                faults.append(f"{place}: {bound} {line['bounds.' + bound]}, numpy {size}")
    faults += [f"{place}: not in the table" for place in rows if place not in compared]
    print("\n".join(faults[:20]) if faults else f"{len(rows)} rows agree")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
