"""Does each policy move what it should, whom it should and when it should, and nothing else?"""

from __future__ import annotations

import numpy as np
import pytest

from sim import evidence
from sim.evidence.levers import GROUPS, LEVERS
from sim.inputs.faults import ScenarioFaults
from sim.outcomes.tables import equity_table
from sim.population.residents import HAPPENED
from sim.processes.active_policies import factor
from sim.processes.care.levers import LEVERS_ON_PROGRAMMES, slots_now
from sim.processes.care.offers import offers_of
from sim.processes.care.policies import LEVERS_ON_RESIDENTS, REACHES
from sim.scenario import loads, scenario_folder
from sim.studies.compare import outcome_of, run_batch
from tests.conftest import MORE_HELP

POLICIES = evidence.load().table("policies")
TEXT = (scenario_folder() / "minimal.toml").read_text(encoding="utf-8") + MORE_HELP
ALL = '["clinic", "pfa", "groups", "telehealth"]'
# One value for each lever that moves something, and the field of OFFER in which it shows.
MOVES = {
    "price": (0.5, "price", -1), "insured_share": (0.95, "insured_share", 1), "covers_uninsured": (0.5, "uninsured_share", 1),
    "covers_poor": (0.5, "poor_share", 1), "opens_earlier": (1, "opens", -1), "stigma_share": (0.5, "stigma_share", -1),
    "dropout": (0.5, "dropout", -1), "accepts": (2.0, "accepts", 1), "interpreters": (0.5, "interpreted", 1),
    "shut": (1.0, "shut", 1),
}  # fmt: skip
GIVES = {
    "internet": ("internet", 1), "transport": ("vehicle", 1), "insured": ("insured", 1), "english": ("english", 1),
    "stigma": ("stigma", -1), "trust": ("trust", 1), "seen": ("awareness", -1),
    "media": ("media", -1),
}  # fmt: skip


def plan_with(policy: str, arm_line: str = 'policies = ["mine"]', more: str = ""):
    """The small town with one more policy, and an arm that has everything under it."""
    return loads(f"{TEXT}\n[policy.mine]\n{policy}\n[arm.under]\nprogrammes = {ALL}\n{arm_line}\n{more}")


@pytest.fixture
def under(make_model):
    """Make the model of the town under a policy given as TOML lines."""

    def make(policy: str, seed: int = 1, **options):
        return make_model("under", seed, plan=plan_with(policy, **options))

    return make


# What is declared.


def test_every_lever_does_something():
    on = {kind: {name for name, lever in LEVERS.items() if lever.on == kind} for kind in ("programmes", "residents")}
    assert set(LEVERS_ON_PROGRAMMES) | {"opens_earlier"} == on["programmes"] == set(MOVES) | {"slots"}
    assert set(LEVERS_ON_RESIDENTS) == on["residents"] == set(GIVES)
    assert tuple(REACHES) == GROUPS


def test_the_policies_of_the_field_are_there():
    assert set(POLICIES) >= {
        "parity", "free_care", "vouchers", "transport", "devices_and_broadband", "telehealth_across_state_lines",
        "lay_helper_training", "screening", "proactive_outreach", "anti_stigma_campaign", "faster_social_services",
        "interpreters", "insurance_for_all", "media_guidance",
    }  # fmt: skip
    book = evidence.load()
    for name, entry in POLICIES.items():
        assert set(entry) & set(LEVERS) or "priority" in entry, name
        assert set(entry.get("channels", ())) <= set(book.table("channels")), name
        assert set(entry.get("interventions", ())) <= set(book.table("interventions")), name
        for lever in set(entry) & set(LEVERS):
            assert entry[lever].unit == LEVERS[lever].unit, (name, lever)


# What changes nothing.


@pytest.mark.parametrize("seed", [1, 2])
def test_a_policy_that_moves_nothing_changes_nothing_at_all(make_model, under, seed):
    idle = under("\n".join(f"{name} = {lever.neutral}" for name, lever in LEVERS.items()), seed)
    usual = make_model("everything", seed)
    idle.run_for(40)
    usual.run_for(40)
    for column in usual.world.residents.columns():
        assert np.array_equal(getattr(usual.world.residents, column), getattr(idle.world.residents, column)), column
    assert np.array_equal(usual.record.cells, idle.record.cells)


