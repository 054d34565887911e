"""Nothing is misread: small tables with the faults of public files, each with its right value, a question, or a refusal with the rows."""

# ruff: noqa: E501 - tables are written as the offices write them

from __future__ import annotations

import contextlib
import io
import json
import random
import sqlite3
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sim import evidence
from sim.cli import app
from sim.inputs.faults import FaultList, ScenarioFaults
from sim.scenario import intake_lines, invented, load
from sim.scenario.census import Answers, Mapped, answers, joined, mapped, read
from sim.scenario.census.cells import numbers
from sim.scenario.census.ids import keys_of
from sim.scenario.census.maps import middle, outer_of_blob
from sim.scenario.places import COLUMNS, read_csv

CASES = Path(__file__).parents[4] / "shared" / "cases"
NATION = {
    name: evidence.load()[f"community.national.{name}"].value for name, column in COLUMNS.items() if not column.required
}
ASKED = Answers()


def mapping(*paths: Path, given: Answers = ASKED) -> Mapped:
    faults = FaultList(paths[0].name)
    raw, notes = joined([read(path, faults, given.sheets, given.where) for path in paths], faults)
    faults.raise_if_any()
    return mapped(raw, faults, given, NATION, notes)


@pytest.fixture
def of(tmp_path: Path):
    """Write tables of text and return what is made of them; further flags as `answers` takes them."""

    def made(*texts: str, names: tuple[str, ...] = (), **flags) -> Mapped:
        paths = []
        for n, text in enumerate(texts):
            path = tmp_path / (names[n] if names else f"table_{n}.csv")
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            paths.append(path)
        return mapping(*paths, given=answers(**flags))

    return made


def refusal(of, *texts: str, **flags) -> str:
    with pytest.raises(ScenarioFaults) as found:
        of(*texts, **flags)
    return str(found.value)


def said(made: Mapped, *words: str) -> bool:
    return any(all(word in note for word in words) for note in made.notes)


# --- Units come from names, never from size ---


def test_percent_is_preferred_to_a_count_and_a_count_is_never_taken_for_percent(of) -> None:
    rows = "FIPS,LOCATION,E_TOTPOP,E_ASIAN{}\n06001400100,a,3000,30{}\n06001400200,b,7000,70{}\n"
    both, count = of(rows.format(",EP_ASIAN", ",1.0", ",1.0")), of(rows.format("", "", ""))
    assert both.columns["share_asian"] == pytest.approx([0.01, 0.01]) and "EP_ASIAN" in both.made_of["share_asian"]
    assert count.columns["share_asian"] == pytest.approx([0.01, 0.01])
    assert count.made_of["share_asian"] == "E_ASIAN over E_TOTPOP"


@pytest.mark.parametrize("heading", ["homes damaged", "damaged", "flooded"])
def test_whole_numbers_whose_name_says_no_unit_are_a_question_with_both_readings(of, heading: str) -> None:
    table = f"GEOID,population,housing_units,{heading}\n1,1900,800,12\n2,5235,2000,40\n3,3000,1200,95\n"
    words = refusal(of, table)
    assert "percent, on average 0.49" in words and "a count, on average 0.0367" in words and "--unit" in words
    made = of(table, units=[f"{heading}=count/housing_units"])
    assert made.columns["exposure"] == pytest.approx([0.015, 0.02, 95 / 1200])
    assert "over housing_units" in made.made_of["exposure"]
    assert of(table, units=[f"{heading}=percent"]).columns["exposure"] == pytest.approx([0.12, 0.4, 0.95])


def test_a_count_asks_what_it_is_a_part_of(of) -> None:
    words = refusal(of, "GEOID,population,n_homes_damaged\n1,1900,12\n2,5235,140\n")
    assert "no column of all homes" in words and "count/COLUMN" in words


def test_no_count_is_above_its_whole(of) -> None:
    words = refusal(of, "GEOID,population,housing_units,n_homes_damaged\n1,1900,100,350\n2,5235,900,40\n")
    assert "350 of 100 (row 2)" in words


@pytest.mark.parametrize(
    ("values", "words"),
    [([0.2, 0.9, 1.2, 0.4, 0.3], "1.2 (row 4)"), ([35, 120], "120 (row 3)"), ([0.5, -0.2], "-0.2 (row 3)")],
)
def test_what_is_outside_its_unit_or_of_two_scales_is_refused_with_the_rows(of, values: list, words: str) -> None:
    rows = "".join(f"p{n},{1000 + n},{value}\n" for n, value in enumerate(values))
    assert words in refusal(of, f"place,population,exposure\n{rows}")


def test_small_percent_beside_percent_columns_is_a_question(of) -> None:
    table = "place,population,poverty,limited_english\nA,4200,23.1,0.8\nB,3300,18.0,0.4\n"
    words = refusal(of, table)
    assert "limited_english=share" in words and "limited_english=percent" in words and "poverty" not in words
    assert of(table, units=["limited_english=percent"]).columns["share_limited_english"] == pytest.approx(
        [0.008, 0.004]
    )


def test_one_answer_may_stand_for_every_column_that_says_nothing(of) -> None:
    made = of(
        "place,population,poverty,no_vehicle,pct_insured\nA,10,0.2,0.1,90\nB,20,0.3,0.05,80\n", units=["all=share"]
    )
    assert [made.columns[f"share_{name}"][0] for name in ("poverty", "no_vehicle", "insured")] == pytest.approx(
        [0.2, 0.1, 0.9]
    )


def test_a_rounded_whole_does_not_turn_percent_into_counts(of) -> None:
    made = of("place,population,pct_insured\nA,4200,84.0\nB,3300,100.2\nC,2500,95.0\n")
    assert made.columns["share_insured"] == pytest.approx([0.84, 1.0, 0.95])
    assert "101.3" in refusal(of, "place,population,pct_insured\nA,4200,84.0\nB,3300,101.3\n")


def test_a_share_written_in_percent_is_read_and_said(of) -> None:
    made = of('place,population,share_owner,share_insured\nA,3000,"45,5","7,5"\nB,2000,"40,1","8,1"\n')
    assert made.columns["share_insured"] == pytest.approx([0.075, 0.081])
    assert made.columns["share_owner"] == pytest.approx([0.455, 0.401])
    assert said(made, "share_insured", "read as percent") and said(made, "Look again", "share_owner") is False


def test_a_column_that_came_out_shrunk_is_said(of) -> None:
    made = of("place,population,share_poverty\nA,4200,0.0023\nB,3300,0.0012\n")
    assert said(made, "Look again", "share_poverty")


