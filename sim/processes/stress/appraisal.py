"""What is at stake, and can it be coped with? Primary and secondary appraisal (Lazarus & Folkman 1984).

    primary    threat   = loss - made_good(week) * (home + income + struck) + away * (week < back_home)
                          + reminder(week) * struck + hassles(week) + news(week) * media
    secondary  efficacy = self_efficacy + resources + support * (support - mean) / spread
    (each term times its weight; all in units of strain, that is, standard deviations of all adults)

    disposition = female (a half more, or less) + prior_trauma + attachment_anxiety + distress_before + temperament
    strain      = disposition + threat - efficacy
    loss        = home + income + injury + bereavement + strain_struck * struck
    mean, spread: of the support that the ties of this town give if nobody is distressed or tired (support.py)

Homes are rebuilt, work is found, places become safe: made_good(week) = 1 - exp(-week / made_good_weeks). Else they held people above the
cut-off for life, and no group could have fallen from half to a sixth in twelve years, as mothers after Katrina did. Deaths and injuries
stay: ten years after an earthquake the bereaved still had many times the odds of the others.
All of threat but the hassles is caused by the event: if a person lost nothing, threat is the hassles of any week.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.arithmetic import exp64, log64
from sim.kernels.compiled import kernel
from sim.processes.chunks import later
from sim.processes.process import process
from sim.processes.state import World, found_under
from sim.processes.stress.reminders import news, reminder
from sim.processes.stress.support import UsualSupport, support_of_ties

__all__ = ["AppraisalNumbers", "StruckNumbers", "appraise", "bring_along", "made_good", "take_stock"]


@found_under("stress.appraisal")
class AppraisalNumbers(NamedTuple):
    """Weights of what is at stake and of what can be done."""

    home: np.float32
    income: np.float32
    injury: np.float32
    bereavement: np.float32
    away: np.float32
    made_good_weeks: np.float32
    self_efficacy: np.float32
    resources: np.float32
    support: np.float32
    middle_income: np.float32


@found_under("stress.disposition")
class DispositionNumbers(NamedTuple):
    """Weights of what residents bring along."""

    female: np.float32
    prior_trauma: np.float32
    attachment_anxiety: np.float32
    distress_before: np.float32
    temperament: np.float32


@found_under("hazards.{hazard}")
class StruckNumbers(NamedTuple):
    """The hazard's own effects on people who are struck."""

    strain_struck: np.float32


@kernel
def material_resources(middle: float, income: NDArray[np.float32], resources: NDArray[np.float32]) -> None:
    """Turn income into resources: doublings above or below the usual income, held to two either way."""
    for i in range(income.shape[0]):
        doublings = log64(max(float(income[i]), 0.01) / middle) / 0.6931471805599453
        resources[i] = min(max(doublings, -2.0), 2.0)


@process(
    reads="income resources means female prior_trauma attachment_anxiety distress_before temperament",
    writes="resources means disposition",
)
def bring_along(world: World) -> None:
    """Add up, once, what each resident brings along."""
    r, own = world.residents, world.numbers(DispositionNumbers)
    material_resources(float(world.numbers(AppraisalNumbers).middle_income), r.income, r.resources)
    r.means[:] = r.resources
    r.disposition[:] = (
        own.female * (r.female - np.float32(0.5)) + own.prior_trauma * r.prior_trauma
        + own.attachment_anxiety * r.attachment_anxiety
        + own.distress_before * r.distress_before + own.temperament * r.temperament
    )  # fmt: skip


@process(reads="struck home_lost income_lost injured bereaved", writes="loss")
def take_stock(world: World) -> None:
    """Add up, once, what has been lost."""
    r, weight = world.residents, world.numbers(AppraisalNumbers)
    r.loss[:] = (
        weight.home * r.home_lost + weight.income * r.income_lost + world.numbers(StruckNumbers).strain_struck * r.struck
        + weight.injury * r.injured + weight.bereavement * r.bereaved
    )  # fmt: skip


def made_good(week: int, numbers: AppraisalNumbers) -> np.float32:
    """Return which share of lost homes and incomes has been made good by this week."""
    return np.float32(1.0 - exp64(-week / float(numbers.made_good_weeks)))


@kernel
def appraise_all(
    week: int, reminder: np.float32, news: np.float32, weight: AppraisalNumbers, ties: UsualSupport,
    there: np.float32, good: np.float32, loss: NDArray[np.float32], home_lost: NDArray[np.uint8], income_lost: NDArray[np.uint8],
    hassles: NDArray[np.float32], struck: NDArray[np.uint8], media: NDArray[np.float32], back_home: NDArray[np.int16],
    self_efficacy: NDArray[np.float32], resources: NDArray[np.float32],
    support: NDArray[np.float32], threat: NDArray[np.float32], efficacy: NDArray[np.float32],
) -> None:  # fmt: skip
    """Appraise what is at stake and what can be done, for every resident."""
    per_share = weight.support / ties.spread
    for i in range(threat.shape[0]):
        away = weight.away if back_home[i] > week else np.float32(0.0)
        gone = good * (
            weight.home * np.float32(home_lost[i])
            + weight.income * np.float32(income_lost[i])
            + there * np.float32(struck[i])
        )
        threat[i] = loss[i] - gone + away + reminder * np.float32(struck[i]) + hassles[i] + news * media[i]
        efficacy[i] = (
            weight.self_efficacy * self_efficacy[i]
            + weight.resources * resources[i]
            + per_share * (support[i] - ties.mean)
        )


@process(
    reads="loss home_lost income_lost hassles struck media back_home self_efficacy resources support threat efficacy",
    writes="threat efficacy",
    lazy=True,
)
def appraise(world: World) -> None:
    """Appraise what is at stake (threat) and what can be done about it (efficacy)."""
    r, numbers = world.residents, world.numbers(AppraisalNumbers)
    moment = (
        world.week,
        reminder(world),
        news(world),
        numbers,
        support_of_ties(world),
        world.numbers(StruckNumbers).strain_struck,
        made_good(world.week, numbers),
    )
    columns = (
        r.loss, r.home_lost, r.income_lost, r.hassles, r.struck, r.media, r.back_home, r.self_efficacy, r.resources, r.support,
        r.threat, r.efficacy,
    )  # fmt: skip
    later(world, appraise_all, moment, columns)
