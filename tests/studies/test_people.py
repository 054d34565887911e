"""Does `people = "each_seed"` settle others for each seed, the same in every arm, and nothing else?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.outcomes.registry import count
from sim.scenario import loads, scenario_folder
from sim.studies.compare import BadBatchError

OPTIONS = {"seeds": 3, "weeks": 6, "scale": 0.2, "workers": 1}


@pytest.fixture(scope="module")
def each() -> sim.Results:
    return sim.compare("minimal", people="each_seed", **OPTIONS)


def test_each_seed_has_people_of_its_own_and_the_first_those_of_the_scenario(each: sim.Results) -> None:
    once = sim.compare("minimal", **OPTIONS)
    by_seed = each.people_by_seed["residents"]
    assert by_seed.shape == (3, len(each.groups)) and len({tuple(row) for row in by_seed}) == 3
    np.testing.assert_array_equal(by_seed[0], once.people)
    np.testing.assert_array_equal(each.weekly["cases"][:, 0], once.weekly["cases"][:, 0])
    assert (each.weekly["cases"][:, 1:] != once.weekly["cases"][:, 1:]).any()
    assert once.people_by_seed == {}


def test_arms_of_a_seed_share_their_people(each: sim.Results) -> None:
    np.testing.assert_array_equal(each.weekly["cases"][0, :, 0], each.weekly["cases"][1, :, 0])
    people = count(each, "people")
    assert people.shape == (2, 3, len(each.groups)) and (people[0] == people[1]).all()


def test_it_is_a_key_of_a_scenario_and_survives_saving_and_workers(each: sim.Results, tmp_path) -> None:
    text = (scenario_folder() / "minimal.toml").read_text(encoding="utf-8")
    found = sim.compare(loads(f'people = "each_seed"\n{text}', name="minimal"), **{**OPTIONS, "workers": 2})
    np.testing.assert_array_equal(found.weekly["cases"], each.weekly["cases"])
    sim.save_results(found, tmp_path)
    np.testing.assert_array_equal(
        sim.load_results(tmp_path).people_by_seed["residents"], each.people_by_seed["residents"]
    )


def test_a_sweep_settles_each_seed_as_well(each: sim.Results, tmp_path) -> None:
    text = (scenario_folder() / "minimal.toml").read_text(encoding="utf-8")
    (tmp_path / "town.toml").write_text(f'people = "each_seed"\n{text}', encoding="utf-8")
    (tmp_path / "mine.toml").write_text(
        'scenario = "town"\nscale = 0.2\nweeks = 6\nseeds = 3\nmeasures = ["cases", "people"]\n', encoding="utf-8"
    )
    (tmp_path / "mine.toml").write_text(
        (tmp_path / "mine.toml").read_text(encoding="utf-8").replace('"town"', '"town.toml"'), encoding="utf-8"
    )
    sim.sweep(tmp_path / "mine.toml", tmp_path / "out", workers=0)
    table = sim.read_sweep(tmp_path / "out")
    cases = table[
        (table["measure"] == "cases") & (table["stratum"] == "all") & (table["arm"] == "usual_care")
    ].sort_values("seed")
    assert cases["value"].tolist() == each.weekly["cases"][0, :, -1, 0].tolist()


def test_another_word_is_refused() -> None:
    with pytest.raises(BadBatchError, match="'once' or 'each_seed'"):
        sim.compare("minimal", people="often", **OPTIONS)
    assert replace(sim.load("minimal")).people == "once"
