"""At which points is a model evaluated? Designs over numbers from 0 to 1, by kept libraries: one place for every study that needs one.

    latin_hypercube   each number's range cut into as many strips as there are points, one point in each        SciPy
    sobol             a scrambled low-discrepancy sequence, a power of two of points                             SciPy
    saltelli          samples * (k + 2) points, in the order that the analysis of variance wants                 SALib
    morris            trajectories * (k + 1) points: along each, every number moves once, one at a time          SALib

The same seed gives the same points. Both libraries are optional.

Sources
-------
McKay, M. D., Beckman, R. J. & Conover, W. J. (1979). A comparison of three methods for selecting values of input variables.
    Technometrics 21(2), 239-245.
Sobol', I. M. (1967). On the distribution of points in a cube. USSR Computational Mathematics and Mathematical Physics 7(4), 86-112.
Owen, A. B. (1995). Randomly permuted (t,m,s)-nets and (t,s)-sequences. Lecture Notes in Statistics 106, 299-317.
Saltelli, A. et al. (2010). Variance based sensitivity analysis of model output. Computer Physics Communications 181(2), 259-270.
Morris, M. D. (1991). Factorial sampling plans for preliminary computational experiments. Technometrics 33(2), 161-174.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["NoLibraryError", "latin_hypercube", "morris_points", "need", "problem", "saltelli_points", "sobol_sequence"]

Array = NDArray[np.float64]


class NoLibraryError(ImportError):
    """An optional library that is needed here is not installed; the message says what to type."""


def need(what: str, module: str, package: str = "") -> None:
    """Raise NoLibraryError, which says what to type, if a library is not installed; `what` begins the sentence."""
    if find_spec(module) is None:
        wanted = package or module
        raise NoLibraryError(f'{what} needs the library {module}, which is not installed. Type: pip install "{wanted}"')


def problem(k: int) -> dict[str, Any]:
    """Return what SALib wants to know of `k` numbers from 0 to 1."""
    return {"num_vars": k, "names": [f"x{j}" for j in range(k)], "bounds": [[0.0, 1.0]] * k}


def latin_hypercube(k: int, points: int, seed: int) -> Array:
    """Return `points` points of a Latin hypercube, `(points, k)`."""
    need("A Latin hypercube", "scipy", "scipy>=1.13")
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(k, rng=np.random.default_rng(seed)).random(points), float)


def sobol_sequence(k: int, points: int, seed: int) -> Array:
    """Return `points` points of a scrambled Sobol sequence, `(points, k)`; ValueError unless `points` is a power of two."""
    need("A Sobol sequence", "scipy", "scipy>=1.13")
    from scipy.stats import qmc

    check_power(points, "points")
    return np.asarray(qmc.Sobol(k, rng=np.random.default_rng(seed)).random(points), float)


def saltelli_points(k: int, samples: int, seed: int, second: bool = False) -> Array:
    """Return `samples * (k + 2)` points `(points, k)` of Saltelli's design, `samples * (2 k + 2)` for `second` order.

    ValueError unless `samples` is a power of two.
    """
    need("Saltelli's design", "SALib", "salib>=1.5")
    from SALib.sample import sobol as design

    check_power(samples, "samples")
    return np.asarray(design.sample(problem(k), samples, calc_second_order=second, seed=seed), float)


def morris_points(k: int, trajectories: int, levels: int, seed: int) -> Array:
    """Return `trajectories * (k + 1)` points `(points, k)`: along a trajectory each number moves once, one at a time.

    `levels` (even) is how many values a number can take; ValueError for an odd one.
    """
    need("Morris' design", "SALib", "salib>=1.5")
    from SALib.sample import morris as design

    if levels < 2 or levels % 2:
        raise ValueError(f"{levels} levels: a number needs an even number of levels, 2 or more")
    return np.asarray(design.sample(problem(k), trajectories, num_levels=levels, seed=seed), float)


def check_power(count: int, of: str) -> None:
    """Raise ValueError unless a count is a power of two, 2 or more."""
    if count < 2 or count & (count - 1):
        raise ValueError(f"{count} {of}: the design needs a power of two, such as 128 or 256")