def test_nothing_changes_before_a_policy_begins(make_model, under):
    later, usual = under("weeks_until = 9\nprice = 0.0\nslots = 3\nstigma = 1.0\nfade = 3.0"), make_model("everything")
    for week in range(1, 9):
        later.step()
        usual.step()
        for column in usual.world.residents.columns():
            same = np.array_equal(getattr(usual.world.residents, column), getattr(later.world.residents, column))
            assert same, f"week {week}: {column}"
    later.step()
    assert (later.world.residents.stigma == 0).all() and (offers_of(later.world).price == 0).all()


def test_what_one_policy_gives_does_not_move_the_luck_of_others(under):
    some, more = under("transport = 0.3"), under("transport = 0.6\nenglish = 0.5")
    a, b = some.world.residents, more.world.residents
    assert (a.vehicle <= b.vehicle).all() and a.vehicle.sum() < b.vehicle.sum()
    assert np.array_equal(a.severity, b.severity) and np.array_equal(a.internet, b.internet)


# What moves.


@pytest.mark.parametrize("lever", MOVES)
def test_a_lever_moves_the_programmes_it_concerns(make_model, under, lever):
    value, field, sign = MOVES[lever]
    concerned = 'channels = ["clinic", "telehealth", "outreach"]'
    before, after = (
        offers_of(model.world) for model in (make_model("everything"), under(f"{concerned}\n{lever} = {value}"))
    )
    moved = np.sign(after[field].astype(float) - before[field].astype(float))
    assert set(moved) == {0.0, float(sign)}
    assert moved[list(plan_with("").programmes).index("groups")] == 0
    for other in set(after.dtype.names) - {field}:
        assert np.array_equal(before[other], after[other]), other


def test_what_is_shut_holds_no_session_and_takes_nobody_and_goes_on_afterwards(under):
    model = under('channels = ["telehealth"]\nshut = 1\nweeks_until = 10\nweeks_long = 4')
    r, k = model.world.residents, list(plan_with("").programmes).index("telehealth")
    sessions, kept = {}, {}
    while model.world.week < 20:
        model.step()
        mine = r.programme == k
        sessions[model.world.week] = int((mine & (r.happened & HAPPENED["session"] > 0)).sum())
        kept[model.world.week] = int((mine & (r.care == 2)).sum())
    assert sessions[9] > 0 and sessions[14] > 0
    assert all(sessions[week] == 0 for week in range(10, 14)), "four weeks without a session"
    assert kept[13] == kept[10] > 0, "who attends keeps the slot, and nobody begins"


def test_more_slots_are_shared_out_over_the_sites(under):
    world = under('slots = 2.5\nchannels = ["group"]').world
    plan, sites, now = world.scenario, world.sites, slots_now(world)
    for k, programme in enumerate(plan.programmes.values()):
        here = sites.site_programme == k
        times = 2.5 if programme.channel == "group" else 1.0
        assert now[here].sum() == np.floor(sites.slots[here].sum() * times + 0.5)
    assert (now >= sites.slots).all()


@pytest.mark.parametrize("lever", GIVES)
def test_a_lever_moves_the_residents_it_reaches(make_model, under, lever):
    column, sign = GIVES[lever]
    before = make_model("everything").world.residents
    after = under(f'{lever} = 0.5\nreaches = "vulnerable_places"').world.residents
    moved = np.sign(getattr(after, column).astype(float) - getattr(before, column).astype(float))
    assert set(moved) <= {0.0, float(sign)} and (moved != 0).any()
    assert (moved[before.place != 0] == 0).all(), "Riverside is the most vulnerable of three places"
    if column != "internet":
        assert (
            abs((moved != 0).sum() / could_gain(before, column) - (1 if lever in ("stigma", "trust", "media") else 0.5))
            < 0.15
        )


def could_gain(r, column: str) -> int:
    there = r.place == 0
    return (
        int((there & (getattr(r, column) == 0)).sum())
        if column in ("vehicle", "insured", "english")
        else int(there.sum())
    )


def test_a_household_gets_internet_as_one(under):
    r = under("internet = 0.5").world.residents
    first = np.flatnonzero(np.diff(r.household, prepend=-1))
    homes = np.add.reduceat(r.internet.astype(int), first), np.diff(first, append=len(r))
    assert ((homes[0] == 0) | (homes[0] == homes[1])).all()


@pytest.mark.parametrize(("lever", "concerned"), [("fade", [0, 1]), ("fade_poor", [1])])
def test_stressors_fade_faster(make_model, under, lever, concerned):
    usual, faster = make_model("everything"), under(f"{lever} = 3.0")
    usual.step()
    faster.step()
    poor = usual.world.residents.income < 1
    for group in (0, 1):
        less = faster.world.residents.stressor[poor == group] < usual.world.residents.stressor[poor == group]
        assert less.all() if group in concerned else not less.any()


