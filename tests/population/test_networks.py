"""The statistics agree with networkx on a small community, and the table of comparison is whole."""

from __future__ import annotations

import numpy as np
import pytest

from sim.population import Community, compare_networks, settle
from sim.population.networks import TARGETS, clustering_of, each_once, network_statistics
from sim.population.ties import LAYERS


@pytest.fixture(scope="module")
def village(plan) -> Community:  # type: ignore[no-untyped-def]
    return settle(plan(), 0.1)


def test_statistics_agree_with_networkx(village: Community) -> None:
    import networkx as nx

    r = village.residents
    adults = np.flatnonzero(r.age >= 18)
    directed = village.to_networkx().subgraph(adults.tolist())
    plain = directed.to_undirected()
    found = network_statistics(village)
    degree = np.array([d for _, d in plain.degree()])
    assert found["given"] == pytest.approx(directed.number_of_edges() / len(adults))
    assert found["people"] == pytest.approx(degree.mean())
    assert found["people_spread"] == pytest.approx(degree.std())
    assert found["reciprocity"] == pytest.approx(nx.reciprocity(directed))
    assert found["clustering"] == pytest.approx(nx.average_clustering(plain))
    nx.set_node_attributes(directed, {int(i): {"race": int(r.race[i]), "age": float(r.age[i])} for i in adults})
    assert found["alike_race"] == pytest.approx(nx.attribute_assortativity_coefficient(directed, "race"), abs=0.01)
    assert found["alike_age"] == pytest.approx(nx.numeric_assortativity_coefficient(directed, "age"), abs=0.01)


def test_a_triangle_with_a_tail() -> None:
    start = np.array([0, 4, 7, 9, 10])
    people = np.array([1, 2, 2, 3, 0, 2, 2, 0, 1, 0], np.int32)
    start, people = each_once(start, people)
    assert people.tolist() == [1, 2, 3, 0, 2, 0, 1, 0]
    assert clustering_of(np.arange(4), start, people).tolist() == pytest.approx([1 / 3, 1.0, 1.0, 0.0])


def test_comparison_has_a_row_for_each_target(four_places: Community) -> None:
    table = compare_networks(four_places)
    assert table["statistic"].tolist() == list(TARGETS)
    assert np.isfinite(table["here"]).all()
    measured = table["village"].notna()
    assert (table.loc[measured, "low"] <= table.loc[measured, "high"]).all()


def test_friends_are_alike(four_places: Community) -> None:
    found = network_statistics(four_places)
    assert found["alike_race"] > 0.2
    assert found["alike_income"] > 0.1
    assert found["alike_age"] > 0.03
    assert found["alike_place"] > 0.3
    assert sum(found[f"given_{layer}"] for layer in LAYERS) == pytest.approx(found["given"])


def test_the_targets_are_those_of_the_shared_table() -> None:
    from pathlib import Path

    import pandas as pd

    path = Path(__file__).resolve().parents[3] / "shared/data/networks/network_targets.csv"
    if not path.exists():
        pytest.skip("../shared is not here")
    village = pd.read_csv(path).set_index("network").loc["koster_arang_dak_confirmed"]
    named = {
        "given": "mean_out_degree", "people": "mean_degree", "people_spread": "sd_degree", "isolates": "share_isolates",
        "reciprocity": "reciprocity", "clustering": "avg_clustering", "alike_household": "assort_household",
        "alike_sex": "assort_sex", "alike_age": "assort_age", "alike_income": "assort_wealth",
    }  # fmt: skip
    for name, column in named.items():
        assert TARGETS[name].village == pytest.approx(village[column], abs=0.006), name
