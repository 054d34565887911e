"""What does the model say of a later wave, if it knows the first wave of the event and nothing else of it?

    forecast(pairs) --> Told      medians and 90 percent bands in probits, a pair a row: what `sim.validation.skill` holds against
    forecasts on paper

For each event all figures of it (and all others of its event in surveys.toml, found by their sources) are left out, and the numbers that
all events share are estimated anew from the rest. The event's own two come from their prior and the pair's first wave alone. A town of
three in ten homes struck (assumed), after the same hazard, represents every population: how hard it hit is what the first wave says.
One questionnaire is all that this model has, so every instrument counts as being above the cut-off.

`POINTS` simulated points around the shipped posterior carry all of it (emulators, as in `healing calibrate`). Simulating them takes about
thirteen minutes of one core, walks and draws a few more. Four walks of other seeds and lengths gave errors from .45 to .50 probits and 33
to 43 percent within 20 percent: differences below .05 say nothing. Another model of the course over time replaces this one function.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import hypot, sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim import evidence
from sim.evidence.posterior import Posterior, load_posterior
from sim.validation import surveys
from sim.validation.calibration.emulator import Emulator, emulate, probit_of
from sim.validation.calibration.estimation import EstimationInputs, Tick, around, sobol
from sim.validation.calibration.one_thread import on_one_thread
from sim.validation.calibration.posterior import FittedTarget, sample, targets_of, with_further_events
from sim.validation.calibration.prior import CalibrationPlan, plan_of
from sim.validation.calibration.simulation import columns_of, to_estimate_from
from sim.validation.skill.scores import Told
from sim.validation.skill.waves import KINDS, Pair, Wave
from sim.validation.strict import DESIGN_EFFECT
from sim.validation.surveys import Survey

__all__ = ["POINTS", "forecast"]

Floats = NDArray[np.float64]
POINTS, DRAWS, STEPS = 256, 512, 3000
EXPOSURE, LIKE = 0.3, "disasters"
# The events from whose figures the shared numbers are estimated.
SHARED = ("hurricane_katrina", "hurricane_ike", "september_11", "civilian_injury")
# Where neither an interval nor the number of people asked was read.
ASKED = 500.0


@on_one_thread
def forecast(
    pairs: Sequence[Pair], points: int = POINTS, workers: int | None = None, tick: Tick | None = None,
    kept: Path | None = None, seed: int = 1,
) -> Told:  # fmt: skip
    """Return what the model says of the later wave of each pair; `kept` is a folder in which simulated points are kept.

    `seed` is that of the walk and of luck; points are always the same. Raises ValueError where too few points have a figure.
    """
    informing = {name: one for name, one in to_estimate_from(surveys.load()).items() if one.informs == "all"}
    towns = towns_of(pairs)
    asked = {**informing, **{town.name: town for town in towns.values()}}
    plan, columns = plan_of(asked), columns_of(asked)
    z, figures = EstimationInputs(asked, plan, columns, workers, tick, kept).table("pairs", points_for(plan, points))
    emulators = emulate(plan, columns, z, figures)
    of_town = {(one.column.survey.name, one.column.figure.months): one for one in emulators}
    targets = [one for one in targets_of(emulators, plan.error) if one.emulator.column.survey.name in informing]
    walks: dict[frozenset[str], Floats] = {}
    rows = []
    for n, pair in enumerate(pairs):
        out = same_event(pair, pairs, informing)
        if out not in walks:
            others = [one for one in targets if one.emulator.column.event not in out]
            walks[out] = sample(plan, others, DRAWS, STEPS, seed)
        name = towns[KINDS[pair.first.kind]].name
        first, later = (of_town[name, wave.months] for wave in (pair.first, pair.later))
        rows.append(of_pair(plan, walks[out], pair, first, later, seed + n))
    return Told(*np.array(rows).T)


def towns_of(pairs: Sequence[Pair]) -> dict[str, Survey]:
    """Return a survey for each hazard that the pairs need, which asks in every month of its pairs."""
    like, events = surveys.load()[LIKE], evidence.load().table("events")
    found = {}
    for hazard in dict.fromkeys(KINDS[pair.first.kind] for pair in pairs):
        # The last event of a hazard is none that the shared numbers are estimated from.
        kind = next(name for name in reversed(list(events)) if events[name]["hazard"] == hazard and name not in SHARED)
        mine = [pair for pair in pairs if KINDS[pair.first.kind] == hazard]
        months = sorted({wave.months for pair in mine for wave in (pair.first, pair.later)})
        figures = tuple(
            replace(like.figures[0], label=f"wave of {one:g}", role="held out", months=one) for one in months
        )
        found[hazard] = replace(
            like, name=f"pairs_{hazard}", event={"kind": kind}, places=({"exposure": EXPOSURE},), figures=figures
        )
    return found


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
    """Say whether a number is one of a town's event, whose first wave is all that may be known of it."""
    return path.startswith("events.") and path.split(".")[1] not in SHARED


def known_draws(plan: CalibrationPlan, posterior: Posterior, known: Sequence[int]) -> Floats:
    """Return the posterior draws of the known numbers as z, `(draws, known)`."""
    at = {path: j for j, path in enumerate(posterior.paths)}
    return np.stack([plan.parameters[j].z(posterior.values[:, at[plan.paths[j]]]) for j in known], axis=1)


def same_event(pair: Pair, pairs: Sequence[Pair], informing: dict[str, Survey]) -> frozenset[str]:
    """Return the events of our own surveys that are the event of a pair: those that cite a source of its waves."""
    sources = {wave.source for one in pairs if one.event == pair.event for wave in (one.first, one.later)}
    return frozenset(
        str(survey.event["kind"])
        for survey in informing.values()
        if any(sources & set(figure.published.source) for figure in survey.figures)
    )


def of_pair(plan: CalibrationPlan, draws: Floats, pair: Pair, first: Emulator, later: Emulator, seed: int) -> Floats:
    """Return median, low and high of the later wave in probits, with luck, the error of averages and that of asking."""
    known = FittedTarget(first, pair.start, hypot(asking_error(pair.first), plan.error, first.spread))
    z, luck = with_further_events(plan, draws, [known], seed), np.random.RandomState(seed)
    error = hypot(asking_error(pair.later), plan.error)
    told = later.drawn(z, luck) + error * luck.standard_normal(len(z))
    low, middle, high = np.quantile(told, [0.05, 0.5, 0.95])
    return np.array([middle, low, high])


def asking_error(wave: Wave) -> float:
    """Return the standard error of a wave in probits: from its interval, or from the people asked with the design effect."""
    if wave.low is not None and wave.high is not None:
        return float(probit_of(wave.high) - probit_of(wave.low)) / 3.92
    share = wave.percent / 100.0
    error = 100.0 * sqrt(share * (1.0 - share) * DESIGN_EFFECT / (wave.n or ASKED))
    # The slope of the probit at the wave, over one standard error to both sides.
    return float(probit_of(wave.percent + error) - probit_of(wave.percent - error)) / 2.0
