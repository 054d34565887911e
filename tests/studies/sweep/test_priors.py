"""Have levers the distribution that was asked for, whatever the design, and do points made elsewhere come through as they are?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.scenario import ScenarioFaults
from sim.studies.sweep.design import count_points, points_of
from sim.studies.sweep.experiment import experiment_of, load_experiment
from sim.studies.sweep.manifest import manifest_of, plan_in
from sim.studies.sweep.plan import SweepPlan
from sim.studies.sweep.priors import Prior

RATE, SLOTS = "stress.distress.recovery_rate", "programme.clinic.slots"
OPTIONS = {"low": 1.0, "high": 4.0}


@pytest.mark.parametrize(
    ("kind", "shape", "peer"),
    [
        ("uniform", {}, lambda s: s.uniform(1, 3)), ("triangular", {"mode": 1.5}, lambda s: s.triang(0.5 / 3, 1, 3)),
        ("lognormal", {}, lambda s: s.lognorm(np.log(4) / 2 / 1.959964, scale=2.0)), ("normal", {}, lambda s: s.norm(2.5, 1.5 / 1.959964)),
        ("truncated_normal", {"mean": 2.0, "sd": 1.0}, lambda s: s.truncnorm(-1, 2, 2, 1)),
        ("beta", {"alpha": 2.0, "beta": 5.0}, lambda s: s.beta(2, 5, 1, 3)),
    ],
)  # fmt: skip
def test_a_prior_has_the_quantiles_of_scipy(kind: str, shape: dict[str, float], peer: Any) -> None:
    from scipy import stats

    prior, other = Prior(kind=kind, **OPTIONS, **shape), peer(stats)
    for x in (0.001, 0.025, 0.3, 0.5, 0.9, 0.999):
        assert prior.quantile(x) == pytest.approx(other.ppf(x), rel=1e-5)
    assert np.isfinite([prior.quantile(0.0), prior.quantile(1.0)]).all()


def asked(design: dict[str, Any], lever: dict[str, Any]) -> Any:
    return experiment_of({"scenario": "minimal", "design": design, "lever": lever})


def test_points_follow_their_priors_and_go_together_as_asked() -> None:
    from scipy import stats

    levers = {SLOTS: {"low": 2, "high": 40, "prior": "triangular", "mode": 8}, RATE: {"prior": "lognormal"}}
    design = {"kind": "latin_hypercube", "points": 400}
    free = asked(design, levers)
    tied = asked({**design, "correlation": [[SLOTS, RATE, 0.6]]}, levers)
    tables = [
        np.array([[float(v) for v in point.values()] for point in points_of(one.design, one.levers)])
        for one in (free, tied)
    ]
    for column in range(2):
        np.testing.assert_allclose(np.sort(tables[0][:, column]), np.sort(tables[1][:, column]))
    assert abs(stats.spearmanr(tables[0])[0]) < 0.15 and stats.spearmanr(tables[1])[0] == pytest.approx(0.6, abs=0.1)
    assert np.median(tables[0][:, 0]) == pytest.approx(15, abs=1.5) and (tables[0][:, 0] % 1 == 0).all()
    plan = SweepPlan.of(tied)
    assert plan_in(manifest_of(plan, "", b""), Path()).digest == plan.digest


@pytest.mark.parametrize(
    ("design", "lever", "said"),
    [
        ({"kind": "grid"}, {SLOTS: {**OPTIONS, "prior": "normal"}}, "latin_hypercube, sobol or saltelli"),
        ({"kind": "sobol", "points": 8}, {SLOTS: {**OPTIONS, "prior": "beta"}}, "alpha, beta for beta"),
        ({"kind": "sobol", "points": 8}, {SLOTS: {**OPTIONS, "mode": 2.0}}, "low and high only for uniform"),
        ({"kind": "sobol", "points": 8}, {SLOTS: {**OPTIONS, "prior": "triangular", "mode": 9}}, "a mode from low to high"),
        ({"kind": "sobol", "points": 8}, {SLOTS: {"low": 0, "high": 9, "prior": "lognormal"}}, "ends above 0"),
        ({"kind": "sobol", "points": 8}, {SLOTS: {**OPTIONS, "prior": "lognormle"}}, "prior"),
        ({"kind": "saltelli", "points": 8, "correlation": [[SLOTS, RATE, 0.5]]}, {SLOTS: OPTIONS, RATE: {}}, "latin_hypercube or sobol"),
        ({"kind": "sobol", "points": 8, "correlation": [[SLOTS, "what", 0.5]]}, {SLOTS: OPTIONS}, "not two levers of this experiment"),
        ({"kind": "sobol", "points": 8, "second": True}, {SLOTS: OPTIONS}, "kind = 'saltelli'"),
        ({"kind": "list", "file": "nowhere.parquet"}, {}, "a table of points that is there"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(design: dict[str, Any], lever: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioFaults, match=said.replace("(", r"\(")):
        asked(design, lever)


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_points_made_elsewhere_come_through_as_they_are(tmp_path: Path, ending: str) -> None:
    import pandas as pd

    made = pd.DataFrame({"point": range(300), SLOTS: np.arange(300) % 40 + 1, RATE: np.linspace(0.02, 0.04, 300)})
    made.to_parquet(tmp_path / "points.parquet") if ending == "parquet" else made.to_csv(
        tmp_path / "points.csv", index=False
    )
    (tmp_path / "mine.toml").write_text(
        f'scenario = "minimal"\n[design]\nkind = "list"\nfile = "points.{ending}"\n', encoding="utf-8"
    )
    experiment = load_experiment(tmp_path / "mine.toml")
    points = list(points_of(experiment.design, experiment.levers))
    assert [point[SLOTS] for point in points] == made[SLOTS].tolist()
    np.testing.assert_allclose([point[RATE] for point in points], made[RATE])


def test_second_order_finds_what_two_levers_do_only_together() -> None:
    import pandas as pd

    from sim.studies.analysis.indices import indices, pairs

    experiment = asked(
        {"kind": "saltelli", "points": 256, "second": True},
        {SLOTS: OPTIONS, RATE: {}, "weeks": {"low": 10, "high": 99}},
    )
    points = list(points_of(experiment.design, experiment.levers))
    assert len(points) == 256 * 8 == count_points(experiment.design, experiment.levers)
    low, high = (float(experiment.levers[1].low or 0), float(experiment.levers[1].high or 0))
    unit = np.array([[p[SLOTS] / 4, (p[RATE] - low) / (high - low) - 0.5, p["weeks"] / 99] for p in points])
    values = pd.DataFrame({"point": range(len(points)), "seed": 1, "value": (unit[:, 0] - 0.6) * unit[:, 1]})
    table = pairs(experiment, values)
    assert (table["lever"][0], table["other"][0]) == (SLOTS, RATE) and table["second"][0] > 0.5
    assert abs(table["second"][1:]).max() < 0.1 and len(indices(experiment, values)) == 3


def test_scale_places_and_where_numbers_come_from_are_levers(tmp_path: Path) -> None:
    tables = {
        "scenario": "minimal", "scale": 0.1, "weeks": 4, "arms": ["usual_care"], "measures": ["people", "prevalence_end"],
        "design": {"kind": "list"}, "lever": {
            "scale": {"values": [0.1, 0.2, 0.1]}, "numbers_from": {"values": ["values", "values", "posterior"]},
            "place.The Ridge.exposure": {"values": [0.0, 0.0, 1.0]},
        },
    }  # fmt: skip
    sim.sweep(tables, tmp_path / "out", workers=0)
    table = sim.read_sweep(tmp_path / "out")
    found = table[(table["stratum"] == "all")].pivot_table(
        index="point", columns="measure", values="value", observed=True
    )
    assert (
        found["people"][1] == pytest.approx(2 * found["people"][0], rel=0.05)
        and found["people"][2] == found["people"][0]
    )
    struck = table[(table["stratum"] == "exposure") & (table["measure"] == "people")].groupby("point")["value"].last()
    assert struck[2] > struck[0], "the whole of the Ridge is struck"
