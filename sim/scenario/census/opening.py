"""What is in this file? Rows of text out of any format that public tables come in; what a cell means is found out later.

    delimited text        commas, tabs, semicolons, bars; UTF-8, else UTF-16 or Windows-1252, and it is said
    .xlsx                 one sheet, chosen by `--sheet` where several hold a table; the extra `excel`
    JSON                  the Census API, GeoJSON, a list of records (OpenFEMA)
    shapefile, GeoPackage attributes, and the middle of each outline; shapefiles with the extra `maps`
    .zip, .gz             the one table inside

A file is known by its first bytes and not by the ending of its name.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from gzip import GzipFile
from pathlib import Path
from typing import IO, cast

from sim.inputs.faults import FaultList, ScenarioFaults, visible
from sim.inputs.toml_file import read_bytes
from sim.scenario.census.delimited import decoded, delimited
from sim.scenario.census.excel import workbook
from sim.scenario.census.grid import KINDS, MOST_ROWS, Grid, chosen
from sim.scenario.census.json_table import json_grid
from sim.scenario.census.maps import geopackage, shapefile

__all__ = ["LARGEST", "grid_of", "read_grid"]

LARGEST, UNPACKED, MOST_FILES = 200 * 1024 * 1024, 400 * 1024 * 1024, 2000
# What is packed a hundredfold is no table: real ones are packed five- to thirtyfold.
FOLD, SMALL, PIECE, DEEPEST = 100, 16 * 1024 * 1024, 1024 * 1024, 3
MOST_CELLS, MOST_BRACKETS, LONGEST_LINE = 40_000_000, 6_000_000, 1024 * 1024
BESIDE = re.compile(r"column-?metadata|table-?notes|read_?me|dictionary|__macosx|(^|/)\.", re.IGNORECASE)
TABLES = (".csv", ".txt", ".tsv", ".tab", ".dat", ".json", ".geojson", ".xlsx", ".gpkg", ".gz", ".zip")


def read_grid(path: Path, faults: FaultList, sheets: Sequence[str] = ()) -> Grid:
    """Return the rows of a file; raises `ScenarioFaults` where nothing can be read, or where it is not known which table is meant."""
    raw = read_bytes(path, LARGEST, faults)
    if path.suffix.lower() == ".shp" or raw[:4] == b"\x00\x00\x27\x0a":
        return shapefile([raw, *(beside(path, end, faults) for end in (".dbf", ".prj", ".cpg"))], faults)
    return grid_of(raw, faults, sheets)


def beside(path: Path, end: str, faults: FaultList) -> bytes:
    """Return the bytes of a file that belongs to a shapefile, empty where it is not there."""
    other = path.with_suffix(end)
    return read_bytes(other, LARGEST, faults) if other.exists() else b""


def grid_of(raw: bytes, faults: FaultList, sheets: Sequence[str] = (), depth: int = 0) -> Grid:
    """Return the rows in these bytes; `depth` is how often they were packed."""
    if depth > DEEPEST:
        raise faults.fatal("", "files packed inside packed files", KINDS, "Unpack it first.")
    if raw[:2] == b"\x1f\x8b":
        return grid_of(gunzipped(raw, faults), faults, sheets, depth + 1)
    if raw[:4] == b"PK\x03\x04":
        return zipped(raw, faults, sheets, depth)
    if raw[:16] == b"SQLite format 3\x00":
        return geopackage(raw, faults, sheets)
    refuse_others(raw, faults)
    refuse_bulk(raw, faults)
    text, said = decoded(raw, faults)
    if text.lstrip()[:1] in ("[", "{"):
        return json_grid(text, faults, said)
    return delimited(text, faults, said)


def refuse_bulk(raw: bytes, faults: FaultList) -> None:
    """Refuse a text with more rows, cells or brackets than a table has, before memory is spent on it."""
    lines = raw.count(b"\n") + raw.count(b"\r") + 1
    cells = max(raw.count(sign) for sign in (b",", b"\t", b";", b"|"))
    nested = raw.count(b"[") + raw.count(b"{")
    for given, most, what in (
        (lines, 10 * MOST_ROWS, "lines"), (cells, MOST_CELLS, "cells"), (nested, MOST_BRACKETS, "brackets"),
        (len(raw) // lines if raw.lstrip()[:1] not in (b"[", b"{") else 0, LONGEST_LINE, "letters in each line"),
    ):  # fmt: skip
        if given > most:
            raise faults.fatal("", f"{given:,} {what}", f"a table of at most {most:,} {what}", "Cut it down first.")


def refuse_others(raw: bytes, faults: FaultList) -> None:
    """Refuse kinds of files that are known not to be read, with what to do."""
    known = {
        b"\xd0\xcf\x11\xe0": ("an old Excel file (.xls)", "Save it as .xlsx or CSV."),
        b"%PDF": ("a PDF", "Look for the table as CSV or .xlsx."),
        b"PAR1": ("a Parquet file", "Save it as CSV."),
        b"<": ("a web page or XML", "Was it saved from a browser? Download the table itself."),
    }
    for begins, (given, fix) in known.items():
        if raw.lstrip()[:4].startswith(begins):
            raise faults.fatal("", given, KINDS, fix)


def gunzipped(raw: bytes, faults: FaultList) -> bytes:
    """Return bytes that were packed with gzip."""
    try:
        with GzipFile(fileobj=io.BytesIO(raw)) as file:
            return unpacked(cast("IO[bytes]", file), len(raw), faults)
    except (OSError, EOFError, zlib.error):
        raise faults.fatal("", "a packed file that cannot be unpacked", KINDS) from None


def unpacked(file: IO[bytes] | GzipFile, packed: int, faults: FaultList) -> bytes:
    """Return what a packed file holds, read piece by piece; more than a table may have, or than one is ever packed to, is refused."""
    most = min(UNPACKED, max(SMALL, FOLD * packed))
    parts, size = [], 0
    while part := file.read(PIECE):
        size += len(part)
        if size > most:
            given = f"{packed:,} bytes that unpack to more than {most / 1e6:,.0f} MB"
            raise faults.fatal("", given, f"a table of at most {UNPACKED // 2**20} MB, packed at most {FOLD}-fold")
        parts.append(part)
    return b"".join(parts)


def zipped(raw: bytes, faults: FaultList, sheets: Sequence[str], depth: int = 0) -> Grid:
    """Return the rows of the one table in a ZIP: a workbook, a shapefile, or a file of any kind that is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as pack:
            names = [item.filename for item in pack.infolist()[:MOST_FILES] if not item.is_dir()]
            if "[Content_Types].xml" in names:
                if sum(item.file_size for item in pack.infolist()) > min(UNPACKED, max(SMALL, FOLD * len(raw))):
                    raise faults.fatal(
                        "", "a workbook that unpacks to more than it can hold", "a smaller workbook, or CSV"
                    )
                return workbook(raw, faults, sheets)
            tables = [name for name in names if not BESIDE.search(name)]
            if maps := [name for name in tables if name.lower().endswith(".shp")]:
                stem = chosen(maps, sheets, "shapefile", faults)[:-4]
                parts = [member(pack, names, stem + end, faults) for end in (".shp", ".dbf", ".prj", ".cpg")]
                return shapefile(parts, faults)
            tables = [name for name in tables if name.lower().endswith(TABLES)]
            if not tables:
                some = ", ".join(visible(name) for name in names[:4]) or "nothing"
                raise faults.fatal("", f"a ZIP with {some}", f"a ZIP that holds {KINDS}")
            name = chosen(tables, sheets, "file", faults)
            inner = grid_of(member(pack, names, name, faults), faults, sheets, depth + 1)
            return Grid(inner.rows, (f"read from {visible(name)} inside", *inner.said), inner.sign)
    except ScenarioFaults:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
        OSError,
    ) as problem:
        raise faults.fatal("", f"a ZIP that cannot be unpacked ({problem})", KINDS) from None


def member(pack: zipfile.ZipFile, names: Sequence[str], name: str, faults: FaultList) -> bytes:
    """Return the bytes of one file of a ZIP by its name in any case; empty where it is not there."""
    found = next((one for one in names if one.lower() == name.lower()), None)
    if found is None:
        return b""
    with pack.open(found) as file:
        return unpacked(file, pack.getinfo(found).compress_size, faults)
