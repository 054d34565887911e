"""What do the waves of further events say about the numbers that all events share? Weights of draws.

    draws of the shared numbers --towns simulated around them, emulated--> waves of every population --hierarchy--> log weights

Waves that are kept for the end (`held_out`) weigh nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from sim.validation import skill, surveys
from sim.validation.calibration.emulator import Emulator, emulate
from sim.validation.calibration.hierarchy import OWN, Hierarchy, WaveGroup, groups_of, hyper_draws, towns_of
from sim.validation.calibration.prior import plan_of
from sim.validation.calibration.simulation import columns_of, to_estimate_from
from sim.validation.calibration.tables import EstimationInputs, Floats, Tick, around, points_around, sobol
from sim.validation.skill.waves import Pair
from sim.validation.surveys import Survey

__all__ = ["by_town", "further_groups", "hierarchy_around", "same_event", "wave_weights"]

POINTS, BATCH, SEED = 256, 128, 1


def same_event(pair: Pair, pairs: Sequence[Pair], asked: Mapping[str, Survey]) -> frozenset[str]:
    """Return the events of our own surveys that are the event of a pair: those that cite a source of its waves."""
    sources = {wave.source for one in pairs if one.event == pair.event for wave in (one.first, one.later)}
    return frozenset(
        str(survey.event["kind"])
        for survey in asked.values()
        if any(sources & set(figure.published.source) for figure in survey.figures)
    )


def further_groups() -> list[WaveGroup]:
    """Return the populations with waves that no survey here is about and that are not kept for the end."""
    pairs, asked = skill.pairs_of(skill.load()), to_estimate_from(surveys.load())
    return groups_of(pair for pair in pairs if pair.first.split == "open" and not same_event(pair, pairs, asked))


def by_town(emulators: Sequence[Emulator]) -> dict[tuple[str, float, str], Emulator]:
    """Return emulators by town, months and instrument."""
    return {(one.column.survey.name, one.column.figure.months, one.column.figure.instrument): one for one in emulators}


def hierarchy_around(
    belief: tuple[Floats, Floats], towns: Mapping[str, Survey], points: int = POINTS, workers: int | None = None,
    tick: Tick | None = None, kept: Path | None = None,
) -> Hierarchy:  # fmt: skip
    """Return what the waves of towns are, emulated from points around a belief about the shared numbers; own numbers from their prior."""
    asked = dict(towns)
    plan, columns = plan_of(asked), columns_of(asked)
    z = sobol(points, len(plan.paths))
    z[:, : plan.shared] = points_around(belief, points)
    seen = EstimationInputs(asked, plan, columns, workers, tick, kept).table("pairs", z)
    return Hierarchy(plan, by_town(emulate(plan, columns, *seen)), sobol(OWN, 3))


def wave_weights(stage: EstimationInputs, draws: Floats) -> Floats:
    """Return the log weight of each draw z `(draws, parameters)`, `(draws,)`: how likely it makes the waves of further events."""
    groups, shared = further_groups(), stage.plan.shared
    towns = towns_of([wave for group in groups for wave in group.waves])
    hierarchy = hierarchy_around(around(draws[:, :shared]), towns, POINTS, stage.workers, stage.tick, stage.kept)
    hyper, full = hyper_draws(len(draws), SEED), np.zeros((len(draws), len(hierarchy.plan.paths)))
    full[:, :shared] = draws[:, :shared]
    found = []
    for k in range(0, len(draws), BATCH):
        rows = slice(k, k + BATCH)
        mine = (
            hierarchy.evidence(one, hierarchy.waves_at(one, full[rows], hyper[rows]), hyper[rows]) for one in groups
        )
        found.append(sum(mine, np.zeros(len(full[rows]))))
    return np.concatenate(found)
