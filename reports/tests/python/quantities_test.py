"""The quantities against sums of numpy, and their errors."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy
import pytest

import tailmass

ROWS = numpy.random.default_rng(2).standard_normal((5, 300)) * 3
VALUES = numpy.random.default_rng(3).standard_normal((300, 4))
K = 20
SORTED = -numpy.sort(-ROWS, -1)
WEIGHTS = numpy.exp(SORTED - SORTED[:, :1])
P = WEIGHTS / WEIGHTS.sum(-1, keepdims=True)
TAIL = P[:, K:].sum(-1)
GAP = SORTED[:, K - 1] - SORTED[:, K]


def within(found, expected, slack=1e-12):
    assert found.value.shape == expected.shape
    assert numpy.all(numpy.abs(found.value - expected) <= found.radius + slack)
    assert numpy.all(found.radius <= 1e-9)


def test_quantities():
    within(tailmass.log_sum_exp(ROWS), SORTED[:, 0] + numpy.log(WEIGHTS.sum(-1)))
    within(tailmass.tail_mass(ROWS, K), TAIL)
    within(tailmass.kl_divergence(ROWS, K), -numpy.log1p(-TAIL))
    within(tailmass.boundary_gap(ROWS, K), GAP)
    within(tailmass.gap_bound(ROWS, k=K), 1 / (1 + K / 280 * numpy.exp(GAP)))


def test_outputs():
    p = numpy.exp(ROWS - ROWS.max(-1, keepdims=True))
    p /= p.sum(-1, keepdims=True)
    head = numpy.where(p >= numpy.sort(p, -1)[:, -K, None], p, 0)
    head /= head.sum(-1, keepdims=True)
    within(tailmass.output(ROWS, VALUES), p @ VALUES)
    within(tailmass.output(ROWS, VALUES, k=K), head @ VALUES)
    within(tailmass.output_error(ROWS, VALUES, K), (p - head) @ VALUES)
    assert numpy.all(tailmass.output_error(ROWS, VALUES, 300).value == 0)


def test_k_epsilon():
    least, most = tailmass.k_epsilon(ROWS, 0.01)
    expected = (1 - numpy.cumsum(P, -1) > 0.01).sum(-1) + 1
    assert numpy.array_equal(least, expected) and numpy.array_equal(most, expected)
    assert least.dtype == numpy.int64


def test_one_row_gives_floats_and_many_threads_the_same():
    assert tailmass.tail_mass(ROWS[0], K) == (tailmass.tail_mass(ROWS, K).value[0], tailmass.tail_mass(ROWS, K).radius[0])
    assert isinstance(tailmass.k_epsilon(ROWS[0], 0.1).at_least, int)
    many = numpy.tile(ROWS, (200, 1))
    assert numpy.array_equal(tailmass.tail_mass(many, K, threads=3).value, tailmass.tail_mass(many, K, threads=1).value)


@pytest.mark.parametrize("threads", [1, 2])
def test_errors_name_the_row_and_the_key(threads):
    rows = numpy.tile(ROWS, (60, 1)).reshape(6, 50, 300).copy()
    rows[3, 7, 11] = math.nan
    rows[4, 0, 2] = math.inf
    with pytest.raises(tailmass.InputError) as error:
        tailmass.log_sum_exp(rows, threads=threads)
    assert (error.value.tensor, error.value.row, error.value.key) == ("scores", (3, 7), 11)
    assert "[3, 7]" in str(error.value) and "11" in str(error.value)


def test_arguments_outside_the_domain():
    for call in (
        lambda: tailmass.tail_mass(ROWS, 0),
        lambda: tailmass.tail_mass(ROWS, 301),
        lambda: tailmass.k_epsilon(ROWS, 1.5),
        lambda: tailmass.gap_bound(ROWS, 300),
        lambda: tailmass.log_sum_exp(numpy.full((2, 3), -math.inf)),
        lambda: tailmass.output(ROWS, VALUES[:10]),
        lambda: tailmass.regime_rows("no such", 4, 2),
    ):
        with pytest.raises(ValueError):
            call()


def test_without_numpy():
    script = (
        "import sys; sys.modules['numpy'] = None\n"
        "import tailmass, array\n"
        "rows = memoryview(array.array('d', [0, 0, 1, 2])).cast('B').cast('d', (2, 2))\n"
        "value, radius = tailmass.log_sum_exp(rows)\n"
        "assert value.shape == (2,) and abs(value.tolist()[0] - 0.6931471805599453) < 1e-15, value.tolist()\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_regimes_are_the_same_rows_again_and_cut_where_asked():
    assert len(tailmass.regimes()) == 25
    for regime in tailmass.regimes():
        rows = tailmass.regime_rows(regime, 64, 8, count=3)
        assert rows.shape == (3, 64) and not numpy.isnan(rows).any() and (rows.max(-1) > -math.inf).all()
        assert numpy.array_equal(rows[1], tailmass.regime_rows(regime, 64, 8, first=1)[0])