def test_cells_with_a_sign_of_percent_say_their_unit(of) -> None:
    assert of("place,population,poverty\nA,4200,12 %\nB,3300,9%\n").columns["share_poverty"] == pytest.approx(
        [0.12, 0.09]
    )


def test_words_where_numbers_belong_are_faults_and_no_crash(of) -> None:
    assert "'yes'" in refusal(of, "place,population,flooded,poverty\nA,5,yes,\nB,6,no,\n")
    assert "exposure" in of("place,population,wet\nA,5,\nB,6,\n", use=["exposure=wet"]).columns


# --- Public files as they are downloaded ---

SVI = """FIPS,LOCATION,E_TOTPOP,E_HH,E_GROUPQ,EP_POV150,EP_AGE17,EP_MINRTY,EP_AFAM,EP_HISP,EP_ASIAN,EP_AIAN,EP_NHPI,EP_TWOMORE,EP_OTHERRACE
22001960100,a,2600,1000,100,20.1,14,70.5,60,5,2,0.1,0,3,0.4
22001960200,b,0,0,0,-999,-999,-999,-999,-999,-999,-999,-999,-999,-999
22001960300,c,1800,800,40,10.1,14,32.3,20,6,4,0,0,2,0.3
"""


def test_the_vulnerability_index_is_used_whole_and_what_is_another_thing_is_named(of) -> None:
    made = of(SVI)
    assert made.columns["share_black"] == pytest.approx([0.6, 0.2])
    assert made.columns["share_other"] == pytest.approx([0.035, 0.023])
    assert made.columns["share_white"] == pytest.approx([0.295, 0.677])
    assert made.columns["mean_household_size"] == pytest.approx([2.5, 2.2])
    assert "share_poverty" in made.missing and said(made, "EP_POV150", "another line") and said(made, "EP_AGE17")


DP05 = [70, 60, 60, 60, 70, 150, 130, 140, 70, 60, 70, 40, 20]
LABELS = ("Under 5 years", "5 to 9 years", "10 to 14 years", "15 to 19 years", "20 to 24 years", "25 to 34 years", "35 to 44 years",
          "45 to 54 years", "55 to 59 years", "60 to 64 years", "65 to 74 years", "75 to 84 years", "85 years and over")  # fmt: skip
BANDS = [0.19, 0.13, 0.28, 0.27, 0.13]


def profile(old: bool, labels: str) -> str:
    """Return a table DP05 of before or after 2017, with a label row of its own words, of "Total" alone, or none."""
    lines = [
        "Total population",
        "Male",
        "Female",
        *([] if old else ["Sex ratio (males per 100 females)"]),
        *LABELS,
        "Median age (years)",
    ]
    values = [1000, 480, 520, *([] if old else [92.3]), *DP05, 36.5]
    names = ["GEO_ID", "NAME", *(f"DP05_{n:04d}E" for n in range(1, len(values) + 1))]
    told = {"own": [f"Estimate!!SEX AND AGE!!{line}" for line in lines], "total": ["Estimate!!Total"] * len(values)}
    second = [",".join(["Geography", "Geographic Area Name", *told[labels]])] if labels else []
    return "\n".join([",".join(names), *second, ",".join(map(str, ["1400000US22001960100", "Tract", *values]))]) + "\n"


@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize("labels", ["own", "total"])
def test_lines_of_a_profile_are_known_by_their_labels(of, old: bool, labels: str) -> None:
    made = of(profile(old, labels))
    assert [made.columns[name][0] for name in COLUMNS if name.startswith("share_age")] == pytest.approx(BANDS)


@pytest.mark.parametrize("begins", ["Estimate", "Number!!Estimate", "Total!!Estimate"])
def test_labels_of_other_years_say_the_same_in_another_order(of, begins: str) -> None:
    made = of(profile(True, "own").replace("Estimate!!", f"{begins}!!"))
    assert [made.columns[name][0] for name in COLUMNS if name.startswith("share_age")] == pytest.approx(BANDS)
    assert made.columns["share_female"] == pytest.approx([0.52])


HOUSING = (
    (
        "DP02_0014E",
        "Estimate!!HOUSEHOLDS BY TYPE!!Total households!!Average household size",
        2.4,
        "mean_household_size",
        2.4,
    ),
    (
        "DP03_0096E",
        "Estimate!!HEALTH INSURANCE COVERAGE!!Civilian noninstitutionalized population!!With health insurance coverage",
        910,
        "",
        0,
    ),
    (
        "DP03_0096PE",
        "Percent!!HEALTH INSURANCE COVERAGE!!Civilian noninstitutionalized population!!With health insurance coverage",
        91,
        "share_insured",
        0.91,
    ),
    (
        "DP03_0128PE",
        "Percent!!PERCENTAGE OF FAMILIES AND PEOPLE WHOSE INCOME IN THE PAST 12 MONTHS IS BELOW THE POVERTY LEVEL!!All people",
        12,
        "share_poverty",
        0.12,
    ),
    ("DP04_0047E", "Estimate!!HOUSING TENURE!!Average household size of owner-occupied unit", 2.9, "", 0),
    ("DP04_0045PE", "Percent!!HOUSING TENURE!!Occupied housing units!!Owner-occupied", 60, "share_owner", 0.6),
    (
        "DP04_0057PE",
        "Percent!!VEHICLES AVAILABLE!!Occupied housing units!!No vehicles available",
        8,
        "share_no_vehicle",
        0.08,
    ),
    ("DP04_0058PE", "Percent!!VEHICLES AVAILABLE!!Occupied housing units!!1 vehicle available", 33, "", 0),
    (
        "S2801_C02_019E",
        "Percent!!Estimate!!Total households!!TYPE OF INTERNET SUBSCRIPTIONS!!Without an Internet subscription",
        11,
        "share_no_internet",
        0.11,
    ),
)


def test_lines_of_other_profiles_are_known_by_labels_whatever_their_numbers(of) -> None:
    codes, labels, values = (",".join(f'"{line[n]}"' for line in HOUSING) for n in range(3))
    made = of(f"GEO_ID,B01003_001E,{codes}\nGeography,Estimate!!Total,{labels}\n0500000US22001,1000,{values}\n")
    for *_, ours, value in HOUSING:
        assert not ours or made.columns[ours] == pytest.approx([value]), ours
    late = "GEO_ID,B01003_001E,DP04_0046PE,DP04_0058PE\n0500000US22001,1000,60,8\n"
    assert of(late, vintage=2022).columns["share_no_vehicle"] == pytest.approx([0.08])
    assert "share_owner" in of(late).missing and said(of(late), "--vintage YEAR", "share_owner")


