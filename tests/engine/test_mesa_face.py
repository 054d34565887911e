"""Does everything that Mesa's own tests ask of AgentSet, Agent, DataCollector and Model hold of residents too?

Each question is put to a plain Mesa model whose agents have the same values, and to residents; the answers must be the same. What is
refused on purpose is listed in `REFUSED`, each with its reason. Both Mesa 3.3 and 3.5 are asked.
"""

from __future__ import annotations

import copy
import gc
import pickle
from collections.abc import Callable
from typing import Any

import mesa
import numpy as np
import pytest
from mesa.agent import AgentSet

import sim
from sim.engine.agents import Resident
from sim.engine.mesa_model import BeyondHorizonError, HealingModel
from tests.small_town import town, town_plan

NAMES = ("age", "severity", "household", "female")


class Twin(mesa.Agent):
    """A plain agent with a resident's values."""

    def __init__(self, model: mesa.Model, values: dict[str, Any]) -> None:
        super().__init__(model)
        self.__dict__.update(values)

    def double(self, more: float = 0.0) -> float:
        """Return twice the age."""
        return 2 * self.age + more


class Neighbour(Resident):
    """A resident with methods of one's own."""

    @property
    def old(self) -> bool:
        """Whether 65 or more."""
        return self.age >= 65

    def double(self, more: float = 0.0) -> float:
        """Return twice the age."""
        return 2 * self.age + more


def made(**options: Any) -> HealingModel:
    return HealingModel(town_plan(), "everything", 3, community=town(), agent_class=Neighbour, **options)


@pytest.fixture
def model() -> HealingModel:
    lived = made()
    lived.run_for(3)
    return lived


@pytest.fixture
def twins(model: HealingModel) -> AgentSet:
    plain = mesa.Model()
    plain.random.seed(5)
    model.random.seed(5)
    agents = [Twin(plain, {name: getattr(one, name) for name in NAMES}) for one in model.residents]
    found = AgentSet(agents, random=plain.random)
    found.keep = agents  # plain sets hold agents weakly
    return found


def as_told(answer: Any) -> Any:
    """An answer that may be compared: sets as the ages of their members in order."""
    if isinstance(answer, AgentSet):
        return [(one.age, one.household) for one in answer]
    if isinstance(answer, mesa.Agent):
        return answer.age, answer.household
    if isinstance(answer, dict):
        return {key: as_told(value) for key, value in answer.items()}
    return [as_told(one) for one in answer] if isinstance(answer, list) else answer


