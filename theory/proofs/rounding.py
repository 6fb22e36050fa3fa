"""The kernels' rounded steps, traced from their own source, in Gappa scripts with the committed hints of rounding/.

A hints file is a Gappa script but for: `%steps TRACE FIRST LAST`, the traced steps; `%exact TRACE FIRST LAST`, the same
without rounding, e5 for v5; `%product TRACE A B FIRST`, `%fused ...`, `%sum ...` and `%ordered ...`, the traced steps from FIRST on, which must
be those of forms.py on A and B: the first rounded, the last what it rounds off; `%relative TRACE FIRST LAST`, the steps with a relative error r_v5 in place of that rounding; `%same TRACE FIRST
LAST OTHER FIRST`, nothing, but the other's steps must be those; `%errors TRACE FIRST LAST`, that their operations on words are within what is proved of them; `%value TRACE NAME`,
what is printed by a name;
`%entry TRACE`, an entry of the table; and lines `%case A B` at its head: a script for each, with %1 and %2 replaced and
the entry of its number. A Coq file of rounding/ has the same in comments, as (*%steps words 37 37*), for its lets, and
`%form KIND A B`, the steps that %product and the others take to have no error."""
import re

import listed
from forms import form, summary

EXPONENTIALS = ("table", "fused", "plain", "float32")


def without_bits(text):
    """An exact power of two or an entry of the table, made of bits, is s."""
    while (start := text.find("bits(")) >= 0:
        depth = 0
        for end in range(start + 4, len(text)):
            depth += (text[end] == "(") - (text[end] == ")")
            if depth == 0:
                break
        text = text[:start] + "s" + text[end + 1:]
    return text


class Drift(Exception):
    """The source does not do what a script says of it."""


class Kernel:
    def __init__(self, printed):
        self.printed = printed
        # Arguments below the floor have a weight that is counted elsewhere.
        self.lines = [without_bits(re.sub(r"max\([^,]*, y\)", "y", line)) for line in printed.splitlines()
                      if re.match(r"v\d+ = ", line)]

    def steps(self, first, last):
        return "\n".join(self.lines[first - 1:last])

    def exact(self, first, last):
        def name(number):
            return ("e" if first <= int(number) <= last else "v") + number

        lines = []
        for line in self.lines[first - 1:last]:
            number, term = re.fullmatch(r"v(\d+) = rnd\((.*)\);", line).groups()
            lines.append(f"e{number} = " + re.sub(r"\bv(\d+)", lambda m: name(m[1]), term) + ";")
        return "\n".join(lines)

    def relative(self, first, last):
        """The steps with a relative error r of each rounding, in place of it."""
        return re.sub(r"(v\d+(?:_h)?) = rnd\((.*?)\);(?= |$)", r"\1 = (\2) * (1 + r_\1);", self.steps(first, last),
                      flags=re.M)

    def same(self, first, last, other, other_first):
        """Checks that the other's steps are these but for their numbers, by which all are shifted."""
        shift = other_first - first
        found = other.steps(other_first, last + shift)
        if re.sub(r"\bv(\d+)", lambda m: f"v{int(m[1]) + shift}", self.steps(first, last)) != found:
            raise Drift(f"other steps:\n{found}")
        return ""

    def without_error(self, kind, a, b, first):
        """The first step of a product or sum without error and what its last one is."""
        wanted = form(kind, a, b, first)
        if (found := self.steps(first, first + wanted.count("\n"))) != wanted:
            raise Drift(f"no {kind} of {a} and {b} without error:\n{found}\nbut\n{wanted}")
        return summary(kind, a, b, first)

    def errors(self, first, last):
        """That each operation on words in these steps is within what is proved of it."""
        names = re.findall(r"\(1 \+ (([a-z]+)\d+)\)", self.steps(first, last))
        return " /\\ ".join(f"|{name}| <= {operation_error(kind):.6e}" for name, kind in names)

    def value(self, name):
        return re.search(rf"^{name} = (.*)$", self.printed, re.M)[1]

    def entry(self, j):
        return self.value(f"table{j}")

    def stated(self):
        return float(self.value("stated"))


def cases(text):
    return [line.split()[1:] for line in text.splitlines() if line.startswith("%case")] or [[]]