@pytest.mark.parametrize("old", [True, False])
def test_lines_without_labels_are_a_question_that_the_year_answers(of, old: bool) -> None:
    assert "--vintage 2016" in refusal(of, profile(old, ""))
    made = of(profile(old, ""), vintage=2015 if old else 2022)
    assert [made.columns[name][0] for name in COLUMNS if name.startswith("share_age")] == pytest.approx(BANDS)
    made = of(profile(old, ""), names=("ACSDP5Y2016.DP05-Data.csv" if old else "ACSDP5Y2022.DP05-Data.csv",))
    assert made.columns["share_age_0_14"] == pytest.approx([0.19])


def test_a_subject_table_that_was_turned_round_is_read_by_its_label(of) -> None:
    table = "GEO_ID,NAME,B01003_001E,S2701_C03_001E\nGeography,Geographic Area Name,Estimate!!Total,Estimate!!{}!!Total people\n"
    row = "0500000US22001,Some County,3000,20.0\n"
    assert of(table.format("Percent Uninsured") + row).columns["share_insured"] == pytest.approx([0.8])
    assert of(table.format("Percent Insured") + row).columns["share_insured"] == pytest.approx([0.2])
    bare = "GEO_ID,NAME,B01003_001E,S2701_C03_001E\n" + row
    assert "--vintage 2014" in refusal(of, bare)
    assert of(bare, vintage=2019).columns["share_insured"] == pytest.approx([0.2])


def test_a_label_that_says_another_thing_than_its_code_is_refused(of) -> None:
    table = "GEO_ID,B01003_001E,B17001_001E,B17001_002E\nGeography,Estimate!!Total,Estimate!!Total,Estimate!!Total!!Male\n1,10,10,2\n"
    assert "below poverty" in refusal(of, table)


def test_american_factfinder_and_summary_files_are_known_by_their_lines(of) -> None:
    finder = "GEO.id,GEO.id2,GEO.display-label,HD01_VD01,HD02_VD01\nId,Id2,Geography,Estimate; Total,Margin of Error; Total\n0500000US01001,01001,Autauga,55000,****\n"
    made = of(finder, names=("ACS_16_5YR_B01003_with_ann.csv",))
    assert made.people == 55_000 and made.raw.codes == ("01001",) and made.names == ("Autauga",)
    assert of("GEO_ID|B01003_E001|B01003_M001\n0500000US01001|55000|-555555555\n").people == 55_000


def test_openfema_counts_damage_by_zip_or_county_over_households(of) -> None:
    owners = (
        "disasterNumber,state,county,city,zipCode,validRegistrations,totalInspected,noFemaInspectedDamage\n"
        "4559,LA,Calcasieu (Parish),LAKE CHARLES,70601,2563,1800,400\n4559,LA,Calcasieu (Parish),OTHER,70601,100,200,200\n"
    )
    by_zip = of("zip,population,households\n70601,35000,14000\n70605,34000,13000\n", owners)
    assert by_zip.columns["exposure"] == pytest.approx([0.1, 0.0]) and said(by_zip, "lower bound")
    county = 'GEO_ID,NAME,B01003_001E,B25003_001E,B25003_002E\n0500000US22019,"Calcasieu Parish, Louisiana",216000,84000,58000\n'
    assert of(county, owners).columns["exposure"] == pytest.approx([1400 / 84000])
    renters = "disasterNumber,state,county,zipCode,validRegistrations,totalInspected,totalInspectedWithNoDamage\n4559,LA,Calcasieu (Parish),70601,900,700,0\n4559,LA,Calcasieu (Parish),70605,900,260,130\n"
    both = of("zip,population,households\n70601,35000,14000\n70605,34000,13000\n", owners, renters)
    assert both.columns["exposure"] == pytest.approx([(1400 + 700) / 14000, 130 / 13000]) and said(
        both, "owners and renters"
    )
    assert "damage (OpenFEMA)" in refusal(of, owners)
    assert "--where disasterNumber=4611" in refusal(of, county, owners + "4611,LA,Calcasieu (Parish),X,70601,1,1,0\n")


def test_census_api_and_features_join_by_codes_of_several_columns(of) -> None:
    api = json.dumps([["B01003_001E", "NAME", "state", "county", "tract"], ["3000", "Tract 1", "22", "071", "000100"]])
    feature = {"properties": {"GEOIDFQ": "1400000US22071000100", "GEOID": "22071000100", "NAME": "1"},
               "geometry": {"type": "Polygon", "coordinates": [[[-90.0, 29.0], [-89.0, 29.0], [-89.0, 30.0], [-90.0, 30.0], [-90.0, 29.0]]]}}  # fmt: skip
    made = of(api, json.dumps({"type": "FeatureCollection", "features": [feature]}), names=("a.json", "b.geojson"))
    assert (made.people, made.columns["lon"][0], made.columns["lat"][0]) == (3000, -89.5, 29.5)
    centres = "STATEFP,COUNTYFP,TRACTCE,POPULATION,LATITUDE,LONGITUDE\n22,071,000100,3000,+29.95,-090.05\n"
    assert of(centres).raw.codes == ("22071000100",)


def test_a_position_written_as_a_point_is_read(of) -> None:
    made = of(
        "TractFIPS,CountyName,TotalPopulation,ACCESS2_CrudePrev,Geolocation\n22071000100,Orleans,3000,12.1,POINT (-90.05 29.95)\n"
    )
    assert (made.columns["lon"][0], made.columns["lat"][0]) == (-90.05, 29.95)
    assert made.columns["share_insured"] == pytest.approx([0.879])


def test_a_table_whose_labels_became_its_header_is_read_by_them(of) -> None:
    names = "id,Geographic Area Name,Total population,Percent of population in poverty,Households without vehicle (%),Location"
    made = of(f'{names}\n1400000US22071000100,T1,3000,12,10,"(29.95, -90.05)"\n')
    assert made.raw.codes == ("22071000100",) and made.columns["share_poverty"] == pytest.approx([0.12])
    assert made.columns["share_no_vehicle"] == pytest.approx([0.1]) and made.columns["lon"][0] == -90.05


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("NPI,Entity Type Code\n1,1\n", "health-care providers"),
        ("HPSA Name,HPSA ID,HPSA FTE\na,1,2\n", "short of health workers"),
        ("frn,location_id,block_geoid\n1,2,220710001001000\n", "internet on offer"),
        ("tract,DisplacedHouseholds,ShelterNeeds\n22071000100,12,3\n", "no column of residents"),
    ],
)
def test_a_table_that_is_not_of_people_is_named(of, text: str, what: str) -> None:
    assert what in refusal(of, text)


