#!/usr/bin/python3
"""Writes table.jsonl: 50-digit reference values of every quantity of Top-k softmax truncation.

Usage: /usr/bin/python3 generate.py [OUTPUT]        (default: table.jsonl beside this file)

Every quantity is computed from its definition (QUANTITIES below, also the header of the table), never
through an identity that the suite verifies: the total variation is half a sum of |p - p^|, a divergence is
a sum over keys, an output error is the norm of a difference of means.

How the digits are made safe.  Inputs are IEEE doubles, hence rationals.  A mass is a ratio of finite sums
c_1 e^{r_1} + ... + c_m e^{r_m} with rational c and r, and `ExpSum` keeps such sums exactly, so that a
difference like p - p^ cancels symbolically and a tail of e^{-1e300} is not lost beside a head of 1.  By
Lindemann-Weierstrass a sum with distinct exponents is zero only if all its coefficients are, so exact zeros are
decided exactly, and the evaluation of a nonzero sum at growing precision ends.  Sums and differences that
remain in floating point are of one sign, or go through `signed_sum`, which asks for more digits when they
cancel.  Last, each line is computed at P and at 2P digits until all 50-digit results agree.
"""

import json
import math
import random
import sys
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, product
from pathlib import Path

from mpmath import mp, mpf

SCHEMA = "tailmass.reference/1"
DIGITS = 50
FIRST_WORKING_DIGITS = 80
LAST_WORKING_DIGITS = 20480
SEED = "tailmass.reference/1"
BRUTE_FORCE_PARTITIONS = 9  # largest number of finite keys with all partitions tried
LARGEST_MODEL_OF_GAP = 32   # largest n of a model whose expected gap is integrated
BRUTE_FORCE_VERTICES = 10   # largest number of finite keys with all vertices of the box tried
MAX_DOUBLE = sys.float_info.max
MASKED = -math.inf

QUANTITIES = {
    "log_sum_exp": "ln Z, Z = sum exp(s_i)",
    "tail_mass": "tau = P(tail of the Top-k head)",
    "tv": "TV(P, P^) = 1/2 sum |p_i - p^_i|",
    "kl": "KL(P^||P) = sum p^ ln(p^/p)",
    "tv_definition": "1/2 sum |p_i - p^_i|, for what computes it so",
    "kl_definition": "sum p^ ln(p^/p), for what computes it so",
    "chi2": "chi2(P^||P) = sum (p^ - p)^2 / p",
    "hellinger2": "H^2(P, P^) = 1 - sum sqrt(p p^)",
    "renyi_half": "Renyi divergence of order 1/2 of P^ from P",
    "renyi_2": "Renyi divergence of order 2 of P^ from P",
    "renyi_3": "Renyi divergence of order 3 of P^ from P",
    "renyi_inf": "ln max p^/p over the support of P^",
    "renyi_half_reversed": "Renyi divergence of order 1/2 of P from P^",
    "jensen_shannon": "1/2 KL(P||M) + 1/2 KL(P^||M), M = (P + P^)/2",
    "entropy": "H(P) = -sum p ln p",
    "k_epsilon": "least k with tau_k <= epsilon (integer)",
    "p_max": "max p_i",
    "softmax": "p_i of every key (vector); 0 where masked",
    "tail_mass_beta0": "tail mass of the same head under scores beta0 s",
    "tail_mass_beta1": "tail mass of the same head under scores beta1 s",
    "tv_q": "TV(Q, P), Q = q_weights normalised",
    "kl_q": "KL(Q||P), Q = q_weights normalised",
    "kl_q_head_p": "KL(Q||P), Q = q_head_weights normalised",
    "kl_q_head_phat": "KL(Q||P^), Q = q_head_weights normalised",
    "boundary_gap": "Delta_k = s_(k) - s_(k+1); null unless k < n_f",
    "gap_bound": "1/(1 + (k/(n_f-k)) e^{Delta_k}); null unless k < n_f",
    "gap_bound_simple": "((n_f-k)/k) e^{-Delta_k}; null unless k < n_f",
    "gap_threshold": "ln((n_f-k)/k) + ln((1-epsilon)/epsilon); null unless k < n_f",
    "gap_lower_bound": "1/(1 + (k/(n_f-k)) e^{s_(1) - s_(n_f)}); null unless k < n_f",
    "gap_lower_bound_sharper": "l/(k e^{s_(1)} + l), l = e^{s_(k+1)} + (n_f-k-1) e^{s_(n_f)}; null unless k < n_f",
    "multi_gap_bound": "G/(k + G), G = sum (m_{i+1}-m_i) e^{s_(m_i + 1) - s_(k)} over tail_checkpoints; null unless k < n_f",
    "multi_gap_known": "the same with m_i = k + i for i < known_gaps and one last segment; null unless k < n_f",
    "multi_gap_two_sided": "G/(A + G), A = sum (c_j - c_{j-1}) e^{s_(c_j) - s_(k)} over head_checkpoints; null unless k < n_f",
    "blockwise_lower": "L_tail/(U_head + L_tail) from blocks, 0/0 = 0",
    "blockwise_upper": "U_tail/(L_head + U_tail) from blocks, 0/0 = 0",
    "blockwise_tail_mass": "true tail mass of the union of the head blocks",
    "block_mean_lower": "n_b e^m, m the mean score of the first block without masked keys; null without such a block",
    "block_sum": "Z_b = sum of exp over that block",
    "block_mean_chord": "n_b ((U-m) e^L + (m-L) e^U)/(U-L) with that block's interval; n_b e^m if L = U",
    "block_mean_upper": "n_b e^{m + (U-L)^2/8} with that block's interval",
    "block_moment_lower": "n_b (v e^L + a^2 e^{m+v/a})/(a^2+v), a = m-L, v the variance of that block's scores; n_b e^m if v = 0",
    "block_moment_upper": "n_b (v e^U + b^2 e^{m-v/b})/(b^2+v), b = U-m; n_b e^m if v = 0",
    "output_mean": "mu = sum p_i v_i (vector)",
    "head_mean": "mu_H = sum p^_i v_i (vector)",
    "tail_mean": "mu_T, the P-conditional mean over the tail (vector); null at tau = 0",
    "output_error": "|mu - mu_H|",
    "var_p": "sum p_i |v_i - mu|^2",
    "var_h": "sum p^_i |v_i - mu_H|^2",
    "var_t": "conditional variance over the tail; null at tau = 0",
    "max_norm": "C = max |v_j| over finite keys",
    "diameter": "max |v_i - v_j| over finite head i, finite tail j; null at tau = 0",
    "centre_distance": "max |v_j - mu_H| over finite tail j; null at tau = 0",
    "norm_bound": "2 C tau",
    "diameter_bound": "tau times diameter; 0 at tau = 0",
    "centre_distance_bound": "tau times centre_distance; 0 at tau = 0",
    "variance_bound": "sqrt(tau/(1-tau)) sqrt(var_p)",
    "covariance_bound": "sqrt(tau/(1-tau)) sqrt(lambda_max(Cov_P(V)))",
    "best_of_three": "least of diameter_bound, variance_bound, norm_bound",
    "spanning_tree_edge": "least edge of a maximum spanning tree on the values of finite keys; null unless n_f >= 2",
    "vertex_maximum": "max of sum p_i c_i, c = direction, over the box of scores, finite keys; null for n_f > 10",
    "score_error": "d = max |s'_i - s_i| over finite keys, s' = perturbed",
    "score_error_head": "the same over the head",
    "score_error_tail": "the same over the tail; 0 at tau = 0",
    "score_error_spread": "w = max (s'_i - s_i) - min (s'_i - s_i) over finite keys",
    "tv_error_bound": "tanh(d/2)",
    "tv_spread_bound": "tanh(w/4)",
    "tv_perturbed": "TV(P, P'), P' the softmax of s'",
    "tail_mass_perturbed": "tau' = P'(tail of the head)",
    "tail_odds_bound": "e^{d_H + d_T} tau'/(1 - tau'), d_H and d_T the largest errors over head and tail",
    "kept_mass_perturbed": "1 - tau(S') = P(S'), S' the k largest of s', ties by lower s",
    "lost_mass_perturbed": "tau(S')",
    "kept_mass_bound": "e^{-2d} (1 - tau_k)",
    "lost_mass_bound": "e^{2d} tau_k",
}
MODEL_QUANTITIES = {
    "gaussian_threshold": "z with Phi_c(z) = k/n, k and n of the model",
    "gaussian_tail_mass": "Phi(z - sigma)",
    "gaussian_k_epsilon": "Phi_c(sigma + Phi^{-1}(epsilon)), epsilon of the model",
    "gaussian_variance": "Var f(X), X standard normal, f(x) = ((g - w) 1{x <= z} - tau g)/W, g = e^{sigma x}, w = g at z, W = E g",
    "gaussian_expected_gap": "sigma C(n, k) integral Phi^{n-k} Phi_c^k; null for n > 32",
    "gaussian_gap_about": "sigma/(n phi(z))",
}


