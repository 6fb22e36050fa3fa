"""Writes safetensors files of attention kernels under every convention that can be declared: right ones, and ones that
break it as kernels do.

    python3 make_declared_kernels.py FOLDER

Prints a JSON list of {file, options, expect: held or accused, tensors: those that must be accused, and no others}. What
is true is computed in float64 by plain loops and rounded as a kernel that accumulates in float32 would give it.
"""

import json

import declared_case
import declared_numbers
import declared_places
import declared_words


def main():
    for make in (
        declared_words.of_scores,
        declared_words.of_results,
        declared_words.of_heads,
        declared_places.layouts,
        declared_places.lengths,
        declared_places.pages,
        declared_places.masks,
        declared_places.positions,
        declared_numbers.factors,
        declared_numbers.sinks,
        declared_numbers.latent,
        declared_numbers.stored_scores,
    ):
        make()
    print(json.dumps(declared_case.listed))


main()