def test_the_redistricting_census_is_known_by_its_lines_and_labels(of) -> None:
    names = ",".join(f"P2_{n:03d}N" for n in range(1, 12))
    row = "1400000US22071000100,1000,100,900,850,500,300,10,30,5,5,50\n"
    made = of(f"GEO_ID,{names}\n{row}")
    assert [
        made.columns[f"share_{name}"][0] for name in ("white", "black", "hispanic", "asian", "other")
    ] == pytest.approx([0.5, 0.3, 0.1, 0.03, 0.07])


def test_a_published_percent_outside_its_range_is_refused_with_the_row(of) -> None:
    assert "1.2 (row 3)" in refusal(of, "FIPS,E_TOTPOP,EP_POV\n22071000100,50,12\n22071000200,60,120\n")


def test_of_several_columns_of_one_thing_that_with_a_unit_is_taken(of) -> None:
    made = of(
        "place,population,poverty,n_poverty,pct_poverty,exposure,flooded_homes\nA,500,50,50,10,0.3,7\nB,700,99,99,20,0.1,8\n"
    )
    assert made.columns["share_poverty"] == pytest.approx([0.1, 0.2]) and said(made, "Not used", "flooded_homes")


def test_long_tables_become_one_row_a_place(of) -> None:
    places = "Year,LocationName,LocationID,MeasureId,DataValueTypeID,Data_Value,TotalPopulation\n" + "".join(
        f"2022,T,22071000{n}00,{measure},CrdPrv,{value},{n}000\n"
        for n in (1, 2)
        for measure, value in (("ACCESS2", 10), ("MHLTH", 15))
    )
    made = of(places)
    assert made.columns["population"].tolist() == [1000, 2000] and made.columns["share_insured"] == pytest.approx(
        [0.9, 0.9]
    )
    canada = (
        "DGUID,GEO_LEVEL,GEO_NAME,CHARACTERISTIC_ID,CHARACTERISTIC_NAME,C1_COUNT_TOTAL,SYMBOL,C10_RATE_TOTAL,SYMBOL\n"
    )
    canada += '2021S05075350001.00,Census tract,0001.00,1,"Population, 2021",8881,,,...\n2021S05075350001.00,Census tract,0001.00,9,  0 to 14 years,1770,,19.9,\n'
    made = of(canada.encode("cp1252"))
    assert made.people == 8881 and made.columns["share_age_0_14"] == pytest.approx([1770 / 8881])


def test_tables_of_other_offices(of) -> None:
    ages = "SA2_CODE_2021,Tot_P_M,Tot_P_F,Tot_P_P,Age_0_4_yr_P,Age_5_14_yr_P,Age_65_74_yr_P,Age_75_84_yr_P,Age_85ov_P\n101,400,600,1000,50,100,100,70,30\n"
    made = of(ages)
    assert [made.columns[name][0] for name in ("share_female", "share_age_0_14", "share_age_65_plus")] == pytest.approx(
        [0.6, 0.15, 0.2]
    )
    english = "date,geography,geography code,Residence type: Total; measures: Value,Residence type: Lives in a household; measures: Value\n2021,Hartlepool 001A,E01011949,1700,1690\n"
    cars = "date,geography,geography code,Number of cars or vans: Total: All households,Number of cars or vans: No cars or vans in household\n2021,Hartlepool 001A,E01011949,700,210\n"
    made = of(english, cars)
    assert (
        made.names == ("Hartlepool 001A",)
        and made.people == 1700
        and made.columns["share_no_vehicle"] == pytest.approx([0.3])
    )
    nepal = "ADM1_PCODE,ADM2_PCODE,ADM2_EN,F_TL,M_TL,T_TL,T_00_04,T_05_09,T_10_14\n#adm1+code,#adm2+code,#adm2+name,,,#population+total,,,\nNP01,NP0101,Taplejung,62000,58000,120000,10000,11000,9000\n"
    made = of(nepal)
    assert made.raw.codes == ("NP0101",) and made.columns["share_age_0_14"] == pytest.approx([0.25])
    europe = "freq,unit,sex,age,geo\\TIME_PERIOD\t2022 \t2023 \nA,NR,T,TOTAL,DE111\t635911 \t626275 b\nA,NR,F,TOTAL,DE111\t: \t313000 \nA,NR,T,TOTAL,DE112\t400000 \t: m\n"
    made = of(europe.replace("400000 \t: m", "400000 \t401000 e"), names=("x.tsv",))
    assert made.columns["population"].tolist() == [626275, 401000] and made.columns["share_female"][0] == pytest.approx(
        313 / 626.275
    )
    tagged = of("name,everybody\n#adm2+name,#population\nA,3000\n")
    assert tagged.people == 3000


def test_more_of_the_same_offices(of) -> None:
    british = "date,geography,geography code,Age: Total,Age: Aged 4 years and under,Age: Aged 5 to 9 years,Age: Aged 10 to 14 years\n2021,X,E01011949,1000,50,60,70\n"
    assert of(british).columns["share_age_0_14"] == pytest.approx([0.18])
    long = "DATAFLOW,LAST UPDATE,freq,unit,sex,age,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n" + "".join(
        f"X,Y,A,NR,{sex},TOTAL,DE11{n},{year},{value},b\n"
        for n in (1, 2)
        for sex, value in (("T", 400), ("F", 100 * n))
        for year in (2022, 2023)
    )
    made = of(long)
    assert made.columns["population"].tolist() == [400, 400] and made.columns["share_female"] == pytest.approx(
        [0.25, 0.5]
    )
    heads = "GEO.id,GEO.id2,GEO.display-label,HC03_EST_VC01\nId,Id2,Geography,Percent {}; Estimate; {}\n0500000US01001,01001,Autauga,{}\n"
    people = "GEO.id,GEO.id2,GEO.display-label,HD01_VD01\nId,Id2,Geography,Estimate; Total\n0500000US01001,01001,Autauga,55000\n"
    poor = heads.format("below poverty level", "Population for whom poverty status is determined", 12.1)
    insured = heads.format("Uninsured", "Total civilian noninstitutionalized population", 9.0)
    made = of(
        people, poor, insured, names=tuple(f"ACS_13_5YR_{name}_with_ann.csv" for name in ("B01003", "S1701", "S2701"))
    )
    assert made.columns["share_poverty"] == pytest.approx([0.121]) and made.columns["share_insured"] == pytest.approx(
        [0.91]
    )