# ---- Exact sums of exponentials ------------------------------------------------------------------


class PrecisionLoss(Exception):
    """A floating-point sum cancelled so far that the working precision does not carry the result."""


def to_mpf(x):
    """The Fraction x: exact if its denominator is a power of two, else with absolute error below 2^-prec."""
    bits = max(x.numerator.bit_length(), x.denominator.bit_length())
    with mp.workprec(mp.prec + bits + 8):
        return mpf(x.numerator) / mpf(x.denominator)


@lru_cache(maxsize=200_000)
def _exponential(exponent, precision):
    with mp.workprec(precision):
        return mp.exp(to_mpf(exponent))


class ExpSum:
    """An exact finite sum of c e^r, r and c rational: a dictionary from r to c without zero entries."""

    __slots__ = ("terms", "_values")

    def __init__(self, terms=()):
        self.terms = {r: c for r, c in dict(terms).items() if c}
        self._values = {}

    @classmethod
    def exp(cls, exponent, coefficient=1):
        """coefficient times e^exponent; an exponent None stands for minus infinity."""
        return cls() if exponent is None else cls({Fraction(exponent): Fraction(coefficient)})

    @classmethod
    def constant(cls, c):
        return cls.exp(0, c)

    @classmethod
    def total(cls, sums):
        terms = {}
        for item in sums:
            for r, c in item.terms.items():
                terms[r] = terms.get(r, 0) + c
        return cls(terms)

    def __bool__(self):
        return bool(self.terms)

    def __add__(self, other):
        return ExpSum.total((self, other))

    def __sub__(self, other):
        return ExpSum.total((self, other * -1))

    def __mul__(self, other):
        if not isinstance(other, ExpSum):
            return ExpSum({r: c * other for r, c in self.terms.items()})
        terms = {}
        for r, c in self.terms.items():
            for q, b in other.terms.items():
                terms[r + q] = terms.get(r + q, 0) + c * b
        return ExpSum(terms)

    def value(self):
        """The sum as an mpf of relative error below about 2^-prec, whatever cancels."""
        if not self.terms:
            return mpf(0)
        target = mp.prec
        if target not in self._values:
            self._values[target] = self._evaluate(target)
        return self._values[target]

    def _evaluate(self, target):
        top = max(self.terms)
        precision = target + 32
        while True:
            with mp.workprec(precision):
                parts = [to_mpf(c) * _exponential(r - top, precision) for r, c in self.terms.items()]
                total = mp.fsum(parts)
                lost = max(mp.mag(part) for part in parts) - mp.mag(total) if total else precision
                if precision - lost - len(parts).bit_length() - 4 >= target:
                    return total * _exponential(top, precision)
            precision *= 2


def ratio(numerator, denominator):
    return numerator.value() / denominator.value()


def log_ratio(numerator, denominator):
    """ln(numerator/denominator) with small relative error, also where the ratio is close to 1."""
    quotient = ratio(numerator, denominator)
    if 0.5 < quotient < 2:
        return mp.log1p(ratio(numerator - denominator, denominator))
    return mp.log(quotient)


def signed_sum(terms):
    """A sum of terms of either sign, each of full relative accuracy; raises PrecisionLoss if they cancel."""
    terms = [t for t in terms if t]
    if not terms:
        return mpf(0)
    total = mp.fsum(terms)
    lost = max(mp.mag(t) for t in terms) - mp.mag(total) if total else mp.prec
    if mp.prec - lost < (DIGITS + 10) * math.log2(10):
        raise PrecisionLoss
    return total


def norm(vector):
    return mp.sqrt(mp.fsum(x * x for x in vector))


# ---- Distributions over the keys -----------------------------------------------------------------


class Distribution:
    """Masses numerators[i]/denominator, all of them exact sums of exponentials."""

    def __init__(self, numerators):
        self.numerators = numerators
        self.denominator = ExpSum.total(numerators)
        self.support = [i for i, x in enumerate(numerators) if x]

    def mass(self, i):
        return ratio(self.numerators[i], self.denominator)

    def restricted(self, keys):
        """The conditional distribution on a set of keys."""
        return Distribution([x if i in keys else ExpSum() for i, x in enumerate(self.numerators)])

    def scaled_mass(self, i, other):
        """The mass of key i times both denominators."""
        return self.numerators[i] * other.denominator


