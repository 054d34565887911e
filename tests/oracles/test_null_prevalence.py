"""Does prevalence match the equations? With randomness only in the first impact and spread only in strain, the answer is one integral.

    latent(t)  = own + disruption / (1 + 1 / stressor_weeks)^t + shock / (1 + recovery_rate)^t
    own        = strain_spread * (quantile(usual_cases) + strain)           disruption = exp(strain_level)
    case(t)    if shock >= bar(t) = -(own + disruption / (1 + 1 / stressor_weeks)^t) * (1 + recovery_rate)^t

Given strain, everything that is counted (prevalence, onset, trajectories, recovery) is the chance that the log-normal shock lies
between two bars; over strain, a standard normal, it is a quadrature. MODEL.md section 4, every social effect off.
"""

import numpy as np
import pytest
from scipy import stats

from sim.studies.compare import outcome_of
from tests.oracles.null_town import null_model, null_plan
from tests.oracles.power import share

PEOPLE, WEEKS = 300_000, 104
IMPACT, LEVEL, USUAL = 0.3, -0.8, 0.04
SPREAD, RHO, RATE, SLOPE, FADE = 0.482, 0.579, 0.0354, 0.751, 60.0
NUMBERS = {
    "stress.impact.spread": SPREAD, "stress.impact.with_strain": RHO, "stress.distress.recovery_rate": RATE,
    "stress.distress.strain_spread": SLOPE, "stress.distress.usual_cases": USUAL, "stress.distress.stressor_weeks": FADE,
    "stress.distress.late": 0.0, "stress.impact.fading_spread": 0.0, "stress.impact.burden_spread": 0.0,
}  # fmt: skip
# As many are struck as of the people of the fit, so that around everybody as much is as there.
STRUCK = 0.18
STRAIN = np.linspace(-7.0, 7.0, 4001)


def own(strain: np.ndarray) -> np.ndarray:
    """Latent distress in a normal year, given strain."""
    return SLOPE * (stats.norm.ppf(USUAL) + strain)


def bars(strain: np.ndarray) -> np.ndarray:
    """The least shock with which somebody is a case in each week, `(W + 1, n)`; 0 where anybody is."""
    week = np.arange(WEEKS + 1)[:, None]
    return np.maximum(-own(strain) - np.exp(LEVEL) / (1.0 + 1.0 / FADE) ** week, 0.0) * (1.0 + RATE) ** week


def chance_above(bar: np.ndarray, strain: np.ndarray) -> np.ndarray:
    """The chance that the shock reaches a bar, given strain."""
    with np.errstate(divide="ignore"):
        z = (np.log(bar) - IMPACT - SPREAD * RHO * strain) / (SPREAD * np.sqrt(1.0 - RHO**2))
    return stats.norm.sf(z)


def known() -> dict[str, np.ndarray | float]:
    """The known answers: shares of everybody, by week or at the end."""
    weights = stats.norm.pdf(STRAIN) * (STRAIN[1] - STRAIN[0])
    bar = bars(STRAIN)
    above = chance_above(bar, STRAIN)
    lowest = np.minimum.accumulate(bar, axis=0)
    ever = chance_above(lowest, STRAIN)
    lately, early = chance_above(bar[-4:].min(axis=0), STRAIN), ever[26]
    return {
        "prevalence": above @ weights, "onset by": ever @ weights, "resilient": 1.0 - ever[-1] @ weights,
        "recovery": (ever[-1] - above[-1]) @ weights, "need_recovered": (ever[-1] - lately) @ weights,
        "delayed": np.maximum(above[-1] - early, 0.0) @ weights, "chronic": np.minimum(above[-1], early) @ weights,
    }  # fmt: skip


def run(**other: float):
    """The engine's own outcome; `other` numbers, by their last name, are planted bugs."""
    numbers = {path: other.get(path.rpartition(".")[2], x) for path, x in NUMBERS.items()}
    model = null_model(null_plan(PEOPLE, 1, WEEKS, IMPACT, LEVEL, numbers, exposure=STRUCK))
    return outcome_of(model), model


def checks(outcome) -> list:
    """Every figure that has a known answer."""
    answers, n = known(), outcome.people[0]
    cases, onset = outcome.weekly["cases"][:, 0], outcome.histograms["onset"][0].cumsum()
    weekly = [share(f"prevalence in week {t}", cases[t], n, answers["prevalence"][t]) for t in (0, 13, 26, 52, 104)]
    weekly += [share(f"onset by week {t}", onset[t], n, answers["onset by"][t]) for t in (13, 26, 52, 104)]
    ends = ("resilient", "recovery", "need_recovered", "delayed", "chronic")
    return weekly + [share(name, outcome.final[name][0], n, answers[name]) for name in ends]


def test_prevalence_onset_and_trajectories_are_the_integral():
    """Sees 0.8 points of any share among 300,000 people."""
    outcome, _ = run()
    assert known()["resilient"] > 0.05 and known()["recovery"] > 0.05
    for check in checks(outcome):
        check.agrees(sees=0.0083)


@pytest.mark.parametrize(
    ("number", "value"),
    [("recovery_rate", 0.0354 * 1.1), ("spread", 0.52), ("with_strain", 0.52), ("strain_spread", 0.70),
     ("usual_cases", 0.046), ("stressor_weeks", 72.0)],
)  # fmt: skip
def test_any_number_a_tenth_off_is_caught(number, value):
    outcome, _ = run(**{number: value})
    assert any(check.caught for check in checks(outcome))


def test_every_single_resident_follows_the_closed_form():
    """Sees a hundredth of a percent of one resident's severity, after 104 weeks of single precision."""
    first = null_model(null_plan(1000, 1, WEEKS, IMPACT, LEVEL, NUMBERS, exposure=STRUCK))
    r = first.world.residents
    shock, strain = r.shock.astype(float), r.temperament.astype(float)
    first.run()
    latent = own(strain) + np.exp(LEVEL) / (1.0 + 1.0 / FADE) ** WEEKS + shock / (1.0 + RATE) ** WEEKS
    top = first.world.book["stress.distress.highest"].value
    assert np.allclose(r.severity, top / (1.0 + (top - 1.0) * np.exp(-latent * top / (top - 1.0))), rtol=1e-4)
