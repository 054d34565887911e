"""Are the public lists of clinics, schools and internet read beside a table of people? Small files in their published layouts."""

# ruff: noqa: E501 - tables are written as the offices write them

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.inputs.faults import FaultList, ScenarioFaults
from sim.scenario.census import Mapped, joined, mapped, parted, read

PEOPLE = """GEOID,NAME,population,lon,lat
22071000100,Tract 1,2000,-90.05,29.95
22071000200,Tract 2,3000,-90.10,29.95
22071000300,Tract 3,1000,-90.05,30.05
"""
HEALTH_CENTRES = """Health Center Type,Site Name,Site Address,Site Status Description,Geocoding Artifact Address Primary X Coordinate,Geocoding Artifact Address Primary Y Coordinate,Operating Hours per Week
FQHC,Riverside Clinic,1 Levee Rd,Active,-90.0501,29.9502,40
FQHC,Closed Clinic,2 Levee Rd,Inactive,-90.10,29.95,
FQHC,Far Clinic,9 Prairie Rd,Active,-98.5,39.5,30
FQHC,No Point,3 Levee Rd,Active,,,
"""
SHORT = """HPSA Name,HPSA ID,Designation Type,HPSA Discipline Class,HPSA Score,HPSA Status,HPSA FTE,HPSA Designation Population,Longitude,Latitude,Common State County FIPS Code
Orleans Parish,7229992201,Geographic HPSA,Mental Health,18,Designated,4.5,300000,,,22071
Orleans Parish,7229992201,Geographic HPSA,Mental Health,18,Designated,4.5,300000,,,22071
Old,7229992202,Geographic HPSA,Mental Health,18,Withdrawn,9,300000,,,22071
Elsewhere,7229992203,Geographic HPSA,Mental Health,11,Designated,2,9000,,,20001
"""
SCHOOLS = """NCESSCH,LEAID,NAME,OPSTFIPS,STREET,CITY,STATE,ZIP,STFIP,CNTY,NMCNTY,LOCALE,LAT,LON
220123000001,2201230,Levee Elementary,22,1 A St,New Orleans,LA,70112,22,22071,Orleans Parish,11,29.951,-90.101
220123000002,2201230,Lake High,22,2 A St,New Orleans,LA,70112,22,22071,Orleans Parish,11,30.049,-90.051
"""
CHILDREN = """SCHOOL_YEAR,FIPST,ST,SCH_NAME,NCESSCH,GRADE,RACE_ETHNICITY,SEX,STUDENT_COUNT,TOTAL_INDICATOR
2022-2023,22,LA,Levee Elementary,220123000001,Grade 1,Not Specified,Not Specified,60,Subtotal 4 - By Grade
2022-2023,22,LA,Levee Elementary,220123000001,No Category Codes,No Category Codes,No Category Codes,310,Education Unit Total
2022-2023,22,LA,Lake High,220123000002,No Category Codes,No Category Codes,No Category Codes,,Education Unit Total
"""
BROADBAND = """tractcode,pcat_all,pcat_10x1
22071000100,5,4
22071000200,2,2
22071000300,0,0
"""
FACILITIES = """name1,name2,street1,city,state,zip,latitude,longitude,type_facility
Uptown Counseling,,5 A St,New Orleans,LA,70112,29.95,-90.10,MH
"""
FILES = {
    "people.csv": PEOPLE, "centres.csv": HEALTH_CENTRES, "hpsa.csv": SHORT, "schools.csv": SCHOOLS, "children.csv": CHILDREN,
    "fcc.csv": BROADBAND, "samhsa.csv": FACILITIES,
}  # fmt: skip


def made(folder: Path, *files: str, people: str = PEOPLE) -> Mapped:
    faults = FaultList("people.csv")
    for name in files:
        (folder / name).write_text(people if name == "people.csv" else FILES[name], encoding="utf-8")
    places, sites = parted([read(folder / name, faults) for name in files], faults)
    faults.raise_if_any()
    raw, notes = joined(places, faults)
    faults.raise_if_any()
    return mapped(raw, faults, notes=notes, sites=sites)


