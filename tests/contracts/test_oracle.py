"""Do the kernels give the same weeks as plain agents that follow the docstrings?"""

from collections import Counter

import numpy as np
import pytest

from sim.engine.mesa_model import HealingModel
from tests.oracle import Town
from tests.small_town import town, town_plan

PLAN, WEEKS = town_plan(), 52
# Every arm after a flood, which strikes homes, and one after hazards that strike persons.
LIVED = [*(("flood", arm) for arm in PLAN.arms), ("violence", "everything"), ("pandemic", "nothing")]
SMOOTH = ("severity", "set_point", "threat", "efficacy", "hassles", "stressor", "support", "fatigue", "pace", "skills",
          "bonds", "stigma", "trust", "resources", "orientation", "agency", "meaning", "connection", "growth", "whole")  # fmt: skip
# These cross 0, where a share of them means nothing: they are held to a thousandth of a standard deviation of strain.
IN_STRAIN = ("threat", "efficacy", "hassles", "resources", "orientation")
COUNTED = ("care", "coping", "asks", "courses", "ask_again", "onset", "last_case", "back_home", "settled_elsewhere", "struck",
           "home_lost", "income_lost", "injured", "bereaved")  # fmt: skip
STEPS = ("need", "perceived", "asked", "passed", "started", "stayed", "finished")


@pytest.fixture(scope="module", params=LIVED, ids="-".join)
def lived(request):
    """Both towns after every week of a year: a list of pairs of columns (theirs, ours)."""
    plan, arm = town_plan(request.param[0]), request.param[1]
    plain, ours = Town(plan, town(), arm, 7), HealingModel(plan, arm, 7, community=town())
    weeks = [(columns_of(plain), kept(ours))]
    for _ in range(WEEKS):
        plain.step()
        ours.step()
        weeks.append((columns_of(plain), kept(ours)))
    return weeks


def columns_of(plain: Town) -> dict[str, np.ndarray]:
    names, offers = [*PLAN.barriers, "declined", "none_open"], [offer.name for offer in plain.offers]
    columns = {name: np.array([getattr(p, name) for p in plain.people], float) for name in (*SMOOTH, *COUNTED)}
    columns["refused_by"] = np.array([-1 if p.refused_by is None else names.index(p.refused_by) for p in plain.people])
    columns["programme"] = np.array([-1 if p.site is None else offers.index(p.site.offer.name) for p in plain.people])
    columns["ever"] = np.array([sum(1 << j for j, step in enumerate(STEPS) if step in p.ever) for p in plain.people])
    columns["sessions"] = np.array([p.sessions for p in plain.people])
    return columns


def kept(ours: HealingModel) -> dict[str, np.ndarray]:
    r = ours.world.residents
    return {
        name: getattr(r, name).copy() for name in (*SMOOTH, *COUNTED, "refused_by", "programme", "ever", "sessions")
    }


@pytest.mark.parametrize("name", SMOOTH)
def test_the_same_trajectories(lived, name):
    for week, (theirs, ours) in enumerate(lived):
        least = 1.0 if name in IN_STRAIN else 0.01
        apart = np.abs(theirs[name] - ours[name]) / np.maximum(np.abs(theirs[name]), least)
        assert apart.max() < 1e-3, f"week {week}: resident {apart.argmax()}, {apart.max():.2e} apart"


@pytest.mark.parametrize("name", [*COUNTED, "refused_by", "programme", "ever", "sessions"])
def test_the_same_decisions(lived, name):
    for week, (theirs, ours) in enumerate(lived):
        other = np.flatnonzero(theirs[name] != ours[name])
        assert len(other) == 0, (
            f"week {week}: residents {other[:5]}: {theirs[name][other[:5]]} against {ours[name][other[:5]]}"
        )


@pytest.mark.parametrize("arm", ["everything", "helped"])
def test_the_year_had_everything_in_it(arm):
    model = HealingModel(PLAN, arm, 7, community=town())
    refusals, happened = Counter(), 0
    for _ in range(WEEKS):
        model.step()
        r = model.world.residents
        refusals.update(r.refused_by[r.refused_by >= 0].tolist())
        happened |= int(np.bitwise_or.reduce(r.happened))
    assert happened == 255
    assert len(refusals) == len(PLAN.barriers) + 2
    assert int(np.bitwise_or.reduce(r.used)) == (1 << len(PLAN.programmes)) - 1
    assert {0, 1, 2} == set(r.care.tolist())
