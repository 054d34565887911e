"""The other questions: each answers in words, its numbers are those of paired runs, and what cannot be asked is refused in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.outcomes import refusals
from sim.scenario import load, scenario_folder
from sim.studies.planning.answer import NoAnswerError, facts
from sim.studies.planning.delay import ask_delay
from sim.studies.planning.fallback import ask_fallback
from sim.studies.planning.internet import ask_internet
from sim.studies.planning.sites import ask_sites
from sim.studies.planning.turned_away import ask_turned_away
from sim.studies.planning.variants import Ask, change, run_variants, total
from tests.conftest import MORE_HELP


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    path = tmp_path_factory.mktemp("asked") / "town.toml"
    path.write_text((scenario_folder() / "minimal.toml").read_text(encoding="utf-8") + MORE_HELP, encoding="utf-8")
    plan = replace(load(path), weeks=30)
    return Ask(str(path), plan, ("usual_care", "pfa", "telehealth"), (1, 2), 1.0, workers=1)


def test_versions_are_paired_and_the_first_is_the_scenario_itself(town: Ask) -> None:
    from sim.studies.compare import run_batch

    base, same = run_variants(town, [{}, {}], [("usual_care",)] * 2)
    plain = run_batch(town.scenario, ["usual_care"], town.seeds, 1.0, 1)
    assert np.array_equal(base.final["dalys"], same.final["dalys"])
    assert np.array_equal(base.final["dalys"], plain.final["dalys"])
    assert change(total(base, "usual_care", "dalys"), total(same, "usual_care", "dalys"))[0] == 0.0


def test_a_later_start_is_told_for_each_programme_of_the_plans(town: Ask) -> None:
    answer = ask_delay(town, later=(1, 4))
    frame = answer.data["changes"]
    assert set(frame["programme"]) == {"clinic", "pfa", "telehealth"} and set(frame["weeks_later"]) == {1, 4}
    assert len(answer.found) == 3 and answer.drawing is not None
    with pytest.raises(NoAnswerError, match="no programme 'clinik'"):
        ask_delay(town, ["clinik"])


def test_an_outage_touches_only_plans_that_need_the_internet(town: Ask) -> None:
    answer = ask_internet(town, begins=6, weeks=6)
    frame = answer.data["changes"].set_index("arm")
    assert frame.loc[["usual_care", "pfa"], "case_weeks"].eq(0.0).all()
    assert frame.loc["telehealth", "case_weeks"] != 0.0
    assert facts(answer)["policy"]["weeks_long"] == 6 and "Telehealth" in answer.found[0]
    with pytest.raises(NoAnswerError, match="needs the internet"):
        ask_internet(replace(town, arms=("usual_care",)))


def test_a_failure_hurts_only_the_plans_that_hold_the_programme(town: Ask) -> None:
    for left in (0.0, 0.5):
        frame = ask_fallback(town, "telehealth", 8, left).data["plans"].set_index("arm")
        assert frame.loc["usual_care", "lost"] == 0.0 == frame.loc["pfa", "lost"]
        assert frame.loc["telehealth", "cost_failed"] < frame.loc["telehealth", "cost_planned"]
    with pytest.raises(NoAnswerError, match="opens in week"):
        ask_fallback(town, "telehealth", 1)


def test_who_is_turned_away_agrees_with_the_table_of_refusals(town: Ask) -> None:
    answer = ask_turned_away(town)
    (results,) = run_variants(town, [{}])
    table = refusals(results)
    mine = answer.data["refusals"]
    everybody = mine[(mine["arm"] == "usual_care") & (mine["stratum"] == "all")].set_index("barrier")["per_100_asks"]
    theirs = table[(table["arm"] == "usual_care") & (table["stratum"] == "all")]
    cost = theirs[theirs["barrier"] == "cost"]["refusals"].sum()
    asks = results.weekly["asked"][0, :, :, results.group("all", "all")].sum()
    assert everybody["cost"] == pytest.approx(100 * cost / asks)
    assert "of 100 asks" in answer.found[0] and "minorit" not in " ".join(answer.found)


def test_new_sites_stand_where_none_stood_and_bring_their_slots(town: Ask) -> None:
    answer = ask_sites(replace(town, seeds=(1,)), "clinic", more=2, candidates=2)
    assert sorted(answer.data["sites"]["place"]) == ["Riverside", "The Ridge"]
    lines = facts(answer)["scenario_lines"]["clinic"]
    assert lines["slots"] == 8 + 2 * 8 and len(lines["sites"]) == 3
    with pytest.raises(NoAnswerError, match="nobody travels"):
        ask_sites(replace(town, arms=("telehealth",)), "telehealth")
