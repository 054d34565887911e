"""What is handed in: each form has the columns that are asked for, adds up, says what is not verified, and refuses kindly."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

import sim
from sim.cli import app
from sim.inputs.faults import ScenarioFaults
from sim.scenario import load
from sim.studies.analysis.optimise import budget_a_week
from sim.studies.planning.answer import NoAnswerError
from sim.studies.planning.forms.settings import FormSettings, settings_text
from sim.studies.planning.questions import FORMS
from sim.studies.planning.slot_staff import nearest, spread_of

SMALL = {"seeds": 2, "scale": 0.5, "horizon": 20, "workers": 1}
NO_RUN = ("staffing", "budget", "languages", "children", "4ws", "siteplan")


@pytest.mark.parametrize("form", NO_RUN)
def test_forms_without_a_run_are_whole(form: str) -> None:
    answer = sim.plan(form, "new_orleans", arms=["telehealth"] if form != "siteplan" else ["groups"])
    assert answer.name == form and answer.found and answer.limits and all(not table.empty for table in answer.tables)
    assert all(len(row) == len(table.head) for table in answer.tables for row in table.rows)


def test_needs_are_the_formula_of_the_form_beside_the_model(tmp_path: Path) -> None:
    damage = tmp_path / "damage.csv"
    damage.write_text("place,homes_destroyed,homes_minor,dead\nRiverside,10,20,1\n", encoding="utf-8")
    if "Riverside" not in load("minimal").places.names:
        damage.write_text(damage.read_text().replace("Riverside", load("minimal").places.names[0]), encoding="utf-8")
    answer = sim.plan("needs", "minimal", damage=damage, **SMALL)
    frame = answer.data["ccp"]
    asked = ("county", "place", "category", "number", "unit", "anh", "multiplier_percent", "persons_at_risk", "simulated_persons_in_need",
             "low", "high", "source", "verified")  # fmt: skip
    assert tuple(frame.columns) == asked and not frame["verified"].any()
    size = float(load("minimal").places.mean_household_size[0])
    assert np.isclose(frame["persons_at_risk"].sum(), size * (10 + 20 * 0.15 + 1))
    assert any("not verified" in line for line in answer.found)


def test_a_damage_table_with_faults_is_refused_with_all_of_them(tmp_path: Path) -> None:
    damage = tmp_path / "damage.csv"
    first = load("minimal").places.names[0]
    damage.write_text(f"place,homes_major\n{first[:-1]},3\n{first},-2\n{first},many\n", encoding="utf-8")
    with pytest.raises(ScenarioFaults) as found:
        sim.plan("needs", "minimal", damage=damage, **SMALL)
    said = str(found.value)
    assert "Did you mean" in said and "-2" in said and "each place once" in said
    damage.write_text("place,homes\nx,1\n", encoding="utf-8")
    with pytest.raises(ScenarioFaults):
        sim.plan("needs", "minimal", damage=damage, **SMALL)


def test_own_settings_replace_ours_and_wrong_ones_are_named(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("[need]\nhomes_destroyed = 80\n[staff.minutes]\nvalue = 45\nverified = true\n", encoding="utf-8")
    numbers = FormSettings.read(own)
    assert numbers("need", "homes_destroyed") == 80 and numbers.verified("need", "homes_destroyed")
    assert numbers("staff", "minutes") == 45 and numbers("need", "dead") == 100 and not numbers.verified("need", "dead")
    own.write_text("[need]\nhomes_destroyd = 80\n[staf]\n[budget]\nfringe = -1\n", encoding="utf-8")
    with pytest.raises(ScenarioFaults) as found:
        FormSettings.read(own)
    assert len(str(found.value).splitlines()) >= 3
    own.write_text(settings_text(), encoding="utf-8")
    assert FormSettings.read(own).tables == FormSettings.read().tables


def test_every_number_of_the_settings_has_a_range_and_none_claims_to_be_verified() -> None:
    for name, table in FormSettings.read().tables.items():
        for key, entry in table.items():
            if isinstance(entry, dict):
                assert entry["low"] <= entry["value"] <= entry["high"], (name, key)
                assert entry["unit"] and entry["meaning"] and entry["grade"] == "assumed" and entry["verified"] is False


def test_staff_and_budget_add_up_and_are_of_what_the_plan_adds() -> None:
    staff = sim.plan("staffing", "new_orleans", arms=["telehealth"]).data
    assert set(staff["ccp"]["provider"]) == {"Telehealth therapy", "Project"}
    assert np.isclose(staff["hiring"]["fte"].iloc[-1], staff["ccp"]["fte"].sum(), atol=0.2)
    left = staff["hiring"]["hires"].sum() - staff["hiring"]["leavers"].sum()
    assert np.isclose(left, staff["hiring"]["fte"].iloc[-1], atol=2)
    frame = sim.plan("budget", "new_orleans", arms=["telehealth"]).data["ccp"].set_index("object_class")
    quarters = [name for name in frame.columns if name.startswith("quarter")]
    assert len(quarters) == 8 and np.allclose(frame[quarters].sum(axis=1), frame["total"], atol=10)
    assert np.isclose(
        frame["total"].drop(["Total direct", "Indirect", "Total"]).sum(), frame["total"]["Total direct"], atol=10
    )
    assert frame["total"]["Construction"] == 0
    with pytest.raises(NoAnswerError):
        sim.plan("4ws", "sandy", arms=["no_help"])


def test_sites_of_the_4ws_and_the_site_plan_have_all_slots() -> None:
    sites = (
        sim.plan("siteplan", "new_orleans", arms=["groups"]).data["sites"].groupby("programme")["sessions_a_week"].sum()
    )
    assert sites["Support groups"] == 3840 and sites["Clinic therapy"] == 700
    rows = sim.plan("4ws", "new_orleans", arms=["groups"]).data["rows"]
    assert {
        "organisation",
        "activity",
        "target_group",
        "place",
        "staff",
        "start",
        "end",
        "funded_or_planned",
        "free_of_charge",
    } <= set(rows)


def test_months_hold_what_weeks_hold_and_calls_are_empty_unless_given() -> None:
    frame = sim.plan("monthly", "minimal", **SMALL).data["months"]
    assert len(frame) == 4 and frame["calls_988"].isna().all() and (frame["asks"] >= frame["referrals"]).all()
    called = sim.plan("monthly", "minimal", calls=10, **SMALL).data["months"]
    assert np.allclose(called["calls_988"], called["cases"] / 100)


def test_a_form_is_exported_as_csv_and_workbook_and_shown_in_the_appendix(tmp_path: Path) -> None:
    from sim.report import render_appendix
    from tests.fake_results import fake_results

    result = CliRunner().invoke(app, ["plan", "languages", "new_orleans", "--out", str(tmp_path), "-q", "--json"])
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["name"] == "languages"
    folder = tmp_path / "answers"
    frame = pd.read_csv(folder / "languages_places.csv")
    book = openpyxl.load_workbook(folder / "languages.xlsx")
    assert book.sheetnames == ["places", "programmes"] and book["places"].max_row == len(frame) + 1
    assert "Who needs help in another language" in render_appendix(
        fake_results(arms=1, seeds=1, weeks=8, people=200, places=3), None, tmp_path
    )


def test_slots_are_spread_so_that_no_site_has_more_than_its_room() -> None:
    plan = load("new_orleans")
    clinic = plan.programmes["clinic"]
    needed = {"Dillard": 2400.0, "Mid-City": 100.0}
    rows = spread_of(plan, clinic, needed, 500.0, 25.0)
    assert np.isclose(sum(row["slots"] for row in rows), 2500) and max(row["slots"] for row in rows) <= 500
    assert {row["place"] for row in rows if not row["new"]} == set(needed)
    assert nearest(plan, "Dillard", ["Mid-City"])[0] == "Mid-City"


def test_slots_say_when_the_target_cannot_be_met_at_any_price() -> None:
    answer = sim.plan("slots", "minimal", seeds=1, horizon=26, staff=0.1)
    assert any("cannot be met at any price" in line for line in answer.found)
    enough = sim.plan("slots", "minimal", seeds=1, horizon=26, staff=1000)
    assert not any("at any price" in line for line in enough.found) and {"staff", "spread"} <= set(enough.data)


def test_a_total_budget_is_a_weekly_one_over_the_open_weeks() -> None:
    plan = load("new_orleans")
    assert np.isclose(budget_a_week(plan, 5200, ["pfa"]), 100) and np.isclose(
        budget_a_week(plan, 5200, ["pfa"], 26), 200
    )
    result = CliRunner().invoke(app, ["optimise", "minimal", "--weekly", "10", "--total", "10", "-q"])
    assert result.exit_code == 2 and "--total" in result.stderr


def test_all_forms_are_questions() -> None:
    assert set(NO_RUN) < set(FORMS)
