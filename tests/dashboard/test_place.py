"""Does a place of one's own get in by five steps, and are fifty bad files refused kindly?"""

from __future__ import annotations

import gzip
import io
import json
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from sim.dashboard import Question
from sim.dashboard.counties import counties, county_table
from sim.dashboard.own_place import PlaceUpload, options_of, read_here, read_place
from sim.dashboard.saving_place import from_text, opened, retold, saved, with_damage
from sim.dashboard.steps import STEPS, damage_lines
from sim.scenario import ScenarioFaults, load
from sim.scenario.folder import scenario_folder
from sim.scenario.source import rows_of

GOOD = (
    "place,population,share_poverty,exposure\nRiverside,4200,0.3,0.8\nOld Town,3300,0.2,0.3\nThe Ridge,2500,0.1,0.05\n"
)


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in files.items():
            pack.writestr(name.replace("__", "."), content)
    return out.getvalue()


BAD: dict[str, bytes] = {
    "empty.csv": b"", "blank.csv": b"\n\n\n", "spaces.csv": b"   ", "nul.csv": b"\x00" * 500, "one_word.csv": b"hello",
    "header.csv": b"place,population\n", "no_people.csv": b"place,damage\nA,3\n", "words.csv": b"place,population\nA,many\n",
    "negative.csv": b"place,population\nA,-5\n", "huge.csv": b"place,population\nA,1e300\n", "nan.csv": b"place,population\nA,nan\n",
    "inf.csv": b"place,population\nA,inf\n", "zero.csv": b"place,population\nA,0\n", "ragged.csv": b"place,population\nA,1,2,3\nB\n",
    "quotes.csv": b'place,population\n"A,5\n', "twice.csv": b"place,place,population,population\nA,B,1,2\n",
    "shares.csv": b"place,population,share_poverty\nA,100,7\nB,200,0.2\n", "far.csv": b"place,population,lon,lat\nA,100,500,91\n",
    "metres.csv": b"place,population,lon,lat\nA,100,450000,3300000\n", "percent.csv": b"place,population,poverty\nA,1,1\nB,2,1\n",
    "formula.csv": b"place,population\n=cmd|' /C calc'!A0,x\n", "utf16.csv": "place;population\nA;x\n".encode("utf-16"),
    "latin.csv": "place,population\nÉ,x\n".encode("latin-1"), "binary.csv": bytes(range(256)) * 20, "wide.csv": b"a," * 20000 + b"\n1\n",
    "pdf.csv": b"%PDF-1.7 ...", "page.csv": b"<!doctype html><html></html>", "old.xls": b"\xd0\xcf\x11\xe0" + b"0" * 600,
    "parquet.csv": b"PAR1abc", "python.csv": b"import os\nos.system('true')\n", "pickle.csv": b"\x80\x04\x95\x10\x00\x00\x00",
    "array.json": b"[]", "object.json": b"{}", "null.json": b"null", "deep.json": b"[" * 100_000, "cut.json": b'[{"place": "A", "popul',
    "numbers.json": b"[1, 2, 3]", "nested.json": json.dumps([{"place": {"a": [1]}, "population": {}}]).encode(),
    "features.geojson": b'{"type": "FeatureCollection", "features": 3}',
    "geometry.geojson": b'{"type":"FeatureCollection","features":[{"properties":null,"geometry":{"type":"Polygon","coordinates":"x"}}]}',
    "fake.gz": b"\x1f\x8b" + b"0" * 100, "cut.gz": gzip.compress(GOOD.encode() * 50)[:40], "fake.zip": b"PK\x03\x04" + b"0" * 50,
    "empty.zip": zipped(), "two.zip": zipped(a__csv=GOOD.encode(), b__csv=GOOD.encode()), "up.zip": zipped(**{"../../up.exe": b"MZ"}),
    "code.zip": zipped(setup__py=b"raise SystemExit"), "fake.xlsx": zipped(**{"[Content_Types].xml": b"<x/>"}),
    "fake.gpkg": b"SQLite format 3\x00" + b"0" * 200, "fake.shp": b"\x00\x00\x27\x0a" + b"0" * 96,
    "bomb.gz": gzip.compress(b"a,b\n" * 2_000_000),
}  # fmt: skip


