"""Are places read whole, filled in where blank, and refused if they are invalid?"""

import time

import numpy as np
import pytest

from sim import evidence
from sim.inputs.csv_file import nearly
from sim.inputs.faults import FaultList, ScenarioFaults
from sim.inputs.keys import fields_of
from sim.scenario.places import AGES, COLUMNS, MOST_PLACES, RACE_SHARES, Places, place_key, read_csv, read_tables

NATIONAL = {
    name: evidence.load()[f"community.national.{name}"].value for name, key in COLUMNS.items() if not key.required
}
HEADER = "place,population,lon,lat,share_white,share_black,share_hispanic,share_asian,share_other,exposure"
ROWS = ["Riverside,1200,-90.1,29.9,0.3,0.6,0.05,0.02,0.03,0.7", "Hill,800,-90.12,29.97,,,,,,"]
# Two names that share a key, found by search.
SAME_KEY = ("ward 11206", "ward 17726")


def read(tmp_path, *lines):
    """Return (places or None, what was said) for a CSV of these lines."""
    file = tmp_path / "places.csv"
    file.write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))
    faults = FaultList("places.csv")
    try:
        places = read_csv(file, faults, NATIONAL)
    except ScenarioFaults:
        places = None
    return places, "\n".join(map(str, faults.found))


def good(tmp_path, *lines):
    places, said = read(tmp_path, *lines)
    assert places is not None, said
    return places


def test_a_table_becomes_columns(tmp_path):
    places = good(tmp_path, HEADER, *ROWS)
    assert places.names == ("Riverside", "Hill")
    assert places.population.dtype == np.int64
    assert places.population.tolist() == [1200, 800]
    assert places.people == 2000
    assert len(places) == 2
    assert places.exposure.tolist() == [0.7, NATIONAL["exposure"]]
    assert places.row("Hill") == 1
    assert places.most_populous() == [0, 1]
    with pytest.raises(KeyError, match="'Hill'"):
        places.row("Hil")


def test_the_frame_is_headed_as_the_csv(tmp_path):
    frame = good(tmp_path, HEADER, *ROWS).frame()
    assert list(frame.columns) == list(COLUMNS)
    assert frame["place"].tolist() == ["Riverside", "Hill"]


def test_a_written_table_reads_back_the_same(tmp_path):
    places = good(tmp_path, HEADER, *ROWS)
    again = good(tmp_path, *places.frame().to_csv(index=False).splitlines())
    assert again.names == places.names
    assert again.filled_in == {}
    for name in COLUMNS:
        if name != "place":
            np.testing.assert_allclose(getattr(again, name), getattr(places, name), rtol=1e-12)


def test_columns_come_in_any_order_and_unknown_ones_are_listed(tmp_path):
    places = good(tmp_path, "lat,city,lon,place,population,median_rent,", '29.9,NO,-90.1,"A, B",12.0,800,', "")
    assert places.names == ("A, B",)
    assert places.ignored == ("city", "median_rent")


def test_what_is_left_out_takes_the_national_figure_and_is_counted(tmp_path):
    places = good(tmp_path, HEADER, *ROWS)
    assert places.filled_in["share_white"] == 1
    assert places.filled_in["share_poverty"] == 2
    assert "population" not in places.filled_in
    assert places.share_poverty.tolist() == [NATIONAL["share_poverty"]] * 2


def test_shares_of_a_whole_sum_to_one_and_blanks_share_the_rest(tmp_path):
    places = good(tmp_path, "place,population,lon,lat,share_black,share_age_0_14", "A,9,0,0,0.6,", "B,9,0,0,,1.0")
    for group in (AGES, RACE_SHARES):
        total = np.sum([getattr(places, name) for name in group], axis=0)
        np.testing.assert_allclose(total, 1.0, atol=1e-12)
    assert places.share_black[0] == 0.6
    assert places.share_age_15_24[1] == 0.0
    white_to_asian = NATIONAL["share_white"] / NATIONAL["share_asian"]
    assert places.share_white[0] / places.share_asian[0] == pytest.approx(white_to_asian)


def test_rounded_shares_are_made_whole(tmp_path):
    places = good(tmp_path, HEADER, "A,5,0,0,0.333,0.333,0.333,0,0.01,0")
    assert sum(getattr(places, name)[0] for name in RACE_SHARES) == pytest.approx(1.0, abs=1e-12)


def test_a_place_where_nobody_lives_is_allowed_beside_others(tmp_path):
    places = good(tmp_path, HEADER, "Park,0,0,0,0,0,0,0,0,0", ROWS[0])
    assert places.population.tolist() == [0, 1200]
    assert places.share_white[0] == pytest.approx(NATIONAL["share_white"], abs=0.01)


def test_places_cannot_be_changed(tmp_path):
    places = good(tmp_path, HEADER, *ROWS)
    with pytest.raises(ValueError, match="read-only"):
        places.exposure[0] = 0.0
    with pytest.raises(AttributeError):
        places.names = ()


