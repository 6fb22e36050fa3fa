"""Coq on the proofs' files in build/prove: compiles them, checks them again, and says what they rest on."""
import pathlib
import re

import jobs
import statements

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parent.parent / "build" / "prove"
COQC = ["coqc", "-q", "-w", "-ambiguous-paths", "-Q", ".", "Tailmass"]
SUPPOSED = pathlib.Path("supposed.v")


def short(name):
    """An axiom's name with its module's."""
    return ".".join(name.split(".")[-2:])


def put(path, text):
    """Writes a file of the build, unless it is that already."""
    path = BUILD / path
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def coq_jobs(files):
    """A job a file; it waits for those that it requires. A file is compiled again where it or one of those is newer."""
    _, out = jobs.run(["coqdep", "-Q", ".", "Tailmass", *map(str, files)], BUILD)
    for line in out.splitlines():
        made, _, of = line.partition(":")
        name = made.split()[0]
        if not name.endswith(".vo"):
            continue
        source, needs = pathlib.Path(name).with_suffix(".v"), [x for x in of.split() if x.endswith(".vo")]

        def work(name=name, source=source, needs=needs):
            made = BUILD / name
            if made.exists() and all(made.stat().st_mtime >= (BUILD / x).stat().st_mtime for x in [source, *needs]):
                return True, ""
            return jobs.run([*COQC, str(source)], BUILD)

        yield jobs.Job(f"coqc {name}", work, [f"coqc {x}" for x in needs], (BUILD / source).stat().st_size)


def read(path):
    """Whether to know what a theorem says one reads this file."""
    return path.parent.name != "lemmas" or path.stem == "examples"


def allowed(name):
    return set((HERE / f"{name}.axioms").read_text().split())


def stamp(files):
    """What changes where one of the files is compiled again."""
    made = [BUILD / p.with_suffix(".vo") for p in files]
    return "".join(f"{p} {p.stat().st_mtime_ns}\n" for p in made)


def questions_of(files):
    """Commands that have Coq print what all proofs rest on and say, by a key."""
    theorems = {p.stem: f"theorems.{p.stem}.{p.stem}" for p in files if p.parent.name == "theorems"}
    questions = {str(p): statements.questions(p, (HERE / p).read_text()) for p in files if read(p)}
    for key, name in {"supposed": "supposed.all", **theorems}.items():
        questions[f"axioms of {key}"] = f'Require Tailmass.{name.rpartition(".")[0]}. Print Assumptions Tailmass.{name}.'
    return questions


def ask(files):
    """Coq's answers to the questions, in answers.txt, unless nothing has changed."""
    text = "Set Printing Depth 100000.\n" + "".join(
        f'Goal True. idtac "== {key}". Abort.\n{commands}\n' for key, commands in questions_of(files).items())
    put("questions.v", text)

    def work():
        ok, words = jobs.run(["coqc", "-q", "-w", "none", "-Q", ".", "Tailmass", "questions.v"], BUILD)
        put("answers.txt", words)
        return ok, words

    return jobs.unless_same(BUILD / "questions.passed", text + stamp([*files, SUPPOSED]), work)


def answers():
    return dict(part.split("\n", 1) for part in (BUILD / "answers.txt").read_text().split("== ")[1:])


def axioms_of(answer):
    """The names of what `Print Assumptions` prints."""
    # "Axioms:", then each name at the start of a line with its type; or a sentence that there are none.
    axioms = [short(line.split()[0]) for line in answer.splitlines() if re.match(r"[A-Za-z_]", line)]
    return [] if "Closed" in axioms else sorted(set(axioms) - {"Axioms:"})


def check_again(room, files):
    """Coq's second checker on files and all that they rest on, unless none has changed, and the axioms that it sees."""
    def work():
        ok, words = jobs.run(["coqchk", "-silent", "-o", "-Q", ".", "Tailmass",
                              *(f"Tailmass.{p.parent}.{p.stem}" for p in files)], BUILD)
        block = re.search(r"\* Axioms:(.*?)\n\s*\n\*", words, re.S)
        if not ok or block is None:
            return False, words[-3000:]
        names = {short(x) for x in re.findall(r"[\w.']+", block.group(1)) if "." in x}
        strange = names - allowed("theorems")
        return not strange, f"axioms that are not allowed: {sorted(strange)}"

    return jobs.unless_same(BUILD / f"coqchk_{room}.passed", stamp(files), work)