def test_there_are_fifty() -> None:
    assert len(BAD) >= 50


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_what_would_be_right(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BAD[name])
    reading = read_here(PlaceUpload((path,), "Town"))
    assert not reading.good and reading.faults and not reading.scenario
    for fault in reading.faults:
        assert fault.given and fault.allowed and "Traceback" not in str(fault)
        options_of(fault)


@pytest.mark.parametrize(
    "text", ["", "x = ", "title = 3", "[[place]]\n" * 2000, "a = " + "[" * 600, "places = '/etc/passwd'"]
)
def test_a_bad_scenario_is_refused_and_reads_no_other_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(ScenarioFaults) as refused:
        opened([path])
    assert "root:" not in str(refused.value)


def test_a_file_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(GOOD)
    assert "took longer" in str(read_place(PlaceUpload((path,), "T"), seconds=0.01).faults[0])


@pytest.fixture
def place(tmp_path: Path) -> Question:
    """The question of a table that was dropped and saved."""
    path = tmp_path / "t.csv"
    path.write_text(GOOD)
    reading = read_here(PlaceUpload((path,), "Our Town"))
    assert reading.good, reading.faults
    table = tmp_path / "p.csv"
    table.write_text(reading.table)
    return saved(from_text(reading.scenario, rows_of(table), "x", "Our Town"), tmp_path / "mine")


def test_a_dropped_table_becomes_a_commented_scenario_that_the_command_line_reads(place: Question) -> None:
    assert Path(place.named).name == "our_town.toml"
    text = Path(place.named).read_text(encoding="utf-8")
    assert "# " in text and load(place.named).places.names == ("Riverside", "Old Town", "The Ridge")