def test_keys_follow_from_names_alone_and_fit_a_uid(tmp_path):
    one, other = good(tmp_path, HEADER, *ROWS), good(tmp_path, HEADER, *reversed(ROWS))
    assert one.key.dtype == np.uint32
    assert one.key.tolist() == other.key.tolist()[::-1] == [place_key("Riverside"), place_key("Hill")]
    assert all(0 <= place_key(f"place {n}") < 2**31 for n in range(1000))
    assert place_key("Caf\u00e9") == place_key("Cafe\u0301")
    assert place_key("Riverside") == 441264400


def with_row(**changed):
    """Return a header and one good row with some cells changed."""
    cells = dict(zip(HEADER.split(","), ROWS[0].split(","), strict=True)) | changed
    return [",".join(cells), ",".join(cells.values())]


BAD = {
    "negative people": (with_row(population="-3"), ["line 2, column population", "-3", "0 to 50,000,000 (people)"]),
    "part of a person": (with_row(population="12.5"), ["column population: given 12.5", "a whole number"]),
    "grouped digits": (with_row(population='"1,200"'), ["given '1,200'", "a whole number"]),
    "nobody": (with_row(population="0"), ["0 people", "1 to 50,000,000 people"]),
    "a billion": (with_row(population="1000000000"), ["1000000000", "50,000,000"]),
    "too many together": ([HEADER, *(r.replace("1200", "30000000").replace("800", "30000000") for r in ROWS)],
                          ["60,000,000 people", "50,000,000"]),
    "nan": (with_row(exposure="nan"), ["column exposure: given 'nan'", "from 0 to 1"]),
    "inf": (with_row(lat="1e999"), ["column lat: given inf", "from -90 to 90 (degrees north)"]),
    "percent": (with_row(exposure="70"), ["given 70", "For 70 percent write 0.7."]),
    "text": (with_row(lon="west"), ["column lon: given 'west'", "-180 to 180"]),
    "hexadecimal": (with_row(population="0x10"), ["given '0x10'"]),
    "underscores": (with_row(population="1_000"), ["given '1_000'"]),
    "other digits": (with_row(population="\u0661\u0662"), ["column population"]),
    "huge digits": (with_row(population="9" * 5000), ["column population", "50,000,000"]),
    "no position": (with_row(lat=""), ["column lat: given nothing", "-90 to 90"]),
    "no name": (with_row(place=" "), ["column place: given nothing", "1 to 100 letters"]),
    "long name": (with_row(place="x" * 101), ["column place", "1 to 100 letters"]),
    "twice": ([HEADER, ROWS[0], ROWS[0].replace("Riverside", "riverside")],
              ["line 3, column place: given 'riverside', also in line 2", "each place once"]),
    "same key": ([HEADER, *(ROWS[0].replace("Riverside", name) for name in SAME_KEY)], ["a key of its own"]),
    "shares above one": (with_row(share_white="0.5"), ["line 2: share_white to share_other", "sum to 1.2", "a sum of 1"]),
    "shares below one": (with_row(share_white="0.2"), ["sum to 0.9", "Add 0.1 to one of them."]),
    "too few cells": ([HEADER, "Riverside,1200"], ["line 2: given 2 cells", "10 cells, as in the header"]),
    "header only": ([HEADER], ["no row below the header"]),
    "empty": ([""], ["no row below the header"]),
    "column twice": ([HEADER + ",exposure", ROWS[0] + ",0.1"], ["column exposure: given 2 times", "each column once"]),
    "misspelt column": ([HEADER.replace("exposure", "exposuer"), ROWS[0]], ["'exposuer'", "Did you mean 'exposure'?"]),
    "capitals": ([HEADER.replace("population", "Population"), ROWS[0]], ["Did you mean 'population'?"]),
    "no people column": ([HEADER.replace("population", "inhabitants"), ROWS[0]], ["no column 'population'"]),
    "semicolons": ([HEADER.replace(",", ";"), ROWS[0].replace(",", ";")], ["parted by semicolons"]),
    "open quote": ([HEADER, '"Riverside,1200'], ["a row that cannot be read"]),
    "no text": ([HEADER, "\udcff" + ROWS[0]], ["line 2: given byte 0xFF", "UTF-8"]),
    "nul": ([HEADER, "River\x00side" + ROWS[0][9:]], ["line 2: given U+0000"]),
    "turned letters": ([HEADER, "River\u202eside" + ROWS[0][9:]], ["U+202E RIGHT-TO-LEFT OVERRIDE"]),
    "too many rows": ([HEADER, *["x" + ROWS[0]] * (MOST_PLACES + 1)], ["more than 10,000 rows"]),
    "too many lines": ([HEADER, *[""] * 2_000_000], ["more than 100,000 lines"]),
    "too many columns": ([HEADER + "," * 5_000_000, ROWS[0]], ["line 1: given", "1,000 columns"]),
    "a long cell": ([HEADER, "x" * 5_000_000], ["line 2: given 5,000,000 letters", "65,536 letters"]),
    "a long quoted cell": ([HEADER, '"' + "x" * 60_000, *["x" * 60_000] * 5], ["a row that cannot be read"]),
    "every cell wrong": ([HEADER, *["x,y,y,y,y,y,y,y,y,y"] * 9_000], ["line 2, column population"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_tables_are_refused_within_a_second_in_plain_words(tmp_path, name):
    lines, words = BAD[name]
    start = time.process_time()
    places, said = read(tmp_path, *lines)
    assert time.process_time() - start < 1
    assert places is None
    assert all(word in said for word in words), said[:2000]
    assert all(line.startswith("places.csv") for line in said.splitlines())


def test_all_faults_of_a_table_come_together(tmp_path):
    _, said = read(tmp_path, HEADER, "A,-1,0,0,0.9,0.9,0,0,0,2", "A,1,200,0,1,0,0,0,0,x")
    for word in ("population", "share_white to share_other", "exposure: given 2", "also in line 2", "lon", "given 'x'"):
        assert word in said


def test_places_may_have_names_of_any_script(tmp_path):
    names = ("Caf\u00e9", "\u05e9\u05db\u05d5\u05e0\u05d4", "\u4e2d\u5fc3", 'O\'Neil "Bend"')
    rows = ['"' + name.replace('"', '""') + '",5,0,0' for name in names]
    assert good(tmp_path, "place,population,lon,lat", *rows).names == names


def test_tables_in_the_scenario_follow_the_same_rules():
    faults = FaultList("x.toml")
    row = {"place": "A", "population": 5, "lon": 0, "lat": 0.5}
    places = read_tables([row, row | {"place": "B", "exposure": 1}], faults, NATIONAL)
    assert places is not None
    assert places.exposure.tolist() == [NATIONAL["exposure"], 1.0]
    assert read_tables([row | {"populaton": 5}], faults, NATIONAL) is None
    assert read_tables([row | {"population": "5"}], faults, NATIONAL) is None
    assert read_tables([], faults, NATIONAL) is None
    assert read_tables([3], faults, NATIONAL) is None
    said = "\n".join(map(str, faults.found))
    assert "[[place]] 1 populaton: given an unknown key with 5" in said
    assert "[[place]] 1 population: given '5'" in said
    assert "without quotes" in said


def test_a_misspelt_required_key_is_one_fault():
    faults = FaultList("x.toml")
    read_tables([{"place": "A", "populaton": 5, "lon": 0, "lat": 0}], faults, NATIONAL)
    assert len(faults.found) == 1
    assert faults.found[0].fix == "Did you mean 'population'?"


def test_every_column_is_declared_with_meaning_and_range():
    assert [key.name for key in fields_of(Places)] == list(COLUMNS)
    assert all(key.meaning.endswith(".") and key.allowed for key in COLUMNS.values())
    assert [name for name, key in COLUMNS.items() if key.required] == ["place", "population", "lon", "lat"]


def test_the_largest_table_is_read_in_seconds(tmp_path):
    rows = [f"place {n},100,-90.1,29.9,0.3,0.6,0.05,0.02,0.03,0.7" for n in range(3000)]
    start = time.process_time()
    assert len(good(tmp_path, HEADER, *rows)) == 3000
    assert time.process_time() - start < 2


def test_limited_english_follows_who_lives_there_where_a_table_is_silent():
    shares = {"share_black": 0.5, "share_asian": 0.0, "share_other": 0.0}
    tables = [
        {"place": "A", "population": 9, "lon": 0, "lat": 0, "share_white": 0.5, "share_hispanic": 0.0, **shares},
        {"place": "B", "population": 9, "lon": 0, "lat": 1, "share_white": 0.0, "share_hispanic": 0.5, **shares},
        {"place": "C", "population": 9, "lon": 0, "lat": 2, "share_limited_english": 0.4},
        {"place": "D", "population": 9, "lon": 0, "lat": 3},
    ]
    places = read_tables(tables, FaultList("x.toml"), NATIONAL)
    assert places is not None
    english = places.share_limited_english
    assert english[0] == 0
    assert english[1] > 2 * NATIONAL["share_limited_english"]
    assert english[2] == 0.4
    assert english[3] == pytest.approx(NATIONAL["share_limited_english"], rel=0.01)
    nobody = NATIONAL | {"share_hispanic": 0.0, "share_asian": 0.0}
    alone = read_tables(tables[:1], FaultList("x.toml"), nobody)
    assert alone is not None and alone.share_limited_english[0] == NATIONAL["share_limited_english"]


def test_two_slips_are_one_too_many_in_a_name_of_seven_letters():
    assert nearly("expasxre", ["exposure"]) == "exposure"
    assert nearly("expasxd", ["exposed"]) is None
    assert nearly("expased", ["exposed"]) == "exposed"