def mass_difference(q, p, i):
    """q_i - p_i."""
    difference = q.scaled_mass(i, p) - p.scaled_mass(i, q)
    return difference.value() / (p.denominator.value() * q.denominator.value())


def log_mass_ratio(q, p, i):
    """ln(q_i/p_i)."""
    return log_ratio(q.scaled_mass(i, p), p.scaled_mass(i, q))


def total_variation(q, p):
    return mp.fsum(abs(mass_difference(q, p, i)) for i in range(len(p.numerators))) / 2


def kullback_leibler(q, p):
    if not set(q.support) <= set(p.support):
        return mp.inf
    return signed_sum(q.mass(i) * log_mass_ratio(q, p, i) for i in q.support)


def chi_squared(q, p):
    return mp.fsum(mass_difference(q, p, i) ** 2 / p.mass(i) for i in p.support)


def power_sum_minus_one(q, p, order):
    """sum q^a p^(1-a) - 1, written as a sum of q ((q/p)^(a-1) - 1) since sum q = 1."""
    common = [i for i in q.support if p.numerators[i]]
    missing = [i for i in q.support if not p.numerators[i]]
    assert not missing or order < 1
    return signed_sum([q.mass(i) * mp.expm1((order - 1) * log_mass_ratio(q, p, i)) for i in common]
                      + [-q.mass(i) for i in missing])


def hellinger_squared(q, p):
    return -power_sum_minus_one(q, p, mpf(1) / 2)


def renyi(q, p, order):
    return mp.log1p(power_sum_minus_one(q, p, mpf(order))) / (mpf(order) - 1)


def jensen_shannon(q, p):
    terms = []
    for i in p.support:
        a, b = p.scaled_mass(i, q), q.scaled_mass(i, p)
        terms += [x.mass(i) * log_ratio(weight * 2, a + b) / 2 for x, weight in ((p, a), (q, b)) if weight]
    return signed_sum(terms)


def entropy(p):
    return mp.fsum(-p.mass(i) * log_ratio(p.numerators[i], p.denominator) for i in p.support)


# ---- Values under a distribution -----------------------------------------------------------------


class Mean:
    """The mean value vector under a distribution, exact: numerators[c]/denominator."""

    def __init__(self, distribution, values):
        self.denominator = distribution.denominator
        self.numerators = [ExpSum.total(distribution.numerators[i] * values[i][c] for i in distribution.support)
                           for c in range(len(values[0]))]

    def vector(self):
        return [ratio(x, self.denominator) for x in self.numerators]

    def minus(self, other):
        """This mean minus another one."""
        scale = self.denominator.value() * other.denominator.value()
        return [(a * other.denominator - b * self.denominator).value() / scale
                for a, b in zip(self.numerators, other.numerators)]

    def deviation(self, value):
        """A value minus this mean."""
        return [ratio(self.denominator * x - a, self.denominator) for x, a in zip(value, self.numerators)]


def variance(distribution, values):
    mean = Mean(distribution, values)
    return mp.fsum(distribution.mass(i) * x * x for i in distribution.support for x in mean.deviation(values[i]))


def largest_covariance_eigenvalue(distribution, values):
    mean, d = Mean(distribution, values), len(values[0])
    weighted = [(distribution.mass(i), mean.deviation(values[i])) for i in distribution.support]
    covariance = [[mp.fsum(w * x[a] * x[b] for w, x in weighted) for b in range(d)] for a in range(d)]
    scale = max(covariance[a][a] for a in range(d))
    if not scale:
        return mpf(0)
    return scale * max(mp.eigsy(mp.matrix(covariance) / scale, eigvals_only=True))


def squared_distance(u, v):
    return sum(((x - y) ** 2 for x, y in zip(u, v)), Fraction(0))


def spanning_tree_edge_squared(values):
    """Squared least edge of a maximum spanning tree (Kruskal), checked against all partitions when few."""
    edges = sorted(((squared_distance(values[i], values[j]), i, j) for i, j in combinations(range(len(values)), 2)),
                   reverse=True)
    component = list(range(len(values)))
    least = None
    for length, i, j in edges:
        if component[i] != component[j]:
            least = length
            merged, kept = component[j], component[i]
            component = [kept if c == merged else c for c in component]
    if len(values) <= BRUTE_FORCE_PARTITIONS:
        distance = {(i, j): length for length, i, j in edges}
        diameters = []
        for sides in product((False, True), repeat=len(values) - 1):
            side = (False,) + sides
            if any(side):
                diameters.append(max(x for (i, j), x in distance.items() if side[i] != side[j]))
        assert least == min(diameters)
    return least


def vertex_maximum(lower, upper, direction):
    """Greatest mean of direction over the vertices of a box of scores."""
    return max(ratio(ExpSum.total(ExpSum.exp(s, c) for s, c in zip(vertex, direction)),
                     ExpSum.total(ExpSum.exp(s) for s in vertex))
               for vertex in product(*({low, high} for low, high in zip(lower, upper))))


# ---- The quantities of one line ------------------------------------------------------------------


def exact(text):
    """A hex float string as a Fraction, None for a masked score."""
    x = float.fromhex(text)
    return None if x == MASKED else Fraction(x)


def descending(scores):
    """Key indices by descending score, ties by lower index, masked keys last."""
    return sorted(range(len(scores)), key=lambda i: (scores[i] is None, -(scores[i] or 0), i))


class Line:
    """The inputs of one line of the table as exact numbers."""

    def __init__(self, line):
        self.scores = [exact(s) for s in line["scores"]]
        self.values = [[exact(x) for x in row] for row in line["values"]]
        self.epsilon, self.beta0, self.beta1 = (exact(line[name]) for name in ("epsilon", "beta0", "beta1"))
        self.perturbed = [exact(s) for s in line["perturbed"]]
        self.direction = [exact(c) for c in line["direction"]]
        self.box = [[exact(x) for x in line[name]] for name in ("box_lower", "box_upper")]
        self.blocks = [(b["keys"], exact(b["lower"]), exact(b["upper"]), b["head"]) for b in line["blocks"]]
        self.q_weights, self.q_head_weights = line["q_weights"], line["q_head_weights"]
        self.tail_checkpoints, self.head_checkpoints = line["tail_checkpoints"], line["head_checkpoints"]
        self.known_gaps, self.k = line["known_gaps"], line["k"]
        self.order = descending(self.scores)
        self.finite = [i for i in self.order if self.scores[i] is not None]
        self.head = set(self.order[:self.k])
        self.tail = [i for i in self.finite if i not in self.head]

    def perturbed_weights(self):
        return [ExpSum() if s is None else ExpSum.exp(s) for s in self.perturbed]

    def weights(self, beta=Fraction(1)):
        return [ExpSum() if s is None else ExpSum.exp(beta * s) for s in self.scores]


