"""Are programmes for some only for them, and do the plainest checks hold: nothing before its time, nothing that is not there?"""

import numpy as np
import pytest

from sim.processes.care.eligibility import SITUATION
from sim.processes.care.offers import offers_of
from sim.scenario import loads, scenario_folder
from sim.scenario.plan import SITUATIONS

MINIMAL = (scenario_folder() / "minimal.toml").read_text(encoding="utf-8")
DESK = """
[programme.desk]
intervention = "case_management"
channel = "CHANNEL"
slots = 60
sites = 1
opens = 2
min_age = 0
only = ONLY
[programme.screen]
intervention = "cbt"
channel = "telehealth"
slots = 30
opens = 3
[arm.desk]
programmes = ["desk"]
[arm.screen]
programmes = ["clinic", "screen"]
"""


def plan_for(only: str = "[]", channel: str = "outreach"):
    text = DESK.replace("only = ONLY\n", f"only = {only}\n" if only != "[]" else "").replace("CHANNEL", channel)
    return loads(MINIMAL + text)


def served_by(model, weeks: int) -> np.ndarray:
    for _ in range(weeks):
        model.step()
    return model.world.residents.courses > 0


def test_situations_are_what_they_say(make_model):
    r = make_model().world.residents
    holds = {name: r.situation & SITUATION[name] > 0 for name in SITUATIONS}
    assert np.array_equal(holds["poor"], r.income < 1) and np.array_equal(holds["uninsured"], r.insured == 0)
    assert np.array_equal(holds["struck"], r.struck > 0) and np.array_equal(holds["bereaved"], r.bereaved > 0)
    assert (r.age[holds["pupil"]] < 18).all() and (r.age[holds["working"]] >= 18).all()
    assert not holds["away"].any(), "who is away is seen week by week"
    assert all(holds[name].any() for name in SITUATIONS if name != "away")


@pytest.mark.parametrize("channel", ["outreach", "faith_centre"])
def test_all_that_a_programme_names_must_hold(make_model, channel):
    model = make_model("desk", plan=plan_for('["struck", "income_lost"]', channel))
    r = model.world.residents
    allowed = (r.struck > 0) & (r.income_lost > 0)
    r.severity[:], r.awareness[:] = 1.5, 0.0
    served = served_by(model, 12)
    assert served.sum() > 3 and allowed[served].all()
    assert not allowed.all()


def test_those_away_are_only_those_still_away(make_model):
    model = make_model("desk", plan=plan_for('["away"]'))
    r = model.world.residents
    for _ in range(30):
        before = r.courses.copy()
        model.step()
        assert (r.back_home[r.courses > before] > model.week).all()
    assert (r.courses > 0).any()


def test_for_everybody_is_for_everybody(make_model):
    served = served_by(make_model("desk", plan=plan_for()), 8)
    r = make_model().world.residents
    assert not (r.struck > 0)[served].all()


def test_working_hours_keep_out_those_who_work_then(make_model, community):
    text = MINIMAL.replace("evenings = true", "evenings = false")
    numbers = '\n[numbers]\n"barriers.opening_hours.effect" = -20\n'
    model = make_model("usual_care", plan=loads(text + numbers))
    r = model.world.residents
    r.severity[:], r.awareness[:] = 1.5, 0.0
    served = served_by(model, 40)
    assert served.any() and not (r.situation[served] & SITUATION["working"]).any()


def test_without_internet_only_what_needs_it_is_lost(make_model):
    plan, courses = plan_for(), {}
    for connected in (1, 0):
        model = make_model("screen", plan=plan)
        model.world.residents.internet[:] = connected
        clinic, screen = (list(plan.programmes).index(name) for name in ("clinic", "screen"))
        served = served_by(model, 40)
        used = model.world.residents.used
        courses[connected] = [(used >> k & 1).sum() for k in (clinic, screen)]
        assert served.any() and offers_of(model.world).needs_internet.sum() == 1
    assert courses[0][1] < courses[1][1] / 3, "by screen hardly anybody is left"
    assert courses[0][0] >= 0.8 * courses[1][0], "the clinic loses hardly anybody: whose turn it is differs"


def test_without_internet_nothing_else_changes_at_all(make_model):
    severities = []
    for connected in (1, 0):
        model = make_model("usual_care")
        model.world.residents.internet[:] = connected
        served_by(model, 30)
        severities.append(model.world.residents.severity.tobytes())
    assert severities[0] == severities[1]


def test_nobody_is_served_before_the_event_or_before_a_site_opens(make_model):
    model = make_model("desk", plan=plan_for())
    assert not (model.world.residents.courses > 0).any()
    model.step()
    assert not (model.world.residents.courses > 0).any(), "it opens in week 2"
    model.step()
    assert (model.world.residents.courses > 0).any()
