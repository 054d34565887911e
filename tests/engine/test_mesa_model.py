"""Is it a real Mesa model? Agents, sets, collectors, run loops and batches, on whichever Mesa is installed."""

import gc
import pickle
import weakref
from inspect import signature
from statistics import mean

import mesa
import numpy as np
import pytest
from mesa.agent import AgentSet
from mesa.batchrunner import batch_run

from sim.engine.agents import Resident, ResidentSet
from sim.engine.mesa_model import BeyondHorizonError, HealingModel
from sim.population.residents import COLUMNS
from sim.population.ties import LAYERS
from tests.small_town import town, town_plan

WEEKS = 6


def made(arm: str = "everything", seed: int = 1, kind: type = HealingModel, **options) -> HealingModel:
    return kind(town_plan(), arm, seed, community=town(), **options)


@pytest.fixture
def model() -> HealingModel:
    lived = made()
    for _ in range(3):
        lived.step()
    return lived


class Clinic(mesa.Agent):
    """An ordinary agent, as a user of Mesa would add one."""

    def __init__(self, model, beds: int = 3) -> None:
        super().__init__(model)
        self.beds = beds


class Counted(HealingModel):
    """A model with a collector of its own, in Mesa's usual way."""

    def __init__(self, plan=None, arm: str = "everything", seed: int | None = 1, calm: float = 0.5) -> None:
        super().__init__(plan or town_plan(), arm, seed, community=town())
        self.calm = calm
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "calm_people": lambda m: len(m.agents.select(lambda a: a.severity < m.calm)),
                "week": "week",
            },
            agent_reporters={"severity": "severity", "way": lambda a: a.label("coping")},
        )
        self.datacollector.collect(self)

    def step(self) -> None:
        super().step()
        self.datacollector.collect(self)


# One resident.


def test_a_resident_is_a_mesa_agent_and_a_view_of_a_row(model):
    person = model.resident(5)
    assert isinstance(person, mesa.Agent)
    columns = model.world.residents
    for name, column in COLUMNS.items():
        seen = getattr(person, name)
        assert type(seen) is (float if column.dtype.startswith("float") else int)
        assert seen == getattr(columns, name)[5]
    assert person.model is model and person.random is model.random


def test_writing_an_attribute_writes_the_column(model):
    person = model.resident(5)
    person.severity, person.age = 2.5, 61
    assert model.world.residents.severity[5] == 2.5
    assert model.resident(5).age == 61
    assert town().residents.severity[5] == 0.0


@pytest.mark.parametrize("wrong", ["severty", "Severity", "copping", "home_lots"])
def test_an_unknown_attribute_is_refused_with_the_nearest(model, wrong):
    right = {"severty": "severity", "Severity": "severity", "copping": "coping", "home_lots": "home_lost"}[wrong]
    person = model.resident(0)
    for touch in (
        lambda: getattr(person, wrong),
        lambda: setattr(person, wrong, 1),
        lambda: model.agents.set(wrong, 1),
    ):
        with pytest.raises(AttributeError, match=f"Did you mean '{right}'"):
            touch()


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [("severity", float("nan"), ValueError), ("severity", -1, ValueError), ("stigma", 1.5, ValueError),
     ("age", 40.5, ValueError), ("age", "forty", TypeError), ("age", None, TypeError), ("home_lost", 2, ValueError),
     ("uid", 3, AttributeError), ("place", 0, AttributeError), ("care", 2, AttributeError)],
)  # fmt: skip
def test_what_a_column_cannot_hold_is_refused_and_changes_nothing(model, name, value, error):
    before = getattr(model.world.residents, name).copy()
    with pytest.raises(error, match=name):
        setattr(model.resident(0), name, value)
    with pytest.raises(error, match=name):
        model.agents.set(name, value)
    assert (getattr(model.world.residents, name) == before).all()


def test_views_of_one_row_are_equal_and_of_two_are_not(model):
    other = made()
    assert model.resident(1) == model.resident(1) and hash(model.resident(1)) == hash(model.resident(1))
    assert model.resident(1) != model.resident(2)
    assert model.resident(1) != other.resident(1)
    assert len({model.resident(1), model.resident(1), model.resident(2)}) == 2


