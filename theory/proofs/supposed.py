"""What the scripts of rounding suppose of real functions, as lemmas that Coq's Interval proves: polynomials beside
exponentials and logarithms, entries of tables, parts of ln 2."""
import re

from rounding import EXPONENTIALS, cases, find


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


class Lemmas:
    def __init__(self):
        self.lines = ["From Coq Require Import Reals Lra.", "From Coquelicot Require Import Coquelicot.",
                      "From Interval Require Import Tactic.", "Open Scope R_scope."]
        self.names = []

    def add(self, name, statement, tactic):
        self.names.append(name)
        self.lines.append(f"Lemma {name} {statement}.\nProof. {tactic}. Qed.")

    def text(self):
        return "\n".join([*self.lines, f"Definition all := ({', '.join(self.names)})."]) + "\n"


def coq_of(hints, kernels):
    """All that the scripts suppose, for Coq."""
    lemmas = Lemmas()
    of_exponentials(lemmas, hints, kernels)
    of_word_exponential(lemmas, hints, kernels["exponential"])
    of_logarithms(lemmas, hints, kernels)
    return lemmas.text()


def of_exponentials(lemmas, hints, kernels):
    """Polynomials, entries, e^d near d = 0 and parts of ln 2 of the kernels."""
    for name in EXPONENTIALS:
        evaluation, whole, reduction = (hints[f"{part}_{name}"] for part in ("evaluation", "whole", "reduction"))
        radius = rational(find(r"\{ \|v\d\| <= (\S+)", evaluation))
        bound = rational(find(r"\|approximation\| <= (\S+)", whole))
        p = polynomial(kernels[name], evaluation)
        lemmas.add(f"approximation_{name}", f"r : Rabs r <= {radius} -> Rabs (({p}) / exp r - 1) <= {bound}",
              "intros H; interval with (i_prec 120, i_bisect r, i_taylor r, i_degree 14, i_depth 12)")
        near, shift = find(r"\|v\d - R\| <= (\S+)", reduction), find(r"\|shift\| <= (\S+)", whole)
        lemmas.add(f"shift_{name}", f"d : Rabs d <= {rational(near)} -> Rabs (exp d - 1) <= {rational(shift)}",
              "intros H; interval with (i_prec 150, i_taylor d, i_degree 3)")
        logarithm, parts = re.search(r"rest = (\w+) - \((.*)\);", reduction).groups()
        bits = find(r"\|rest\| <= 1b-(\d+)", reduction)
        exact = "ln 2" if logarithm == "ln2" else "ln 2 / 8"
        parts = re.sub(r"0x[0-9a-f.]+p[-+]\d+", lambda m: rational(m[0]), parts)
        lemmas.add(f"parts_{name}", f": Rabs ({exact} - ({parts})) <= / 2 ^ {bits}", "interval with (i_prec 200)")
        for j, values in enumerate(cases(whole)):
            if values:
                entry = rational(kernels[name].entry(j))
                lemmas.add(f"entry_{name}_{j}", f": Rabs ({entry} / exp ({j} * ln 2 / 8) - 1) <= {rational(values[1])}",
                      "interval with (i_prec 120)")


def in_coq(expression, names):
    """An expression of Gappa in Coq, with names replaced."""
    expression = re.sub(r"-?0x[0-9a-f.]+p[-+]\d+", lambda m: rational(m[0]), expression)
    return re.sub(r"\b[A-Za-z]\w*", lambda m: names.get(m[0], m[0]), expression)


def bound(name, text):
    """The number that a script has |name| below, for Coq."""
    found = find(rf"\|{re.escape(name)}\| <= ([\w.+-]+)", text)
    return f"/ 2 ^ {found[3:]}" if found.startswith("1b-") else rational(found)


def of_word_exponential(lemmas, hints, kernel):
    """The same of the exponential of double words."""
    parts, bits = re.search(r"\|step - \((.*?)\)\| <= 1b-(\d+)", hints["word_range"]).groups()
    lemmas.add("parts_word", f": Rabs (ln 2 / 64 - ({in_coq(parts, {})})) <= / 2 ^ {bits}", "interval with (i_prec 250)")
    terms = dict(re.findall(r"^([TX]\d+) = (.*);$", hints["series"], re.M))

    def expanded(name):
        return "(" + re.sub(r"\b[TX]\d+", lambda m: expanded(m[0]), terms[name]) + ")"

    whole = hints["word_exponential"]
    lemmas.add("left_out_word", f"r : Rabs r <= {bound('v11', hints['series'])} -> "
               f"Rabs ({in_coq(expanded('X0'), {'v11': 'r'})} / exp r - 1) <= {bound('left_out', whole)}",
               "intros H; interval with (i_prec 200, i_bisect r, i_taylor r, i_degree 18, i_depth 12)")
    lemmas.add("shift_word", f"d : Rabs d <= {bound('v11 - R', hints['word_reduction'])} -> "
               f"Rabs (exp d - 1) <= {bound('reduction', whole)}", "intros H; interval with (i_prec 250, i_taylor d, i_degree 3)")
    for j in range(64):
        lemmas.add(f"entry_word_{j}", f": Rabs ({in_coq(kernel.entry(j), {})} / exp ({j} * ln 2 / 64) - 1) <= "
                   f"{bound('tabled', whole)}", "interval with (i_prec 200)")