def test_questions_are_answered_by_the_flags_that_they_offer(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("place,population,no_vehicle,damage\nA,1200,0.1,0.2\nB,3000,0.3,0.7\n")
    upload = PlaceUpload((path,), "T")
    for _ in range(6):
        reading = read_here(upload)
        if reading.good:
            break
        flags = [flag for fault in reading.faults for flag in options_of(fault).flags]
        assert flags, reading.faults
        upload = upload.answered(flags[0])
    assert reading.good


def test_several_tables_in_one_file_are_a_question_with_a_button_each(tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    path.write_bytes(BAD["two.zip"])
    asked = options_of(read_here(PlaceUpload((path,), "T")).faults[0])
    assert asked.flags == ("--sheet a.csv", "--sheet b.csv")
    assert read_here(PlaceUpload((path,), "T", flags=asked.flags[:1])).good


def test_steps_are_laid_into_the_text_and_comments_stay(place: Question) -> None:
    event = STEPS["event"](place, {"name": "New name", "kind": "earthquake", "start": "2027-03-01", "epicentre": ""})
    assert event.scenario().event.kind == "earthquake" and str(event.scenario().start) == "2027-03-01"
    damage = STEPS["damage"](event, {"place0": "12.5", "place1": "", "place2": "0"})
    assert damage.scenario().places.exposure.tolist() == pytest.approx([0.125, 0.3, 0.0])
    programme = {
        "slots": "120",
        "cost": "90",
        "price": "0",
        "sites": "Old Town; Riverside",
        "languages": "en, es",
        "opens": "3",
    }
    staff = STEPS["staff"](damage, {"programme": "clinic", **programme})
    assert staff.scenario().programmes["clinic"].sites == ("Old Town", "Riverside")
    added = STEPS["programme"](
        staff, {"label": "Home visits", "intervention": "pfa", "channel": "outreach", **programme}
    )
    arm = added.scenario().arms["home_visits"]
    assert arm.programmes[-1] == "home_visits" and "home_visits" in added.arms
    assert added.text.count("#") >= 0.9 * place.text.count("#")
    assert tomllib.loads(added.text)["event"]["kind"] == "earthquake"


def test_damage_can_fall_off_with_distance_and_come_back_to_the_table(place: Question) -> None:
    far = STEPS["event"](
        place,
        {"name": "N", "kind": "earthquake", "start": "2027-03-01", "epicentre": "Old Town", "peak": "70", "reach": "3"},
    )
    assert far.scenario().event.footprint == "distance"
    assert with_damage(far, {"Old Town": 0.5}).scenario().event.footprint == "table"


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        ("event", {}), ("event", {"name": "n", "kind": "flod", "start": "2027-01-01"}),
        ("event", {"name": "n", "kind": "earthquake", "start": "soon"}),
        ("event", {"name": 3, "kind": [], "start": {}}), ("damage", {}), ("damage", {"place0": "140"}), ("damage", {"place0": "x"}),
        ("damage", {"lines": "Riversde, 40", "unit": "percent"}), ("damage", {"lines": "Riverside, 40", "unit": ""}),
        ("staff", {}), ("staff", {"programme": "clinic", "slots": "-1"}), ("programme", {}),
        ("programme", {"label": "x", "intervention": "magic", "channel": "clinic", "slots": "1", "cost": "1", "price": "1"}),
        ("staff", {"programme": "clinic", "slots": "1", "cost": "1", "price": "1", "sites": "Atlantis", "opens": "2"}),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_says_why(place: Question, step: str, fields: dict[str, object]) -> None:
    with pytest.raises(ScenarioFaults) as refused:
        STEPS[step](place, fields)
    assert refused.value.faults[0].allowed


def test_a_misspelt_place_is_asked_back() -> None:
    with pytest.raises(ScenarioFaults, match="Did you mean 'Riverside'"):
        damage_lines("Riversde; 40%", ("Riverside", "Old Town"), "percent")
    assert damage_lines("place,damage\nriverside\t0.4", ("Riverside",), "share") == {"Riverside": 0.4}


def test_a_file_made_by_hand_opens_and_nobody_elses_file_is_written_over(tmp_path: Path) -> None:
    for name in ("new_orleans.toml", "new_orleans_places.csv"):
        (tmp_path / name).write_bytes((scenario_folder() / name).read_bytes())
    with pytest.raises(ScenarioFaults, match="dropped together"):
        opened([tmp_path / "new_orleans.toml"])
    asked = opened([tmp_path / "new_orleans.toml", tmp_path / "new_orleans_places.csv"])
    first, second = saved(asked, tmp_path / "mine"), saved(asked, tmp_path / "mine")
    assert first.named != second.named
    changed = saved(retold(first, {"title": "Mine"}), tmp_path / "mine")
    assert changed.named == first.named and load(first.named).title == "Mine"
    assert load(second.named).title != "Mine"


def test_sliders_are_saved_with_the_file(tmp_path: Path) -> None:
    asked = saved(Question.of("minimal").moved("programme.clinic.slots", 31), tmp_path)
    assert load(asked.named).programmes["clinic"].slots == 31 and asked.over == ()


def test_every_county_has_a_name_and_areas_with_names(tmp_path: Path) -> None:
    known = counties()
    assert len(known) == 8 and sum(len(names) for names in known.values()) > 600
    text = county_table("Florida", "Lee County")
    path = tmp_path / "lee.csv"
    path.write_text(text)
    flags = tuple(f"--unit {name}=share" for name in text.partition("\n")[0].split(",") if name.startswith("share_"))
    reading = read_here(PlaceUpload((path,), "Lee County, Florida", flags=flags))
    assert reading.good and "exposure" in dict(reading.missing)
    with pytest.raises(KeyError):
        county_table("Florida", "Orleans Parish")


def test_an_answer_replaces_the_earlier_one_about_the_same_column() -> None:
    upload = PlaceUpload((), "T").answered("--unit a=share").answered("--unit b=share").answered("--unit a=percent")
    assert upload.flags == ("--unit b=share", "--unit a=percent")
    assert replace(upload, flags=()).flags == ()