def said(of: Mapped) -> str:
    return "\n".join(of.notes)


def test_active_health_centres_are_counted_and_their_distance_is_the_miles_to_care(tmp_path: Path) -> None:
    of = made(tmp_path, "people.csv", "centres.csv")
    assert of.columns["miles_to_care"] == pytest.approx([0.015, 2.99, 6.9], abs=0.05)
    assert "1 of 3 health centre sites (HRSA) in or next to these places, nearest to Tract 1 (1)" in said(of)
    assert (
        "Without a point: 1." in said(of)
        and 'sites = ["Tract 1"]' in said(of)
        and "How many sessions a week" in said(of)
    )
    assert "may or may not treat mental health" in of.made_of["miles_to_care"]


def test_the_list_of_mental_health_facilities_goes_before_health_centres(tmp_path: Path) -> None:
    of = made(tmp_path, "samhsa.csv", "centres.csv", "people.csv")
    assert of.columns["miles_to_care"] == pytest.approx([2.99, 0.0, 7.5], abs=0.1)
    assert "samhsa.csv" in of.made_of["miles_to_care"]


def test_designations_are_counted_once_by_county_with_the_workers_wanted(tmp_path: Path) -> None:
    notes = said(made(tmp_path, "people.csv", "hpsa.csv"))
    assert "3 of 3 places are in counties with a designation" in notes
    assert "(Mental Health); 1 designations there count 4.5 full-time workers. It says nothing of slots." in notes


def test_schools_have_their_children_and_those_not_reported_are_said(tmp_path: Path) -> None:
    notes = said(made(tmp_path, "people.csv", "schools.csv", "children.csv"))
    assert "2 of 2 schools (NCES) in or next to these places, nearest to Tract 2 (1), Tract 3 (1)" in notes
    assert "Children enrolled there: 310 (known of 1 of 2)." in notes


def test_children_without_the_points_of_their_schools_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(ScenarioFaults, match="EDGE_GEOCODE"):
        made(tmp_path, "people.csv", "children.csv")


def test_classes_of_broadband_become_the_share_without_at_their_middle(tmp_path: Path) -> None:
    of = made(tmp_path, "people.csv", "fcc.csv")
    assert of.columns["share_no_internet"] == pytest.approx([0.1, 0.7, 1.0])
    assert "read at their middle" in said(of)


def test_a_class_that_there_is_not_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "fcc.csv").write_text(BROADBAND.replace(",5,", ",7,"), encoding="utf-8")
    with pytest.raises(ScenarioFaults, match="a class from 0 to 5"):
        read(tmp_path / "fcc.csv", FaultList("fcc.csv"))


def test_no_distance_is_computed_from_positions_that_were_made_up(tmp_path: Path) -> None:
    lines = [",".join(line.split(",")[:3]) for line in PEOPLE.splitlines()]
    of = made(tmp_path, "people.csv", "centres.csv", people="\n".join(lines) + "\n")
    assert "miles_to_care" not in of.columns and "were not computed" in said(of)


def test_sites_alone_are_no_places(tmp_path: Path) -> None:
    with pytest.raises(ScenarioFaults, match="a table of people as well"):
        made(tmp_path, "centres.csv")


def test_the_summary_and_the_scenario_keep_what_was_found(tmp_path: Path) -> None:
    for name in ("people.csv", "centres.csv"):
        (tmp_path / name).write_text(FILES[name], encoding="utf-8")
    places = [str(tmp_path / name) for name in ("people.csv", "centres.csv")]
    result = CliRunner().invoke(app, ["new", str(tmp_path / "mine.toml"), "--places", places[0], "--places", places[1]])
    assert result.exit_code == 0, result.stderr
    assert "health centre sites (HRSA)" in result.stderr
    assert "health centre sites (HRSA)" in (tmp_path / "mine.toml").read_text(encoding="utf-8")
