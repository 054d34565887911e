"""A census table becomes a scenario: columns by code and by word, units said, faults all at once, and what is written passes `validate`."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sim import evidence
from sim.cli import app
from sim.inputs.faults import FaultList, ScenarioFaults
from sim.scenario import load
from sim.scenario.census import Answers, joined, mapped, only, read
from sim.scenario.census.names import bag
from sim.scenario.places import COLUMNS

NATION = {
    name: evidence.load()[f"community.national.{name}"].value for name, column in COLUMNS.items() if not column.required
}
ASKED = Answers()
ACS = """GEO_ID,NAME,B01003_001E,B17001_001E,B17001_002E,B25003_001E,B25003_002E,B25010_001E,S2701_C05_001E
Geography,Geographic Area Name,Estimate!!Total,a,b,c,d,e,f
1400000US20177000100,"Tract 1, Some County","2,013",2000,400,800,300,2.4,12.1
1400000US20177000200,"Tract 2, Some County",3100,3000,900,1200,500,2.5,-888888888
1400000US20177000300,"Tract 3, Some County",0,-,-,0,0,-666666666,(X)
1400000US20177000400,"Tract 4, Some County",4100,4000,300,1500,1100,2.7,5
"""
WORDS = """\
tract;TotPop_2010;TotPop_2018;lat;lng;BlackP_2010;WhiteP_2010;HispP_2010;Ovr65P_2010;households;n_no_car;pct_poverty;pct_uninsured
A;90;100;39.1;-95.1;40;50;30;12;40;10;0.5;20
B;190;200;39.2;-95.2;10;80;5;14;80;60;20;30
"""


def table(folder: Path, text: str, name: str = "tracts.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def mapping(*paths: Path, given: Answers = ASKED):
    faults = FaultList(paths[0].name)
    raw, notes = joined([read(path, faults, given.sheets, given.where) for path in paths], faults)
    faults.raise_if_any()
    return mapped(raw, faults, given, NATION, notes)


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
    assert len(only(raw, "201770002", FaultList("t"))) == 1


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
    from sim.scenario.census.codes import CODES
    from sim.scenario.census.names import WORDS

    assert {name for name, column in COLUMNS.items() if not column.required} <= {*CODES, *WORDS}


def columns_of(folder: Path, text: str):
    return mapping(table(folder, text))


def test_what_a_table_tells_apart_and_we_do_not_is_added_up(tmp_path: Path) -> None:
    of = columns_of(tmp_path, "pop,OtherP_2010,AmIndP_2010,PacIsP_2010,AmIndP_2000\n100,5.5,1,0.5,9\n200,4,,2,9\n")
    assert of.columns["share_other"] == pytest.approx([0.07, 0.06]), "a blank adds nothing, another year is left alone"
    assert of.made_of["share_other"] == "OtherP_2010, percent + AmIndP_2010, percent + PacIsP_2010, percent"


@pytest.mark.parametrize(
    ("text", "sizes", "words"),
    [
        ("pop,households\n250,100\n300,150\n", [2.5, 2.0], "pop over households"),
        ("pop,total_units_2018,vacant_2018\n250,120,20\n300,300,150\n", [2.5, 2.0], "pop over total_units_2018 less vacant_2018"),
        ("pop,TotUnits,VacantP\n250,125,20\n300,200,25\n", [2.5, 2.0], "pop over TotUnits less VacantP"),
        ("pop,mean_hh_size_2000,households\n250,2.4,1\n300,2.6,1\n", [2.4, 2.6], "mean_hh_size_2000"),
        ("pop_2010,pop_2018,households_2010\n250,9,100\n300,9,150\n", [2.5, 2.0], "pop_2010 over households_2010"),
    ],
)  # fmt: skip
def test_household_size_is_residents_over_homes_that_are_lived_in(
    tmp_path: Path, text: str, sizes: list[float], words: str
) -> None:
    of = columns_of(tmp_path, text)
    assert of.columns["mean_household_size"] == pytest.approx(sizes)
    assert of.made_of["mean_household_size"] == words


def test_vacant_homes_of_another_year_are_not_taken_off(tmp_path: Path) -> None:
    of = columns_of(tmp_path, "pop,units_2018,vacant_2000\n250,120,20\n300,200,50\n")
    assert "mean_household_size" in of.missing


def test_a_household_size_that_cannot_be_is_left_to_the_nation(tmp_path: Path) -> None:
    of = columns_of(tmp_path, "pop,households\n250,100\n4000,3\n90,\n")
    assert np.isnan(of.columns["mean_household_size"]).tolist() == [False, True, True]


def test_a_later_column_that_knows_much_less_gives_way_and_it_is_said(tmp_path: Path) -> None:
    rows = "".join(f"100,{n},{n + 1 if n < 8 else ''},{n + 2 if n < 9 else ''}\n" for n in range(10))
    of = columns_of(tmp_path, "pop,MhMinDistMiles_2020,MhMinDistMiles_2025,HospMinDistMiles_2025\n" + rows)
    assert of.made_of["miles_to_care"] == "MhMinDistMiles_2020"
    assert "MhMinDistMiles_2025 knows 80% of the places: an older column that knows more was taken." in of.notes
    rows = "".join(f"100,{n},{n + 1 if n < 9 else ''}\n" for n in range(10))
    of = columns_of(tmp_path, "pop,MhMinDistMiles_2020,MhMinDistMiles_2025\n" + rows)
    assert of.made_of["miles_to_care"] == "MhMinDistMiles_2025" and not any("older" in note for note in of.notes)


def test_a_column_that_is_blank_throughout_is_not_there(tmp_path: Path) -> None:
    of = columns_of(tmp_path, "pop,flooded,share_poverty\n250,,0.2\n300,NA,0.1\n")
    assert "exposure" not in of.columns and "exposure" in of.missing


def test_of_two_columns_the_one_that_fits_best_is_taken(tmp_path: Path) -> None:
    of = columns_of(
        tmp_path,
        "pop,share_white,share_white_nh,flood_share_land,flood_share_popw\n250,0.7,0.5,0.1,0.3\n300,0.8,0.6,0.2,0.4\n",
    )
    assert of.made_of["share_white"] == "share_white_nh, a share"
    assert of.columns["exposure"] == pytest.approx([0.3, 0.4])


@pytest.mark.parametrize("name", ["total", "count_2018", "share", "under_65_poverty", "mean_family_size", "pct_units"])
def test_names_that_only_look_alike_are_not_taken(tmp_path: Path, name: str) -> None:
    of = columns_of(tmp_path, f"pop,{name}\n250,0.4\n300,0.5\n")
    assert set(of.made_of) == {"population", "place", "lon", "lat"}