def test_ties_are_views_of_those_who_give_support(model):
    ties = town().ties
    for row in (0, 17, 150):
        person = model.resident(row)
        everybody = ties.givers[ties.indptr[row] : ties.indptr[row + 1]].tolist()
        assert [giver.row for giver in person.ties()] == everybody
        by_layer = [person.ties(layer) for layer in LAYERS]
        assert [len(part) for part in by_layer] == ties.layer_counts[row].tolist()
        assert [giver.row for part in by_layer for giver in part] == everybody
        assert all(giver.household == person.household for giver in by_layer[0])
    with pytest.raises(ValueError, match="Did you mean 'friends'"):
        model.resident(0).ties("friend")


def test_words_for_places_and_codes(model):
    assert model.resident(0).place_name == "Harbour"
    assert model.resident(0).label("coping") in COLUMNS["coping"].labels
    assert model.resident(0).label("age") == str(model.resident(0).age)
    assert "Harbour" in repr(model.resident(0))


def test_there_is_no_resident_beyond_the_last(model):
    for row in (-1, len(model.world.residents), 10**9):
        with pytest.raises(IndexError, match="rows 0 to"):
            model.resident(row)


def test_residents_are_not_made_or_removed_one_by_one(model):
    with pytest.raises(TypeError, match="ask for one with"):
        Resident(model)
    with pytest.raises(TypeError, match="stay for the whole run"):
        model.resident(0).remove()


# Sets of residents.


def test_the_set_holds_everybody_in_the_order_of_rows(model):
    agents, n = model.agents, len(model.world.residents)
    assert isinstance(agents, AgentSet) and isinstance(agents, ResidentSet)
    assert len(agents) == n == len(list(agents)) == len(agents.to_list())
    assert [a.row for a in agents] == list(range(n))
    assert agents[3].row == 3 and agents[-1].row == n - 1
    assert [a.row for a in agents[2:5]] == [2, 3, 4]
    assert model.resident(4) in agents and made().resident(4) not in agents
    assert agents.count(model.resident(4)) == 1 and agents.index(model.resident(4)) == 4


def test_no_agent_is_made_before_somebody_looks():
    gc.collect()
    before = sum(isinstance(thing, Resident) for thing in gc.get_objects())
    lived = made()
    lived.step()
    assert lived.agents.agg("severity", np.mean) > 0
    assert sum(isinstance(thing, Resident) for thing in gc.get_objects()) == before


def plain(model) -> AgentSet:
    """The same residents in a set of Mesa's own; keeps them alive as long as the set."""
    views = [Resident.view(model, row) for row in range(len(model.world.residents))]
    agents = AgentSet(views, random=model.random)
    agents.views = views
    return agents


def rows(agents) -> list[int]:
    return [a.row for a in agents]


def test_get_and_agg_give_what_mesa_gives(model):
    ours, mesas = model.agents, plain(model)
    assert ours.get("severity") == mesas.get("severity")
    assert ours.get(["age", "severity"]) == mesas.get(["age", "severity"])
    assert ours.get("unique_id") == mesas.get("unique_id")
    assert ours.get("place_name") == mesas.get("place_name")
    assert ours.get("hat", "default", 3) == mesas.get("hat", "default", 3)
    with pytest.raises(AttributeError):
        ours.get("hat")
    for func in (sum, min, max, len, np.mean, np.median, mean, lambda values: values.count(0)):
        assert ours.agg("asks", func) == pytest.approx(mesas.agg("asks", func))
        assert ours.agg("severity", func) == pytest.approx(mesas.agg("severity", func))
    assert ours.agg("age", [min, max]) == mesas.agg("age", [min, max])
    assert type(ours.agg("age", max)) is int and type(ours.agg("severity", np.mean)) is float


def test_select_chooses_what_mesa_chooses(model):
    ours, mesas = model.agents, plain(model)
    assert rows(ours.select(lambda a: a.age > 60)) == rows(mesas.select(lambda a: a.age > 60))
    assert rows(ours.select(lambda a: a.age > 60, at_most=3)) == rows(mesas.select(lambda a: a.age > 60, at_most=3))
    assert rows(ours.select(at_most=0.1)) == rows(mesas.select(at_most=0.1))
    assert rows(ours.select(agent_type=Resident)) == rows(ours)
    assert len(ours.select(agent_type=Clinic)) == 0
    old = model.world.residents.age > 60
    assert rows(ours.select(old)) == np.flatnonzero(old).tolist()
    some = ours.select(at_most=5)
    assert some.select(lambda a: a.row > 2, inplace=True) is some and rows(some) == [3, 4]
    assert len(model.agents) == len(ours)


@pytest.mark.parametrize("key", ["severity", "age", "programme", lambda a: -a.age, "place_name"])
@pytest.mark.parametrize("ascending", [False, True])
def test_sort_orders_as_mesa_orders(model, key, ascending):
    assert rows(model.agents.sort(key, ascending)) == rows(plain(model).sort(key, ascending))


