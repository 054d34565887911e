"""Settling: the same people whatever the order of places, the run, or who lives elsewhere."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.kernels.random_streams import person_key
from sim.population import Community, Residents, settle
from sim.scenario import Scenario

# What may depend on others: teams and classes cut across places, and numbers of households count from the first place on.
SHARED = ("place", "household", "work")


def digest(community: Community) -> str:
    """Return a digest of every column and tie."""
    found = hashlib.sha256()
    for name in Residents.columns():
        found.update(getattr(community.residents, name).tobytes())
    for array in (community.ties.indptr, community.ties.givers, community.ties.layer_counts):
        found.update(array.tobytes())
    return found.hexdigest()


def of_place(community: Community, name: str) -> dict[str, np.ndarray]:
    """Return the columns of a place's residents."""
    q = community.places.names.index(name)
    rows = np.arange(community.place_start[q], community.place_start[q + 1])
    return {column: values for column, values in community.residents.take(rows).items() if column not in SHARED}


def assert_same(a: dict[str, np.ndarray], b: dict[str, np.ndarray]) -> None:
    for name, values in a.items():
        assert np.array_equal(values, b[name]), name


def tied_uids(community: Community) -> set[tuple[int, int]]:
    uid, ties = community.residents.uid, community.ties
    return set(zip(uid[ties.givers].tolist(), uid[ties.takers()].tolist(), strict=True))


def test_people_are_counted_once(four_places: Community) -> None:
    assert len(four_places) == 9061
    assert np.diff(four_places.place_start).tolist() == [4000, 3000, 2000, 61]
    assert np.array_equal(np.repeat(np.arange(4), [4000, 3000, 2000, 61]), four_places.residents.place)


def test_uid_is_the_place_and_the_number_in_it(four_places: Community) -> None:
    r = four_places.residents
    assert len(np.unique(r.uid)) == len(r)
    assert np.array_equal(r.uid[:4000], person_key(int(four_places.places.key[0]), np.arange(4000)))


def test_every_column_is_inside_its_bounds(four_places: Community) -> None:
    for name, column in Residents.columns().items():
        values = getattr(four_places.residents, name)
        assert values.dtype == column.dtype, name
        assert values.min() >= column.low, name
        assert values.max() <= column.high, name


def test_settling_again_gives_the_same_bytes(four_places: Community, plan: Callable[..., Scenario]) -> None:
    assert digest(settle(plan())) == digest(four_places)


def test_the_order_of_the_table_changes_nobody(four_places: Community, plan: Callable[..., Scenario]) -> None:
    turned = settle(plan("Edge", "Heights", "Bayou", "Centre"))
    for name in four_places.places.names:
        assert_same(of_place(turned, name), of_place(four_places, name))
    assert tied_uids(turned) == tied_uids(four_places)


def test_more_people_elsewhere_change_nobody_here(four_places: Community, plan: Callable[..., Scenario]) -> None:
    grown = settle(plan(people={"Centre": 4400}))
    for name in ("Bayou", "Heights", "Edge"):
        assert_same(of_place(grown, name), of_place(four_places, name))


def test_another_people_seed_is_another_people(four_places: Community, plan: Callable[..., Scenario]) -> None:
    other = settle(plan(seed=2))
    assert len(other) == len(four_places)
    assert not np.array_equal(other.residents.income, four_places.residents.income)


@pytest.mark.parametrize("scale", [0.01, 0.1, 0.333])
def test_a_sample_keeps_the_shares_of_places(plan: Callable[..., Scenario], scale: float) -> None:
    sample = settle(plan(), scale)
    assert len(sample) == round(9061 * scale)
    people = np.diff(sample.place_start)
    assert np.all(np.abs(people - np.array([4000, 3000, 2000, 61]) * scale) < 1.0)
    poor = np.bincount(sample.residents.place, weights=sample.residents.income < 1.0, minlength=4)
    assert np.all(np.abs(poor - sample.places.share_poverty * people) <= 7.0)


@pytest.mark.parametrize("scale", [0.0, -0.1, 1.1, float("nan")])
def test_a_scale_that_is_no_share_is_refused(plan: Callable[..., Scenario], scale: float) -> None:
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        settle(plan(), scale)


def test_a_scale_that_leaves_nobody_is_refused(plan: Callable[..., Scenario]) -> None:
    with pytest.raises(ValueError, match="none of 9,061 residents is left"):
        settle(plan(), 1e-6)


def test_the_same_bytes_under_another_hash_seed() -> None:
    program = (
        "import hashlib; from sim.population import settle; from sim.scenario import load; c = settle(load('minimal'));"
        "print(hashlib.sha256(c.residents.income.tobytes() + c.ties.givers.tobytes()).hexdigest())"
    )
    root = Path(__file__).resolve().parents[2]
    found = set()
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        run = subprocess.run(
            [sys.executable, "-c", program], env=env, cwd=root, capture_output=True, text=True, check=True
        )
        found.add(run.stdout)
    assert len(found) == 1


def test_a_frame_speaks_in_words(four_places: Community) -> None:
    frame = four_places.frame()
    assert len(frame) == len(four_places)
    assert set(frame["place"]) == {"Centre", "Bayou", "Heights", "Edge"}
    assert set(frame["race"]) == {"White", "Black", "Hispanic", "Asian", "Other"}
    assert set(frame["female"]) == {"yes", "no"}
    assert frame.index.name == "uid"


def test_a_graph_of_many_is_refused_kindly(four_places: Community) -> None:
    with pytest.raises(ValueError, match="Settle a sample"):
        four_places.to_networkx(limit=1000)
