"""Are people independent of each other if nothing ties them? Then variances add up, and probabilities multiply.

    cases over seeds    mean = sum of p_i,  variance = sum of p_i (1 - p_i)          p_i: the chance of resident i, ties cut
    and where p_i is only counted over S seeds, the sum of c_i (S - c_i) / (S (S - 1)), c_i of S, has that same mean

Any luck that two residents share, by a tie, a household or a key used twice, makes the variance larger: by the mean correlation of two
residents times their number, so a thousand people make the smallest correlations visible.
"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from scipy import stats

from sim.engine.mesa_model import HealingModel
from sim.kernels.random_streams import DECISION, uniforms
from sim.processes.hazards.footprint import household_heads
from tests.oracles.null_town import null_model, null_plan, people_of
from tests.oracles.power import Check, Spread, total

PEOPLE, SEEDS, WEEKS = 1000, 250, 8
IMPACT, LEVEL, SPREAD, RHO, RATE, SLOPE, USUAL, FADE, STRUCK = 0.1, -0.3, 0.482, 0.579, 0.0354, 0.751, 0.04, 60.0, 0.18
EXACT = {
    "stress.impact.spread": SPREAD, "stress.impact.with_strain": RHO, "stress.distress.recovery_rate": RATE,
    "stress.distress.strain_spread": SLOPE, "stress.distress.usual_cases": USUAL, "stress.distress.stressor_weeks": FADE,
    "stress.distress.late": 0.0, "stress.impact.fading_spread": 0.0, "stress.impact.burden_spread": 0.0,
}  # fmt: skip
# All that a household shares by luck; who is struck belongs to the scenario and is no luck of a seed.
NOT_SHARED = {"hazards.flood.bereaved_struck": 0.0, "hazards.flood.bereaved_near": 0.0}


@cache
def cases(exact: bool, shared: bool = False, tied: bool = False, contagion: float = 2.0) -> np.ndarray:
    """Return who is a case after WEEKS weeks, by seed, `(S, n)`; `shared` plants a bug: a household has one luck."""
    numbers = EXACT if exact else NOT_SHARED | {"stress.support.friends_double": contagion}
    plan = null_plan(PEOPLE, 1, WEEKS, IMPACT, LEVEL, numbers, quiet=exact, exposure=STRUCK)
    community, strata = people_of(PEOPLE, 1, tied)
    community = replace(community, places=plan.places)
    if shared:
        people = community.residents.copy()
        people.uid[:] = people.uid[household_heads(people.household)]
        community = replace(community, residents=people)
    found = np.zeros((SEEDS, PEOPLE), bool)
    for seed in range(SEEDS):
        model = HealingModel(plan, None, seed + 1, community=community, strata=strata)
        model.run()
        found[seed] = model.world.residents.severity >= 1.0
    return found


def counted(found: np.ndarray) -> Spread:
    """The variance of the number of cases over seeds, against the sum of everybody's own."""
    runs, often = len(found), found.sum(axis=0)
    alone = (often * (runs - often)).sum() / (runs * (runs - 1))
    return Spread("variance of cases", float(found.sum(axis=1).var(ddof=1) / alone), runs - 1)


def chances() -> np.ndarray:
    """Everybody's known chance to be a case after WEEKS weeks, given strain."""
    strain = null_model(null_plan(PEOPLE)).world.residents.temperament.astype(float)
    lasting = SLOPE * (stats.norm.ppf(USUAL) + strain) + np.exp(LEVEL - WEEKS / FADE)
    bar = np.maximum(-lasting * (1.0 + RATE) ** WEEKS, 1e-12)
    return stats.norm.sf((np.log(bar) - IMPACT - SPREAD * RHO * strain) / (SPREAD * np.sqrt(1.0 - RHO**2)))


@pytest.mark.slow
def test_the_number_of_cases_varies_as_that_of_independents_with_known_chances():
    """Sees a factor of 1.57 on the variance, a mean correlation of 0.0006 between two of a thousand; 0.4 points of the mean."""
    found, p = cases(True), chances()
    total("cases", found.sum(), np.tile(p, SEEDS)).agrees(sees=0.005)
    variance = float(found.sum(axis=1).var(ddof=1) / (p * (1.0 - p)).sum())
    Spread("variance of cases", variance, SEEDS - 1).agrees(sees=1.57)
    often = (found.sum(axis=0) - SEEDS * p) / np.sqrt(SEEDS * np.maximum(p * (1.0 - p), 1e-9))
    settled = p * (1.0 - p) > 0.02
    # Everybody's own chance, too: the sum of squared deviations is a chi-square of as many residents.
    spread = Spread("each resident's chance", float((often[settled] ** 2).mean()), int(settled.sum()))
    spread.agrees(sees=1.4)


@pytest.mark.slow
def test_all_that_goes_on_inside_people_leaves_them_independent_once_ties_are_cut():
    """All of the engine's week is on, ties are cut: sees a mean correlation of 0.0006 between two residents."""
    counted(cases(False)).agrees(sees=1.57)


@pytest.mark.slow
def test_luck_that_a_household_shares_is_caught():
    assert counted(cases(True, shared=True)).caught


def test_two_decisions_two_weeks_and_two_people_share_no_luck():
    """Correlations of luck itself between decisions, occasions, neighbours and seeds: each check sees 0.017."""
    n = 100_000
    keys = people_of(n)[0].residents.uid

    def luck(seed: int, name: str, occasion: int) -> np.ndarray:
        return uniforms(seed, DECISION[name], keys, occasion)

    first = luck(1, "session", 1)
    others = {
        "decision": luck(1, "ask", 1), "occasion": luck(1, "session", 2), "seed": luck(2, "session", 1),
        "neighbour": np.roll(first, 1),
    }  # fmt: skip
    for name, other in others.items():
        Check(name, float(np.corrcoef(first, other)[0, 1]), 0.0, 1.0 / np.sqrt(n)).agrees(sees=0.017)
    household = first[household_heads(people_of(n)[0].residents.household)]
    assert Check("planted: a household's", float(np.corrcoef(first, household)[0, 1]), 0.0, 1.0 / np.sqrt(n)).caught
