"""Does a session reach each person as fit, alliance, pacing and group say, and can each of these be switched off?"""

import numpy as np
import pytest

from sim.population.residents import HAPPENED
from sim.processes import care
from sim.processes.care.offers import offers_of
from sim.scenario import loads, scenario_folder

MINIMAL = (scenario_folder() / "minimal.toml").read_text(encoding="utf-8")
MORE = """
[programme.tried]
intervention = "INTERVENTION"
channel = "outreach"
slots = 50
sites = 1
opens = 1
KEYS
[arm.tried]
programmes = ["tried"]
"""


@pytest.fixture
def in_course(make_model):
    """A world after some sessions of an intervention that everyone attends, and the world before; keys and numbers as wanted."""

    def after(intervention: str, sessions: int = 1, keys: str = "", numbers: str = "", **columns):
        text = MINIMAL + MORE.replace("INTERVENTION", intervention).replace("KEYS", keys)
        world = make_model("tried", plan=loads(f"{text}\n[numbers]\n{numbers}")).world
        r, k = world.residents, list(world.scenario.programmes).index("tried")
        r.severity[:], r.support[:] = 1.2, 0.4
        for name, values in columns.items():
            getattr(r, name)[:] = values
        before = r.copy()
        rows = np.arange(len(r), dtype=np.int32)
        r.care[:], r.programme[:], r.sessions[:], r.courses[:] = 2, k, 0, 1
        world.attending.extend(rows)
        for _ in range(sessions):
            world.week += 1
            care.deliver(world)
        return world, before

    return after


def half(n: int, low: float, high: float) -> np.ndarray:
    return np.where(np.arange(n) % 2, high, low).astype(np.float32)


OFF = '"care.alliance.outcome" = 0\n"care.alliance.staying" = 0\n"care.culture.misfit" = 0\n'


def test_case_management_takes_stressors_and_leaves_symptoms(in_course):
    world, before = in_course("case_management")
    r, offer = world.residents, offers_of(world)[-1]
    assert np.array_equal(r.severity, before.severity) and np.array_equal(r.skills, before.skills)
    assert np.allclose(r.stressor, before.stressor * (1 - offer.stressor_cut))
    assert (r.trust > before.trust)[before.trust < 1].all() and (r.agency > before.agency).all()


def test_contact_takes_stigma_and_nothing_else(in_course):
    world, before = in_course("anti_stigma_contact")
    r = world.residents
    assert np.allclose(r.stigma, before.stigma * 0.83)
    for name in ("severity", "skills", "stressor", "support", "trust", "agency", "meaning", "bonds"):
        assert np.array_equal(getattr(r, name), getattr(before, name)), name


def test_debriefing_leaves_people_worse_off(in_course):
    world, _ = in_course("debriefing")
    assert np.allclose(world.residents.skills, -0.42)


def test_exposure_makes_a_tenth_worse_for_a_while(in_course):
    world, _ = in_course("prolonged_exposure", 2, numbers=OFF)
    severity = world.residents.severity[world.residents.sessions == 2]
    worse = severity > 1.2
    share, n = worse.mean(), len(severity)
    assert abs(share - 0.105) < 4 * np.sqrt(0.105 * 0.895 / n)
    assert np.allclose(severity[worse] / severity[~worse].mean(), 1.2, rtol=1e-5)
    assert (world.residents.skills[world.residents.sessions == 2] > 0).all(), "paced work leaves no trace"


def test_without_pacing_the_unready_get_worse_more_often_and_keep_a_trace(in_course, community):
    people = len(community.residents)
    severity = half(people, 1.2, 2.0)
    world, _ = in_course("prolonged_exposure", 2, "paced = false", OFF, severity=severity)
    r = world.residents
    came = r.sessions == 2
    trace = r.skills < r.skills[came].max() - 0.05  # equal gains, and for some a trace of 0.1
    unready = severity > 1.5
    expected = 0.105 * 3
    share = trace[came & unready].mean()
    assert abs(share - expected) < 4 * np.sqrt(expected * (1 - expected) / (came & unready).sum())
    assert trace[came & ~unready].mean() < 0.2
    assert np.allclose(r.skills[came & trace], r.skills[came & ~trace].mean() - 0.1, atol=1e-5)


def test_worsening_can_be_switched_off(in_course):
    world, _ = in_course("prolonged_exposure", 2, "paced = false", OFF + '"care.worsening.share" = 0')
    r = world.residents
    assert (r.severity[r.sessions == 2] < 1.2).all() and (r.skills >= 0).all()


def test_individualist_content_fits_others_less_and_adapted_content_fits_all(in_course, community):
    collectivism = half(len(community.residents), -1.0, 2.0)
    switch = '"care.alliance.outcome" = 0'
    world, before = in_course("cbt", numbers=switch, collectivism=collectivism)
    offer, fallen = offers_of(world)[-1], 1 - world.residents.severity / before.severity
    assert np.allclose(fallen[collectivism < 0], offer.symptom_cut, atol=1e-6)
    assert np.allclose(fallen[collectivism > 0], offer.symptom_cut * (1 - 0.6 * 0.8), atol=1e-6)
    world, before = in_course("cbt", 1, "adapted = true", switch, collectivism=collectivism)
    assert np.allclose(1 - world.residents.severity / before.severity, offer.symptom_cut, atol=1e-6)