def test_a_column_that_two_tables_have_with_other_values_is_said(of) -> None:
    made = of("GEOID,population,pct_poverty\n1,10,20\n", "GEOID,pct_poverty\n1,30\n")
    assert made.columns["share_poverty"] == pytest.approx([0.2]) and said(made, "other values of pct_poverty")


def test_spreadsheets_say_their_sign_and_keep_codes_as_text(of) -> None:
    made = of('sep=;\nGEOID;name;population\n="01001";A;5\n="01003";B;6\n')
    assert made.raw.codes == ("01001", "01003") and made.people == 11


def test_a_column_of_codes_is_no_name_where_another_has_letters(of) -> None:
    api = json.dumps([["NAME", "B01003_001E", "state", "place"], ["Abbeville city", "2500", "01", "00124"]])
    assert of(api, names=("a.json",)).names == ("Abbeville city",)


def test_codes_abroad_stay_as_they_are(of) -> None:
    assert of("kommune,code,population\nOslo,0301,700\nStavanger,1103,140\n").raw.codes == ("0301", "1103")


# --- Files of other kinds ---


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        for name, held in files.items():
            pack.writestr(name.replace("__", "."), held)
    return out.getvalue()


def test_a_zip_gives_the_table_inside_and_asks_where_there_are_several(of) -> None:
    data = b"GEO_ID,B01003_001E\nGeography,Estimate!!Total\n1400000US22071000100,3000\n"
    made = of(
        packed(**{"T-Data__csv": data, "T-Column-Metadata__csv": b"a,b\n1,2\n", "T-Table-Notes__txt": b"notes"}),
        names=("a.zip",),
    )
    assert made.people == 3000 and said(made, "T-Data.csv")
    two = packed(**{"one__csv": data, "two__csv": data.replace(b"3000", b"4000")})
    assert "'one.csv', 'two.csv'" in refusal(of, two, names=("a.zip",))
    assert of(two, names=("a.zip",), sheets=["two.csv"]).people == 4000


def test_a_workbook_gives_its_one_table_or_asks(of) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "places"
    for row in (
        ["Population of our county"],
        [],
        ["place", "population", "share without car"],
        ["02139", 3000, 0.125],
        ["02140", 2000, 0.05],
    ):
        sheet.append(row)
    for cell in ("C4", "C5"):
        sheet[cell].number_format = "0.0%"
    sheet.append(["Source: our own count"])
    out = io.BytesIO()
    book.save(out)
    made = of(out.getvalue(), names=("own.xlsx",))
    assert made.names == ("02139", "02140") and made.columns["share_no_vehicle"] == pytest.approx([0.125, 0.05])
    assert said(made, "above the header") and said(made, "notes below")
    other = book.create_sheet("towns")
    for row in (["place", "population"], ["x", 9]):
        other.append(row)
    out = io.BytesIO()
    book.save(out)
    assert "--sheet" in refusal(of, out.getvalue(), names=("own.xlsx",))
    assert of(out.getvalue(), names=("own.xlsx",), sheets=["towns"]).people == 9


SQUARE = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (0.0, 0.0)]


def wkb(order: str) -> bytes:
    """Return a polygon as well-known binary."""
    mark = b"\x01" if order == "<" else b"\x00"
    return (
        mark + struct.pack(f"{order}III", 3, 1, len(SQUARE)) + b"".join(struct.pack(f"{order}dd", *p) for p in SQUARE)
    )


def test_a_geopackage_is_read_with_the_middle_of_its_outlines(of, tmp_path: Path) -> None:
    base = sqlite3.connect(tmp_path / "a.gpkg")
    base.executescript(
        "create table gpkg_contents (table_name text, data_type text); insert into gpkg_contents values ('tracts', 'features');"
        "create table gpkg_geometry_columns (table_name text, column_name text, srs_id int);"
        "insert into gpkg_geometry_columns values ('tracts', 'geom', 4326);"
        "create table tracts (fid int, geom blob, GEOID text, population int)"
    )
    for row, order in enumerate("<>"):
        base.execute(
            "insert into tracts values (?, ?, ?, ?)",
            (row, b"GP\x00\x01" + struct.pack("<i", 4326) + wkb(order), f"0100{row}", 10 + row),
        )
    base.commit()
    base.close()
    made = mapping(tmp_path / "a.gpkg")
    assert (
        made.columns["population"].tolist() == [10, 11]
        and made.columns["lon"].tolist() == [1, 1]
        and made.raw.codes[0] == "01000"
    )
    assert outer_of_blob(b"GP\x00") == [] and middle([]) == (None, None)


def test_a_shapefile_is_read_out_of_its_zip(of) -> None:
    pyshp = pytest.importorskip("shapefile")
    parts = {end: io.BytesIO() for end in ("shp", "shx", "dbf")}
    with pyshp.Writer(**parts) as file:
        file.field("GEOID", "C", 11)
        file.field("population", "N", 9)
        file.poly([[(-90, 29), (-90, 30), (-89, 30), (-89, 29), (-90, 29)]])
        file.record("22071000100", 3000)
    degrees = {f"cb__{end}": held.getvalue() for end, held in parts.items()}
    made = of(packed(**degrees), names=("cb.zip",))
    assert made.people == 3000 and (made.columns["lon"][0], made.columns["lat"][0]) == (-89.5, 29.5)
    metres = of(packed(**degrees, cb__prj=b'PROJCS["NAD83 / Louisiana South"]'), names=("cb.zip",))
    assert said(metres, "map projection") and metres.columns["lon"][0] == -98.0


def test_a_library_that_is_not_installed_is_named_with_what_to_type(of, monkeypatch) -> None:
    monkeypatch.setattr("sim.scenario.census.grid.find_spec", lambda module: None)
    assert 'pip install "pyshp>=3"' in refusal(of, packed(**{"a__shp": b"x", "a__dbf": b"y"}))
    assert 'pip install "openpyxl>=3.1"' in refusal(of, packed(**{"[Content_Types]__xml": b"x"}))


