"""The kernels' rounded steps, traced from their own source, in Gappa scripts with the committed hints of rounding/.

A hints file is a Gappa script but for: `%steps TRACE FIRST LAST`, the traced steps; `%exact TRACE FIRST LAST`, the same
without rounding, e5 for v5; `%entry TRACE`, an entry of the table; and lines `%case A B` at its head: a script for each,
with %1 and %2 replaced and the entry of its number."""
import re
import subprocess

TRACES = {
    "table": ("exponential64.cpp", ["-DHWY_TARGET=1"]),
    "fused": ("exponential64.cpp", ["-DHWY_TARGET=2", "-DHWY_NATIVE_FMA=1"]),
    "plain": ("exponential64.cpp", ["-DHWY_TARGET=2", "-DHWY_NATIVE_FMA=0"]),
    "float32": ("exponential32.cpp", ["-DHWY_ARCH_X86=0", "-ffunction-sections", "-Wl,--gc-sections"]),
    "words": ("double_word.cpp", []),
}
EXPONENTIALS = ("table", "fused", "plain", "float32")


def trace(name, here, root, build):
    """Compiles the kernel against the stand-in for Highway and returns what it prints."""
    source, options = TRACES[name]
    program = build / f"trace_{name}"
    command = ["g++", "-std=c++20", "-w", *options, f"-I{here / 'trace'}", f"-I{root}", str(here / "trace" / source)]
    subprocess.run([*command, "-o", str(program)], check=True)
    return subprocess.run([str(program)], check=True, capture_output=True, text=True).stdout


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

    def entry(self, j):
        return re.search(rf"^table{j} = (.*)$", self.printed, re.M)[1]

    def stated(self):
        return float(re.search(r"^stated = (.*)$", self.printed, re.M)[1])


def cases(text):
    return [line.split()[1:] for line in text.splitlines() if line.startswith("%case")] or [[]]


def scripts(text, kernels):
    """The Gappa scripts of a hints file."""
    body = "\n".join(line for line in text.splitlines() if not line.startswith("%case")) + "\n"
    for j, values in enumerate(cases(text)):
        script = re.sub(r"%steps (\w+) (\d+) (\d+)", lambda m: kernels[m[1]].steps(int(m[2]), int(m[3])), body)
        script = re.sub(r"%exact (\w+) (\d+) (\d+)", lambda m: kernels[m[1]].exact(int(m[2]), int(m[3])), script)
        script = re.sub(r"%entry (\w+)", lambda m: kernels[m[1]].entry(j), script)
        for i, value in enumerate(values):
            script = script.replace(f"%{i + 1}", value)
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


def proved(whole):
    """The bound of one weight's error, in units of the rounding, that the script of the whole proves."""
    return float(find(r"\* 1b\d+ <= (\S+) \}", whole))


def rational(text):
    """A decimal or hexadecimal number as Coq writes it."""
    if "0x" in text:
        top, bottom = float.fromhex(text.strip("()")).as_integer_ratio()
        return f"({top} / {bottom})"
    digits, _, power = text.partition("e")
    whole, _, part = digits.partition(".")
    exponent = int(power or 0) - len(part)
    return f"({int(whole + part)} {'/' if exponent < 0 else '*'} 10 ^ {abs(exponent)})"


def polynomial(kernel, text):
    """1 + r + r (r q) of the traced steps but the last one, or two, that multiply by s, in r."""
    first, last = map(int, re.search(r"%exact \w+ (\d+) (\d+)", text).groups())
    terms = dict(re.fullmatch(r"(e\d+) = (.*);", line).groups() for line in kernel.exact(first, last).splitlines())
    unscaled = [name for name, term in terms.items() if not re.search(r"\bs\b", term)]
    top = [name for name in unscaled if int(name[1:]) < min(int(x[1:]) for x in terms if x not in unscaled)][-1]

    def expanded(name):
        return "(" + re.sub(r"\be\d+", lambda m: expanded(m[0]), terms[name]) + ")"

    term = re.sub(r"-?0x[0-9a-f.]+p[-+]\d+", lambda m: rational(m[0]), expanded(top))
    return "1 + " + re.sub(r"\bv\d+", "r", term)


def coq_of(hints, kernels):
    """What the scripts suppose of real functions: polynomials, entries, e^d near d = 0 and parts of ln 2, for Coq."""
    lines = ["From Coq Require Import Reals.", "From Interval Require Import Tactic.", "Open Scope R_scope."]
    names = []

    def lemma(name, statement, tactic):
        names.append(name)
        lines.append(f"Lemma {name} {statement}.\nProof. {tactic}. Qed.")

    for name in EXPONENTIALS:
        evaluation, whole, reduction = (hints[f"{part}_{name}"] for part in ("evaluation", "whole", "reduction"))
        radius = rational(find(r"\{ \|v\d\| <= (\S+)", evaluation))
        bound = rational(find(r"\|approximation\| <= (\S+)", whole))
        p = polynomial(kernels[name], evaluation)
        lemma(f"approximation_{name}", f"r : Rabs r <= {radius} -> Rabs (({p}) / exp r - 1) <= {bound}",
              "intros H; interval with (i_prec 120, i_bisect r, i_taylor r, i_degree 14, i_depth 12)")
        near, shift = find(r"\|v\d - R\| <= (\S+)", reduction), find(r"\|shift\| <= (\S+)", whole)
        lemma(f"shift_{name}", f"d : Rabs d <= {rational(near)} -> Rabs (exp d - 1) <= {rational(shift)}",
              "intros H; interval with (i_prec 150, i_taylor d, i_degree 3)")
        logarithm, parts = re.search(r"rest = (\w+) - \((.*)\);", reduction).groups()
        bits = find(r"\|rest\| <= 1b-(\d+)", reduction)
        exact = "ln 2" if logarithm == "ln2" else "ln 2 / 8"
        parts = re.sub(r"0x[0-9a-f.]+p[-+]\d+", lambda m: rational(m[0]), parts)
        lemma(f"parts_{name}", f": Rabs ({exact} - ({parts})) <= / 2 ^ {bits}", "interval with (i_prec 200)")
        for j, values in enumerate(cases(whole)):
            if values:
                entry = rational(kernels[name].entry(j))
                lemma(f"entry_{name}_{j}", f": Rabs ({entry} / exp ({j} * ln 2 / 8) - 1) <= {rational(values[1])}",
                      "interval with (i_prec 120)")
    lines.append(f"Definition all := ({', '.join(names)}).")
    return "\n".join(lines) + "\n"
