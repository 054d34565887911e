"""Does every row of the field's catalogue explain itself, rest on graded numbers, have its test, and act where it should?"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from typer.testing import CliRunner

from sim import evidence
from sim.cli import app
from sim.engine.mesa_model import HealingModel
from sim.population import Community, settle
from sim.reference.catalogue import GROUPS, ROWS, CatalogueRow, numbers_of
from sim.reference.catalogue.ablation import ALL, GAP, ablate, arm_with, without
from sim.reference.catalogue.status import CATALOGUES, NOT_HERE, WORKS, status_of, switch_is_there
from sim.reference.catalogue.table import page, records
from sim.reference.catalogue.town import small_town
from sim.reference.lookup import explain
from sim.scenario import Scenario, load
from sim.scenario.catalogue import limits

BOOK = evidence.load()
HERE = [row for row in ROWS.values() if status_of(row).word != NOT_HERE]
WHOLE = [row for row in ROWS.values() if status_of(row).word == WORKS]
ACTING = [row for row in WHOLE if not row.reads_only]
WEEKS = 56


def named(row: CatalogueRow) -> str:
    return row.name


@cache
def people() -> Community:
    """The people of the small town, who are the same for every row."""
    return settle(small_town(ROWS["avoidant_coping"]), 1.0)


def lived(plan: Scenario, arm: str = "with") -> HealingModel:
    model = HealingModel(replace(plan, weeks=WEEKS), arm, 1, community=people())
    model.run()
    return model


def test_every_group_of_the_list_has_rows_with_names_of_their_own():
    assert {row.group for row in ROWS.values()} == set(GROUPS)
    labels = [row.label for row in ROWS.values()]
    assert len(set(labels)) == len(labels)
    assert all(name == row.name for name, row in ROWS.items())


@pytest.mark.parametrize("row", WHOLE, ids=named)
def test_a_row_explains_itself_with_graded_sources(row):
    found = explain(row.name)
    told = [found, *found.also]
    assert any(len(one.meaning) > 25 for one in told)
    graded = [one for one in told if one.grade or any(part.grade for part in one.parts)]
    assert graded or row.where[0].startswith(("programme.", "final.")), "no grade"
    if graded:
        assert any(one.sources or any(part.sources for part in one.parts) for one in graded), "no source"


@pytest.mark.parametrize("row", HERE, ids=named)
def test_a_row_that_is_switched_off_by_a_number_may_be_so_in_a_scenario_file(row):
    for path, value in row.off.items():
        if path in BOOK:
            low, high = limits([BOOK[path]])
            assert low <= value <= high, path
        elif value is None:
            assert path.split(".")[0] in CATALOGUES


@pytest.mark.parametrize("row", ACTING, ids=named)
def test_without_a_row_its_columns_change(row):
    plan = small_town(row)
    bare = without(row, plan, "with")
    assert bare is not plan, "the row takes no part in its own town"
    ours, theirs = lived(plan).world.residents, lived(bare).world.residents
    for column in row.moves:
        same = getattr(ours, column).tobytes() == getattr(theirs, column).tobytes()
        assert not same, column


def test_taking_away_what_is_not_there_changes_no_byte():
    plan = small_town(ROWS["avoidant_coping"])
    before = lived(plan, "without").world.residents.severity.tobytes()
    for name in ("emdr", "guided_internet", "earthquake", "pressure_to_be_resilient"):
        bare = without(ROWS[name], plan, "without")
        assert bare is plan
        same = lived(bare, "without").world.residents.severity.tobytes() == before
        assert same, name


def test_an_intervention_without_effect_changes_no_byte():
    plan = small_town(ROWS["mbsr"])
    bare = without(ROWS["mbsr"], plan, "with")
    alone = replace(bare, arms={**bare.arms, "with": replace(bare.arms["with"], programmes=("tried",))})
    nobody = replace(bare, arms={**bare.arms, "with": replace(bare.arms["with"], programmes=())})
    helped, left = lived(alone).world.residents, lived(nobody).world.residents
    assert (helped.courses > 0).sum() > 5
    assert np.array_equal(helped.severity, left.severity)


def test_a_scenario_in_which_a_row_takes_part_is_used_and_the_small_town_stands_in_for_others():
    plan = load("minimal")
    assert arm_with(ROWS["pfa"], plan) == "first_aid"
    assert arm_with(ROWS["emdr"], plan) is None
    found = ablate(ROWS["emdr"], plan, seeds=2, workers=1)
    assert (found.own, found.scenario.name, found.arm) == (False, "small_town", "with")
    cases = {(one.outcome, one.of): one for one in found.contributions}["prevalence_end", ALL]
    assert cases.low <= cases.difference <= cases.high and cases.difference + 2 * cases.standard_error < 0
    assert cases.difference == pytest.approx(cases.with_it - cases.without_it)


def test_what_only_reads_cannot_be_switched_off():
    with pytest.raises(ValueError, match="nothing to switch off"):
        ablate(ROWS["biopsychosocial_model"])


def test_status_is_looked_up_and_says_what_is_missing():
    row = ROWS["emdr"]
    assert status_of(row).word == WORKS
    word, missing = status_of(replace(row, test="tests/scenario/test_catalogue.py::test_that_nobody_wrote"))
    assert (word, missing) == ("partly", ("tests/scenario/test_catalogue.py::test_that_nobody_wrote",))
    assert status_of(replace(row, where=("interventions.hypnosis",))).word == NOT_HERE
    assert not switch_is_there("stress.coping.no_such_number") and not switch_is_there("channels.pigeon")


def test_the_page_of_the_site_has_every_row():
    text = page()
    assert [name for name in ROWS if f"| `{name}` |" not in text] == []


def test_the_commands_print_rows_and_contributions():
    run = CliRunner().invoke
    listed = run(app, ["catalogue", "--json"])
    assert json.loads(listed.stdout)["rows"] == json.loads(json.dumps(records()))
    shown = run(app, ["ablate", "avoidant-coping", "--seeds", "1", "--workers", "1", "--json", "--quiet"])
    found = json.loads(shown.stdout)
    assert (found["row"], found["own"]) == ("avoidant_coping", False)
    told = {(one["outcome"], one["of"]) for one in found["contributions"]}
    assert told >= {("prevalence_end", ALL), ("healing_end", ALL), ("reach", GAP)}
    wrong = run(app, ["ablate", "avoidance_copin"])
    assert wrong.exit_code == 2 and "Did you mean" in wrong.stderr


@pytest.mark.parametrize("row", WHOLE, ids=named)
def test_a_row_that_works_rests_on_numbers_unless_it_is_a_rule(row):
    assert numbers_of(row, BOOK) or row.where[0].startswith("programme.")