def tail_mass(distribution, head):
    tail = ExpSum.total(x for i, x in enumerate(distribution.numerators) if i not in head)
    return ratio(tail, distribution.denominator)


def smallest_k(line, p):
    """The least k with tau_k <= epsilon, decided exactly."""
    for k in range(1, len(line.order) + 1):
        tail = ExpSum.total(p.numerators[i] for i in line.order[k:])
        if (tail - p.denominator * line.epsilon).value() <= 0:
            return k
    raise AssertionError("tau_n is 0")


def distribution_quantities(line):
    p = Distribution(line.weights())
    phat = p.restricted(line.head)
    q, q_head = (Distribution([ExpSum.constant(w) for w in weights])
                 for weights in (line.q_weights, line.q_head_weights))
    return {
        "log_sum_exp": log_ratio(p.denominator, ExpSum.constant(1)),
        "tail_mass": tail_mass(p, line.head),
        "tv": total_variation(phat, p),
        "kl": kullback_leibler(phat, p),
        "tv_definition": total_variation(phat, p),
        "kl_definition": kullback_leibler(phat, p),
        "chi2": chi_squared(phat, p),
        "hellinger2": hellinger_squared(phat, p),
        "renyi_half": renyi(phat, p, 0.5),
        "renyi_2": renyi(phat, p, 2),
        "renyi_3": renyi(phat, p, 3),
        "renyi_inf": max(log_mass_ratio(phat, p, i) for i in phat.support),
        "renyi_half_reversed": renyi(p, phat, 0.5),
        "jensen_shannon": jensen_shannon(phat, p),
        "entropy": entropy(p),
        "k_epsilon": smallest_k(line, p),
        "p_max": max(p.mass(i) for i in p.support),
        "softmax": [p.mass(i) if i in p.support else mpf(0) for i in range(len(line.scores))],
        "tail_mass_beta0": tail_mass(Distribution(line.weights(line.beta0)), line.head),
        "tail_mass_beta1": tail_mass(Distribution(line.weights(line.beta1)), line.head),
        "tv_q": total_variation(q, p),
        "kl_q": kullback_leibler(q, p),
        "kl_q_head_p": kullback_leibler(q_head, p),
        "kl_q_head_phat": kullback_leibler(q_head, phat),
    }


def gap_quantities(line):
    k, n = line.k, len(line.finite)
    if k >= n:
        return {name: None for name in QUANTITIES if "gap" in name}
    s = [None] + [line.scores[i] for i in line.finite]  # s[1] >= ... >= s[n]
    one = ExpSum.constant(1)

    def segments(checkpoints, end):
        """sum over consecutive checkpoints (a, b) of (b - a) e^{s_(end(a, b)) - s_(k)}."""
        return ExpSum.total(ExpSum.exp(s[end(a, b)] - s[k], b - a) for a, b in zip(checkpoints, checkpoints[1:]))

    def first_of_segment(a, _):
        return a + 1

    def last_of_segment(_, b):
        return b

    gap = s[k] - s[k + 1]
    tail_sum = segments(line.tail_checkpoints, first_of_segment)
    known_sum = segments([*range(k, k + line.known_gaps), n], first_of_segment)
    head_sum = segments(line.head_checkpoints, last_of_segment)
    sharper = ExpSum.exp(s[k + 1]) + ExpSum.exp(s[n], n - k - 1)
    odds = Fraction(n - k, k) * (1 - line.epsilon) / line.epsilon  # one logarithm, so that zero is exact
    return {
        "boundary_gap": to_mpf(gap),
        "gap_bound": ratio(one, one + ExpSum.exp(gap, Fraction(k, n - k))),
        "gap_bound_simple": ExpSum.exp(-gap, Fraction(n - k, k)).value(),
        "gap_threshold": log_ratio(ExpSum.constant(odds), one),
        "gap_lower_bound": ratio(one, one + ExpSum.exp(s[1] - s[n], Fraction(k, n - k))),
        "gap_lower_bound_sharper": ratio(sharper, ExpSum.exp(s[1], k) + sharper),
        "multi_gap_bound": ratio(tail_sum, one * k + tail_sum),
        "multi_gap_known": ratio(known_sum, one * k + known_sum),
        "multi_gap_two_sided": ratio(tail_sum, head_sum + tail_sum),
    }


def block_quantities(line):
    def part(kept, bound):
        """The sum of n_b e^bound over the head blocks or over the tail blocks."""
        return ExpSum.total(ExpSum.exp(bound(lower, upper), len(keys))
                            for keys, lower, upper, head in line.blocks if head == kept)

    def lower_end(lower, _):
        return lower

    def upper_end(_, upper):
        return upper

    def share(tail, head):
        return ratio(tail, head + tail) if tail else mpf(0)

    kept = {i for keys, _, _, head in line.blocks if head for i in keys}
    results = {
        "blockwise_lower": share(part(False, lower_end), part(True, upper_end)),
        "blockwise_upper": share(part(False, upper_end), part(True, lower_end)),
        "blockwise_tail_mass": tail_mass(Distribution(line.weights()), kept),
    }
    for keys, low, high, _ in line.blocks:
        if low is not None and all(line.scores[i] is not None for i in keys):
            count, mean = len(keys), sum(line.scores[i] for i in keys) / len(keys)
            lower = ExpSum.exp(mean, count)
            variance = sum((line.scores[i] - mean) ** 2 for i in keys) / len(keys)

            def two_scores(end):
                """The sum over scores of this mean and variance of which some are `end`, the others equal."""
                d = end - mean
                return lower if variance == 0 else (ExpSum.exp(end, count * variance / (d * d + variance))
                                                    + ExpSum.exp(mean - variance / d, count * d * d / (d * d + variance)))

            chord = lower if low == high else (ExpSum.exp(low, count * (high - mean) / (high - low))
                                               + ExpSum.exp(high, count * (mean - low) / (high - low)))
            return results | {
                "block_mean_lower": lower.value(),
                "block_sum": ExpSum.total(ExpSum.exp(line.scores[i]) for i in keys).value(),
                "block_mean_chord": chord.value(),
                "block_mean_upper": ExpSum.exp(mean + (high - low) ** 2 / 8, count).value(),
                "block_moment_lower": two_scores(low).value(),
                "block_moment_upper": two_scores(high).value(),
            }
    return results | dict.fromkeys(("block_mean_lower", "block_sum", "block_mean_chord", "block_mean_upper",
                                    "block_moment_lower", "block_moment_upper"))


