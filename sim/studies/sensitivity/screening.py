"""Which numbers matter most? Designs of points and the indices read from them: Morris' screening, then Sobol's shares of variance.

    effect        (y after one number has moved by delta - y before) / delta            Morris, all numbers, trajectories * (k + 1) points
    mu_star       mean of |effect|: what the whole range of a number moves the outcome by, on average over the others
    mu, sigma     mean and standard deviation of the effect: its direction, and how far it depends on the others
    first         share of the outcome's variance that a number explains alone          Sobol, the top few, samples * (k + 2) points
    total         the same with all that it does together with others

All numbers run from 0 to 1 here, so mu_star is in the unit of the outcome. Both methods are SALib's (an optional library: the group
`science`); only blocks of points in which the model gave no number are left out before it sees them.

Sources
-------
Morris, M. D. (1991). Factorial sampling plans for preliminary computational experiments. Technometrics 33(2), 161-174.
Campolongo, F., Cariboni, J. & Saltelli, A. (2007). An effective screening design for sensitivity analysis of large models.
    Environmental Modelling & Software 22(10), 1509-1518.
Saltelli, A. et al. (2010). Variance based sensitivity analysis of model output. Computer Physics Communications 181(2), 259-270.
Iwanaga, T., Usher, W. & Herman, J. (2022). Toward SALib 2.0. Socio-Environmental Systems Modelling 4, 18155.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from sim.studies.designs import NoLibraryError, morris_points, need, problem
from sim.studies.designs import saltelli_points as sobol_points

__all__ = ["NoLibraryError", "check_library", "floor_of", "morris", "morris_points", "moved", "sobol", "sobol_points"]

Array = NDArray[np.float64]
Indices = dict[str, Array]
LEVEL = 0.90
RESAMPLES = 200


def check_library() -> None:
    """Raise NoLibraryError, which says what to type, if SALib is not installed."""
    need("Sensitivity", "SALib", "salib>=1.5")


def moved(points: Array, at: int) -> int | None:
    """Return which number moved on the way to a point of a trajectory; None for the first point of one."""
    k = points.shape[1]
    if at % (k + 1) == 0:
        return None
    return int(np.flatnonzero(points[at] != points[at - 1])[0])


def morris(points: Array, outcome: Array, levels: int, seed: int) -> Indices:
    """Return `mu`, `mu_star`, `mu_star_low`, `mu_star_high` and `sigma` of each number, `(k,)`, and `trajectories` used.

    Trajectories with a point that gave no number are left out; NaN if none is left. The band is a bootstrap's, of 90%.
    """
    from SALib.analyze import morris as analysis

    k = points.shape[1]
    known = np.isfinite(outcome).reshape(-1, k + 1).all(axis=1)
    kept = np.repeat(known, k + 1)
    if not known.any():
        return {name: np.full(k, np.nan) for name in ("mu", "mu_star", "mu_star_low", "mu_star_high", "sigma")} | {
            "trajectories": np.zeros(k)
        }
    with quietly():
        found = analysis.analyze(
            problem(k),
            points[kept],
            outcome[kept],
            num_levels=levels,
            conf_level=LEVEL,
            num_resamples=RESAMPLES,
            seed=seed,
        )
    star, half = np.asarray(found["mu_star"], float), np.nan_to_num(np.asarray(found["mu_star_conf"], float))
    return {
        "mu": np.asarray(found["mu"], float),
        "mu_star": star,
        "mu_star_low": np.maximum(star - half, 0.0),
        "mu_star_high": star + half,
        "sigma": np.nan_to_num(np.asarray(found["sigma"], float)),
        "trajectories": np.full(k, float(known.sum())),
    }


def floor_of(luck: float, levels: int, seeds: int) -> float:
    """Return the mu_star that chance alone would give a number that does nothing but draw new random numbers at every step.

    With outcomes of standard deviation `luck` between seeds, averaged over `seeds` at every point, a step changes the outcome by
    2 / sqrt(pi) * luck / sqrt(seeds) on average, and is a share delta = levels / (2 * (levels - 1)) of the range.
    """
    delta = levels / (2.0 * (levels - 1.0))
    return float(2.0 / np.sqrt(np.pi) * luck / np.sqrt(seeds) / delta)


def sobol(k: int, outcome: Array, seed: int, second: bool = False) -> Indices:
    """Return `first` and `total` of each number with their 90% bands (`_low`, `_high`), `(k,)`, and `samples` used.

    With `second` (twice the points) also `pairs` and `pairs_conf`, `(k, k)`: what two numbers do only together, above the diagonal.
    Blocks with a point that gave no number are left out. An outcome that never varies has no variance to share: all are 0.
    """
    from SALib.analyze import sobol as analysis

    blocks = outcome.reshape(-1, (2 if second else 1) * k + 2)
    known = np.isfinite(blocks).all(axis=1)
    kept = blocks[known].ravel()
    found = dict.fromkeys(("S1", "S1_conf", "ST", "ST_conf"), np.full(k, np.nan))
    if known.any() and np.ptp(kept) == 0:
        found = dict.fromkeys(found, np.zeros(k))
    elif known.sum() > 1:
        with quietly():
            found = analysis.analyze(
                problem(k), kept, calc_second_order=second, conf_level=LEVEL, num_resamples=RESAMPLES, seed=seed
            )
    told: Indices = {"samples": np.full(k, float(known.sum()))}
    for name, key in (("first", "S1"), ("total", "ST")):
        value, half = (np.asarray(found[word], float) for word in (key, f"{key}_conf"))
        told |= {name: value, f"{name}_low": value - half, f"{name}_high": value + half}
    if second:
        nothing = np.full((k, k), np.nan)
        told |= {"pairs": np.asarray(found.get("S2", nothing)), "pairs_conf": np.asarray(found.get("S2_conf", nothing))}
    return told


@contextmanager
def quietly() -> Iterator[None]:
    """Keep warnings of division by an outcome that does not vary to ourselves: such indices are 0."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