def test_shuffle_draws_on_the_luck_of_mesa(model):
    model.random.seed(4)
    ours = rows(model.agents.shuffle())
    model.random.seed(4)
    assert ours == rows(plain(model).shuffle())
    assert sorted(ours) == rows(model.agents) != ours


@pytest.mark.parametrize("by", ["race", "place_name", lambda a: a.age // 10])
def test_groupby_parts_as_mesa_parts(model, by):
    ours, mesas = model.agents.groupby(by), plain(model).groupby(by, result_type="list")
    assert ours.count() == mesas.count()
    assert list(ours.count()) == list(mesas.count())
    assert ours.agg("age", max) == mesas.agg("age", max)
    assert {k: rows(v) for k, v in ours} == {k: rows(v) for k, v in mesas}
    assert type(next(iter(ours.groups))) in {int, str}


def test_set_writes_one_value_or_one_for_each(model):
    some = model.agents.select(lambda a: a.age > 60)
    assert some.set("fatigue", 0.25) is some
    assert set(some.get("fatigue")) == {0.25}
    values = np.linspace(0, 1, len(some))
    some.set("trust", values)
    assert some.get("trust") == values.astype(np.float32).tolist()
    assert len(model.agents.select(lambda a: a.fatigue == 0.25)) == len(some)


def test_do_and_map_call_a_method_or_a_function(model):
    def ease(agent, share):
        agent.severity *= share
        return agent.row

    some = model.agents.select(at_most=4)
    before = np.array(some.get("severity"))
    assert some.do(ease, 0.5) is some
    assert some.get("severity") == pytest.approx(before / 2)
    assert some.map(ease, share=1.0) == [0, 1, 2, 3]
    assert some.map("label", "home_lost") == [a.label("home_lost") for a in some]
    seen = []
    assert some.shuffle_do(lambda a: seen.append(a.row)) is some
    assert sorted(seen) == rows(some) == [0, 1, 2, 3]
    model.agents.do("step")


def test_members_can_be_added_and_dropped(model):
    some = model.agents.select(at_most=2)
    some.add(model.resident(9))
    some.add(model.resident(9))
    some.discard(model.resident(0))
    assert rows(some) == [1, 9]
    some.remove(model.resident(9))
    with pytest.raises(KeyError):
        some.remove(model.resident(9))
    with pytest.raises(TypeError):
        some.add(made().resident(1))
    copy = some.copy()
    copy.discard(model.resident(1))
    assert rows(some) == [1] and rows(copy) == []


# The model.


def test_ordinary_agents_live_beside_residents(model):
    clinics = [Clinic(model), Clinic(model, 7)]
    assert model.agents_by_type[Clinic].get("beds") == [3, 7]
    assert set(model.agent_types) == {Resident, Clinic}
    assert len(model.agents) == len(model.residents) + 2
    assert len(model.agents.select(agent_type=Resident)) == len(model.residents)
    ids = model.agents.get("unique_id")
    assert len(set(ids)) == len(ids)
    model.agents.do("step")
    clinics.pop().remove()
    assert len(model.agents) == len(model.residents) + 1


def test_keys_of_residents_are_their_own_in_every_model():
    assert made().agents.get("unique_id") == made(seed=2).agents.get("unique_id") == town().residents.uid.tolist()


def test_run_loops_end_at_the_horizon():
    lived = made()
    while lived.running:
        lived.step()
    assert lived.week == town_plan().weeks
    with pytest.raises(BeyondHorizonError, match="0 of 1 weeks are left"):
        lived.step()
    assert lived.week == town_plan().weeks
    looped = made()
    looped.run_model()
    assert looped.world.residents.severity.tobytes() == lived.world.residents.severity.tobytes()


def test_run_for_works_on_every_mesa():
    lived = made()
    lived.run_for(WEEKS)
    assert lived.week == WEEKS
    with pytest.raises(BeyondHorizonError):
        lived.run_for(10_000)
    assert lived.week == WEEKS
    lived.run_for(town_plan().weeks - WEEKS)
    assert lived.week == town_plan().weeks and not lived.running


def test_one_seed_one_story_and_looking_changes_nothing():
    watched, alone = made(), made()
    for _ in range(WEEKS):
        watched.step()
        alone.step()
        watched.agents.shuffle_do(lambda a: a.severity)
        watched.agents.sort("severity").get("age")
    for name in COLUMNS:
        assert getattr(watched.world.residents, name).tobytes() == getattr(alone.world.residents, name).tobytes()


def test_an_unknown_arm_is_refused():
    with pytest.raises(KeyError, match="usual_care"):
        made(arm="nonesuch")


def test_its_own_collector_counts_the_record():
    lived = made()
    lived.run_for(WEEKS)
    table = lived.datacollector.get_model_vars_dataframe()
    assert len(table) == WEEKS + 1
    weekly = lived.record.weekly()
    for name in ("cases", "waiting", "severity", "asked"):
        assert table[name].to_list() == pytest.approx(weekly[name][: WEEKS + 1, 0].tolist())


def test_a_collector_of_models_and_agents():
    lived = Counted()
    for _ in range(WEEKS):
        lived.step()
    table = lived.datacollector.get_model_vars_dataframe()
    assert table["week"].to_list() == list(range(WEEKS + 1))
    people = lived.datacollector.get_agent_vars_dataframe()
    assert len(people) == (WEEKS + 1) * len(lived.agents)
    last = people.xs(people.index.get_level_values(0).max(), level=0)
    assert last["severity"].to_list() == lived.agents.get("severity")
    assert last.index.to_list() == lived.agents.get("unique_id")
    assert set(last["way"]) <= set(COLUMNS["coping"].labels)
    calm = (people["severity"] < 0.5).groupby(level=0).sum()
    assert calm.to_list() == table["calm_people"].to_list()


def test_the_batches_of_mesa():
    # Mesa 3.5 hands each run a seed of its own, an older one leaves ours.
    seeded = {"rng": [1]} if "rng" in signature(batch_run).parameters else {}
    rows = batch_run(Counted, {"arm": ["nothing", "everything"], "calm": [0.4, 0.6]}, max_steps=4, display_progress=False,
                     data_collection_period=1, **seeded)  # fmt: skip
    weeks = {row["week"] for row in rows}
    assert {0, 1, 2, 3} <= weeks
    assert len(rows) == 4 * len(weeks) * len(town().residents)
    assert {row["arm"] for row in rows} == {"nothing", "everything"}
    assert len({row["AgentID"] for row in rows}) == len(town().residents)
    same = [row["severity"] for row in rows if row["arm"] == "nothing" and row["week"] == 0 and row["calm"] == 0.4]
    assert same == made("nothing").agents.get("severity")


def test_the_batches_of_mesa_take_the_model_as_it_is():
    options = {"plan": "minimal", "arm": ["usual_care", "first_aid"], "scale": 0.2}
    rows = batch_run(HealingModel, options, max_steps=3, display_progress=False)
    assert len(rows) == 2 and all(row["cases"] > 0 for row in rows)


def test_a_model_that_nobody_holds_is_let_go():
    lived = made()
    lived.step()
    some = [lived.resident(3), lived.agents.select(at_most=5), lived.resident(3).ties()]
    lived.agents.do("step")
    gone, columns = weakref.ref(lived), weakref.ref(lived.world.residents)
    del lived, some
    gc.collect()
    assert gone() is None and columns() is None


def test_a_model_can_be_pickled_and_goes_on_alike():
    lived = made()
    lived.run_for(2)
    again = pickle.loads(pickle.dumps(lived))
    person = pickle.loads(pickle.dumps(lived.resident(4)))
    assert person.severity == lived.resident(4).severity
    for each in (lived, again):
        for _ in range(2):
            each.step()
    assert again.week == lived.week
    assert again.world.residents.severity.tobytes() == lived.world.residents.severity.tobytes()


def test_no_seed_draws_a_fresh_one_and_a_generator_will_do():
    one, other = made(seed=None), made(seed=None)
    assert one.luck_seed != other.luck_seed
    assert HealingModel(town_plan(), "everything", community=town()).luck_seed == 1
    assert HealingModel(town_plan(), "everything", rng=7, community=town()).luck_seed == 7
    drawn = [
        HealingModel(town_plan(), "everything", rng=np.random.default_rng(5), community=town()).luck_seed for _ in "ab"
    ]
    assert drawn[0] == drawn[1] > 0
    assert HealingModel(town_plan(), "everything", seed=None, rng=9, community=town()).luck_seed == 9
    for wrong in ({"seed": 1, "rng": 2}, {"seed": -1}, {"seed": 1.5}, {"rng": "a"}):
        with pytest.raises(ValueError, match=r"give one of them|is no seed"):
            HealingModel(town_plan(), "everything", community=town(), **wrong)
