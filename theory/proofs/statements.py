"""What the proofs say: of a Coq file its definitions, theorems and examples as Coq has them, with the hypotheses of their
sections; of a script what it supposes and proves. statements.csv has a digest of each, so that none changes unseen."""
import hashlib
import re

SAID = re.compile(r"^ *(Definition|Fixpoint|Inductive|Theorem|Example) ([\w']+)", re.M)


def questions(path, text):
    """The commands that have Coq print all that a file says."""
    library = ".".join(["Tailmass", *path.with_suffix("").parts])
    text = re.sub(r"\(\*.*?\*\)", "", text, flags=re.S)
    return "\n".join([f"Require {library}.", *(
        f"{'Check' if kind in ('Theorem', 'Example') else 'Print'} {library}.{name}." for kind, name in SAID.findall(text))])


def of_script(text):
    """All of a script but the hints, which follow what it says, and the remarks."""
    return re.sub(r"#.*", "", text[:text.rindex("}") + 1])


def digests(answers, hints):
    said = {**answers, **{f"rounding/{name}.hints": of_script(text) for name, text in hints.items()}}
    return "\n".join(["file,digest", *(f"{name},{digest(said[name])}" for name in sorted(said))]) + "\n"


def digest(text):
    """Of the words alone: the lines are as long as they come."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]