def test_policies_act_together(under):
    world = under("fade = 2.0\nprice = 0.5", arm_line='policies = ["mine", "parity", "other"]',
                  more='[policy.other]\nlike = "mine"').world  # fmt: skip
    assert factor(world, "fade") == 4.0
    assert offers_of(world).price[0] == 30.0 and (offers_of(world).insured_share >= 0.8).all()


def test_priority_can_be_a_policy(under):
    assert (offers_of(under('priority = "severity"').world).priority == 1).all()


def test_free_care_lets_more_people_in(make_model, under):
    # Enough slots, so that money alone keeps people out.
    usual, free = under("slots = 20\nopens_earlier = 9"), under("slots = 20\nopens_earlier = 9\nprice = 0.0")
    for model in (usual, free):
        model.run_for(30)
    cost = list(usual.plan.barriers).index("cost")
    refused = [model.record.totals()[0, cost] for model in (usual, free)]
    assert refused[1] == 0 < refused[0]


def test_seeing_a_need_makes_more_ask(make_model, under):
    usual, seen = make_model("everything"), under("seen = 0.8")
    for model in (usual, seen):
        model.run_for(26)
    assert (usual.world.residents.asks > 0).sum() < (seen.world.residents.asks > 0).sum()


# What it costs.


def test_policies_count_in_the_cost_of_the_arm(under):
    plain = outcome_of(under("transport = 0.5"))
    model = under('transport = 0.5\nreaches = "without_car"\ncost_per_resident = 10\ncost_each = 100')
    adults = model.community.residents.age >= 18  # the first group; sessions are counted alike
    settled = adults & (model.community.residents.vehicle == 0)
    given = settled & (model.world.residents.vehicle == 1)
    paid = outcome_of(model)
    assert paid.final["cost"][0] - plain.final["cost"][0] == pytest.approx(10 * settled.sum() + 100 * given.sum())
    same = [name for name in plain.final if name != "cost"]
    assert all(np.array_equal(plain.final[name], paid.final[name]) for name in same)


# What is read.


def faults_of(text: str) -> str:
    with pytest.raises(ScenarioFaults) as caught:
        loads(TEXT + text)
    return str(caught.value)


def test_slips_in_policies_are_all_named():
    said = faults_of(
        '\n[policy.mine]\nreaches = "por"\nchannels = ["clinc"]\nprice = -1\nslots = 200\n'
        'stigm = 0.5\n[arm.a]\nprogrammes = []\npolicies = ["paritty", "mine"]\n'
    )
    for word in ("'poor'", "'clinic'", "[policy.mine] price", "from 0 to 100 (factor)", "'parity'", "stigm"):
        assert word in said, word


def test_a_policy_of_the_catalogue_is_changed_by_its_name_and_by_numbers():
    text = '\n[policy.parity]\ninsured_share = 0.6\n[arm.a]\nprogrammes = []\npolicies = ["parity", "transport"]\n'
    plan = loads(TEXT + text + '[numbers]\n"policies.transport.transport" = 0.0\n')
    assert plan.policies["parity"]["insured_share"].value == 0.6
    assert plan.policies["parity"]["label"] == POLICIES["parity"]["label"]
    assert plan.policies["transport"]["transport"].value == 0.0


@pytest.mark.parametrize("name", POLICIES)
def test_every_policy_of_the_catalogue_runs(make_model, name):
    plan = loads(f'{TEXT}\n[arm.under]\nprogrammes = {ALL}\npolicies = ["{name}"]\n')
    model = make_model("under", plan=plan)
    model.run_for(10)
    columns = model.world.residents.columns()
    for column in ("stigma", "trust", "severity", "stressor"):
        values = getattr(model.world.residents, column)
        assert values.min() >= columns[column].low and values.max() <= columns[column].high


def test_a_policy_from_a_text_stands_in_the_equity_table():
    text = '\n[policy.dinner]\nlike = "transport"\nlabel = "Free dinners"\ntrust = 0.5\n[arm.dinners]\n'
    plan = loads(TEXT + text + 'programmes = ["clinic"]\npolicies = ["dinner"]\n')
    table = equity_table(run_batch(plan, ["usual_care", "dinners"], seeds=2, workers=1, weeks=20))
    assert "dinners" in set(table["arm"])