@pytest.mark.parametrize(
    ("held", "words"),
    [(b"%PDF-1.4", "a PDF"), (b"<html>", "web page"), (b"\xd0\xcf\x11\xe0", "old Excel"), (b"PK\x03\x04broken", "ZIP"), (b'{"a": 1}', "JSON"),
     (b"\x1f\x8bbroken", "unpacked"), (b"a\x00\xffb", "no text")],
)  # fmt: skip
def test_other_files_are_refused_in_plain_words(of, held: bytes, words: str) -> None:
    assert words in refusal(of, held)


def test_encodings_are_tried_in_order_and_said(of) -> None:
    text = "place,population\nM\u00fcnchen,3000\nAugsburg,2000\n"
    for encoding, words in (("cp1252", "Windows-1252"), ("utf-16", "UTF-16")):
        made = of(text.encode(encoding))
        assert made.names[0] == "M\u00fcnchen" and said(made, words)


# --- Numbers as the world writes them ---


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1,234.5", "12"], [1234.5, 12]), (["1.234,5", "12"], [1234.5, 12]), (["1 234,5"], [1234.5]), (["1\u202f234", "5"], [1234, 5]),
        (["1'234.5"], [1234.5]), (["12,34,567"], [1234567]), (["\u22123.5"], [-3.5]), (["45 %", "7,5 %"], [45, 7.5]), (["250,000+"], [250000]),
        (["2,500-"], [2500]), (["0,3", "0,125"], [0.3, 0.125]), ([".5", "1e3"], [0.5, 1000]), (["\u0663\u0664"], [34]), (["$1,200"], [1200]),
        ([":", "(X)", "..C", "-666666666", "**", "N"], [np.nan] * 6),
    ],
)  # fmt: skip
def test_numbers_as_they_are_written(cells: list[str], values: list[float]) -> None:
    faults = FaultList("x")
    assert numbers("v", cells, faults, negative=True).values == pytest.approx(values, nan_ok=True)
    assert not faults.found


def test_one_column_writes_decimals_one_way_and_what_stays_open_is_asked(of) -> None:
    assert "one way to write decimals" in refusal(of, 'place,population,pct_poor\nA,5,"1,5"\nB,5,1.5\n')
    assert "--decimal" in refusal(of, "place;population;miles_to_care\nA;5;1.234\nB;5;2.500\n")
    made = of("place;population;miles_to_care\nA;5;1.234\nB;5;2.500\n", decimal="point")
    assert made.columns["miles_to_care"] == pytest.approx([1.234, 2.5])


def test_decimal_commas_and_points_of_positions_in_one_file(of) -> None:
    made = of(
        "place;population;lon;lat;share_poverty;mean_household_size\nNord;4200;4.35;50.85;0,3;2,6\nS\u00fcd;3300;4.40;50.80;0,2;2,2\n"
    )
    assert made.columns["share_poverty"] == pytest.approx([0.3, 0.2]) and made.columns[
        "mean_household_size"
    ] == pytest.approx([2.6, 2.2])
    assert made.columns["lat"] == pytest.approx([50.85, 50.8])


def test_people_are_whole(of) -> None:
    assert of("place;population\nA;5.100\nB;2.700\n").people == 7800
    assert of("place;population;share_owner\nA;3000;45,5\nB;3.000;40,1\n").columns["population"].tolist() == [
        3000,
        3000,
    ]
    assert "5.1 (row 2)" in refusal(of, "place,population\nA,5.1\nB,2.7\n")


# --- Fail closed ---


def test_rows_and_places_that_do_not_match_are_said_by_table_and_column(of) -> None:
    made = of(
        "GEOID,population\n22071000100,4200\n22071000200,3300\n", "GEOID,exposure\n22071000100,0.9\n22071999999,0.5\n"
    )
    assert said(made, "1 place has no row in table_1.csv", "22071000200", "exposure") and said(
        made, "1 row of table_1.csv", "22071999999"
    )


def test_codes_are_text_and_zeros_that_a_spreadsheet_dropped_come_back(of) -> None:
    made = of(
        "GEOID,NAME,population\n1001,Autauga,58000\n13001,Appling,18000\n",
        "GEOID,INTPTLAT,INTPTLONG\n01001,32.53,-86.64\n13001,31.75,-82.29\n",
    )
    assert made.columns["lon"].tolist() == [-86.64, -82.29] and made.raw.codes == ("01001", "13001")
    assert "rounded the codes" in refusal(of, "GEOID,population\n2.2071E+10,3\n")
    zips = of("GEO_ID,B01003_001E\n860Z200US02139,10\n", "zip,exposure\n2139,0.5\n")
    assert zips.columns["exposure"] == pytest.approx([0.5])


@pytest.mark.parametrize("header", ["tract,state,county", "TRACTCE,STATEFP,COUNTYFP"])
def test_a_tract_number_is_a_code_only_with_its_county(tmp_path: Path, header: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"{header},population\n000100,22,071,5\n")
    assert keys_of(read(path, FaultList("t")))["code"] == ("22071000100",)
    path.write_text("tract,population\n101.02,5\n")
    assert "code" not in keys_of(read(path, FaultList("t")))


def test_several_rows_for_a_place_are_refused_with_what_tells_them_apart(of) -> None:
    first, long = (
        "GEOID,population\n1,4200\n2,3300\n",
        "GEOID,year,pct_poverty\n1,2020,32\n2,2020,19\n1,2010,50\n2,2010,40\n",
    )
    assert "--where year=2020" in refusal(of, first, long)
    assert of(first, long, where=["year=2010"]).columns["share_poverty"] == pytest.approx([0.5, 0.4])
    assert "2 rows for" in refusal(of, "place,population\nA,5\nA,6\n")


@pytest.mark.parametrize("name", ["Total", "TOTAL", "Insgesamt", "Springfield"])
def test_the_sum_of_the_rows_is_no_place(of, name: str) -> None:
    made = of(f"neighbourhood,population\nRiverside,4200\nOld Town,3300\nThe Ridge,2500\n{name},10000\n")
    assert made.people == 10_000 and len(made.names) == 3 and said(made, "Left out", name)


def test_a_table_of_places_with_a_sum_among_them_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "places.csv"
    for name in ("Total", "Springfield"):
        table.write_text(f"place,population,lon,lat\nA,42,0,0\nB,33,0,0\nC,25,0,0\n{name},100,0,0\n")
        faults = FaultList("places.csv")
        assert read_csv(table, faults, NATION) is None and "the sum of the others" in str(faults.found[0])


