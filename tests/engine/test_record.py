"""Does the record match the columns?"""

from itertools import pairwise

import numpy as np
import pytest

from sim.outcomes.results import FINAL, FLOWS, STATES


@pytest.fixture
def lived(make_model):
    """A model after forty weeks, with the columns' own counts of each week."""
    model = make_model()
    model.own = []
    while model.week < 40:
        model.step()
        r, adult = model.world.residents, model.world.residents.age >= 18
        model.own.append({
            "cases": ((r.severity >= 1) & adult).sum(), "serious": ((r.severity >= 1.5) & adult).sum(),
            "distress": ((r.severity >= 0.5) & adult).sum(), "severity": r.severity[adult].sum(),
            "waiting": ((r.care == 1) & adult).sum(), "in_care": ((r.care == 2) & adult).sum(),
            "displaced": ((r.back_home > model.week) & adult).sum(),
            **{flow: ((r.happened >> bit & 1 > 0) & adult).sum() for bit, flow in enumerate(FLOWS)},
        })  # fmt: skip
    return model


def test_weekly_measures_equal_the_columns(lived):
    weekly = lived.record.weekly()
    assert set(weekly) == set(STATES) | set(FLOWS)
    for week, own in enumerate(lived.own, start=1):
        for measure, value in own.items():
            assert weekly[measure][week, 0] == pytest.approx(value, rel=1e-4), (week, measure)


def test_groups_of_places_add_up_to_the_whole(lived):
    groups = lived.record.strata.groups
    places = [i for i, (stratum, _) in enumerate(groups) if stratum == "place"]
    for measure, table in lived.record.weekly().items():
        assert np.allclose(table[:, places].sum(axis=1), table[:, 0], rtol=1e-9), measure


def test_trajectories_part_the_adults_and_the_cascade_narrows(lived):
    final = lived.record.final(lived.world)
    adults = (lived.world.residents.age >= 18).sum()
    whole = {name: values[0] for name, values in final.items()}
    assert whole["resilient"] + whole["recovery"] + whole["delayed"] + whole["chronic"] == adults
    assert whole["need"] == adults - whole["resilient"]
    steps = ["need_passed", "need_started", "need_stayed", "need_finished"]
    assert all(whole[a] >= whole[b] for a, b in pairwise(steps))
    assert set(final) <= set(FINAL) | {"recovery_count"}


def test_delayed_is_a_first_case_after_26_weeks_and_not_in_the_26th(lived):
    """All who are ill at the end fell ill in one week: in week 26 that is chronic, a week later delayed."""
    r = lived.world.residents
    r.severity[:] = 2.0
    for onset, delayed in ((26, 0.0), (27, 1.0)):
        r.onset[:] = onset
        final = lived.record.final(lived.world)
        adults = final["chronic"][0] + final["delayed"][0]
        assert adults == (r.age >= 18).sum() and final["delayed"][0] == delayed * adults, onset


def test_health_lost_weighs_serious_weeks_more(lived):
    lost = lived.record.health_lost(lived.world, lived.record.weekly())[0]
    ill, serious = (sum(int(own[name]) for own in lived.own) for name in ("cases", "serious"))
    book = lived.plan.book
    mild, moderate = (book[f"outcomes.disability.{name}"].value for name in ("case", "serious"))
    assert lost == pytest.approx(((ill - serious) * mild + serious * moderate) * 7 / 365.25, rel=1e-6)
    assert 0 < mild < moderate


def test_totals_agree_with_weekly_flows(lived):
    totals, weekly = lived.record.totals(), lived.record.weekly()
    barriers, programmes = lived.record.at
    assert np.array_equal(totals[:, :barriers].sum(axis=1), weekly["refused"].sum(axis=0))
    sessions = totals[:, barriers : barriers + programmes].sum(axis=1)
    assert np.array_equal(sessions, weekly["sessions"].sum(axis=0))
    at = lived.record.at.wait_weeks
    left = lived.record.at.left_weeks
    assert np.array_equal(totals[:, at + 2 : left].sum(axis=1), totals[:, at + 1])
    # Whoever leaves a line is counted with the weeks waited; those whom outreach had called wait for nothing that they asked for.
    assert (totals[:, left + 1 :].sum(axis=1) <= weekly["left_queue"].sum(axis=0)).all() and totals[:, left].sum() > 0


def test_histogram_of_recovery_counts_those_who_recovered(lived):
    histograms, final = lived.record.histograms(lived.world), lived.record.final(lived.world)
    assert np.array_equal(histograms["recovery"].sum(axis=1), final["recovery_count"])
    weeks = np.arange(histograms["recovery"].shape[1])
    assert np.array_equal(histograms["recovery"] @ weeks, final["recovery_weeks"])
    assert np.array_equal(histograms["onset"].sum(axis=1), final["need"])