QUESTIONS: dict[str, Callable[[Any], Any]] = {
    "length": len,
    "first": lambda s: s[0],
    "last": lambda s: s[-1],
    "slice": lambda s: s[3:9:2],
    "list": list,
    "to_list": lambda s: s.to_list(),
    "contains": lambda s: s[4] in s,
    "not contains": lambda s: object() in s,
    "reversed": lambda s: list(reversed(s)),
    "index": lambda s: s.index(s[5]),
    "count": lambda s: s.count(s[5]),
    "select a function": lambda s: s.select(lambda a: a.age > 40),
    "select none": lambda s: s.select(lambda a: False),
    "select at most": lambda s: s.select(lambda a: a.age > 40, at_most=7),
    "select a share": lambda s: s.select(at_most=0.1),
    "select all as a share": lambda s: s.select(at_most=1.0),
    "select in place": lambda s: (s.select(lambda a: a.age > 70, inplace=True), s)[1],
    "sort by an attribute": lambda s: s.sort("age"),
    "sort ascending": lambda s: s.sort("severity", ascending=True),
    "sort by a function": lambda s: s.sort(lambda a: (a.household, a.age)),
    "sort in place": lambda s: (s.sort("age", inplace=True), s)[1],
    "shuffle": lambda s: s.shuffle(),
    "shuffle in place": lambda s: (s.shuffle(inplace=True), s)[1],
    "shuffle do": lambda s: seen_by(s, "shuffle_do"),
    "do a function": lambda s: seen_by(s, "do"),
    "do a method": lambda s: s.do("double"),
    "do gives the set": lambda s: s.do("double") is s,
    "map a method": lambda s: s.map("double", more=1.0),
    "map a function": lambda s: s.map(lambda a, b: a.age + b, 2),
    "get one": lambda s: s.get("age"),
    "get several": lambda s: s.get(["age", "household"]),
    "get what is missing": lambda s: s.get("wings", handle_missing="default", default_value=2),
    "agg": lambda s: s.agg("age", np.mean),
    "agg several": lambda s: s.agg("age", [min, max, len]),
    "agg a function of one's own": lambda s: s.agg("age", lambda values: sorted(values)[3]),
    "group by an attribute": lambda s: s.groupby("female").groups,
    "group by a function": lambda s: s.groupby(lambda a: a.age // 10).groups,
    "group as lists": lambda s: s.groupby("female", result_type="list").groups,
    "group count": lambda s: s.groupby("female").count(),
    "group agg": lambda s: s.groupby("female").agg("age", np.mean),
    "group map": lambda s: s.groupby("female").map(len),
    "group do": lambda s: len(s.groupby("female").do(len)),
    "group iterate": lambda s: sorted(key for key, _ in s.groupby("female")),
    "discard": lambda s: (s.discard(s[0]), len(s), s.discard(object()))[1],
    "remove": lambda s: (s.remove(s[0]), s)[1],
    "add again": lambda s: (s.add(s[0]), len(s))[1],
    "pop from a copy": lambda s: len(copy.copy(s)),
    "and": lambda s: len(s.select(at_most=9) & s.select(lambda a: a.age > 40)),
    "or": lambda s: len(s.select(at_most=9) | s.select(at_most=12)),
    "minus": lambda s: len(s.select(at_most=12) - s.select(at_most=9)),
    "equal": lambda s: set(s.select(at_most=4)) == set(s[:4]),
    "set an attribute": lambda s: s.select(at_most=5).set("age", 30).get("age"),
}


def seen_by(agents: Any, verb: str) -> list[int]:
    """The households that a function is called with, in order."""
    seen: list[int] = []
    getattr(agents, verb)(lambda agent: seen.append(agent.household))
    return seen


@pytest.mark.parametrize("question", QUESTIONS)
def test_residents_answer_as_plain_agents_do(model: HealingModel, twins: AgentSet, question: str) -> None:
    ask = QUESTIONS[question]
    try:
        wanted = as_told(ask(twins))
    except (AttributeError, TypeError) as problem:
        pytest.skip(f"this Mesa has no answer: {problem}")
    assert as_told(ask(model.residents)) == wanted


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda s: s.get("wings"), AttributeError), (lambda s: s.get("age", handle_missing="what"), ValueError),
        (lambda s: s[10_000], IndexError), (lambda s: s.remove(object()), (KeyError, TypeError)),
        (lambda s: s.index(object()), ValueError), (lambda s: s.do("fly"), AttributeError),
    ],
)  # fmt: skip
def test_what_plain_agents_refuse_is_refused(
    model: HealingModel, twins: AgentSet, wrong: Callable[[Any], Any], error: Any
) -> None:
    for agents in (twins, model.residents):
        with pytest.raises(error):
            wrong(agents)


# What is refused on purpose.