def test_avoidant_people_get_less_out_of_it_and_stop_more_often(in_course, community):
    avoidance = half(len(community.residents), -2.0, 2.0)
    numbers = '"care.culture.misfit" = 0\n"interventions.cbt.dropout" = 0.3\n"care.alliance.staying" = 3.0'
    world, _ = in_course("cbt", 2, numbers=numbers, attachment_avoidance=avoidance, attachment_anxiety=0.0)
    r = world.residents
    stayed = r.sessions == 2
    assert stayed[avoidance > 0].mean() < stayed[avoidance < 0].mean() - 0.1
    assert r.skills[stayed & (avoidance > 0)].max() < r.skills[stayed & (avoidance < 0)].min()
    world, _ = in_course("cbt", 1, numbers=OFF, attachment_avoidance=avoidance)
    assert len(set(world.residents.severity.tolist())) == 1


def test_a_group_leaves_bonds_and_one_to_one_care_none(in_course):
    world, _ = in_course("support_group", 3, numbers='"interventions.support_group.dropout" = 0')
    week = 0.5 ** (1 / 52)
    assert np.allclose(world.residents.bonds, 0.4 * 0.05 * 3 * (1 + week), rtol=1e-5)
    assert world.bonded.count == len(world.residents)
    world, _ = in_course("support_group", 3, numbers='"care.groups.lasting" = 0')
    assert world.bonded.count == 0 and not world.residents.bonds.any()
    assert not in_course("peer_support", 3)[0].residents.bonds.any()


def test_a_matched_provider_is_taken_up_more_and_left_less(in_course):
    plain = offers_of(in_course("cbt")[0])[-1]
    matched = offers_of(in_course("cbt", 1, "matched = true")[0])[-1]
    assert matched.accepts > plain.accepts and matched.dropout < plain.dropout
    assert matched.distrust_left < plain.distrust_left == 1.0 == plain.culture_left == matched.culture_left
    assert 1.0 < matched.symptom_cut / plain.symptom_cut < 1.12


def test_what_care_leaves_undone_stays_undone(make_model):
    """An intervention without any effect leaves severity as without a programme, byte by byte."""
    zero = "\n".join(
        f'"interventions.support_group.{n}" = 0'
        for n in ("support_gain", "agency_gain", "meaning_gain", "connection_gain")
    )
    plan = loads(
        MINIMAL
        + MORE.replace("INTERVENTION", "support_group").replace("KEYS", "")
        + f"""
[arm.nothing]
programmes = []
[numbers]
{zero}
"""
    )
    tried, nothing = (make_model(arm, plan=plan) for arm in ("tried", "nothing"))
    for _ in range(12):
        tried.step()
        nothing.step()
        assert tried.world.residents.severity.tobytes() == nothing.world.residents.severity.tobytes()
    assert (tried.world.residents.courses > 0).sum() > 20


ATTENDED = """
[intervention.attended]
like = "cbt"
dropout = 0.0
attends = 0.5
attends_well = 0.1
attends_spread = SPREAD
well_weeks = WELL
"""


@pytest.fixture
def attended(in_course):
    """A world after some weeks of a course that not everyone attends every week."""

    def after(weeks: int, severity: float, spread: float = 0.0, well: int = 0):
        own = ATTENDED.replace("SPREAD", str(spread)).replace("WELL", str(well))
        return in_course("attended", weeks, keys=own, numbers=OFF, severity=severity, since=0)[0].residents

    return after


def test_who_does_not_come_keeps_the_slot_and_those_who_are_well_come_less(attended):
    ill, well = attended(1, 3.0), attended(1, 0.5)
    n = len(ill)
    for r, chance in ((ill, 0.5), (well, 0.1)):
        came = r.sessions == 1
        assert abs(came.mean() - chance) < 4 * np.sqrt(chance * (1 - chance) / n)
        assert (r.care == 2).all() and (r.skills[~came] == 0).all() and (r.skills[came] > 0).all()


def test_habits_last_and_part_people(attended):
    spread = attended(8, 8.0, spread=1.5).sessions.astype(float)
    alike = attended(8, 8.0).sessions.astype(float)
    assert spread.var() > 1.5 * alike.var() > 0
    assert abs(alike.mean() - 4) < 0.3


def test_a_course_ends_for_the_well_after_so_many_weeks(attended):
    assert (attended(2, 0.5, well=3).care == 2).all()
    ended = attended(3, 0.5, well=3)
    assert (ended.care == 0).all()
    assert ((ended.happened & HAPPENED["finished"] > 0) == (ended.sessions > 0)).all()
    assert (attended(3, 8.0, well=3).care == 2).all()


def test_hardship_takes_off_what_sessions_do(in_course):
    numbers = OFF + '"stress.hardship.away" = 0.1\n"stress.hardship.income" = 0.3\n'
    n = len(in_course("cbt")[1])
    away, lost = half(n, 0, 99).astype(np.int16), half(n // 2 + 1, 0, 1).repeat(2)[:n].astype(np.uint8)
    world, before = in_course("cbt", numbers=numbers, back_home=away, income_lost=lost, stressor=0.5)
    taken = 1 - world.residents.severity / before.severity
    full = offers_of(world)[-1].symptom_cut
    assert np.allclose(taken, full * (1 - 0.1 * (away > 1) - 0.3 * lost * 0.5), atol=1e-6)
    assert len(set(np.round(taken, 6).tolist())) == 4
