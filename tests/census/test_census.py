"""A census table becomes a scenario: columns by code and by word, units said, faults all at once, and what is written passes `validate`."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.census import joined, mapped, read
from sim.census.cells import unit_of
from sim.census.mapping import only
from sim.census.names import bag
from sim.commands import app
from sim.faults import FaultList, ScenarioFaults
from sim.places import COLUMNS
from sim.scenario import load

ACS = """GEO_ID,NAME,B01003_001E,B17001_001E,B17001_002E,B25003_001E,B25003_002E,B25010_001E,S2701_C05_001E
Geography,Geographic Area Name,Estimate!!Total,a,b,c,d,e,f
1400000US20177000100,"Tract 1, Some County","2,013",2000,400,800,300,2.4,12.1
1400000US20177000200,"Tract 2, Some County",3100,3000,900,1200,500,2.5,-888888888
1400000US20177000300,"Tract 3, Some County",0,-,-,0,0,-666666666,(X)
1400000US20177000400,"Tract 4, Some County",4100,4000,300,1500,1100,2.7,5
"""
WORDS = """tract;TotPop_2010;TotPop_2018;lat;lng;BlackP_2010;WhiteP_2010;HispP_2010;Ovr65P_2010;households;no_vehicle;pct_poverty;Uninsured
A;90;100;39.1;-95.1;40;50;30;12;40;10;0.5;20
B;190;200;39.2;-95.2;10;80;5;14;80;120;20;30
"""


def table(folder: Path, text: str, name: str = "tracts.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def mapping(*paths: Path):
    faults = FaultList(paths[0].name)
    return mapped(joined([read(path, faults) for path in paths], faults), faults)


def new(*typed: str):
    return CliRunner().invoke(app, ["new", *typed])


def test_published_codes_are_found_and_divided(tmp_path: Path) -> None:
    of = mapping(table(tmp_path, ACS))
    assert of.names[0] == "Tract 1, Some County" and len(of.names) == 3, "a row without residents is left out"
    assert of.columns["population"].tolist() == [2013, 3100, 4100]
    assert of.columns["share_poverty"] == pytest.approx([0.2, 0.3, 0.075])
    assert of.columns["share_insured"][[0, 2]] == pytest.approx([0.879, 0.95]) and np.isnan(
        of.columns["share_insured"][1]
    )
    assert of.made_of["share_owner"] == "B25003_002E over B25003_001E"
    assert "share_no_internet" in of.missing and "share_owner" not in of.missing


def test_words_years_percents_and_counts(tmp_path: Path) -> None:
    of = mapping(table(tmp_path, WORDS))
    assert of.made_of["population"] == "TotPop_2018", "the latest year"
    assert of.columns["share_age_65_plus"] == pytest.approx([0.12, 0.14])
    assert of.columns["share_poverty"] == pytest.approx([0.005, 0.2]), "percent, as its namesakes go above 1"
    assert of.columns["share_no_vehicle"][0] == pytest.approx(10 / 40), "a count, over households"
    assert of.columns["share_insured"] == pytest.approx([0.8, 0.7])
    groups = sum(of.columns[f"share_{name}"] for name in ("white", "black", "hispanic"))
    assert groups[0] <= 1.001 and any("overlap" in note for note in of.notes)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pct_No_Vehicle", "share_hh_no_vehicle_2018"),
        ("PovP_2018", "pov"),
        ("% Black", "BlackP"),
        ("Total Population", "TotalPopulation_2019"),
    ],
)
def test_names_that_mean_the_same_are_the_same(one: str, other: str) -> None:
    assert bag(one) == bag(other)


@pytest.mark.parametrize(
    ("name", "values", "elsewhere", "unit"),
    [("poverty", [0.1, 0.9], False, "share"), ("poverty", [10, 40], False, "percent"), ("poverty", [10, 400], False, "count"),
     ("pct_poverty", [0.1, 0.9], True, "percent"), ("pct_poverty", [0.1, 0.9], False, "share")],
)  # fmt: skip
def test_units_are_told_apart(name: str, values: list[float], elsewhere: bool, unit: str) -> None:
    assert unit_of(name, np.array(values), elsewhere) == unit


def test_tables_are_joined_by_code_and_cut_by_it(tmp_path: Path) -> None:
    gazetteer = "USPS\tGEOID\tINTPTLAT\tINTPTLONG   \nKS\t20177000100\t39.05\t-95.68\nKS\t20177000400\t39.03\t-95.73\n"
    packed = tmp_path / "gaz.txt.gz"
    packed.write_bytes(gzip.compress(gazetteer.encode()))
    of = mapping(table(tmp_path, ACS), packed)
    assert of.columns["lon"][[0, 2]] == pytest.approx([-95.68, -95.73])
    assert of.columns["lon"][1] == pytest.approx(np.mean([-95.68, -95.73])) and any(
        "without a position" in n for n in of.notes
    )
    raw = read(tmp_path / "tracts.csv", FaultList("t"))
    assert len(only(raw, "201770002")) == 1


def test_without_positions_places_lie_a_mile_apart_and_it_is_said(tmp_path: Path) -> None:
    of = mapping(table(tmp_path, ACS))
    assert len({*zip(of.columns["lon"], of.columns["lat"], strict=True)}) == 3
    assert any("made up" in note for note in of.notes)


def test_every_fault_is_said_at_once(tmp_path: Path) -> None:
    bad = table(tmp_path, "GEOID,pop,lat,lon,pct_black\n1,many,39,-95,lots\n2,200,3900000,-95,2\n3,300,39,-95,3\n")
    with pytest.raises(ScenarioFaults) as found:
        mapping(bad)
    assert all(word in str(found.value) for word in ("'many'", "'lots'", "EPSG 4326"))
    with pytest.raises(ScenarioFaults, match="no column of residents"):
        mapping(table(tmp_path, "GEOID,b\n1,2\n"))


def test_what_is_written_passes_validate_and_nothing_is_written_over(tmp_path: Path) -> None:
    source, target = table(tmp_path, ACS), tmp_path / "my_town.toml"
    result = new(
        str(target), "--places", str(source), "--like", "katrina", "--event", "earthquake", "--title", 'Our "town"'
    )
    assert result.exit_code == 0, result.stderr
    assert "share_no_internet" in result.stderr and "Add `exposure` first" in result.stderr
    plan = load(target)
    assert (plan.title, plan.event.kind, plan.places.people) == ('Our "town"', "earthquake", 9213)
    assert plan.programmes["clinic"].slots == round(435 * 9213 / load("katrina").places.people)
    again = new(str(target), "--places", str(source))
    assert again.exit_code == 2 and "stays as it is" in again.stderr


@pytest.mark.parametrize("like", ["sandy", "shooting", "pandemic"])
def test_plans_of_any_shipped_scenario_can_be_taken_over(like: str, tmp_path: Path) -> None:
    target = tmp_path / "town.toml"
    assert new(str(target), "--places", str(table(tmp_path, ACS)), "--like", like).exit_code == 0
    assert list(load(target).arms) == list(load(like).arms)
    copy = tmp_path / "copy.toml"
    assert new(str(copy), "--like", like).exit_code == 0
    assert load(copy).places.people == load(like).places.people


def test_unknown_names_are_answered_with_the_nearest(tmp_path: Path) -> None:
    assert "Did you mean 'earthquake'?" in new(str(tmp_path / "a"), "--event", "quake").stderr
    assert "Did you mean 'katrina'?" in new(str(tmp_path / "a"), "--like", "katrnia").stderr


def test_every_column_that_may_be_blank_has_a_way_in() -> None:
    from sim.census.names import CODES, WORDS

    assert {name for name, column in COLUMNS.items() if not column.required} <= {*CODES, *WORDS}