def test_rows_of_another_level_are_left_out_or_refused(of) -> None:
    table = "GEO_ID,NAME,B01003_001E\n0500000US22071,Orleans,390000\n1400000US22071000100,one,3000\n1400000US22071000200,two,2000\n"
    assert of(table).people == 5000
    assert "2 levels" in refusal(of, table.replace("0500000US22071,", "0500000US22073,"))
    nuts = "geo,population\nDE1,900\nDE111,500\nDE112,300\n"
    assert of(nuts).people == 800


def test_codes_for_unknown_are_blank_and_said(of) -> None:
    made = of(
        "place,population,lon,lat,pct_poverty,miles_to_care\nA,4200,-90.06,29.96,23.1,3.5\nB,3300,0,0,-1,999\nC,2500,-90.09,29.95,7,-9\n"
    )
    assert np.isnan(made.columns["share_poverty"]).tolist() == [False, True, False]
    assert np.isnan(made.columns["miles_to_care"]).tolist() == [False, True, True]
    assert said(made, "pct_poverty", "-1") and said(made, "miles_to_care", "999") and said(made, "0, 0")
    assert said(of("GEOID,population\n1,-999\n2,5\n"), "do not say how many people")


def test_places_far_away_and_swapped_positions(of) -> None:
    rows = "".join(f"2207100{n}00,{n}000,{-90 - n / 100},{29.9 + n / 100}\n" for n in range(11, 17))
    made = of("FIPS,population,lon,lat\n" + rows + "22071009900,5,-93.5,32.5\n")
    assert said(made, "Look again", "22071009900", "miles")
    assert "swapped" in refusal(of, "FIPS,population,lat,lon\n" + rows)
    assert "minus of the longitude missing" in refusal(of, "FIPS,population,lon,lat\n" + rows.replace(",-9", ",9"))


def test_a_column_above_which_two_have_one_name_is_refused_only_where_it_is_used(of) -> None:
    assert of("place,population,note,note\nA,5,x,y\n").people == 5
    assert "above several columns" in refusal(of, "place,population,exposure,exposure\nA,5,0.1,0.2\n")


def test_strange_tables_end_in_an_answer_or_in_faults(tmp_path: Path) -> None:
    luck = random.Random(1)
    heads = ["GEOID", "place", "population", "exposure", "flooded", "pct_poverty", "share_owner", "E_TOTPOP", "RPL_THEMES", "lon", "lat", "DP05_0001E",
             "DP05_0004E", "S2701_C03_001E", "totalInspected", "disasterNumber", "geo\\TIME_PERIOD", "DGUID", "tract", "county", "zip", "n_no_car"]  # fmt: skip
    cells = [
        "",
        "0",
        "1",
        "-1",
        "999",
        "0.5",
        "120",
        "1.234",
        "1.234,5",
        "45 %",
        "abc",
        "Total",
        "22071000100",
        "-999",
        "1e400",
        "(X)",
        "\u22123",
    ]
    path = tmp_path / "t.csv"
    for _ in range(120):
        names = luck.sample(heads, luck.randint(1, 8))
        rows = [
            [luck.choice(cells) if name != "population" else str(luck.randint(0, 99)) for name in names]
            for _ in range(luck.randint(0, 5))
        ]
        path.write_text("\n".join(luck.choice((",", ";")).join(row) for row in (names, *rows)) + "\n", encoding="utf-8")
        with contextlib.suppress(ScenarioFaults):
            mapping(path)


# --- What was invented is said first, and everything is kept in the scenario ---


def made(tmp_path: Path, *typed: str):
    target = tmp_path / "town.toml"
    return target, CliRunner().invoke(app, ["new", str(target), *typed])


