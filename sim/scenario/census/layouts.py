r"""Which public layout is this? Long tables become one row a place, and columns whose names tell no words get the names that do.

Eurostat                    `freq,unit,sex,age,geo\TIME_PERIOD`: parted, flags taken off, the latest year that is known
Statistics Canada, PLACES   one row a characteristic or measure: turned
FCC (Form 477)              `pcat_all`, classes of connections for 1,000 homes: the share without, at the middle of each class
American FactFinder         HD01_VD01 and the name of the file: B01003_001E;  also the summary files' B01003_E001
ONS                         `...; measures: Value` are counts
Socrata and PLACES          `POINT (-90.05 29.95)`: longitude and latitude
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from sim.inputs.faults import FaultList, several, shown
from sim.scenario.census.grid import MIDDLE
from sim.scenario.census.table import Raw, rows_of

__all__ = ["laid_out"]

SUMMARY = re.compile(r"([BC]\d{5}[A-Z]*)_E(\d{3})")
FINDER = re.compile(r"HD01_VD(\d+)")
FINDER_FILE = re.compile(r"ACS_\d\d_\dYR_([BCS]\d{4,5}[A-Z]*|DP\d\d)", re.IGNORECASE)
MEASURES = re.compile(r"; measures: (Value|Percent)$", re.IGNORECASE)
POINT = re.compile(r"POINT\s*Z?\s*\(\s*(-?\d+\.?\d*)\s+(-?\d+\.?\d*)[^)]*\)", re.IGNORECASE)
POSITION = re.compile(r"location|coordinates|geocode|position|point|lat.?lon", re.IGNORECASE)
PAIR = re.compile(r"\((-?\d{1,2}\.\d+)\s*,\s*(-?\d{1,3}\.\d+)\)")
# Classes of connections for 1,000 homes (none, up to 200, 400, 600, 800, more), as shares of homes without at their middle.
CLASSES = {"0": "1", "1": "0.9", "2": "0.7", "3": "0.5", "4": "0.3", "5": "0.1"}
FLAGGED = re.compile(r"(-?\d+(?:\.\d+)?)\s*[a-z]{0,4}")
EUROSTAT = {("T", "TOTAL"): "population", ("F", "TOTAL"): "n female", ("T", "Y_LT15"): "n age 0 14", ("T", "Y0-14"): "n age 0 14",
            ("T", "Y15-24"): "n age 15 24", ("T", "Y25-44"): "n age 25 44", ("T", "Y45-64"): "n age 45 64",
            ("T", "Y_GE65"): "n age 65 plus"}  # fmt: skip


def laid_out(raw: Raw, faults: FaultList) -> Raw:
    """Return a table with one row a place and names that can be known."""
    for known, turn in LAYOUTS:
        if known(raw):
            raw = turn(raw, faults)
    return renamed(with_points(raw))


def is_eurostat(raw: Raw) -> bool:
    """Say whether the first column is the key of Eurostat's tables."""
    return len(raw.columns) > 1 and next(iter(raw.columns)).lower().rpartition("\\")[2] in ("time_period", "time")


def eurostat(raw: Raw, faults: FaultList) -> Raw:
    """Return Eurostat's table with one row a region: of several years the latest that most regions know."""
    first, *years = raw.columns
    names = first.rpartition("\\")[0].split(",")
    keys = [cell.split(",") for cell in raw.columns[first]]
    if any(len(key) != len(names) for key in keys):
        raise faults.fatal(f"column {first}", "keys of another length", f"{len(names)} parts in each")
    known = {year: sum(bool(FLAGGED.fullmatch(cell)) for cell in raw.columns[year]) for year in years}
    year = max(years, key=lambda one: (known[one], one))
    values = [found[1] if (found := FLAGGED.fullmatch(cell)) else "" for cell in raw.columns[year]]
    geo = [key[names.index("geo") if "geo" in names else -1] for key in keys]
    at = {name: n for n, name in enumerate(names)}
    named = [EUROSTAT.get((key[at["sex"]], key[at["age"]])) if {"sex", "age"} <= at.keys() else None for key in keys]
    vary = [n for n, name in enumerate(names) if name != "geo" and len({key[n] for key in keys}) > 1]
    heads = [head or "_".join(key[n] for n in vary) or "value" for head, key in zip(named, keys, strict=True)]
    units = {"NR": "count", "PC": "percent"}
    unit = {head: units.get(key[at["unit"]], "") for head, key in zip(heads, keys, strict=True)} if "unit" in at else {}
    turned = pivoted(raw, geo, heads, values, "geo", {})
    said = f"the year {year.strip()} was taken, the latest that most regions know (of {', '.join(y.strip() for y in years[-6:])})"
    return replace(turned, units={**raw.units, **unit}, said=(*raw.said, *([said] if len(years) > 1 else [])))


