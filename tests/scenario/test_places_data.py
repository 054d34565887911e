"""Are the place tables what the census says? Sums, ranges, the gradient of the flood, and that the script writes them again."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from experiments.places import build, cases, tracts

SCENARIOS = Path(__file__).parents[2] / "scenarios"
TABLES = {"new_orleans_places.csv": 389_648, "katrina_places.csv": 484_674}
# Table -> residents, places, share of residents struck, and what those struck should come to (see cases.py).
CASES = {
    "sandy_places.csv": (3_031_382, 70, 0.1458),
    "pandemic_places.csv": (8_433_326, 188, 0.0491),
    "earthquake_places.csv": (1_658_632, 33, 0.080),
    "wildfire_places.csv": (227_075, 25, 0.140),
    "shooting_places.csv": (257_518, 35, 0.0054),
    "industrial_accident_places.csv": (87_060, 12, 0.0111),
}
OTHER_CASES = ("earthquake", "wildfire", "shooting", "industrial_accident")
# What the data do not have for places outside New Orleans and New York.
LEFT_BLANK = {"share_female"}
AGES, RACES = list(tracts.AGES), list(tracts.RACES)
ROUNDING = 1e-9

needs_data = pytest.mark.skipif(
    not (tracts.SHARED / tracts.EIGHT_STATES).exists(), reason=f"needs the shared data in {tracts.SHARED}"
)


@pytest.fixture(params=TABLES)
def table(request):
    return pd.read_csv(SCENARIOS / request.param).set_index("place", drop=False).rename_axis(request.param)


def mean(table, column, weight):
    return np.average(table[column], weights=weight)


def check_shares(table, tolerance):
    shares = table[[name for name in table if name.startswith("share_")] + ["vulnerability", "exposure"]]
    assert ((shares.isna()) | ((shares >= 0) & (shares <= 1))).all(axis=None)
    for group in (AGES, RACES):
        known = table[group].dropna()
        assert np.allclose(known.sum(axis=1), 1, atol=tolerance)


def test_columns_are_the_documented_ones(table):
    assert tuple(table.columns) == tracts.COLUMNS
    assert not table.isna().any(axis=None)


def test_residents_sum_to_the_census(table):
    assert table["population"].sum() == TABLES[table.index.name]
    assert table["population"].min() >= build.SMALLEST


def test_both_cities_have_the_same_30_to_75_places():
    first, second = (pd.read_csv(SCENARIOS / name)["place"].tolist() for name in TABLES)
    assert first == second
    assert len(set(first)) == len(first)
    assert 30 <= len(first) <= 75


def test_shares_are_shares_and_groups_sum_to_one(table):
    check_shares(table, ROUNDING)


def test_other_columns_are_plausible(table):
    assert table["mean_household_size"].between(1, 4).all()
    assert table["exposure_days"].between(0, 22).all()
    assert ((table["exposure_days"] > 0) == (table["exposure"] > 0)).all()
    assert table["miles_to_care"].between(0, 10).all()
    assert table["lon"].between(-90.2, -89.6).all()
    assert table["lat"].between(29.8, 30.2).all()


@pytest.mark.parametrize(
    ("name", "column", "low", "high"),
    [
        ("new_orleans_places.csv", "share_black", 0.58, 0.63),
        ("new_orleans_places.csv", "share_white", 0.27, 0.33),
        ("new_orleans_places.csv", "share_hispanic", 0.045, 0.06),
        ("new_orleans_places.csv", "share_poverty", 0.23, 0.26),
        ("new_orleans_places.csv", "share_owner", 0.44, 0.49),
        ("new_orleans_places.csv", "share_no_vehicle", 0.17, 0.21),
        ("new_orleans_places.csv", "share_insured", 0.87, 0.91),
        ("new_orleans_places.csv", "exposure", 0.44, 0.50),
        ("katrina_places.csv", "share_black", 0.65, 0.68),
        ("katrina_places.csv", "share_white", 0.25, 0.28),
        ("katrina_places.csv", "share_poverty", 0.26, 0.30),
        ("katrina_places.csv", "share_owner", 0.44, 0.49),
        ("katrina_places.csv", "share_no_vehicle", 0.25, 0.29),
        ("katrina_places.csv", "share_no_internet", 0.53, 0.59),
        ("katrina_places.csv", "share_insured", 0.78, 0.82),
        ("katrina_places.csv", "exposure", 0.48, 0.53),
    ],
)
def test_the_city_as_a_whole(name, column, low, high):
    table = pd.read_csv(SCENARIOS / name)
    assert low <= mean(table, column, table["population"]) <= high


def test_the_flood_struck_black_residents_more_than_white_ones(table):
    struck = {
        group: mean(table, "exposure", table["population"] * table[f"share_{group}"]) for group in ("black", "white")
    }
    assert struck["black"] > 1.4 * struck["white"]


def test_places_without_a_car_or_internet_are_the_poorer_ones(table):
    for column in ("share_no_vehicle", "share_no_internet", "vulnerability"):
        assert table["share_poverty"].corr(table[column]) > 0.5
    assert table["share_poverty"].corr(table["share_insured"]) < 0


@needs_data
def test_the_script_writes_the_committed_tables_again(tmp_path):
    build.rebuild(tmp_path)
    for name in TABLES:
        assert (tmp_path / name).read_bytes() == (SCENARIOS / name).read_bytes()


@needs_data
def test_the_script_writes_the_tables_of_the_cases_again(tmp_path):
    cases.rewrite(tmp_path)
    for name in CASES:
        assert (tmp_path / name).read_bytes() == (SCENARIOS / name).read_bytes()


@pytest.mark.parametrize("name", CASES)
def test_a_case_has_its_residents_places_and_struck(name):
    people, places, struck = CASES[name]
    table = pd.read_csv(SCENARIOS / name)
    assert tuple(table.columns) == tracts.COLUMNS and table["place"].is_unique
    assert (table["population"].sum(), len(table)) == (people, places)
    assert mean(table, "exposure", table["population"]) == pytest.approx(struck, abs=0.0005)
    assert {column for column in table if table[column].isna().any()} <= LEFT_BLANK
    check_shares(table, ROUNDING)


def test_every_case_has_a_table():
    assert set(CASES) == set(cases.CASES)


@needs_data
@pytest.mark.parametrize(("year", "people"), [(2018, 389_648), (2000, 484_674)])
def test_all_tracts_of_new_orleans(year, people):
    table = tracts.tract_table("22071", year)
    assert tuple(table.columns) == tracts.COLUMNS
    assert len(table) == 177
    assert table["place"].is_unique
    assert table["population"].sum() == people
    check_shares(table, ROUNDING)


@needs_data
def test_the_flood_gradient_of_the_targets():
    targets = pd.read_csv(tracts.SHARED / "new_orleans_katrina" / "targets.csv")
    rows = targets[targets["target"] == "mean_flood_share_land_of_home_tract"].set_index("level2")["value"]
    table = tracts.tract_table("22071", 2000).dropna(subset=RACES)
    for group in ("black", "white"):
        struck = mean(table, "exposure", table["population"] * table[f"share_{group}"])
        assert struck == pytest.approx(rows[group], abs=0.05)


@needs_data
@pytest.mark.parametrize(
    ("county", "rows", "people"), [("06007", 51, 227_075), ("48201", 786, 4_602_523), ("12071", 167, 718_679)]
)
def test_another_county(county, rows, people):
    table = tracts.tract_table(county)
    assert tuple(table.columns) == tracts.COLUMNS
    assert len(table) == rows
    assert table["population"].sum() == people
    assert not table["exposure"].any()
    check_shares(table, ROUNDING)


@needs_data
def test_a_hazard_of_ones_own():
    burnt = tracts.tract_frame("06007", 2018).index[0]
    struck = tracts.tract_table("06007", exposure={burnt: 0.9}, days=30.0, inhabited=True)
    assert struck["exposure"].sum() == pytest.approx(0.9)
    assert (struck["exposure_days"] == 30.0).all()


@needs_data
@pytest.mark.parametrize("county", ["99999", "22", "Orleans"])
def test_a_county_that_is_not_there(county):
    with pytest.raises(KeyError, match="county"):
        tracts.tract_table(county)


@needs_data
def test_a_year_that_is_not_there():
    with pytest.raises(ValueError, match="2010"):
        tracts.tract_table("22071", 2010)


@needs_data
def test_a_tract_file_is_a_place_table(tmp_path, monkeypatch):
    scenario = pytest.importorskip("sim.scenario")
    monkeypatch.setattr(sys, "argv", ["build.py", "--tracts", "22071", str(tmp_path / "tracts.csv")])
    build.main()
    text = (SCENARIOS / "minimal.toml").read_text(encoding="utf-8")
    head, rest = text[: text.index("[event]")], text[text.index("[event]") :]
    rest = rest[: rest.index("\n[[place]]")] + rest[rest.index("\n[programme.clinic]") :]
    rest = rest.replace('sites = ["Old Town"]', "sites = 3")
    (tmp_path / "all_tracts.toml").write_text(f'{head}\nplaces = "tracts.csv"\n{rest}', encoding="utf-8")
    assert scenario.load(tmp_path / "all_tracts.toml").places.people == 389_648


@pytest.mark.parametrize("name", ["minimal", "new_orleans", "katrina", *(n.removesuffix("_places.csv") for n in CASES)])
def test_the_scenarios_can_be_loaded(name):
    scenario = pytest.importorskip("sim.scenario")
    loaded = scenario.load(SCENARIOS / f"{name}.toml")
    assert loaded.places.ignored == ()
    assert set(loaded.places.filled_in) <= {"share_limited_english"} | (LEFT_BLANK if name in OTHER_CASES else set())
    used = {programme for arm in loaded.arms.values() for programme in arm.programmes}
    assert used == set(loaded.programmes)


def test_the_planning_case_compares_at_least_five_arms_at_like_cost():
    scenario = pytest.importorskip("sim.scenario")
    loaded = scenario.load(SCENARIOS / "new_orleans.toml")
    assert len(loaded.arms) >= 5
    assert loaded.baseline == "usual_care"
    added = [loaded.programmes[name] for name in ("pfa", "groups", "telehealth")]
    accepted = [float(getattr(loaded.channels[p.channel].get("accepts"), "value", 1.0)) for p in added]
    weeks = [(p.closes or loaded.weeks) - p.opens for p in added]
    costs = [p.slots * p.cost * a * w for p, a, w in zip(added, accepted, weeks, strict=True)]
    assert max(costs) < 1.05 * min(costs)


def test_history_has_no_telehealth_and_closed_clinics():
    scenario = pytest.importorskip("sim.scenario")
    loaded = scenario.load(SCENARIOS / "katrina.toml")
    assert all(programme.channel != "telehealth" for programme in loaded.programmes.values())
    assert loaded.programmes["clinic"].opens >= 8