def test_a_scenario_keeps_how_it_was_read_and_what_is_invented_until_somebody_says_more(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("GEOID,population,wind_mph\n22071000100,4200,120\n22071000200,3300,100\n")
    target, result = made(tmp_path, "--places", str(table))
    assert result.exit_code == 0, result.stderr
    plan = load(target)
    told = invented(plan)
    assert (
        told[0].startswith("The damage is invented: 48% of homes everywhere, as in New Orleans 2005.")
        and "wind_mph" in told[0]
    )
    assert any("The capacity is invented" in line for line in told) and any(
        "positions are invented" in line for line in told
    )
    assert "The damage is invented" in result.stderr.splitlines()[0]
    assert (
        any("population: population." in line for line in intake_lines(plan)) and plan.intake.cells == "town_cells.csv"
    )
    cells = (tmp_path / "town_cells.csv").read_text().splitlines()
    assert cells[1] == "22071000100,22071000100,2,population,4200,population,population 4200"
    checked = CliRunner().invoke(app, ["validate", str(target)])
    assert "The damage is invented" in checked.stderr and checked.stdout == "ok\n"
    text = target.read_text()
    places = tmp_path / "town_places.csv"
    lines = places.read_text().splitlines()
    places.write_text("\n".join([f"{lines[0]},exposure", *(f"{line},0.2" for line in lines[1:])]))
    slots = next(line for line in text.splitlines() if line.startswith("slots = ") and "{" not in line)
    target.write_text(text.replace(slots, "slots = 7777"))
    after = invented(load(target))
    assert not any("damage" in line for line in after) and not any("7,777" in line for line in after)


def test_a_question_writes_nothing_and_a_flag_answers_it(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("GEOID,population,housing_units,homes_damaged\n1,1900,900,12\n2,5235,2000,95\n")
    target, result = made(tmp_path, "--places", str(table))
    assert result.exit_code == 65 and "Which is it?" in result.stderr and not target.exists()
    assert not list(tmp_path.glob("town*"))
    target, result = made(tmp_path, "--places", str(table), "--unit", "homes_damaged=count/housing_units")
    assert result.exit_code == 0 and load(target).places.exposure.tolist() == pytest.approx([0.0133, 0.0475], abs=1e-4)
    assert made(tmp_path / "x", "--places", str(table), "--unit", "homes_damaged=persent")[1].exit_code == 65
    for flag, value in (
        ("--unit", "homes_damagd=percent"),
        ("--where", "yaer=2020"),
        ("--use", "exposur=homes_damaged"),
    ):
        result = made(tmp_path / "x", "--places", str(table), flag, value)[1]
        assert result.exit_code == 65 and ("no table has" in result.stderr or "Did you mean" in result.stderr)


def test_shipped_scenarios_invent_nothing() -> None:
    assert invented(load("minimal")) == () and intake_lines(load("minimal")) == ()


# --- The cases of others, where they are at hand ---

RIGHT = {
    ("intake/j_svi2022.csv",): {"share_black": [0.6, 0.9, 0.2]},
    ("intake/ac2_dp05_labels.csv",): {"share_age_0_14": [0.19, 0.19], "share_age_65_plus": [0.13, 0.13]},
    ("intake/g_percent_over_100.csv",): {"share_insured": [0.84, 1.0, 0.95]},
    ("intake/b_decimal_comma.csv",): {"share_poverty": [0.3, 0.2, 0.1], "mean_household_size": [2.6, 2.2, 2.1], "share_no_vehicle": [0.125, 0.05, 0.1]},
    ("intake/a_county_pop.csv", "intake/a_county_pos.csv"): {"exposure": [0.9, 0.8, 0.1, 0.1]},
    ("intake/d2_total_row.csv",): {"population": [4200, 3300, 2500]},
    ("formats/de.csv",): {"population": [3000, 3000]},
    ("formats/de2.csv",): {"share_insured": [0.075, 0.081]},
    ("formats/dp05_2016.csv",): {"share_age_0_14": [0.18] * 2, "share_age_15_24": [0.14] * 2, "share_age_65_plus": [0.16] * 2},
    ("formats/s2701_2014.csv",): {"share_insured": [0.8, 0.8]},
    ("formats/own.xlsx",): {"population": [3000]},
    ("formats/acs.zip",): {"population": [3000, 3000]},
    ("formats/abs_g01.csv",): {"share_age_0_14": [0.15], "share_age_65_plus": [0.2]},
    ("formats/ons_ts001.csv",): {"population": [1700]},
    ("formats/statcan.csv",): {"population": [8881]},
    ("formats/hdx_admpop.csv",): {"population": [120_000]},
    ("formats/hxl.csv",): {"population": [3000]},
    ("formats/eurostat.tsv",): {"population": [626_275]},
    ("formats/places_gis.csv",): {"lon": [-90.05], "lat": [29.95]},
    ("formats/ACSDT5Y2022.B01003-Data.csv",): {"population": [3000, 3000]},
}  # fmt: skip
ASK = ("intake/f_small_percent.csv", "intake/ac_dp05_2015.csv", "formats/openfema_owners.csv", "formats/tract.geojson")


@pytest.mark.skipif(not CASES.is_dir(), reason="needs the cases beside the repository")
@pytest.mark.parametrize("names", RIGHT, ids=" ".join)
def test_the_cases_have_their_right_values(names: tuple[str, ...]) -> None:
    of = mapping(*(CASES / name for name in names))
    for name, values in RIGHT[names].items():
        assert of.columns[name] == pytest.approx(values), name


@pytest.mark.skipif(not CASES.is_dir(), reason="needs the cases beside the repository")
@pytest.mark.parametrize("name", ASK)
def test_the_cases_that_are_questions_are_asked(name: str) -> None:
    with pytest.raises(ScenarioFaults):
        mapping(CASES / name)


@pytest.mark.skipif(not CASES.is_dir(), reason="needs the cases beside the repository")
def test_a_place_called_02139_is_a_place() -> None:
    assert load(CASES / "intake" / "u_zip.toml").places.names == ("02139", "02140")


def placed(lon: float, lat: float, code: str = "22071000100") -> str:
    return (
        f"GEOID,population,lon,lat\n{code},2000,{lon},{lat}\n22071000200,3000,-90.1,29.9\n22071000300,1000,-90.0,30.0\n"
    )


@pytest.mark.parametrize(
    ("lon", "lat", "said"),
    [
        (29.95, -90.0, "swapped"), (90.05, 29.95, "minus of the longitude"), (-90.05, -29.95, "minus of the latitude"),
        (29.95, 90.0, "swapped, and is a minus"), (-900.5 / 10 * 10 / 5, 299.5 / 5, "Is its code right"), (-98.0, 39.0, "Is its code right"),
        (-90.05, 25.0, "Is its code right"),
    ],
)  # fmt: skip
def test_a_position_outside_the_state_of_its_code_is_refused_with_what_most_likely_happened(
    tmp_path: Path, lon: float, lat: float, said: str
) -> None:
    (tmp_path / "t.csv").write_text(placed(lon, lat), encoding="utf-8")
    with pytest.raises(ScenarioFaults, match=said):
        mapping(tmp_path / "t.csv")


def test_what_a_box_cannot_tell_is_said(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(placed(-90.05, 29.1), encoding="utf-8")
    assert "takes a coastline" in "\n".join(mapping(tmp_path / "t.csv").notes)


def test_zip_codes_are_no_states(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "GEO_ID,population,lon,lat\n860Z200US02139,2000,-71.1,42.36\n860Z200US02140,900,-71.13,42.39\n",
        encoding="utf-8",
    )
    assert mapping(tmp_path / "t.csv").people == 2900


def test_subtotals_without_a_code_are_no_places(of) -> None:
    made = of("GEOID,NAME,population\n,North side,2000\n1,A,1200\n2,B,800\n,South side,900\n3,C,900\n")
    assert made.people == 2900 and said(made, "North side", "2 rows beside it")


def test_a_tract_among_block_groups_of_its_state_is_another_level(of) -> None:
    rows = "22071000100,1200\n220710002001,700\n220710002002,500\n"
    assert "rows of 2 levels" in refusal(of, "GEOID,population\n" + rows)


def test_a_dropped_zero_of_block_groups_still_comes_back(of) -> None:
    assert keys_of_text(of, "GEOID,population\n10010201001,700\n110010201001,500\n") == ("010010201001", "110010201001")


def keys_of_text(of, text: str) -> tuple[str, ...]:
    return of(text).raw.codes


def test_shares_among_percentages_are_refused_with_the_rows(of) -> None:
    rows = "1,1200,0.12\n2,3400,14\n3,900,0.3\n4,900,22\n"
    assert "0.12 (row 2), 0.3 (row 4)" in refusal(of, "GEOID,population,pct_poverty\n" + rows)
    fine = of("GEOID,population,pct_poverty\n1,1200,0.6\n2,3400,4\n3,900,0.9\n4,900,22\n")
    assert fine.columns["share_poverty"] == pytest.approx([0.006, 0.04, 0.009, 0.22])


@pytest.mark.parametrize("name", ["\u200b\u200c", "\u3164", "\u2800", "=", "+-"])
def test_a_name_of_which_nothing_is_seen_is_none(of, name: str) -> None:
    assert of(f"place,population\n{name},1200\nB,800\n").names == ("Place 1", "B")


def test_names_are_no_formulas(of) -> None:
    assert of("place,population\n=1+1,1200\n@cmd,800\n-x,700\n").names == ("1+1", "cmd", "x")
