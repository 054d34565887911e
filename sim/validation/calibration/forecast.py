"""What does the model say of a later wave, if it knows the first wave of the event and nothing else of it?

    forecast(pairs) --> Told      medians and 90 percent bands in probits, a pair a row: what `sim.validation.skill` compares with
    forecasts on paper

For each event all figures of it (and all others of its event in surveys.toml, found by their sources) are left out. The numbers that
all events share, and how events differ, are known from the surveys and waves of the other events (hierarchy.py); waves kept for the end
(`held_out`) inform nothing. The event's own three numbers are known from the pair's first wave alone.

`POINTS` simulated points around the shipped posterior carry all of it (emulators, as in `healing calibrate`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.evidence.posterior import Posterior, load_posterior
from sim.validation import surveys
from sim.validation.calibration.emulator import emulate
from sim.validation.calibration.hierarchy import (
    OWN,
    SHARED,
    Group,
    Hierarchy,
    groups_of,
    hyper_draws,
    towns_of,
)
from sim.validation.calibration.one_thread import on_one_thread
from sim.validation.calibration.posterior import sample, targets_of
from sim.validation.calibration.prior import CalibrationPlan, plan_of
from sim.validation.calibration.simulation import columns_of, to_estimate_from
from sim.validation.calibration.tables import EstimationInputs, Tick, around, sobol
from sim.validation.calibration.waves import by_town, same_event
from sim.validation.skill.scores import Told
from sim.validation.skill.waves import Pair

__all__ = ["POINTS", "forecast"]

Floats = NDArray[np.float64]
POINTS, DRAWS, STEPS = 256, 512, 3000


@on_one_thread
def forecast(
    pairs: Sequence[Pair], points: int = POINTS, workers: int | None = None, tick: Tick | None = None,
    kept: Path | None = None, seed: int = 1,
) -> Told:  # fmt: skip
    """Return what the model says of the later wave of each pair; `kept` is a folder in which simulated points are kept.

    `seed` is that of the walk and of sampling error; points are always the same. Raises ValueError if too few points have a figure.
    """
    informing = {name: one for name, one in to_estimate_from(surveys.load()).items() if one.informs == "all"}
    towns = towns_of([wave for pair in pairs for wave in (pair.first, pair.later)])
    asked = {**informing, **towns}
    plan, columns = plan_of(asked), columns_of(asked)
    z, figures = EstimationInputs(asked, plan, columns, workers, tick, kept).table("pairs", points_for(plan, points))
    emulators = emulate(plan, columns, z, figures)
    targets = [one for one in targets_of(emulators, plan.error) if one.emulator.column.survey.name in informing]
    hierarchy, groups = (
        Hierarchy(plan, by_town(emulators[len(columns_of(informing)) :]), sobol(OWN, 3)),
        groups_of(pairs),
    )
    walks: dict[frozenset[str], Walk] = {}
    rows = []
    for n, pair in enumerate(pairs):
        out = same_event(pair, pairs, informing)
        if out not in walks:
            others = [one for one in targets if one.emulator.column.event not in out]
            walks[out] = Walk.of(hierarchy, groups, sample(plan, others, DRAWS, STEPS, seed), hyper_draws(DRAWS, seed))
        rows.append(walks[out].later(pair, seed + n))
    return Told(*np.array(rows).T)


@dataclass(frozen=True, eq=False)
class Walk:
    """Draws of shared numbers and of how events differ, with what they say of the waves of every population, and their log chances."""

    hierarchy: Hierarchy
    groups: list[Group]
    hyper: Floats
    told: list[Floats]
    chances: list[Floats]

    @classmethod
    def of(cls, hierarchy: Hierarchy, groups: list[Group], draws: Floats, hyper: Floats) -> Walk:
        """Work out what draws say of all waves."""
        told = [hierarchy.waves_at(group, draws, hyper) for group in groups]
        chances = [hierarchy.evidence(*both, hyper) for both in zip(groups, told, strict=True)]
        return cls(hierarchy, groups, hyper, told, chances)

    def later(self, pair: Pair, seed: int) -> Floats:
        """Return median, low and high of the later wave in probits, with the sampling error of surveys and the error of asking."""
        n = next(k for k, one in enumerate(self.groups) if pair.first in one.waves and pair.later in one.waves)
        group, told, luck = self.groups[n], self.told[n], np.random.RandomState(seed)
        weight = sum(
            (
                chance
                for one, chance in zip(self.groups, self.chances, strict=True)
                if one.event != pair.event and one.split != "held_out"
            ),
            np.zeros(len(self.hyper)),
        )
        first, later = group.waves.index(pair.first), group.waves.index(pair.later)
        joint = self.hierarchy.fit(group, told, self.hyper, [first]) + weight[:, None]
        chance = np.exp(joint - joint.max()).ravel()
        rows = luck.choice(chance.size, 4000, p=chance / chance.sum())
        error = self.hierarchy.errors(group, self.hyper)[rows // told.shape[1], later]
        drawn = told[:, :, later].ravel()[rows] + error * luck.standard_normal(len(rows))
        low, middle, high = np.quantile(drawn, [0.05, 0.5, 0.95])
        return np.array([middle, low, high])


def points_for(plan: CalibrationPlan, points: int) -> Floats:
    """Return points z: numbers that the shipped posterior knows from around it, those of the towns' events from their prior."""
    posterior = load_posterior()
    known = [j for j, path in enumerate(plan.paths) if path in posterior.paths and not own_of_a_town(path)]
    draws = known_draws(plan, posterior, known)
    mean, covariance = around(draws)
    z = sobol(points, len(plan.paths))
    z[:, known] = mean + z[:, known] @ np.linalg.cholesky(covariance).T
    return z


def own_of_a_town(path: str) -> bool:
    """Return whether a number is one of a town's event, whose first wave is all that may be known of it."""
    return path.startswith("events.") and path.split(".")[1] not in SHARED


def known_draws(plan: CalibrationPlan, posterior: Posterior, known: Sequence[int]) -> Floats:
    """Return the posterior draws of the known numbers as z, `(draws, known)`."""
    at = {path: j for j, path in enumerate(posterior.paths)}
    return np.stack([plan.parameters[j].z(posterior.values[:, at[plan.paths[j]]]) for j in known], axis=1)
