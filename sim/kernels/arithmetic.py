"""exp, log and the normal quantile, the same to the last bit on every machine.

The processor's or the library's own versions differ in the last bit between machines, and a last bit can decide who
gets the last slot. These are short polynomials in plain IEEE arithmetic, which vectorise and always give the same bytes.

`exp32` splits x = k ln 2 + r and sums the Taylor series of exp(r) to the sixth power (relative error below 3e-7);
`normal_quantile` is Wichura's AS 241 (PPND16, relative error 1e-16 in exact arithmetic).
Sources: Cody & Waite 1980, Software Manual for the Elementary Functions; Wichura 1988, Applied Statistics 37:477-484.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.kernels.compiled import kernel

__all__ = ["exp32", "exp64", "log64", "logistic32", "normal_quantile", "normal_quantiles"]

LOG2_E = np.float32(1.4426950408889634)
LN2_HIGH = np.float32(0.693359375)
LN2_LOW = np.float32(-2.12194440e-4)
LN2_HIGH_64 = 6.93145751953125e-1
LN2_LOW_64 = 1.42860682030941723212e-6
# 1 / n! for the Taylor series of exp, and 1 / (2 n + 1) for that of artanh(y) / y in powers of y^2.
EXP_SERIES = tuple(1.0 / math.factorial(n) for n in range(15))
ARTANH_SERIES = tuple(1.0 / (2 * n + 1) for n in range(15))


@kernel
def polynomial(x: float, c: tuple[float, ...]) -> float:
    """Return c[0] + c[1] x + ... by Horner's rule."""
    total = 0.0
    for i in range(len(c) - 1, -1, -1):
        total = total * x + c[i]
    return total


@kernel
def exp32(x: np.float32) -> np.float32:
    """Return exp(x) in single precision; x is clipped to [-87, 88], where the result is a normal number."""
    x = min(max(x, np.float32(-87.0)), np.float32(88.0))
    k = np.floor(x * LOG2_E + np.float32(0.5))
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    p = np.float32(1.0 / 720.0)
    p = p * r + np.float32(1.0 / 120.0)
    p = p * r + np.float32(1.0 / 24.0)
    p = p * r + np.float32(1.0 / 6.0)
    p = p * r + np.float32(0.5)
    p = p * r + np.float32(1.0)
    p = p * r + np.float32(1.0)
    power = np.int32((np.int32(k) + np.int32(127)) << np.int32(23)).view(np.float32)
    return np.float32(p * power)


@kernel
def logistic32(x: np.float32) -> np.float32:
    """Return 1 / (1 + exp(-x)) in single precision."""
    return np.float32(np.float32(1.0) / (np.float32(1.0) + exp32(-x)))


@kernel
def exp64(x: float) -> float:
    """Return exp(x) in double precision for |x| <= 700; for building columns, not for the week."""
    x = min(max(x, -700.0), 700.0)
    k = np.floor(x * 1.4426950408889634 + 0.5)
    r = (x - k * LN2_HIGH_64) - k * LN2_LOW_64
    total = polynomial(r, EXP_SERIES)
    return float(total * np.int64((np.int64(k) + 1023) << 52).view(np.float64))


@kernel
def log64(x: float) -> float:
    """Return the natural logarithm of a positive normal number, by the series of artanh((m - 1)/(m + 1))."""
    bits = np.float64(x).view(np.int64)
    exponent = ((bits >> 52) & 0x7FF) - 1023
    mantissa = np.int64((bits & 0xFFFFFFFFFFFFF) | (np.int64(1023) << 52)).view(np.float64)
    if mantissa > 1.4142135623730951:
        mantissa *= 0.5
        exponent += 1
    y = (mantissa - 1.0) / (mantissa + 1.0)
    total = y * polynomial(y * y, ARTANH_SERIES)
    return float(exponent * LN2_HIGH_64 + (exponent * LN2_LOW_64 + 2.0 * total))


CENTRE_TOP = (3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
              45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727)  # fmt: skip
CENTRE_LOW = (1.0, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
              21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610)  # fmt: skip
NEAR_TOP = (1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
            1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4)  # fmt: skip
NEAR_LOW = (1.0, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
            0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9)  # fmt: skip
FAR_TOP = (6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230,
           0.0265321895265761230930, 0.00124266094738807843860, 2.71155556874348757815e-5, 2.01033439929228813265e-7)  # fmt: skip
FAR_LOW = (1.0, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
           7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15)  # fmt: skip


@kernel
def normal_quantile(p: float) -> float:
    """Return z with P(Z < z) = p for a standard normal Z; p in (0, 1)."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * polynomial(r, CENTRE_TOP) / polynomial(r, CENTRE_LOW)
    r = np.sqrt(-log64(p if q < 0 else 1.0 - p))
    if r <= 5.0:
        z = polynomial(r - 1.6, NEAR_TOP) / polynomial(r - 1.6, NEAR_LOW)
    else:
        z = polynomial(r - 5.0, FAR_TOP) / polynomial(r - 5.0, FAR_LOW)
    return -z if q < 0 else z


@kernel
def normal_quantiles(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `normal_quantile` of each value, shape as given `(n,)`."""
    z = np.empty(p.shape[0])
    for i in range(p.shape[0]):
        z[i] = normal_quantile(p[i])
    return z