def is_sdmx(raw: Raw) -> bool:
    """Say whether this is a long table of Eurostat, one row an observation."""
    return {"geo", "TIME_PERIOD", "OBS_VALUE"} <= raw.columns.keys()


def sdmx(raw: Raw, faults: FaultList) -> Raw:
    """Return a long table of Eurostat as its wide one, which is read."""
    names: list[str] = [name for name in ("freq", "unit", "sex", "age") if name in raw.columns]
    others = list(raw.columns)[: list(raw.columns).index("TIME_PERIOD")]
    names += [
        name for name in others if name not in (*names, "geo", "DATAFLOW", "LAST UPDATE", "STRUCTURE", "STRUCTURE_ID")
    ]
    keys = [",".join(cells) for cells in zip(*(raw.columns[name] for name in [*names, "geo"]), strict=True)]
    first = ",".join([*names, "geo"]) + "\\TIME_PERIOD"
    turned = pivoted(raw, keys, raw.columns["TIME_PERIOD"], raw.columns["OBS_VALUE"], first, {})
    return eurostat(turned, faults)


def is_canadian(raw: Raw) -> bool:
    """Say whether this is a census profile of Statistics Canada."""
    return {"DGUID", "CHARACTERISTIC_NAME", "C1_COUNT_TOTAL"} <= raw.columns.keys()


def canadian(raw: Raw, faults: FaultList) -> Raw:
    """Return a census profile with one row a place and one column a characteristic."""
    levels = sorted(set(raw.columns.get("GEO_LEVEL", [""])))
    if len(levels) > 1:
        fix = f'Write --where "GEO_LEVEL={levels[0]}".'
        raise faults.fatal("column GEO_LEVEL", f"{len(levels)} levels: {', '.join(levels)}", "places of one level", fix)
    kept = {name: raw.columns[name] for name in ("GEO_NAME",) if name in raw.columns}
    heads = [" ".join(name.split()) for name in raw.columns["CHARACTERISTIC_NAME"]]
    turned = pivoted(raw, raw.columns["DGUID"], heads, raw.columns["C1_COUNT_TOTAL"], "DGUID", kept)
    counts = {head: "count" for head in heads if not head.lower().startswith(("average", "median"))}
    return replace(turned, units={**raw.units, **counts}, twice=frozenset())


def is_places(raw: Raw) -> bool:
    """Say whether this is the long form of CDC PLACES."""
    return {"LocationID", "MeasureId", "Data_Value"} <= raw.columns.keys()


def places(raw: Raw, faults: FaultList) -> Raw:
    """Return CDC PLACES with one row a place; crude prevalence where there is an adjusted one as well."""
    kinds = raw.columns.get("DataValueTypeID", raw.columns.get("Data_Value_Type", []))
    crude = [n for n, kind in enumerate(kinds) if kind.lower().startswith(("crd", "crude"))]
    raw = rows_of(raw, crude) if crude else raw
    kept: dict[str, list[str]] = {
        name: raw.columns[name]
        for name in ("LocationName", "CountyName", "StateAbbr", "TotalPopulation", "Geolocation")
        if name in raw.columns
    }
    heads = [f"{name}_CrudePrev" for name in raw.columns["MeasureId"]]
    return pivoted(raw, raw.columns["LocationID"], heads, raw.columns["Data_Value"], "LocationID", kept)


def is_broadband(raw: Raw) -> bool:
    """Say whether this is the FCC's table of homes with fixed internet by tract (Form 477)."""
    return {"tractcode", "pcat_all"} <= raw.columns.keys()


