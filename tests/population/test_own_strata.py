"""Does a [stratum.name] part the residents as it says, and appear wherever groups do?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.engine.mesa_model import OPENING, SCHEDULE, HealingModel
from sim.outcomes import equity_table
from sim.outcomes.saving import load_results, save_results
from sim.population.residents import Residents
from sim.population.strata import Pack, Strata, packed
from sim.reference.lookup import explain
from sim.report import render_appendix
from sim.report.text.headline import gap_sentence
from sim.report.text.tables import equity
from sim.scenario import Scenario, ScenarioFaults, loads
from sim.scenario.groups import BUILT_IN, LABELLED, MEASURED
from sim.studies.compare import run_batch
from tests import small_town

OWN = """
[stratum.home]
label = "Own or rent"
column = "owner"

[stratum.poverty]
column = "income"
cuts = [1.0, 2]
groups = ["below the line", "near it", "well above"]

[stratum.closeness]
column = "attachment_anxiety"
cuts = [0.0]
"""
EXPECTED = {
    ("home", "people who rent"): lambda r: r.owner == 0,
    ("home", "people who own their home"): lambda r: r.owner == 1,
    ("poverty", "below the line"): lambda r: r.income < 1,
    ("poverty", "near it"): lambda r: (r.income >= 1) & (r.income < 2),
    ("poverty", "well above"): lambda r: r.income >= 2,
    ("closeness", "attachment anxiety under 0"): lambda r: r.attachment_anxiety < 0,
    ("closeness", "attachment anxiety 0 and more"): lambda r: r.attachment_anxiety >= 0,
}


@pytest.fixture(scope="module")
def plan() -> Scenario:
    return loads(small_town.TEXT + OWN)


@pytest.fixture(scope="module")
def lived(plan) -> HealingModel:
    model = HealingModel(plan, "everything", 3, community=small_town.town())
    while model.week < 30:
        model.step()
    return model


@pytest.fixture(scope="module")
def results(plan):
    return run_batch(plan, ["usual_care", "everything"], 2, workers=1, weeks=30)


def test_own_groups_count_whom_they_name(lived):
    groups, r = lived.record.strata.groups, lived.world.residents
    people = lived.record.counts(lived.world, np.ones(len(r), bool))
    assert groups[-len(EXPECTED) :] == tuple(EXPECTED)
    for pair, chosen in EXPECTED.items():
        assert people[groups.index(pair)] == (chosen(r) & (r.age >= 18)).sum() > 0, pair


def test_every_weekly_measure_and_total_of_own_groups_adds_up(lived):
    groups = lived.record.strata.groups
    tables = {**lived.record.weekly(), "totals": lived.record.totals().T, **lived.record.final(lived.world)}
    tables |= {name: table.T for name, table in lived.record.histograms(lived.world).items()}
    for stratum in ("home", "poverty", "closeness"):
        rows = [i for i, (key, _) in enumerate(groups) if key == stratum]
        for name, table in tables.items():
            assert np.allclose(table[..., rows].sum(axis=-1), table[..., 0], rtol=1e-9), (stratum, name)


def test_weekly_cases_of_an_own_group_are_those_of_the_columns(lived):
    r, at = lived.world.residents, lived.record.strata.groups.index(("home", "people who rent"))
    now = ((r.severity >= 1) & (r.age >= 18) & (r.owner == 0)).sum()
    assert lived.record.weekly()["cases"][lived.week, at] == now


def test_own_strata_change_nothing_else(plan, lived):
    bare = HealingModel(loads(small_town.TEXT), "everything", 3, community=small_town.town())
    while bare.week < lived.week:
        bare.step()
    assert bare.world.residents.severity.tobytes() == lived.world.residents.severity.tobytes()
    usual = len(bare.record.strata.groups)
    for name, table in bare.record.weekly().items():
        assert np.array_equal(table, lived.record.weekly()[name][:, :usual]), name
    assert bare.record.own == []


def test_own_strata_stand_in_every_table(results):
    assert results.strata == {"home": "Own or rent", "poverty": "Poverty", "closeness": "Closeness"}
    table = equity_table(results)
    assert set(results.strata) < set(table["stratum"])
    rent = table[(table["stratum"] == "home") & (table["outcome"] == "reach")]
    assert set(rent["worst_group"]) <= {"people who rent", "people who own their home"}
    assert "Own or rent" in {row[0] for row in equity(results).rows}
    assert "people who" in gap_sentence(results, "reach", "home")
    page = render_appendix(results)
    assert "Own or rent" in page and "people who rent" in page


def test_own_strata_come_back_from_the_disk(results, tmp_path):
    save_results(results, tmp_path)
    back = load_results(tmp_path)
    assert (back.own_strata, back.groups) == (results.own_strata, results.groups)


def test_strata_are_packed_so_that_combinations_stay_few(plan):
    home, poverty, closeness = plan.strata.values()
    assert [len(pack) for pack in packed([home] * 8)] == [8]
    wide = replace(poverty, cuts=tuple(range(1, 12)), groups=tuple("abcdefghijkl"))
    assert [len(pack) for pack in packed([wide, wide, wide, home])] == [2, 2]
    community = small_town.town()
    together, apart = (Strata.of(community, own) for own in ([home, poverty, closeness], [poverty]))
    alone = apart.packs[0].margins(np.ones((apart.packs[0].cells, 1), np.int64))
    assert [part.shape for part in alone] == [(3, 1)]
    assert together.packs[0].sizes == (2, 3, 2) and isinstance(together.packs[0], Pack)


# What may be written.


@pytest.mark.parametrize(("text", "words"), [
    ('[stratum.x]\ncolumn = "ovner"', ("[stratum.x] column", "'ovner'", "Did you mean 'owner'?")),
    ('[stratum.x]\ncolumn = "home_lost"', ("settled before the event",)),
    ('[stratum.x]\ncolumn = "income"', ("[stratum.x] cuts: given nothing", "rising numbers")),
    ('[stratum.x]\ncolumn = "income"\ncuts = [2.0, 1.0]', ("[stratum.x] cuts", "Write [1.0, 2.0].")),
    ('[stratum.x]\ncolumn = "age"\ncuts = [0]', ("[stratum.x] cuts", "above 0 and up to 110")),
    ('[stratum.x]\ncolumn = "age"\ncuts = [5, 10]', ("a group under 5", "cuts above 18", "nobody would be in it")),
    ('[stratum.x]\ncolumn = "age"\ncuts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]', ("[stratum.x] cuts", "1 to 11 different", "12 items")),
    ('[stratum.x]\ncolumn = "owner"\ncuts = [1]', ("[stratum.x] cuts", "people who rent", "Delete the line.")),
    ('[stratum.x]\ncolumn = "age"\ncuts = [30, 60]\ngroups = ["a", "b"]', ("2 names", "3 names, one more than cuts")),
    ('[stratum.x]\ncolumn = "race"\ngroups = ["a", "b"]', ("2 names", "5 names, one for each label")),
    ('[stratum.income]\ncolumn = "owner"', ("the name 'income'", "Try 'own_income'.")),
    ('[stratum.x]\ncolumn = "owner"\ncut = [1]', ("[stratum.x] cut", "Did you mean 'cuts'?")),
    ("[stratum.x]\nlabel = 'a'", ("[stratum.x] column: given nothing",)),
    ("".join(f'[stratum.x{i}]\ncolumn = "owner"\n' for i in range(9)), ("9 tables", "8 tables")),
])  # fmt: skip
def test_faults_say_where_and_what_to_write(text, words):
    with pytest.raises(ScenarioFaults) as caught:
        loads(small_town.TEXT + text)
    message = str(caught.value)
    assert len(caught.value.faults) == 1
    for word in words:
        assert word in message


def test_columns_of_strata_are_residents_columns_with_their_labels_and_bounds():
    declared = Residents.columns()
    for name, groups in LABELLED.items():
        assert len(groups) == len(declared[name].labels), name
    for name, bounds in MEASURED.items():
        assert bounds == (declared[name].low, declared[name].high), name
    assert LABELLED["race"] == declared["race"].labels
    assert not LABELLED.keys() & MEASURED.keys() and "income20" in BUILT_IN


def test_neither_the_event_nor_the_aftermath_moves_anybody_to_another_group():
    # Policies may: somebody who is given a connection stays in the group of before the event.
    nature = (process for process in (*OPENING, *SCHEDULE) if not process.name.startswith("care."))
    written = {name for process in nature for name in process.writes}
    assert not written & {*LABELLED, *MEASURED}


def test_keys_of_a_stratum_are_explained():
    assert any("[stratum.NAME]" in one.kind for one in (explain("cuts"), *explain("cuts").also))


def test_threads_count_own_strata_alike(plan, lived, monkeypatch):
    monkeypatch.setattr("sim.processes.chunks.ROWS", 16)
    monkeypatch.setattr("sim.engine.record.ROWS", 16)
    shared = HealingModel(plan, "everything", 3, community=small_town.town(), threads=2)
    while shared.week < lived.week:
        shared.step()
    assert len(lived.record.own) > 0
    for own, theirs in zip(lived.record.own, shared.record.own, strict=True):
        assert np.array_equal(own, theirs)
