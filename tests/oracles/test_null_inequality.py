"""Is there no inequality when there should be none, and as much as in the textbook otherwise?

Illness dealt out by chance, whatever the income (`dealt`), through the engine's counts, strata and tables:

    concentration index   0, error sqrt((1 - p) / (3 p n))            p: share ill, n: adults
    Erreygers' index      0, error 4 sqrt(p (1 - p) / (3 n))
    slope index           0, error sqrt(12 p (1 - p) / n)
    gap of five groups    the range of five normals, error of a group sqrt(p (1 - p) / n_group): 2.33 errors on average, never 0

and dealt out by rank: all of it to the poorest share p gives an index of p - 1, Erreygers 4 p (p - 1); a chance that falls by a straight
line from the poorest to the richest by `slope` gives a slope index of -slope, Erreygers -2/3 slope, index -slope / (6 p).

Errors: of the covariance with a rank of variance 1/12 (Kakwani, Wagstaff & van Doorslaer 1997, where nothing depends on rank);
answers: Wagstaff 2005, Erreygers 2009, Mackenbach & Kunst 1997. Twenty groups make a rank of variance (1 - 1/400) / 12, minded below.
"""

import numpy as np
import pytest
from scipy import stats

from sim.kernels import random_streams
from sim.outcomes import equity_table
from sim.population.strata import income_twentieth
from sim.processes.process import process
from sim.studies.compare import Stage, outcome_of, put_together
from tests.oracles.null_town import null_model, null_plan
from tests.oracles.power import Check

PEOPLE, SEEDS, SHARE, SLOPE = 20_000, 6, 0.2, 0.1
GROUPS = 20


def dealing(rule: str, slope: float = SLOPE):
    """Return the process that makes some ill for the week, by `rule`: chance, line or poorest."""

    @process(reads="uid income severity", writes="severity")
    def deal(world) -> None:
        r = world.residents
        group = income_twentieth(r.income, r.uid)
        rank = (group + 0.5) / GROUPS
        chance = {"chance": SHARE, "line": SHARE + slope * (0.5 - rank), "poorest": (group < SHARE * GROUPS) * 1.0}[
            rule
        ]
        luck = random_streams.uniforms(world.seed, random_streams.DECISION["hassles"], r.uid, world.week)
        r.severity[:] = np.where(luck < chance, 2.0, 0.4)

    return deal


def table(rule: str, slope: float = SLOPE):
    """Return the row of prevalence by income of the engine's own equity table, and how many adults all seeds have together."""
    plan = null_plan(PEOPLE, 1, 4)
    models = {seed: null_model(plan, seed, (dealing(rule, slope),)) for seed in range(1, SEEDS + 1)}
    outcomes = {("nothing", seed): outcome_of(model) for seed, model in models.items()}
    stage = Stage(plan, models[1].community, models[1].record.strata)
    results = put_together(stage, ("nothing",), tuple(models), outcomes)
    row = equity_table(results, ["income"], ["prevalence_end"]).iloc[0]
    return row, PEOPLE * SEEDS


def checks(row, n: int, slope: float = 0.0) -> list[Check]:
    """The three rank measures against a straight line; `slope` 0 is chance."""
    p, uneven = SHARE, 1.0 - 1.0 / GROUPS**2
    index, bounded, line = (float(row[name]) for name in ("concentration_index", "erreygers", "slope_index"))
    return [
        Check("level", float(row["level"]), p, np.sqrt(p * (1 - p) / n)),
        Check("concentration index", index, -slope * uneven / (6.0 * p), np.sqrt((1 - p) / (3.0 * p * n))),
        Check("Erreygers", bounded, -slope * uneven * 2.0 / 3.0, 4.0 * np.sqrt(p * (1 - p) / (3.0 * n))),
        Check("slope index", line, -slope, np.sqrt(12.0 * p * (1 - p) / n)),
    ]


SEES = (0.006, 0.018, 0.014, 0.021)


def test_illness_by_chance_has_no_inequality():
    """Sees a concentration index of 0.018, Erreygers of 0.014 and a slope of 2.1 points, with 120,000 dealt."""
    row, n = table("chance")
    for check, sees in zip(checks(row, n), SEES, strict=True):
        check.agrees(sees)
    assert abs(float(row["relative_index"]) - 1.0) < SEES[3] / SHARE


def test_the_gap_of_chance_is_the_range_of_five_groups_and_not_nothing():
    """Best and worst are chosen after looking: even chance opens a gap of 2.3 errors of a group. Sees one of 8 (2.1 points)."""
    row, n = table("chance")
    error = np.sqrt(SHARE * (1 - SHARE) / (n / 5))
    low, high = stats.studentized_range.ppf([0.001, 0.999], 5, 1e6)
    assert low < float(row["gap"]) / error < high < 8 and 8 * error < 0.021
    assert float(row["worst"]) - float(row["best"]) == pytest.approx(float(row["gap"]))
    planted, _ = table("line", 0.03)
    assert float(planted["gap"]) / error > high


def test_illness_by_a_straight_line_has_the_index_of_the_textbook():
    """Ten points from the poorest to the richest: index -0.083, Erreygers -0.067, slope -0.1, each to within what luck can do."""
    row, n = table("line")
    for check, sees in zip(checks(row, n, SLOPE), SEES, strict=True):
        check.agrees(sees)
    assert all(check.caught for check in checks(row, n)[1:])


def test_a_line_three_points_steep_is_caught():
    row, n = table("line", 0.03)
    assert any(check.caught for check in checks(row, n))


def test_all_of_it_on_the_poorest_has_the_bound_of_the_index():
    """No luck here, so the answer is exact: p - 1, 4 p (p - 1), and the whole gap."""
    row, _ = table("poorest")
    assert float(row["level"]) == pytest.approx(SHARE, abs=1e-9)
    assert float(row["concentration_index"]) == pytest.approx(SHARE - 1.0, abs=1e-9)
    assert float(row["erreygers"]) == pytest.approx(4.0 * SHARE * (SHARE - 1.0), abs=1e-9)
    assert float(row["gap"]) == pytest.approx(1.0) and row["worst_group"] == "poorest fifth"
    assert float(row["slope_index"]) == pytest.approx(6.0 * SHARE * (SHARE - 1.0) / (1.0 - 1.0 / GROUPS**2), rel=1e-9)