def broadband(raw: Raw, faults: FaultList) -> Raw:
    """Return the share of homes without fixed internet: the classes, in fifths of 1,000 homes, each at its middle."""
    wrong = next((cell for cell in raw.columns["pcat_all"] if cell and cell not in CLASSES), None)
    if wrong is not None:
        raise faults.fatal("column pcat_all", shown(wrong), "a class from 0 to 5")
    without = [CLASSES.get(cell, "") for cell in raw.columns["pcat_all"]]
    said = (
        "pcat_all counts fixed connections of any speed for 1,000 homes in classes of 200, which were read at their middle; "
        "homes with mobile internet alone are without"
    )
    codes = [cell.zfill(11) for cell in raw.columns["tractcode"]]
    columns = {"GEOID": codes, "share without broadband": without}
    return replace(raw, columns=columns, units={"share without broadband": "share"}, said=(*raw.said, said))


def pivoted(
    raw: Raw, keys: Sequence[str], heads: Sequence[str], values: Sequence[str], key: str, kept: dict[str, list[str]]
) -> Raw:
    """Return one row for each key and one column for each head, the first value of each; `kept` columns come along."""
    rows = {one: n for n, one in reversed(list(enumerate(keys)))}
    order = list(dict.fromkeys(keys))
    at = {one: n for n, one in enumerate(order)}
    columns = {name: [cells[rows[one]] for one in order] for name, cells in kept.items()}
    turned = {head: [""] * len(order) for head in dict.fromkeys(heads)}
    for one, head, value in zip(keys, heads, values, strict=True):
        turned[head][at[one]] = turned[head][at[one]] or value
    lines = tuple(raw.lines[rows[one]] for one in order)
    said = f"{several(len(keys), 'row')} were turned into {several(len(order), 'place')} with {several(len(turned), 'column')}"
    return replace(raw, columns={key: order, **columns, **turned}, lines=lines, codes=("",) * len(order),
                   said=(*raw.said, said))  # fmt: skip


def with_points(raw: Raw) -> Raw:
    """Return a table with the positions that one of its columns writes as `POINT (lon lat)` or `(lat, lon)`."""
    for name, cells in raw.columns.items():
        first = next((cell for cell in cells if cell), "")
        if POINT.fullmatch(first):
            found = [POINT.fullmatch(cell) for cell in cells]
            lon, lat = ([match[part] if match else "" for match in found] for part in (1, 2))
            return replace(raw, columns={**raw.columns, MIDDLE[0]: lon, MIDDLE[1]: lat})
        if POSITION.search(name) and PAIR.fullmatch(first) and all(PAIR.fullmatch(cell) for cell in cells if cell):
            found = [PAIR.fullmatch(cell) for cell in cells]
            lat, lon = ([match[part] if match else "" for match in found] for part in (1, 2))
            return replace(raw, columns={**raw.columns, MIDDLE[0]: lon, MIDDLE[1]: lat})
    return raw


def told(label: str) -> str:
    """Return a label of American FactFinder (`Percent; Estimate; ...`) as the labels of today are parted."""
    return label if "!!" in label or "; " not in label else label.replace("; ", "!!").replace(" - ", "!!")


def renamed(raw: Raw) -> Raw:
    """Return a table under the names by which its columns are known elsewhere."""
    of_file = FINDER_FILE.search(raw.file)
    names: dict[str, str] = {}
    units = dict(raw.units)
    for name in raw.columns:
        new = SUMMARY.sub(r"\1_\2E", name) if SUMMARY.fullmatch(name) else name
        if of_file and (line := FINDER.fullmatch(name)):
            new = f"{of_file[1].upper()}_{int(line[1]):03d}E"
        elif of_file and name.startswith(("HC", "HD")):
            new = f"{of_file[1].upper()}_{name}"
        if measure := MEASURES.search(name):
            new = MEASURES.sub("", name)
            units[new] = "percent" if measure[1].lower() == "percent" else "count"
        elif "geography code" in raw.columns and ": " in name:
            units[name] = "count"
        names[name] = new if new not in names.values() else name
    columns = {names[name]: cells for name, cells in raw.columns.items()}
    labels = {names.get(name, name): told(label) for name, label in raw.labels.items()}
    return replace(raw, columns=columns, labels=labels, units=units)


LAYOUTS: tuple[tuple[Callable[[Raw], bool], Callable[[Raw, FaultList], Raw]], ...] = (
    (is_broadband, broadband), (is_eurostat, eurostat), (is_sdmx, sdmx), (is_canadian, canadian), (is_places, places),
)  # fmt: skip