def output_quantities(line):
    p = Distribution(line.weights())
    phat, values = p.restricted(line.head), line.values
    origin = [Fraction(0)] * len(values[0])
    mean, head_mean = Mean(p, values), Mean(phat, values)
    tau, var_p = tail_mass(p, line.head), variance(p, values)
    odds = ratio(ExpSum.total(p.numerators[i] for i in line.tail), phat.denominator)
    max_norm = mp.sqrt(to_mpf(max(squared_distance(values[i], origin) for i in line.finite)))
    results = {
        "output_mean": mean.vector(),
        "head_mean": head_mean.vector(),
        "output_error": norm(mean.minus(head_mean)),
        "var_p": var_p,
        "var_h": variance(phat, values),
        "max_norm": max_norm,
        "norm_bound": 2 * max_norm * tau,
        "variance_bound": mp.sqrt(odds * var_p),
        "covariance_bound": mp.sqrt(odds * largest_covariance_eigenvalue(p, values)),
    }
    if line.tail:
        conditional = p.restricted(line.tail)
        diameter = mp.sqrt(to_mpf(max(squared_distance(values[i], values[j]) for i in phat.support for j in line.tail)))
        centre_distance = max(norm(head_mean.deviation(values[j])) for j in line.tail)
        results |= {
            "tail_mean": Mean(conditional, values).vector(),
            "var_t": variance(conditional, values),
            "diameter": diameter,
            "centre_distance": centre_distance,
            "diameter_bound": tau * diameter,
            "centre_distance_bound": tau * centre_distance,
        }
    else:
        results |= dict.fromkeys(("tail_mean", "var_t", "diameter", "centre_distance"))
        results |= dict.fromkeys(("diameter_bound", "centre_distance_bound"), mpf(0))
    results["best_of_three"] = min(results[name] for name in ("diameter_bound", "variance_bound", "norm_bound"))
    results["spanning_tree_edge"] = None
    if len(line.finite) >= 2:
        results["spanning_tree_edge"] = mp.sqrt(to_mpf(spanning_tree_edge_squared([values[i] for i in line.finite])))
    results["vertex_maximum"] = None
    if len(line.finite) <= BRUTE_FORCE_VERTICES:
        lower, upper = ([bound[i] for i in line.finite] for bound in line.box)
        results["vertex_maximum"] = vertex_maximum(lower, upper, [line.direction[i] for i in line.finite])
    return results


def perturbation_quantities(line):
    p, moved = Distribution(line.weights()), Distribution(line.perturbed_weights())
    errors = {i: line.perturbed[i] - line.scores[i] for i in line.finite}
    size = max(abs(x) for x in errors.values())
    in_head = max(abs(x) for i, x in errors.items() if i in line.head)
    in_tail = max((abs(errors[i]) for i in line.tail), default=Fraction(0))
    spread = max(errors.values()) - min(errors.values())
    order = sorted(line.finite, key=lambda i: (-line.perturbed[i], line.scores[i], i))
    count = min(line.k, len(order))

    def mass(keys, factor=ExpSum.constant(1)):
        return ratio(ExpSum.total(p.numerators[i] for i in keys) * factor, p.denominator)

    odds = ExpSum.total(moved.numerators[i] for i in line.tail) * ExpSum.exp(in_head + in_tail)
    return {
        "score_error": to_mpf(size),
        "score_error_head": to_mpf(in_head),
        "score_error_tail": to_mpf(in_tail),
        "score_error_spread": to_mpf(spread),
        "tv_error_bound": mp.tanh(to_mpf(size) / 2),
        "tv_spread_bound": mp.tanh(to_mpf(spread) / 4),
        "tv_perturbed": total_variation(moved, p),
        "tail_mass_perturbed": tail_mass(moved, line.head),
        "tail_odds_bound": ratio(odds, ExpSum.total(moved.numerators[i] for i in line.finite if i in line.head)),
        "kept_mass_perturbed": mass(order[:count]),
        "lost_mass_perturbed": mass(order[count:]),
        "kept_mass_bound": mass(line.finite[:count], ExpSum.exp(-2 * size)),
        "lost_mass_bound": mass(line.finite[count:], ExpSum.exp(2 * size)),
    }


# ---- The quantities of a Gaussian model ----------------------------------------------------------


def normal_above(x):
    """Phi_c(x)."""
    return mp.erfc(x / mp.sqrt(2)) / 2


def quantile_above(p):
    """x >= 0 with Phi_c(x) = p <= 1/2, by Newton's method on the logarithm."""
    x, wanted = mpf(0), mp.log(p)
    while True:
        density = mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)
        step = (mp.log(normal_above(x)) - wanted) * normal_above(x) / density
        x += step
        if abs(step) <= mp.mpf(10) ** (10 - mp.dps):
            return x


def quantile_below(p):
    """x with Phi(x) = p, for a Fraction."""
    return quantile_above(to_mpf(1 - p)) if 2 * p > 1 else -quantile_above(to_mpf(p))


@lru_cache
def sides_of_grid(parts, end, digits):
    """Phi and Phi_c at all multiples of 1/parts up to `end`, to that many digits."""
    with mp.workdps(digits):
        above = [normal_above(mpf(i) / parts) for i in range(-end * parts, end * parts + 1)]
        return list(zip(reversed(above), above))


def expected_gap(sigma, n, k):
    """By the trapezoidal rule, whose error falls as e^{-c/step} for what is analytic and small at both ends."""
    parts = 24 if mp.dps <= FIRST_WORKING_DIGITS else 48
    return sigma * mp.binomial(n, k) / parts * mp.fsum(
        below ** (n - k) * above ** k for below, above in sides_of_grid(parts, 24, mp.dps))


class Model:
    """The inputs of a model as exact numbers."""

    def __init__(self, model):
        self.n, self.k = model["n"], model["k"]
        self.sigma, self.epsilon = exact(model["sigma"]), exact(model["epsilon"])


def influence_variance(sigma, z):
    """E f^2 - (E f)^2 from E g^j 1{x <= z} = e^{(j sigma)^2/2} Phi(z - j sigma) and the rest of E g^j."""
    below = [mp.exp((j * sigma) ** 2 / 2) * normal_above(j * sigma - z) for j in range(3)]
    above = [mp.exp((j * sigma) ** 2 / 2) * normal_above(z - j * sigma) for j in range(3)]
    whole = below[1] + above[1]
    tau, w = below[1] / whole, mp.exp(sigma * z)
    mean = (1 - tau) * below[1] - w * below[0] - tau * above[1]
    square = ((1 - tau) ** 2 * below[2] - 2 * (1 - tau) * w * below[1] + w ** 2 * below[0]
              + tau ** 2 * above[2])
    return (square - mean ** 2) / whole ** 2