REFUSED: dict[str, tuple[Callable[[HealingModel], Any], type, str]] = {
    "making a resident": (Resident, TypeError, "come from the community"),
    "making many": (lambda m: Neighbour.create_agents(m, 3), TypeError, "come from the community"),
    "removing one": (lambda m: m.resident(0).remove(), TypeError, "stay for the whole run"),
    "removing all": (lambda m: m.remove_all_agents(), TypeError, "stay for the whole run"),
    "an attribute that is no column": (lambda m: setattr(m.resident(0), "mood", 1), AttributeError, "no column 'mood'"),
    "setting one for all": (lambda m: m.residents.set("mood", 1), AttributeError, "no column 'mood'"),
    "a value beyond the bounds": (lambda m: m.residents.set("age", 300), ValueError, "allowed is 0 to 110"),
    "a column that others follow": (
        lambda m: m.residents.set("care", 1),
        AttributeError,
        "it follows the waiting lists",
    ),
    "a resident of another model": (
        lambda m: m.residents.add(made().resident(0)),
        TypeError,
        "not a resident of this model",
    ),
    "a week beyond the horizon": (lambda m: m.run_for(1000), BeyondHorizonError, "weeks are left"),
    "a class that is no resident": (lambda _: HealingModel("minimal", agent_class=Twin), TypeError, "subclass of"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_on_purpose_says_why(model: HealingModel, what: str) -> None:
    ask, error, said = REFUSED[what]
    before = model.world.residents.copy()
    with pytest.raises(error, match=said):
        ask(model)
    for name in before.columns():
        np.testing.assert_array_equal(getattr(before, name), getattr(model.world.residents, name))


# What residents have and plain agents have not.


def test_the_horizon_is_the_last_week_and_no_step_is_counted_beyond_it() -> None:
    lived = made()
    lived.run_for(town_plan().weeks)
    for _ in range(3):
        with pytest.raises(BeyondHorizonError, match="0 of 1 weeks are left"):
            lived.step()
    assert (lived.week, lived.running) == (town_plan().weeks, False)
    assert getattr(lived, "steps", lived.week) == lived.week == getattr(lived, "time", lived.week)


def test_a_set_made_from_residents_keeps_them(model: HealingModel) -> None:
    made_from_list = AgentSet([one for one in model.agents if one.age > 60], random=model.random)
    gc.collect()
    assert len(made_from_list) == int((model.world.residents.age > 60).sum()) > 0
    assert model.resident(7) is model.resident(7)


def test_order_in_place_lasts_as_in_mesa(model: HealingModel) -> None:
    before = model.agents.get("uid")
    model.agents.shuffle(inplace=True)
    after = model.agents.get("uid")
    assert before != after and sorted(before) == sorted(after)
    model.agents.sort("uid", ascending=True, inplace=True)
    assert model.agents.get("uid") == sorted(before)


def test_residents_may_be_of_a_class_of_ones_own(model: HealingModel) -> None:
    assert type(model.resident(0)) is Neighbour and set(model.agents_by_type) == {Neighbour}
    old = model.agents.select(lambda one: one.old)
    assert old.get("old") == [True] * len(old) and len(model.agents.groupby("old")) == 2
    assert type(pickle.loads(pickle.dumps(model.resident(3)))) is Neighbour
    assert all(type(one) is Neighbour for one in model.resident(3).ties())


def test_a_frame_has_every_column_with_labels(model: HealingModel) -> None:
    frame = model.residents.to_frame()
    assert len(frame) == len(model.residents) and set(frame.columns) == set(sim.Residents.columns()) - {"uid"}
    assert set(frame["place"]) == set(model.community.places.names) and set(frame["female"]) == {"no", "yes"}
    plain = model.residents.select(at_most=4).to_frame("age", "female", labels=False)
    assert plain["age"].tolist() == [one.age for one in model.residents[:4]]
    assert plain.index.tolist() == [one.unique_id for one in model.residents[:4]]
    with pytest.raises(AttributeError, match="severity"):
        model.residents.to_frame("severty")


def test_a_graph_has_attributes_of_this_week(model: HealingModel) -> None:
    graph = model.to_networkx("kin")
    assert (
        graph.nodes[3]["severity"] == model.resident(3).severity
        and graph.nodes[3]["place"] == model.resident(3).place_name
    )
    assert model.to_networkx(attributes=["stigma"]).nodes[0].keys() == {"stigma"}
    assert town().to_networkx().nodes[0]["race"] in ("White", "Black", "Hispanic", "Asian", "Other")
    with pytest.raises(KeyError, match="severity"):
        model.to_networkx(attributes=["severty"])


def test_columns_of_own_processes_are_attributes() -> None:
    class Mood(sim.Process):
        """Counts weeks."""

        mood = sim.column("uint8", "weeks", 0, (0, 200), "Weeks so far.")
        writes = "mood"

        def step(self, world: Any) -> None:
            world.residents.mood += 1

    lived = HealingModel(sim.with_code(town_plan(), Mood), "everything", 3, community=town())
    lived.run_for(2)
    assert lived.resident(0).mood == 2 and lived.residents.agg("mood", max) == 2
    lived.resident(0).mood = 5
    lived.residents.select(lambda one: one.mood == 5).set("mood", 7)
    assert lived.residents.to_frame("mood")["mood"].max() == 7
    with pytest.raises(ValueError, match="allowed is 0 to 200"):
        lived.resident(0).mood = 201


# Collectors and copies.


def test_a_collector_has_models_agents_and_types(model: HealingModel) -> None:
    collector = mesa.DataCollector(
        model_reporters={"week": "week", "old": lambda m: sum(one.old for one in m.agents)},
        agent_reporters={"age": "age", "old": lambda one: one.old},
        agenttype_reporters={Neighbour: {"severity": "severity"}},
        tables={"notes": ["week", "note"]},
    )
    collector.collect(model)
    model.step()
    collector.collect(model)
    collector.add_table_row("notes", {"week": 4, "note": "a note"})
    n = len(model.residents)
    assert collector.get_model_vars_dataframe()["week"].tolist() == [3, 4]
    assert len(collector.get_agent_vars_dataframe()) == 2 * n
    assert len(collector.get_agenttype_vars_dataframe(Neighbour)) == 2 * n
    assert collector.get_table_dataframe("notes")["note"].tolist() == ["a note"]


def test_what_a_collector_cannot_find_is_an_error(model: HealingModel) -> None:
    collector = mesa.DataCollector(agent_reporters={"wings": lambda one: one.wings})
    with pytest.raises(AttributeError, match="no column 'wings'"):
        collector.collect(model)


def test_copies_of_a_model_go_their_own_way(model: HealingModel) -> None:
    again = pickle.loads(pickle.dumps(model))
    again.step()
    assert (model.week, again.week) == (3, 4)
    model.step()
    np.testing.assert_array_equal(model.world.residents.severity, again.world.residents.severity)
    assert again.resident(2).model is again
