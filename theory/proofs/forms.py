"""Sums and products without error, as the kernels take them: their steps, each rounded. rounding/without_error.v proves in
Coq that the first step and the last one are the exact sum or product."""

# {0} and {1} are the operands, {k} the k-th step: Dekker's product, Knuth's sum, Fast2Sum, and a fused operation.
SPLIT = ["{a} * {b}", "0x1.0000002p+27 * {a}", "0x1.0000002p+27 * {b}", "{2} - {a}", "{2} - {4}", "{3} - {b}", "{3} - {6}",
         "{a} - {5}", "{b} - {7}", "{8} * {9}", "{8} * {7}", "{5} * {9}", "{5} * {7}", "{13} - {1}", "{14} + {12}",
         "{15} + {11}", "{16} + {10}"]
KNUTH = ["{a} + {b}", "{1} - {a}", "{b} - {2}", "{1} - {2}", "{a} - {4}", "{5} + {3}"]
EXACT = {"product": (SPLIT, "*"), "sum": (KNUTH, "+"), "ordered": (KNUTH[:3], "+"),
         "fused": (["{a} * {b}", "{a} * {b} + (-{1})"], "*")}


def names_from(kind, first):
    return [f"v{first + i}" for i in range(len(EXACT[kind][0]))]


def form(kind, a, b, first=1):
    """The steps of that kind on a and b."""
    names = names_from(kind, first)
    return "\n".join(f"{name} = rnd({term.format(None, *names, a=a, b=b)});" for name, term in zip(names, EXACT[kind][0]))


def summary(kind, a, b, first):
    """What they come to: the first step, and what it rounds off as the last one."""
    names = names_from(kind, first)
    return f"{names[0]} = rnd({a} {EXACT[kind][1]} {b});\n{names[-1]} = {a} {EXACT[kind][1]} {b} - {names[0]};"
