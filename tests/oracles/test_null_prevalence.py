"""Does prevalence match the equations? With randomness only in the first impact and spread only in strain, the answer is one integral.

    severity(t)  = decay(t) * severity(0) + set_point * pull(t)                     set_point = exp(strain_level + strain_spread * strain)
    decay(t)     = exp(-recovery_rate * t)
    pull(t)      = (1 - exp(-recovery_rate)) * sum over weeks u <= t of decay(t - u) * ((1 - share) + share * exp(-u / stressor_weeks))
    case(t)      if severity(0) >= bar(t) = (1 - set_point * pull(t)) / decay(t)

Given strain, everything that is counted (prevalence, onset, trajectories, recovery) is the chance that a log-normal severity(0) lies
between two bars; over strain, a standard normal, it is a quadrature. MODEL.md section 4, every social effect off.
"""

import numpy as np
import pytest
from scipy import stats

from sim.studies.compare import outcome_of
from tests.oracles.null_town import null_model, null_plan
from tests.oracles.power import share

PEOPLE, WEEKS = 100_000, 104
IMPACT, LEVEL = -0.5, 0.0
SPREAD, RHO, RATE, SLOPE, SHARE, FADE = 0.482, 0.579, 0.0354, 0.751, 0.591, 150.0
NUMBERS = {
    "stress.impact.spread": SPREAD, "stress.impact.with_strain": RHO, "stress.distress.recovery_rate": RATE,
    "stress.distress.strain_spread": SLOPE, "stress.distress.stressor_share": SHARE, "stress.distress.stressor_weeks": FADE,
    "stress.distress.late": 0.0,
}  # fmt: skip
STRAIN = np.linspace(-7.0, 7.0, 4001)


def bars(strain: np.ndarray) -> np.ndarray:
    """The least first severity with which somebody is a case in each week, `(W + 1, n)`; minus infinity where anybody is."""
    week = np.arange(WEEKS + 1)
    heading = np.where(week > 0, (1.0 - SHARE) + SHARE * np.exp(-week / FADE), 0.0)
    pull = np.zeros(WEEKS + 1)
    for t in range(1, WEEKS + 1):
        pull[t] = np.exp(-RATE) * pull[t - 1] + (1.0 - np.exp(-RATE)) * heading[t]
    left = 1.0 - np.exp(LEVEL + SLOPE * strain) * pull[:, None]
    return np.where(left > 0, left * np.exp(RATE * week)[:, None], 0.0)


def chance_above(bar: np.ndarray, strain: np.ndarray) -> np.ndarray:
    """The chance that the first severity reaches a bar, given strain."""
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
    model = null_model(null_plan(PEOPLE, 1, WEEKS, IMPACT, LEVEL, numbers))
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
    """Sees 0.8 points of any share among 100,000 people."""
    outcome, _ = run()
    assert known()["delayed"] > 0.01 and known()["recovery"] > 0.05
    for check in checks(outcome):
        check.agrees(sees=0.0083)


@pytest.mark.parametrize(
    ("number", "value"),
    [("recovery_rate", 0.0354 * 1.1), ("spread", 0.52), ("with_strain", 0.52), ("strain_spread", 0.70),
     ("stressor_share", 0.55), ("stressor_weeks", 165.0)],
)  # fmt: skip
def test_any_number_a_tenth_off_is_caught(number, value):
    outcome, _ = run(**{number: value})
    assert any(check.caught for check in checks(outcome))


def test_every_single_resident_follows_the_closed_form():
    """Sees a hundredth of a percent of one resident's severity, after 104 weeks of single precision."""
    first = null_model(null_plan(1000, 1, WEEKS, IMPACT, LEVEL, NUMBERS))
    start, strain = first.world.residents.severity.astype(float), first.world.residents.temperament.astype(float)
    first.run()
    seen = first.world.residents.severity
    expected = np.exp(-RATE * WEEKS) * start + (1.0 - bars(strain)[-1] * np.exp(-RATE * WEEKS))
    rising = bars(strain)[-1] > 0
    assert rising.mean() > 0.5
    assert np.allclose(seen[rising], expected[rising], rtol=1e-4)
