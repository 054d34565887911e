"""What does the model say of a later wave, if it knows the first wave of the event and nothing else of it?

    forecast(pairs) --> Told      medians and 90 percent bands in probits, a pair a row: what `sim.validation.skill` compares with
    forecasts on paper

For each event all figures of it (and all others of its event in surveys.toml, found by their sources) are left out. The numbers that
all events share, and how events differ, are known from the surveys and waves of the other events (hierarchy.py); waves kept for the end
(`held_out`) inform nothing. The event's own three numbers are known from the pair's first wave alone.

Two tables carry it: `POINTS` points of the surveys widely around the shipped posterior, from which the shared numbers are walked, and as
many of the towns around what that walk says. A draw of the shared numbers goes with `HYPERS` draws of how events differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.evidence.posterior import load_posterior
from sim.validation import surveys
from sim.validation.calibration.emulator import emulate
from sim.validation.calibration.hierarchy import (
    Hierarchy,
    WaveGroup,
    groups_of,
    hyper_draws,
    towns_of,
)
from sim.validation.calibration.one_thread import on_one_thread
from sim.validation.calibration.posterior import sample, targets_of
from sim.validation.calibration.prior import CalibrationPlan, plan_of
from sim.validation.calibration.simulation import columns_of, to_estimate_from
from sim.validation.calibration.tables import EstimationInputs, Tick, around, points_around, sobol
from sim.validation.calibration.waves import hierarchy_around, same_event
from sim.validation.skill.scores import Told
from sim.validation.skill.waves import Pair

__all__ = ["POINTS", "forecast"]

Floats = NDArray[np.float64]
POINTS, DRAWS, HYPERS, STEPS = 256, 512, 3, 3000
# How many times wider than the shipped posterior the points of the surveys are.
WIDELY = 2.0


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
    plan, columns = plan_of(informing), columns_of(informing)
    seen = EstimationInputs(informing, plan, columns, workers, tick, kept).table("walk", points_for(plan, points))
    targets = targets_of(emulate(plan, columns, *seen), plan.error)
    belief = around(sample(plan, targets, DRAWS, STEPS, seed)[:, : plan.shared])
    hierarchy = hierarchy_around(belief, towns, points, workers, tick, kept)
    groups, walks, rows = groups_of(pairs), dict[frozenset[str], Walk](), []
    for n, pair in enumerate(pairs):
        out = same_event(pair, pairs, informing)
        if out not in walks:
            others = [one for one in targets if one.emulator.column.event not in out]
            draws = sample(plan, others, DRAWS, STEPS, seed)[:, : plan.shared]
            walks[out] = Walk.of(hierarchy, groups, np.repeat(draws, HYPERS, axis=0), hyper_draws(HYPERS * DRAWS, seed))
        rows.append(walks[out].later(pair, seed + n))
    return Told(*np.array(rows).T)


@dataclass(frozen=True, eq=False)
class Walk:
    """Draws of shared numbers and of how events differ, with what they say of the waves of every population, and their log chances."""

    hierarchy: Hierarchy
    groups: list[WaveGroup]
    hyper: Floats
    told: list[Floats]
    chances: list[Floats]

    @classmethod
    def of(cls, hierarchy: Hierarchy, groups: list[WaveGroup], draws: Floats, hyper: Floats) -> Walk:
        """Work out what draws of the shared numbers `(draws, shared)` say of all waves."""
        full = np.zeros((len(draws), len(hierarchy.plan.paths)))
        full[:, : draws.shape[1]] = draws
        told = [hierarchy.waves_at(group, full, hyper) for group in groups]
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
    """Return points z widely around the shipped posterior; numbers that it does not have keep their prior."""
    posterior = load_posterior()
    known = [j for j, path in enumerate(plan.paths) if path in posterior.paths]
    at = {path: j for j, path in enumerate(posterior.paths)}
    draws = np.stack([plan.parameters[j].z(posterior.values[:, at[plan.paths[j]]]) for j in known], axis=1)
    mean, covariance = around(draws)
    z = sobol(points, len(plan.paths))
    z[:, known] = points_around((mean, WIDELY**2 * covariance), points)
    return z
