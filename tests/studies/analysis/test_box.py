"""Does the box of conditions find what was planted, as another implementation does, and say nothing where there is nothing?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.studies.analysis.box import find_box, peelings
from sim.studies.analysis.discovery import discover

pytest.importorskip("scipy")
# Coverage and density of the peeling trajectory of ema_workbench 3.0.0 (Prim, lenient1, peel_alpha 0.05, mass_min 0.05) on `planted`.
EMA = {
    0: (1.0, 0.2425), 1: (1.0, 0.2553), 5: (0.9794, 0.3094), 9: (0.9588, 0.3750), 13: (0.9485, 0.4600), 17: (0.9278, 0.5556),
    21: (0.9175, 0.6846), 25: (0.9072, 0.8462), 26: (0.9072, 0.8980), 27: (0.8969, 0.9355), 28: (0.8866, 0.9773),
}  # fmt: skip


def planted() -> tuple[np.ndarray, np.ndarray]:
    x = np.random.default_rng(7).random((400, 4))
    wrong = np.random.default_rng(8).random(400) < 0.05
    return x, ((x[:, 0] > 0.6) & (x[:, 2] < 0.45)) ^ wrong


def test_the_way_is_that_of_ema_workbench() -> None:
    way = peelings(*planted())
    assert len(way) == 29
    for at, (coverage, density) in EMA.items():
        assert (round(way[at].coverage, 4), round(way[at].density, 4)) == (coverage, density)


def test_the_planted_box_is_found_and_nothing_else_is_restricted() -> None:
    box = find_box(*planted())
    assert box.low[0] == pytest.approx(0.6, abs=0.02) and box.high[2] == pytest.approx(0.45, abs=0.03)
    assert np.isfinite([box.low, box.high]).sum() == 2


def test_a_table_of_conditions_in_words_that_come_back() -> None:
    x, happens = planted()
    levers = pd.DataFrame(x[:, :3], columns=["a", "b", "c"]).assign(kind=np.where(x[:, 3] > 0.5, "flood", "storm"))
    found = discover(levers, pd.Series(happens))
    assert list(zip(found.conditions["lever"], found.conditions["side"], strict=True)) == [
        ("a", "above"),
        ("c", "at most"),
    ]
    assert (found.conditions["reproduced"] > 0.9).all()
    assert found.density > 0.9 and found.coverage > 0.85 and found.density_left_out > 0.8
    assert (found.conditions["density_without"] < found.density).all()
    assert found.sentence("It rains").startswith(
        f"It rains at {happens.sum()} of 400 points (24%). It does so mostly where a is above 0.6"
    )


def test_a_lever_of_words_is_named_by_the_word() -> None:
    kinds = np.array(["flood", "storm", "quake"] * 20)
    found = discover(pd.DataFrame({"kind": kinds, "x": np.arange(60.0)}), pd.Series(kinds == "quake"))
    row = found.conditions.iloc[0]
    assert (len(found.conditions), row["side"], row["limit"], found.density, found.coverage) == (
        1,
        "is",
        "quake",
        1.0,
        1.0,
    )


def test_pure_luck_gives_no_condition_that_comes_back() -> None:
    random = np.random.default_rng(3)
    found = discover(pd.DataFrame(random.random((120, 3))), pd.Series(random.random(120) < 0.5))
    assert found.conditions.empty or (found.density_left_out < 0.65)


@pytest.mark.parametrize("always", [True, False])
def test_what_happens_everywhere_or_nowhere_has_no_condition(always: bool) -> None:
    found = discover(pd.DataFrame({"x": np.arange(10.0)}), pd.Series([always] * 10))
    assert found.conditions.empty and "no condition" in found.sentence("It rains")


def test_too_few_points_are_refused() -> None:
    with pytest.raises(ValueError, match="5 points are too few"):
        discover(pd.DataFrame({"x": np.arange(5.0)}), pd.Series([True, False, True, False, True]))