def model_quantities(model):
    sigma = to_mpf(model.sigma)
    z = -quantile_below(Fraction(model.k, model.n))
    density = mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)
    return {
        "gaussian_threshold": z if 2 * model.k != model.n else mpf(0),
        "gaussian_tail_mass": normal_above(sigma - z),
        "gaussian_k_epsilon": normal_above(sigma + quantile_below(model.epsilon)),
        "gaussian_variance": influence_variance(sigma, z),
        "gaussian_expected_gap": (expected_gap(sigma, model.n, model.k)
                                  if model.n <= LARGEST_MODEL_OF_GAP else None),
        "gaussian_gap_about": sigma / (model.n * density),
    }


def decimal(x):
    """A result as the table writes it."""
    if x is None or isinstance(x, int):
        return x
    if isinstance(x, list):
        return [decimal(item) for item in x]
    if mp.isinf(x):
        return "inf" if x > 0 else "-inf"
    return "0" if not x else mp.nstr(x, DIGITS, min_fixed=0, max_fixed=0, strip_zeros=False)


def row_quantities(line):
    return (distribution_quantities(line) | gap_quantities(line) | block_quantities(line)
            | output_quantities(line) | perturbation_quantities(line))


def results_at(inputs, quantities, names, digits):
    with mp.workdps(digits):
        try:
            results = quantities(inputs)
        except PrecisionLoss:
            return None
        assert results.keys() == names.keys(), results.keys() ^ names.keys()
        return {name: decimal(results[name]) for name in names}


def settled(inputs, quantities, names):
    """Results at P and at 2P digits, P growing until the two agree in every digit written."""
    digits, previous = FIRST_WORKING_DIGITS, None
    while digits <= LAST_WORKING_DIGITS:
        current = results_at(inputs, quantities, names, digits)
        if current is not None and current == previous:
            return current
        digits, previous = 2 * digits, current
    raise ArithmeticError("the digits do not settle")


def reference_results(line):
    return (settled(Line(line), row_quantities, QUANTITIES)
            | settled(Model(line["model"]), model_quantities, MODEL_QUANTITIES))


# ---- Inputs --------------------------------------------------------------------------------------


def value_rows(rng, kind, n, d, head):
    """n values in d dimensions of a given kind; head is the set of keys of the Top-k head."""
    def vector(scale=1.0):
        return [scale * rng.uniform(-1, 1) for _ in range(d)]

    u, w = vector(), vector()
    if kind == "random":
        return [vector(3.0) for _ in range(n)]
    if kind == "collinear":
        return [[x * t for x in u] for t in (rng.gauss(0, 2) for _ in range(n))]
    if kind == "constant-sides":
        return [list(u if i in head else w) for i in range(n)]
    if kind == "opposite":
        return [list(u) if i in head else [-x for x in u] for i in range(n)]
    if kind == "equal":
        return [list(u) for _ in range(n)]
    if kind == "huge":
        return [vector(1e150) for _ in range(n)]
    if kind == "tiny":
        return [vector(1e-150) for _ in range(n)]
    if kind == "mixed-scales":
        return [vector(10.0 ** rng.randint(-12, 12)) for _ in range(n)]
    if kind == "integers":
        return [[float(rng.randint(-2, 2)) for _ in range(d)] for _ in range(n)]
    raise ValueError(kind)


VALUE_KINDS = ("random", "collinear", "constant-sides", "opposite", "equal", "huge", "tiny", "mixed-scales", "integers")


def clamp(x):
    return max(-MAX_DOUBLE, min(MAX_DOUBLE, x))


def checkpoints(rng, first, last):
    """A strictly increasing list from first to last."""
    inner = range(first + 1, last)
    return [first, *sorted(rng.sample(inner, rng.randint(0, min(4, len(inner))))), *([last] if last > first else [])]


def make_weights(rng, n, keys, most):
    """Integer weights on at most `most` of the keys."""
    weights = [0] * n
    for i in rng.sample(keys, rng.randint(1, min(most, len(keys)))):
        weights[i] = rng.choice((1, 1, rng.randint(1, 9)))
    return weights


def make_blocks(rng, scores, order, k):
    """A partition of the keys with intervals that contain their scores and a head of positive mass."""
    n, style = len(scores), rng.choice(("tight", "loose", "loose", "topk", "single"))
    sequence = list(order)
    if style == "topk" and k < n:
        cuts = sorted({k, *rng.sample(range(1, n), rng.randint(0, min(3, n - 1)))})
    elif style == "single":
        cuts = list(range(1, n)) if n <= 12 else list(range(4, n, 4))
    else:
        rng.shuffle(sequence)
        cuts = sorted(rng.sample(range(1, n), rng.randint(0, min(5, n - 1))))
    blocks = []
    for a, b in zip([0, *cuts], [*cuts, n]):
        keys = sorted(sequence[a:b])
        finite = [scores[i] for i in keys if scores[i] != MASKED]
        slack = (rng.uniform(0, 2), rng.uniform(0, 2)) if style == "loose" else (0.0, 0.0)
        lower = MASKED if len(finite) < len(keys) else clamp(min(finite) - slack[0])
        upper = clamp(max(finite) + slack[1]) if finite else MASKED
        head = b <= k if style == "topk" else rng.random() < 0.5
        blocks.append({"keys": keys, "lower": lower.hex(), "upper": upper.hex(), "head": head})
    if not any(b["head"] and b["upper"] != "-inf" for b in blocks):
        rng.choice([b for b in blocks if b["upper"] != "-inf"])["head"] = True
    return blocks


def make_box(rng, scores):
    lower, upper = [], []
    for s in scores:
        below, above = rng.choice(((0.0, 0.0), (rng.uniform(0, 1), rng.uniform(0, 1)), (0.5, 2.0), (3.0, 0.25)))
        lower.append(s if s == MASKED else clamp(s - below))
        upper.append(s if s == MASKED else clamp(s + above))
    return [x.hex() for x in lower], [x.hex() for x in upper]