def of_logarithms(lemmas, hints, kernels):
    """The series of the logarithm of double words and of log_one_plus, and the entries of the latter."""
    text = hints["word_logarithm"]
    lemmas.add("series_logarithm", f"t : Rabs t <= {bound('t', text)} -> Rabs (ln (1 + t) - (t - t * t / 2)) <= {bound('rest', text)}",
               "intros H; interval with (i_prec 250, i_taylor t, i_degree 6)")
    for eighths in range(9, 17):
        lemmas.add(f"entry_log_{eighths}", f": Rabs ({in_coq(kernels[f'log_{eighths}_0'].value('entry'), {})} - ln ({eighths} / 8)) <= "
                   f"{bound('tabled', hints['log_near'])}", "interval with (i_prec 200)")
    entry = re.search(r"ln2 - \((.*?)\)", hints["log_far"])[1]
    lemmas.add("entry_log_far", f": Rabs (ln 2 - ({in_coq(entry, {})})) <= {bound('ln2 - (' + entry + ')', hints['log_far'])}",
               "interval with (i_prec 200)")
    # t - t^2 P by powers of t: c[0] t - c[1] t^2 + ..
    ends = [rational(x) for x in re.findall(r"rnd\((0x[0-9a-f.]+p[-+]\d+) - v\d+\)", kernels["log_8_0"].steps(9, 33))][::-1]
    powers = ["1", *ends]

    def horner(numbers):
        text = numbers[-1]
        for number in numbers[-2::-1]:
            text = f"({number} - t * {text})"
        return text

    lemmas.lines.append(f"Definition series t := t * {horner(powers)}.")
    lemmas.lines.append(f"Definition slope t := {horner([f'({i + 1} * {x})' for i, x in enumerate(powers)])}.")
    far, near = bound("left_out", hints["log_near"]), bound("left_out", hints["log_zero"])
    lemmas.add("series_log", f"t : Rabs t <= {rational('0.06251')} -> Rabs (ln (1 + t) - series t) <= {far}",
               "intros H; unfold series, slope; interval with (i_prec 150, i_taylor t, i_degree 20)")
    lemmas.add("slope_log", "t : 0 <= t <= 1 / 64 -> Rabs (/ (1 + t) - slope t) <= 1 / 10 ^ 18",
               "intros H; unfold series, slope; interval with (i_prec 150, i_taylor t, i_degree 20)")
    lemmas.add("derivative_log", "t : 0 <= t -> derivable_pt_lim (fun t => ln (1 + t) - series t) t (/ (1 + t) - slope t)",
               "intros H; apply is_derive_Reals; unfold series, slope; auto_derive; [lra|field; lra]")
    lemmas.add("series_log_zero", f"t : 0 <= t <= {rational('0.06251')} -> Rabs (ln (1 + t) - series t) <= {near} * t", f"""
  intros H. destruct (Rle_lt_dec t (1 / 64)) as [L|L].
  - destruct (Req_dec t 0) as [->|Z].
    + unfold series. rewrite Rplus_0_r, ln_1, !Rmult_0_l, Rminus_0_r, Rabs_R0. lra.
    + destruct (MVT_cor2 (fun t => ln (1 + t) - series t) (fun t => / (1 + t) - slope t) 0 t) as (c & E & C); [lra|
        intros c C; apply derivative_log; lra|].
      replace (ln (1 + t) - series t) with ((/ (1 + c) - slope c) * t).
      * rewrite Rabs_mult, (Rabs_pos_eq t) by lra. apply Rmult_le_compat_r; [lra|].
        eapply Rle_trans; [apply slope_log; lra|lra].
      * replace (t - 0) with t in E by ring. rewrite <- E. unfold series. rewrite Rplus_0_r, ln_1, !Rmult_0_l. ring.
  - eapply Rle_trans; [apply series_log; rewrite Rabs_pos_eq; lra|]. lra""")