def operation_error(kind):
    """What an operation on double words may be off by relatively, as proved, in tenths of a millionth more."""
    return listed.proved({"sum": "sum_apart"}.get(kind, kind)) * (1 + 1e-7)


def traced(text, kernels):
    """The text with the steps that it names."""
    text = re.sub(r"%errors (\w+) (\d+) (\d+)", lambda m: kernels[m[1]].errors(int(m[2]), int(m[3])), text)
    text = re.sub(r"%(product|fused|sum|ordered) (\w+) (\w+) (\w+) (\d+)",
                  lambda m: kernels[m[2]].without_error(m[1], m[3], m[4], int(m[5])), text)
    text = re.sub(r"%form (\w+) (\w+) (\w+)", lambda m: form(*m.groups()), text)
    text = re.sub(r"%same (\w+) (\d+) (\d+) (\w+) (\d+)",
                  lambda m: kernels[m[1]].same(int(m[2]), int(m[3]), kernels[m[4]], int(m[5])), text)
    text = re.sub(r"%value (\w+) (\w+)", lambda m: kernels[m[1]].value(m[2]), text)
    return re.sub(r"%(steps|exact|relative) (\w+) (\d+) (\d+)", lambda m: getattr(kernels[m[2]], m[1])(int(m[3]), int(m[4])), text)


def coq_source(text, kernels):
    """A Coq file with its steps as lets."""
    def lets(found):
        return re.sub(r"(\w+) = (.*);", r"let \1 := \2 in", traced(found[1], kernels))

    return re.sub(r"\(\*(%.*?)\*\)", lets, text)


def scripts(text, kernels):
    """The Gappa scripts of a hints file, one of the hints."""
    body = "\n".join(line for line in text.splitlines() if not line.startswith("%case")) + "\n"
    for j, values in enumerate(cases(text)):
        script = body
        for i, value in enumerate(values):
            script = script.replace(f"%{i + 1}", value)
        script = traced(script, kernels)
        script = re.sub(r"%entry (\w+)", lambda m: kernels[m[1]].entry(j), script)
        yield script


def find(pattern, text):
    return re.search(pattern, text)[1]


def links(hints, kernels):
    """Pairs of what one script proves and the next supposes; they must be equal."""
    for name in EXPONENTIALS:
        reach, reduction = hints[f"range_{name}"], hints[f"reduction_{name}"]
        evaluation, whole = hints[f"evaluation_{name}"], hints[f"whole_{name}"]
        yield name, find(r"-> \|y - \w+ \* \w+\| <= (\S+)", reach), find(r"\|R\| <= (\S+)", reduction)
        yield name, find(r"-> .*\|v\d\| <= (\S+) \}", reduction.replace("\n", " ")), find(r"\{ \|v\d\| <= (\S+)", evaluation)
        yield name, find(r"<= (\S+) \}", evaluation), find(r"\|evaluation\| <= (\S+)", whole)
        yield name, [x[0] for x in cases(evaluation) if x], [x[0] for x in cases(whole) if x]
        yield name, "v" + find(r"%exact \w+ \d+ (\d+)", evaluation), find(r"result = (\S+)", kernels[name].printed)


def word_links(hints):
    """The same of the functions of double words."""
    reach, reduction, whole = (hints[f"word_{part}"] for part in ("range", "reduction", "exponential"))
    for name in ("xh - v4 * step", "v4"):
        yield "word_reduction", limit(name, reach), limit(name, reduction)
    yield "series_top", limit("v11", reduction), limit("v11", hints["series_top"])
    yield "series", limit("v11", reduction), limit("v11", hints["series"])
    yield "series", limit("(v23 - T6) / T6", hints["series_top"]), limit("top", hints["series"])
    yield "word_exponential", limit("(v53 - X0) / X0", hints["series"]), limit("series", whole)
    yield "word_logarithm", listed.proved("word_exponential") <= float(limit("off", hints["word_logarithm"])), True
    (_, forward, _), (_, backward, _) = cases(hints["log_series"])
    yield "log_zero", forward, limit("dP", hints["log_zero"])
    for name in ("log_near", "log_far"):
        yield name, max(forward, backward), limit("dP", hints[name])


def limit(name, text):
    """The last number that a script has |name| below."""
    return re.findall(rf"\|{re.escape(name)}\| <= ([\w.+-]+)", text)[-1]
