"""Are our exp, log and normal quantile right, and do they hold their promises at the edges?"""

import math
from statistics import NormalDist

import numpy as np
import pytest
from scipy import special

from sim.kernels import arithmetic
from sim.kernels.compiled import kernel

WIDE = np.linspace(-87.0, 88.0, 40_001).astype(np.float32)


@kernel
def exp_each(x, out):
    for i in range(x.shape[0]):
        out[i] = arithmetic.exp32(x[i])


@kernel
def logistic_each(x, out):
    for i in range(x.shape[0]):
        out[i] = arithmetic.logistic32(x[i])


def relative(found, wanted) -> np.ndarray:
    return np.abs(np.asarray(found, float) / np.asarray(wanted, float) - 1.0)


def test_exp32_is_right_to_single_precision():
    out = np.empty_like(WIDE)
    exp_each(WIDE, out)
    assert relative(out, np.exp(WIDE.astype(float))).max() < 3e-7


def test_exp32_never_falls_over_a_short_stretch():
    x = np.linspace(-3, 3, 20_001).astype(np.float32)
    out = np.empty_like(x)
    exp_each(x, out)
    assert (np.diff(out) >= -2e-7 * out[1:]).all()


def test_exp32_holds_what_is_too_small_or_too_large():
    x = np.array([-np.inf, -1e30, -87.0, 88.0, 1e30, np.inf], np.float32)
    out = np.empty_like(x)
    exp_each(x, out)
    assert np.isfinite(out).all() and (out > 0).all()
    assert (out[:3] == out[2]).all() and (out[3:] == out[3]).all()
    assert arithmetic.exp32(np.float32(0.0)) == 1.0


def test_logistic32_is_right_and_stays_between_0_and_1():
    x = np.linspace(-80, 80, 20_001).astype(np.float32)
    out = np.empty_like(x)
    logistic_each(x, out)
    assert relative(out, special.expit(x.astype(float))).max() < 4e-7
    assert ((out > 0) & (out <= 1)).all()


@pytest.mark.parametrize("x", [-700.0, -87.3, -1.0, -1e-9, 0.0, 1e-9, 0.5, 1.0, 10.0, 88.8, 700.0])
def test_exp64_is_right_to_double_precision(x):
    assert relative(arithmetic.exp64(x), math.exp(x)).max() < 1e-14


def test_exp64_holds_what_is_too_small_or_too_large():
    assert arithmetic.exp64(-1e9) == arithmetic.exp64(-700.0) > 0
    assert arithmetic.exp64(1e9) == arithmetic.exp64(700.0) < math.inf


def test_log64_is_right_to_double_precision():
    for x in [*np.geomspace(1e-300, 1e300, 601), 2.0, 0.999999, 1.000001, math.sqrt(2)]:
        assert abs(arithmetic.log64(float(x)) - math.log(x)) <= 4e-15 * max(1.0, abs(math.log(x)))
    assert arithmetic.log64(1.0) == 0.0


def test_log_undoes_exp():
    for x in np.linspace(-50, 50, 101):
        assert abs(arithmetic.log64(arithmetic.exp64(float(x))) - x) < 1e-13


def test_the_normal_quantile_is_right_in_the_middle_and_in_both_tails():
    p = np.concatenate([np.geomspace(1e-16, 0.5, 400), 1 - np.geomspace(1e-15, 0.5, 400)])
    found = arithmetic.normal_quantiles(p)
    assert np.abs(found - special.ndtri(p)).max() < 1e-12
    assert np.abs(found - [NormalDist().inv_cdf(x) for x in p]).max() < 1e-12


def test_the_normal_quantile_is_even_about_the_half():
    p = np.array([0.5, 0.25, 0.125, 2.0**-10, 2.0**-30])
    assert arithmetic.normal_quantile(0.5) == 0.0
    above, below = arithmetic.normal_quantiles(1 - p), arithmetic.normal_quantiles(p)
    assert np.abs(above + below).max() == 0.0


def test_the_farthest_draws_give_finite_numbers():
    ends = arithmetic.normal_quantiles(np.array([2.0**-53, 1 - 2.0**-53]))
    assert np.isfinite(ends).all() and abs(ends[0]) < 9 and abs(ends[1]) < 9


def test_bytes_are_those_of_every_other_machine():
    """Held to the last bit: a change here changes every result that was ever saved."""
    assert arithmetic.exp32(np.float32(0.7)).hex() == "0x1.01c2a60000000p+1"
    assert arithmetic.exp64(0.7).hex() == "0x1.01c2a61268987p+1"
    assert arithmetic.log64(0.7).hex() == "-0x1.6d3c324e13f4fp-2"
    assert arithmetic.normal_quantile(0.01).hex() == "-0x1.29c5c4630ff0ep+1"