def make_perturbed(rng, scores, head):
    """The scores moved by noise, by one step up or down, a side each its own way, kept to few digits, or mirrored."""
    kind, size = rng.choice(("noise", "steps", "sides", "digits", "mirrored")), rng.choice((1e-9, 0.01, 0.5, 2.0, 40.0))

    def few_digits(x):
        mantissa, exponent = math.frexp(x)
        return math.ldexp(int(mantissa * 256), exponent - 8)

    def moved(i, s):
        if kind == "noise":
            return s + rng.uniform(-size, size)
        if kind == "steps":
            return s + rng.choice((-size, size))
        if kind == "sides":
            return s + size if i in head else s - size / 4
        return few_digits(s) if kind == "digits" else -s

    return [s if s == MASKED else clamp(moved(i, s)) for i, s in enumerate(scores)]


def make_model(rng):
    """Half of the models of few keys; a few far out, where floats and doubles have no number."""
    n = rng.choice((rng.randint(2, LARGEST_MODEL_OF_GAP), 2 + rng.randint(0, 2 ** rng.randint(1, 28))))
    k = rng.choice((1, n - 1, max(1, n // 2), rng.randint(1, n - 1)))
    sigma = math.exp(rng.uniform(math.log(1e-3), math.log(rng.choice((3, 3, 3, 3, 3, 3, 3, 20, 40)))))
    epsilon = rng.choice((0.5, 0.1, 0.01, 1e-6, 0.9, rng.uniform(0.01, 0.99), 10 ** rng.uniform(-30, 0),
                          1 - 2 ** rng.uniform(-20, -1), 10 ** rng.uniform(-300, -30), 1 - 2 ** rng.uniform(-53, -30)))
    return {"n": n, "k": k, "sigma": sigma.hex(), "epsilon": epsilon.hex()}


def make_line(name, regime, scores, k, kind, d):
    """The inputs of one line, all drawn from a generator seeded by the line's own name."""
    rng = random.Random(f"{SEED}/{name}")
    scores = [float(s) for s in scores]
    n = len(scores)
    order = sorted(range(n), key=lambda i: (-scores[i], i))
    finite = [i for i in order if scores[i] != MASKED]
    head = order[:k]
    finite_head = [i for i in head if scores[i] != MASKED]
    beta0, beta1 = sorted(rng.choice((0.0, 0.25, 0.5, 1.0, 1.5, 2.0, rng.uniform(0, 3))) for _ in range(2))
    box_lower, box_upper = make_box(rng, scores)
    gaps = k < len(finite)
    return {
        "id": name,
        "regime": regime,
        "scores": [s.hex() for s in scores],
        "k": k,
        "values": [[x.hex() for x in row] for row in value_rows(rng, kind, n, d, set(head))],
        "epsilon": rng.choice((0.5, 0.25, 0.1, 0.01, 1e-3, 1e-6, 0.9, rng.uniform(0.01, 0.99))).hex(),
        "beta0": beta0.hex(),
        "beta1": beta1.hex(),
        "q_weights": make_weights(rng, n, finite, k),
        "q_head_weights": make_weights(rng, n, finite_head, k),
        "tail_checkpoints": checkpoints(rng, k, len(finite)) if gaps else [],
        "head_checkpoints": checkpoints(rng, 0, k),
        "known_gaps": rng.randint(1, len(finite) - k) if gaps else 0,
        "blocks": make_blocks(rng, scores, order, k),
        "box_lower": box_lower,
        "box_upper": box_upper,
        "direction": [rng.choice((rng.uniform(-2, 2), float(rng.randint(-1, 1)))).hex() for _ in range(n)],
        "perturbed": [s.hex() for s in make_perturbed(random.Random(f"{SEED}/{name}/perturbed"), scores, set(head))],
        "model": make_model(random.Random(f"{SEED}/{name}/model")),
    }


def shuffled(rng, scores):
    scores = list(scores)
    rng.shuffle(scores)
    return scores


def two_levels(rng, k, n, gap, top=0.0):
    """k scores at top and n - k at top - gap, in random order."""
    return shuffled(rng, [top] * k + [top - gap] * (n - k))


def with_masks(rng, scores, count, mask=MASKED):
    """The scores with `count` of them replaced by a mask value."""
    chosen = set(rng.sample(range(len(scores)), count))
    return [mask if i in chosen else s for i, s in enumerate(scores)]


def gaussian(rng, n, sigma, mean=0.0):
    return [rng.gauss(mean, sigma) for _ in range(n)]


def ulp_below(x):
    return math.nextafter(x, -math.inf)


# One function a regime: it draws (scores, k) for the j-th line of that regime.

def draw_gaussian(rng, j):
    n = rng.randint(2, 24)
    return gaussian(rng, n, (0.1, 0.5, 1.0, 2.0, 3.0)[j % 5], rng.uniform(-3, 3)), rng.randint(1, n - 1)


def draw_uniform(rng, j):
    n = rng.randint(2, 20)
    return [rng.uniform(-5, 5) for _ in range(n)], rng.randint(1, n - 1)


def draw_two_level(rng, j):
    n = rng.randint(2, 16)
    k = rng.randint(1, n - 1)
    return two_levels(rng, k, n, (0.25, 1.0, 5.0, 20.0, rng.uniform(0, 50))[j % 5], rng.uniform(-2, 2)), k


def draw_all_equal(rng, j):
    n = rng.choice((2, 3, 4, 8, 10, 16))
    return [(0.0, -7.5, 1e5, 0.1, -745.0, 710.0)[j % 6]] * n, rng.choice((1, max(1, n // 2), n - 1))


def draw_many_ties(rng, j):
    n = rng.randint(5, 18)
    return [float(rng.randint(0, 2)) for _ in range(n)], rng.randint(1, n - 1)


def draw_boundary_tie(rng, j):
    above, tied, below = rng.randint(0, 4), rng.randint(2, 5), rng.randint(0, 4)
    level = rng.uniform(-3, 3)
    scores = ([level + rng.uniform(0.1, 4) for _ in range(above)] + [level] * tied
              + [level - rng.uniform(0.1, 4) for _ in range(below)])
    return shuffled(rng, scores), above + rng.randint(1, tied - 1)


def draw_one_ulp_gap(rng, j):
    level = (1.0, -3.0, 1e5, 0.0, 700.0, -5e-324, 2.0 ** -30, 0.1)[j % 8]
    k, n = rng.randint(1, 4), rng.randint(5, 9)
    return shuffled(rng, [level] * k + [ulp_below(level)] * (n - k)), k


def draw_offset_1e300(rng, j):
    k, n = rng.randint(1, 4), rng.randint(5, 9)
    level = (1e300, -1e300)[j % 2]
    low = level if j < 3 else ulp_below(level)
    return shuffled(rng, [level] * k + [low] * (n - k)), k


def draw_offset_1e15(rng, j):
    n = rng.randint(3, 12)
    return shuffled(rng, [(1e15, -1e15)[j % 2] - rng.randint(0, 6) for _ in range(n)]), rng.randint(1, n - 1)


def tail_at(gap):
    """A regime with a head near 0 and a tail `gap` below it."""
    def draw(rng, j):
        n = rng.randint(2, 12)
        k = rng.randint(1, n - 1)
        if j % 2 == 0:
            return two_levels(rng, k, n, gap), k
        return shuffled(rng, [rng.uniform(0, 1) for _ in range(k)]
                        + [rng.uniform(-0.5, 0.5) - gap for _ in range(n - k)]), k
    return draw


def draw_tail_near_1(rng, j):
    n = rng.randint(30, 40)
    return ([0.25] * n if j % 3 == 0 else gaussian(rng, n, 0.05) if j % 3 == 1
            else [1e-9 * i for i in range(n)]), 1


def finite_mask(mask):
    """A regime with some scores at a finite mask value, every other line with -inf masks too."""
    def draw(rng, j):
        n = rng.randint(6, 14)
        scores = with_masks(rng, gaussian(rng, n, 1.0), rng.randint(2, n // 2), mask)
        real = sum(s != mask for s in scores)
        if j % 2 == 1:
            scores = scores + [MASKED] * rng.randint(1, 3)
            scores = shuffled(rng, scores)
        return scores, (real, max(1, real - 1), min(real + 1, n - 1), 1)[j % 4]
    return draw


def draw_masked(rng, j):
    n = rng.randint(4, 24)
    hidden = rng.randint(1, n - 2)
    return with_masks(rng, gaussian(rng, n, 2.0), hidden), rng.randint(1, n - hidden - 1)


def draw_one_finite(rng, j):
    n = rng.randint(2, 9)
    return with_masks(rng, gaussian(rng, n, 3.0), n - 1), (1, n, rng.randint(1, n))[j % 3]


def draw_single(rng, j):
    return [(0.0, 1.5, -745.25, 1e300, 5e-324, -1e9)[j % 6]], 1


def draw_k_is_1(rng, j):
    n = rng.randint(2, 30)
    return gaussian(rng, n, 1.5), 1


def draw_k_is_n(rng, j):
    n = rng.randint(2, 20)
    return gaussian(rng, n, 2.0), n


def draw_k_is_finite(rng, j):
    n = rng.randint(4, 16)
    hidden = rng.randint(1, n - 1)
    return with_masks(rng, gaussian(rng, n, 2.0), hidden), n - hidden


def draw_k_above_finite(rng, j):
    n = rng.randint(5, 16)
    hidden = rng.randint(2, n - 1)
    return with_masks(rng, gaussian(rng, n, 2.0), hidden), rng.randint(n - hidden + 1, n)


def draw_subnormal(rng, j):
    n = rng.randint(2, 8)
    scores = [rng.randint(-9, 9) * 5e-324 for _ in range(n)]
    if j % 2:
        scores = [s + rng.choice((0.0, 1e-310)) for s in scores]
    return scores, rng.randint(1, n - 1)


def draw_linear(rng, j):
    n, slope = rng.randint(4, 32), (0.01, 0.1, 0.5, 1.0, 10.0, 40.0)[j % 6]
    return shuffled(rng, [-slope * i for i in range(n)]), rng.randint(1, n - 1)


def draw_peaked(rng, j):
    n = rng.randint(6, 32)
    return gaussian(rng, n, 8.0), rng.randint(1, n // 2)


def draw_overflowing_gap(rng, j):
    n = rng.randint(2, 6)
    k = rng.randint(1, n - 1)
    return shuffled(rng, [MAX_DOUBLE] * k + [-MAX_DOUBLE] * (n - k)), k


def draw_large(rng, j):
    return gaussian(rng, 40, 2.0), (4, 13, 30)[j % 3]


def draw_output(rng, j):
    n = rng.randint(3, 14)
    return gaussian(rng, n, 1.5), rng.randint(1, n - 1)


REGIMES = [  # name, number of lines, draw
    ("gaussian", 25, draw_gaussian),
    ("uniform", 8, draw_uniform),
    ("two-level", 10, draw_two_level),
    ("all-equal", 8, draw_all_equal),
    ("many-ties", 8, draw_many_ties),
    ("boundary-tie", 8, draw_boundary_tie),
    ("one-ulp-gap", 8, draw_one_ulp_gap),
    ("offset-1e300", 6, draw_offset_1e300),
    ("offset-1e15", 6, draw_offset_1e15),
    ("tail-1e-16", 6, tail_at(36.75)),
    ("tail-1e-300", 6, tail_at(690.75)),
    ("tail-1e-305", 6, tail_at(702.25)),
    ("tail-1e-320", 4, tail_at(736.75)),
    ("tail-near-1", 6, draw_tail_near_1),
    ("mask-1e4", 6, finite_mask(-1e4)),
    ("mask-1e9", 6, finite_mask(-1e9)),
    ("mask-3.4e38", 6, finite_mask(-3.4e38)),
    ("masked", 10, draw_masked),
    ("one-finite", 6, draw_one_finite),
    ("n-is-1", 6, draw_single),
    ("k-is-1", 6, draw_k_is_1),
    ("k-is-n", 6, draw_k_is_n),
    ("k-is-n-finite", 6, draw_k_is_finite),
    ("k-above-n-finite", 6, draw_k_above_finite),
    ("subnormal", 8, draw_subnormal),
    ("linear", 8, draw_linear),
    ("peaked", 8, draw_peaked),
    ("overflowing-gap", 4, draw_overflowing_gap),
    ("large", 3, draw_large),
] + [(f"values-{kind}", 6, draw_output) for kind in VALUE_KINDS]


def lines():
    """The inputs of all lines, in order."""
    number = 0
    for regime, count, draw in REGIMES:
        for j in range(count):
            name = f"{regime}-{j:02}"
            scores, k = draw(random.Random(f"{SEED}/{name}/scores"), j)
            fixed_kind = regime.removeprefix("values-")
            kind = fixed_kind if fixed_kind in VALUE_KINDS else VALUE_KINDS[number % len(VALUE_KINDS)]
            d = 1 + number % 8
            number += 1
            yield make_line(name, regime, scores, k, kind, d)


def main():
    output = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("table.jsonl")
    with output.open("w", encoding="ascii", newline="\n") as table:
        def write(record):
            table.write(json.dumps(record, separators=(",", ":")) + "\n")

        write({"schema": SCHEMA, "digits": DIGITS, "quantities": QUANTITIES | MODEL_QUANTITIES})
        for line in lines():
            write(line | {"results": reference_results(line)})
            _exponential.cache_clear()


if __name__ == "__main__":
    main()
