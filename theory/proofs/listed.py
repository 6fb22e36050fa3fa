"""The one list of rounding bounds, rounding.csv: what a kernel is off by at most, and what proves it.

A hints file has its row's figure as `%bound`, behind what is measured: the row's unit and what it says is proved. A Coq
file has (*%proved*) and (*%stated*)."""
import csv
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ROWS = list(csv.DictReader((HERE / "rounding.csv").open()))
BY_MACHINE = [row for row in ROWS if row["by"] not in ("test", "balls")]


def named(row):
    return " ".join(filter(None, (row["what"], row["case"])))


def proofs_of(row):
    """The names of its scripts and Coq files, without `.v`."""
    return [proof.removesuffix(".v") for proof in row["proof"].split()]


def row_of(proof):
    """The row of a script or Coq file; the first of several."""
    return next((row for row in BY_MACHINE if proof in proofs_of(row)), None)


def bits(row):
    """The unit is 2 to minus this, times what it names."""
    return int(row["u"].removeprefix("2^-")) * (2 if "u^2" in row["unit"] else 1)


def figured(text, proof):
    """The text of a proof with its row's figures."""
    row = row_of(proof)
    if row is None:
        return text
    text = re.sub(r"%bound\b", f"* 1b{bits(row)} <= {row['proved']}", text)
    return re.sub(r"\(\*%(proved|stated)\*\)", lambda m: row[m[1]], text)


def proved(proof):
    """The relative error that a proof's row says is proved of it."""
    row = row_of(proof)
    return float(row["proved"]) * 2.0 ** -bits(row)


def faults(kernels):
    """What is wrong with the list: pairs of what is looked at and what is wrong with it."""
    texts = {path.stem: path.read_text() for kind in ("*.hints", "*.v") for path in (HERE / "rounding").glob(kind)}
    for row in ROWS:
        name = named(row)
        if row["proved"] and float(row["proved"]) > float(row["stated"]):
            yield name, f"{row['proved']} is proved, {row['stated']} stated"
        if row not in BY_MACHINE:
            continue
        if missing := [x for x in row["proof"].split() if not (HERE / "rounding" / (x if "." in x else f"{x}.hints")).exists()]:
            yield name, f"no proof {' '.join(missing)} in theory/proofs/rounding"
        elif not any(proves(texts[proof], row) for proof in proofs_of(row)):
            yield name, "none of its proofs has its figure"
        traced = constant(row, kernels)
        if traced is not None and traced != float(row["stated"]) * 2.0 ** -bits(row):
            yield name, f"its source states {traced:.6g}"
    for proof in sorted(texts):
        if row_of(proof) is None:
            yield proof, "a proof of rounding without a row"


def proves(text, row):
    """Whether a proof says what its row does: the row's figure; a theorem of the function's name, of what has no error;
    or powers of two, of a unit that is a sum of them."""
    powers = re.findall(r"2\^-(\d+)", row["unit"])
    shown = re.findall(r"<= 1b-(\d+)", text.partition("{")[2].partition("}")[0].rpartition("->")[2])
    return (re.search(r"%(bound|proved)\b", text) or powers and powers == shown or
            row["proved"] == "0" and re.search(rf"^ *Theorem {row['function']}\b", text, re.M))


def constant(row, kernels):
    """The constant that states a row's bound, as its source's trace prints it."""
    if row["constant"].startswith("weight_error"):
        return kernels[row["proof"].split("_")[-1]].stated() * 2.0 ** -bits(row)
    trace = {"double_word_error": "words", "log_one_plus_error": "log_8_0"}.get(row["constant"])
    return float.fromhex(kernels[trace].value("stated")) if trace else None
