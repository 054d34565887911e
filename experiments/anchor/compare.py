"""How close does the scenario `sandy` come to the models that it follows? Both papers' figures, compared under both settings.

    python experiments/anchor/compare.py [--scale 0.01] [--seeds 4] [--years 10]

    risk ratio        = prevalence under stepped care / prevalence under usual care, in the same week
    persistence       = share still ill of those who were ill in week 3, before the first session of the earlier model
    risk difference   = stepped care - usual care, of prevalence or of persistence
    USD per ...       = extra spending of stepped care / days of illness, or healthy years lost (DALYs), averted; in `years`, not discounted
    times as many     = remitted with social services / without, of those ill in week 3 who lost income and lived away from home
    verdict           inside: within the published interval, or within 20 percent if none was seen; else by the side of no difference

Published: Cohen et al. 2017, JAMA Psychiatry 74:1251-1258; Cohen et al. 2019, Lancet Planetary Health 3:e93-e101. Months from the storm.
The column *rules* is their own rules run again for the initial cases (rules.py), so that it shows the effect of unavailable inputs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
import rules

from sim.engine.mesa_model import HealingModel
from sim.population import Community, settle
from sim.scenario import Scenario, load
from sim.studies.compare import outcome_of

__all__ = ["FIGURES", "Figure", "Life", "by_rules", "measured", "verdict"]

Array = NDArray[np.float64]
USUAL, STEPPED = "usual_care", "stepped_care"
WITH_SERVICES = {USUAL: "usual_and_social", STEPPED: "stepped_and_social"}
START, TWO_YEARS = 3, 104
WEEKS = {1: 4, 3: 13, 6: 26, 12: 52, 15: 65, 18: 78, 21: 91, 24: 104}
GROWN, DAYS = 18, 7
PAIRS = ("services beside usual care", "services beside stepped care", "both against usual care")
NEAR = 0.2


class Figure(NamedTuple):
    """A published figure: value, or both ends where several were published, with their intervals where seen (`said`: how it was told).

    `nothing` is the value of no difference, None if there is none.
    """

    what: str
    months: int
    low: float
    high: float
    nothing: float | None
    interval: bool = False
    said: str = ""


def one(what: str, months: int, value: float, nothing: float | None = None) -> Figure:
    """Return a figure published without an interval that was seen."""
    return Figure(what, months, value, value, nothing)


FIGURES = (
    one("prevalence at the start, percent", 1, 4.38),
    one("risk ratio of prevalence", 6, 0.905, 1.0),
    one("risk ratio of prevalence", 21, 0.615, 1.0),
    one("risk difference of prevalence", 6, -0.004, 0.0),
    one("risk difference of prevalence", 15, -0.015, 0.0),
    one("risk difference of persistence", 3, -0.006, 0.0),
    one("risk difference of persistence", 18, -0.338, 0.0),
    one("persistence, usual care (implied)", 18, 0.878),
    Figure("extra spending, million USD", 120, 50.94, 101.87, None, True),
    Figure("USD per day of illness averted", 120, 0.80, 1.61, None, True),
    Figure("USD per DALY averted", 120, 3428.71, 6857.68, None, True),
    *(
        Figure(
            f"times as many remitted: {pair}", 12, 1.55, 6.91, 1.0, True, "1.56 (1.55 to 1.57) to 5.73 (5.04 to 6.91)"
        )
        for pair in PAIRS
    ),
    *(
        Figure(
            f"times as many remitted: {pair}", 24, 1.16, 2.32, 1.0, True, "1.16 (1.16 to 1.17) to 2.28 (2.25 to 2.32)"
        )
        for pair in PAIRS
    ),
)


class Life(NamedTuple):
    """One run: prevalence, persistence and the share of people in need who remitted, by week; money, healthy years, days of illness."""

    ill: Array
    persisting: Array
    remitted: Array
    spent: float
    dalys: float
    days: float


def lived(plan: Scenario, arm: str, seed: int, community: Community) -> Life:
    """Run an arm and count what the papers count; money and health for the whole community."""
    model = HealingModel(plan, arm, seed, community=community)
    r, weeks = model.world.residents, plan.weeks
    adults = r.age >= GROWN
    first = needy = np.zeros(len(adults), bool)
    ill, persisting, remitted = np.zeros((3, weeks + 1))
    while model.week < weeks:
        model.step()
        now = (r.severity >= 1.0) & adults
        if model.week == START:
            first = now.copy()
            needy = first & (r.income_lost > 0) & (r.back_home > START)
        ill[model.week] = now.sum() / adults.sum()
        if first.any():
            persisting[model.week] = now[first].mean()
            remitted[model.week] = 1.0 - now[needy].mean() if needy.any() else np.nan
    final, everybody = outcome_of(model).final, model.record.strata.groups.index(("all", "all"))
    spent, dalys, ill_weeks = (
        float(final[name][everybody] / community.scale) for name in ("cost", "dalys", "case_weeks")
    )
    return Life(ill, persisting, remitted, spent, dalys, ill_weeks * DAYS)


Told = dict[tuple[str, int], Array]


def measured(setting: str, scale: float, seeds: int, years: int = 10) -> Told:
    """Return each figure by (what, months), one value for each seed `(S,)`; those of cost are of `years` years."""
    plan = load("sandy", None, setting)
    community = settle(plan, scale)
    long, short = replace(plan, weeks=max(TWO_YEARS, years * 52)), replace(plan, weeks=TWO_YEARS)
    lives = {
        arm: [lived(plan_of_arm, arm, seed, community) for seed in range(1, seeds + 1)]
        for arms, plan_of_arm in (((USUAL, STEPPED), long), (tuple(WITH_SERVICES.values()), short))
        for arm in arms
    }
    return told(lives, 12 * long.weeks // 52)


def told(lives: Mapping[str, list[Life]], horizon: int) -> Told:
    """Turn the lives of four arms, seed by seed, into figures."""

    def of(arm: str, take: Callable[[Life], float]) -> Array:
        return np.array([take(life) for life in lives[arm]])

    found: Told = {("prevalence at the start, percent", 1): of(USUAL, lambda life: 100 * float(life.ill[START]))}
    for months, week in WEEKS.items():
        usual, stepped = (of(arm, lambda life, w=week: float(life.ill[w])) for arm in (USUAL, STEPPED))  # type: ignore[misc]
        kept = [of(arm, lambda life, w=week: float(life.persisting[w])) for arm in (USUAL, STEPPED)]  # type: ignore[misc]
        found |= {
            ("risk ratio of prevalence", months): stepped / usual,
            ("risk difference of prevalence", months): stepped - usual,
            ("risk difference of persistence", months): kept[1] - kept[0],
            ("persistence, usual care (implied)", months): kept[0],
        }
        found |= {(f"times as many remitted: {name}", months): value for name, value in services(lives, week).items()}
    extra = of(STEPPED, lambda life: life.spent) - of(USUAL, lambda life: life.spent)
    found["extra spending, million USD", horizon] = extra / 1e6
    for name, take in (("day of illness", lambda life: life.days), ("DALY", lambda life: life.dalys)):
        averted = of(USUAL, take) - of(STEPPED, take)
        found[f"USD per {name} averted", horizon] = np.where(
            averted > 0, extra / np.where(averted > 0, averted, 1.0), np.nan
        )
    return found


def services(lives: Mapping[str, list[Life]], week: int) -> dict[str, Array]:
    """Return the remission ratio with social services of displaced people without income, by comparison."""
    share = {arm: np.array([life.remitted[week] for life in runs]) for arm, runs in lives.items()}
    pairs = zip(
        PAIRS,
        ((WITH_SERVICES[USUAL], USUAL), (WITH_SERVICES[STEPPED], STEPPED), (WITH_SERVICES[STEPPED], USUAL)),
        strict=True,
    )
    return {name: share[one] / np.where(share[other] > 0, share[other], np.nan) for name, (one, other) in pairs}


def by_rules(scale: float) -> dict[tuple[str, int], float]:
    """Return the figures that their own rules give when they are run again; money is left out."""
    community = settle(load("sandy", None, "anchor"), scale)
    everybody, needy = (rules.drawn(community, np.random.default_rng(2), both) for both in (False, True))
    ill = {stepped: rules.lived(everybody, stepped, False, 3).ill for stepped in (False, True)}
    well = {
        pair: 1 - rules.lived(needy, *pair, 3).ill for pair in [(s, w) for s in (False, True) for w in (False, True)]
    }
    found = {}
    for months, week in WEEKS.items():
        usual, stepped = ill[False][week], ill[True][week]
        found |= {
            ("risk ratio of prevalence", months): stepped / usual,
            ("risk difference of prevalence", months): 0.0438 * (stepped - usual),
            ("risk difference of persistence", months): stepped - usual,
            ("persistence, usual care (implied)", months): usual,
        }
        if months >= 12:
            found |= {
                ("times as many remitted: services beside usual care", months): well[False, True][week]
                / well[False, False][week],
                ("times as many remitted: services beside stepped care", months): well[True, True][week]
                / well[True, False][week],
                ("times as many remitted: both against usual care", months): well[True, True][week]
                / well[False, False][week],
            }
    return {key: float(value) for key, value in found.items()}


def verdict(figure: Figure, values: Array) -> str:
    """Return how a result compares with a figure."""
    if np.isnan(values).any():
        return "costs more, averts nothing" if "averted" in figure.what else "cannot be said"
    value, middle = float(values.mean()), (figure.low + figure.high) / 2
    if figure.low <= value <= figure.high or (not figure.interval and abs(value - middle) <= NEAR * abs(middle)):
        return "inside"
    if figure.nothing is None:
        return "higher" if value > middle else "lower"
    apart = values - figure.nothing
    if len(apart) > 1 and (apart > 0).any() and (apart < 0).any():
        return "no difference beyond chance"
    return (
        "same direction"
        if value - figure.nothing and (value > figure.nothing) == (middle > figure.nothing)
        else "other direction"
    )


def number(value: float) -> str:
    """Return a number with three significant digits."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}"


def ranged(values: Array) -> str:
    """Return the mean over seeds, and the least and greatest of them."""
    ends = f" ({number(float(values.min()))} to {number(float(values.max()))})" if len(values) > 1 else ""
    return "-" if np.isnan(values).any() else number(float(values.mean())) + ends


def main() -> None:
    """Print the published figures beside those of the rules and of both settings, as a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--scale", type=float, default=0.01)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--years", type=int, default=10)
    asked = parser.parse_args()
    again = by_rules(asked.scale)
    settings = [measured(name, asked.scale, asked.seeds, asked.years) for name in ("anchor", "survey")]
    print(
        "| figure | months | published | rules | anchor setting (least to greatest) | | survey setting | |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    for figure in FIGURES:
        published = figure.said or " to ".join(number(end) for end in dict.fromkeys((figure.low, figure.high)))
        at = figure.what, figure.months if figure.months < 120 else 12 * asked.years
        rest = [part for found in settings for part in (ranged(found[at]), verdict(figure, found[at]))]
        print(
            f"| {figure.what} | {at[1]} | {published} | {number(again[at]) if at in again else '-'} | {' | '.join(rest)} |"
        )


if __name__ == "__main__":
    main()
