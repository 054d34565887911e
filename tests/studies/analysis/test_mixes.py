"""Does the search buy no more than the budget, find a front that is known, stay the same when repeated, and say what beats what?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from sim import load
from sim.studies.analysis.best import MixSearch, judged, search, unbeaten
from sim.studies.analysis.mixes import Market, Mix, market_of, naive

SCENARIO = load("minimal")
MARKET = market_of("minimal", SCENARIO, 2400.0)


def planted(market: Market) -> dict[str, object]:
    """Clinics heal a little; first aid heals twice as much for a dollar, up to 12 slots, and widens the gap."""

    def evaluate(mixes: Sequence[Mix], *_: int) -> pd.DataFrame:
        rows = []
        for at, (clinic, aid) in enumerate(mixes):
            for seed in range(1, 7):
                luck = 0.001 * seed
                rows.append(
                    (
                        at,
                        seed,
                        0.2 + 0.013 * clinic + 0.02 * min(aid, 12) + luck,
                        0.1 + 0.004 * aid - 0.002 * clinic + luck,
                        1.0,
                    )
                )
        return pd.DataFrame(rows, columns=["mix", "seed", "recovered", "gap", "spent"])

    return {"evaluate": evaluate}


def test_a_mix_never_costs_more_than_the_budget_and_naive_plans_spend_nearly_all() -> None:
    assert (MARKET.programmes, MARKET.prices.tolist()) == (("clinic", "first_aid"), [120.0, 100.0])
    for shares in np.random.default_rng(1).random((200, 2)) * 1.5:
        assert MARKET.price(MARKET.mix(shares)) <= 2400.0
    assert naive(MARKET) == {
        "Nothing more": (0, 0), "Equal split": (10, 12), "All Clinic therapy": (20, 0), "All First aid at the door": (0, 24)
    }  # fmt: skip


def test_what_is_bought_comes_on_top_of_usual_care_and_nothing_bought_is_not_there() -> None:
    usual = SCENARIO.programmes["clinic"].slots
    assert MARKET.levers((3, 0)) == {
        "arm.usual_care.programmes": ["clinic"], "programme.clinic.slots": usual + 3, "programme.first_aid.slots": 0
    }  # fmt: skip
    assert MARKET.levers((0, 5))["arm.usual_care.programmes"] == ["clinic", "first_aid"]


def test_twins_of_a_programme_are_on_offer_once() -> None:
    assert market_of("new_orleans", load("new_orleans"), 1e5).programmes == (
        "clinic", "family_doctor", "pfa", "groups", "telehealth"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("budget", "programmes", "said"),
    [(50.0, None, "buys no session"), (float("nan"), None, "buys no session"), (9e9, ["clinc"], "clinc")],
)
def test_what_cannot_be_bought_is_said(budget: float, programmes: list[str] | None, said: str) -> None:
    with pytest.raises((ValueError, KeyError), match=said):
        market_of("minimal", SCENARIO, budget, programmes)


def test_unbeaten_is_what_no_other_beats() -> None:
    costs = np.array([[1, 5, 0], [2, 4, 0], [2, 5, 0], [1, 5, 0], [0, 9, 9]])
    assert unbeaten(costs).tolist() == [True, True, False, True, True]


def test_the_search_finds_the_known_front_and_is_the_same_each_time() -> None:
    pytest.importorskip("optuna")
    how = MixSearch(population=24, generations=8)
    found = search(MARKET, planted(MARKET)["evaluate"], how)  # type: ignore[arg-type]
    assert found == search(MARKET, planted(MARKET)["evaluate"], how)  # type: ignore[arg-type]
    # More than 12 slots of first aid only cost: the front hardly has them, and begins with nothing bought.
    assert found[0] == (0, 0) and len(found) > 5
    assert np.mean([aid <= 12 for _, aid in found]) > 0.8
    assert any(aid >= 11 and clinic >= 9 for clinic, aid in found) and (20, 0) in found


def test_plans_are_judged_by_what_beats_them() -> None:
    table = judged(MARKET, [(10, 12), (2, 2)], planted(MARKET)["evaluate"]).set_index("plan")  # type: ignore[arg-type]
    assert list(table.index) == [
        "Nothing more",
        "Mix 2",
        "Equal split",
        "All Clinic therapy",
        "All First aid at the door",
    ]
    assert table.loc["All First aid at the door", "beaten_by"] == "Equal split"
    assert table["beaten_by"].tolist()[:3] == ["", "", ""]
    assert table.loc["Equal split", "recovered_more"] == pytest.approx(0.37)
    assert table.loc["Mix 2", ["slots_clinic", "slots_first_aid", "usd_clinic", "bought"]].tolist() == [
        2,
        2,
        240.0,
        440.0,
    ]
