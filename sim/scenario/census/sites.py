"""Where are the clinics and the schools? Public lists of sites, read beside a table of people: what is near, and how far it is.

HRSA        health centre sites (Site Name, Geocoding Artifact Address Primary X and Y Coordinate), those that are active
HRSA HPSA   facilities and areas designated as short of health workers (HPSA Name, Longitude, Latitude, HPSA FTE), by county without a point
SAMHSA      mental-health facilities (name1, latitude, longitude)
NCES        schools with their points (EDGE: NCESSCH, NAME, LAT, LON) and their children (CCD: NCESSCH, STUDENT_COUNT, TOTAL_INDICATOR)

A list of sites says where help may be and never how much: slots a week stay a question to the planner, and the summary asks it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.inputs.faults import FaultList, several
from sim.kernels.sphere import miles_between
from sim.scenario.census.cells import Floats, numbers
from sim.scenario.census.reader import Reader
from sim.scenario.census.table import Raw, rows_of

__all__ = ["SiteTable", "parted", "with_sites"]

NEAR_DEGREES, MOST_NAMED = 0.15, 6
Points = tuple[Floats, Floats]


@dataclass(frozen=True)
class SiteKind:
    """One public list: what it lists, the columns that only it has, those of name, longitude and latitude, which rows count."""

    one: str
    many: str
    known: frozenset[str]
    name: str
    lon: str
    lat: str
    only: tuple[str, str] = ("", "")
    children: str = ""
    care: str = ""


SITE_KINDS = (
    SiteKind("health centre site (HRSA)", "health centre sites (HRSA)",
             frozenset({"site name", "geocoding artifact address primary x coordinate"}), "site name",
             "geocoding artifact address primary x coordinate", "geocoding artifact address primary y coordinate",
             ("site status description", "active"), care="a health centre, which may or may not treat mental health"),
    SiteKind("designation as short of health workers (HRSA)", "designations as short of health workers (HRSA)",
             frozenset({"hpsa name", "hpsa id"}), "hpsa name", "longitude", "latitude", ("hpsa status", "designated")),
    SiteKind("mental-health facility (SAMHSA)", "mental-health facilities (SAMHSA)",
             frozenset({"name1", "latitude", "longitude"}), "name1", "longitude", "latitude", care="a mental-health facility"),
    SiteKind("school (NCES)", "schools (NCES)", frozenset({"ncessch", "lat", "lon"}), "name", "lon", "lat", children="students"),
    SiteKind("school (NCES)", "schools (NCES)", frozenset({"ncessch", "latitude", "longitude"}), "school_name", "longitude", "latitude",
             children="enrollment"),
)  # fmt: skip
MEMBERS = frozenset({"ncessch", "student_count"})
# The mental-health list first: what it says of the miles to care is nearer to the point.
ORDER = ("mental-health facility (SAMHSA)", "health centre site (HRSA)")


@dataclass(frozen=True)
class SiteTable:
    """The rows of one list, columns under small names, and what kind of list it is."""

    kind: SiteKind
    raw: Raw

    def column(self, name: str) -> list[str]:
        """Return a column as text, blanks where there is none."""
        return self.raw.columns.get(name, [""] * len(self.raw))

    def values(self, name: str) -> Floats:
        """Return a column as numbers, NaN where a cell holds none."""
        return numbers("", self.column(name), FaultList(""), negative=True, of_table=".").values


def parted(tables: Sequence[Raw], faults: FaultList) -> tuple[list[Raw], list[SiteTable]]:
    """Return the tables of places, and the lists of sites among those given; children are put to the schools that they belong to."""
    places, sites, members = [], [], []
    for raw in tables:
        small = replace(raw, columns={name.lower(): cells for name, cells in raw.columns.items()})
        kind = next((kind for kind in SITE_KINDS if kind.known <= small.columns.keys()), None)
        if kind:
            sites.append(SiteTable(kind, counted(small, kind)))
        elif small.columns.keys() >= MEMBERS:
            members.append(small)
        else:
            places.append(raw)
    for raw in members:
        if not any(one.kind.children for one in sites):
            fix = "Give the file of their points as well (EDGE_GEOCODE_PUBLICSCH)."
            faults.beside(raw.file).add("", "children of schools (NCES) without the schools' points", "both files", fix)
    sites = [with_children(one, members) if one.kind.children else one for one in sites]
    if sites and not places:
        faults.add("", f"only {sites[0].kind.many}", "a table of people as well", "Give it with another --places.")
    return places, sites


def counted(raw: Raw, kind: SiteKind) -> Raw:
    """Return the rows of a list that count, such as the sites that are active."""
    column, wanted = kind.only
    cells = raw.columns.get(column)
    return rows_of(raw, [row for row, cell in enumerate(cells) if cell.lower() == wanted]) if cells else raw


def with_children(schools: SiteTable, members: Sequence[Raw]) -> SiteTable:
    """Return schools with the children enrolled in each, where a file of membership says it."""
    if not members:
        return schools
    found: dict[str, str] = {}
    for raw in members:
        totals = raw.columns.get("total_indicator", ["Education Unit Total"] * len(raw))
        for school, total, count in zip(raw.columns["ncessch"], totals, raw.columns["student_count"], strict=True):
            if total.strip().lower() == "education unit total":
                found[school.zfill(12)] = count
    enrolled = [found.get(school.zfill(12), "") for school in schools.column("ncessch")]
    return replace(schools, raw=replace(schools.raw, columns={**schools.raw.columns, schools.kind.children: enrolled}))


def with_sites(reader: Reader, names: Sequence[str], columns: dict[str, Floats], sites: Sequence[SiteTable]) -> None:
    """Say which sites are near the places and how far each kind is; add the miles to care where the table does not say them."""
    real = reader.made_of["lon"] in reader.raw.columns
    for one in sorted(sites, key=lambda site: ORDER.index(site.kind.one) if site.kind.one in ORDER else len(ORDER)):
        lon, lat = one.values(one.kind.lon), one.values(one.kind.lat)
        placed = np.isfinite(lon) & np.isfinite(lat) & ((lon != 0) | (lat != 0)) & (np.abs(lat) <= 90)
        if "hpsa fte" in one.raw.columns:
            reader.note(short_of(one, reader.raw.codes))
        if not real:
            reader.note(
                f"The places have no positions of their own, so that miles to {one.kind.many} were not computed."
            )
        elif placed.any():
            tell(reader, one, names, (columns["lon"], columns["lat"]), placed, columns)


def tell(
    reader: Reader, one: SiteTable, names: Sequence[str], places: Points, placed: np.ndarray, columns: dict[str, Floats]
) -> None:
    """Say where the sites of one list are, and how far from the places."""
    points = one.values(one.kind.lon)[placed], one.values(one.kind.lat)[placed]
    miles = nearest(places, points)[1]
    inside = np.flatnonzero(np.all(
        [(given >= ours.min() - NEAR_DEGREES) & (given <= ours.max() + NEAR_DEGREES) for given, ours in zip(points, places, strict=True)],
        axis=0,
    ))  # fmt: skip
    here = nearest((points[0][inside], points[1][inside]), places)[0] if len(inside) else np.zeros(0, np.int64)
    at = Counter(names[row] for row in here.tolist())
    some = ", ".join(f"{name} ({count})" for name, count in at.most_common(MOST_NAMED))
    where = f", nearest to {some}{' and others' if len(at) > MOST_NAMED else ''}" if some else ""
    blank = len(one.raw) - int(placed.sum())
    reader.note(
        f"{one.raw.file}: {len(inside)} of {several(len(one.raw), one.kind.one, one.kind.many)} in or next to these places{where}. "
        f"Miles from a place to the nearest: {miles.min():.1f} to {miles.max():.1f}, median {np.median(miles):.1f}."
        + (f" Without a point: {blank}." if blank else "")
        + enrolled(one, placed, inside)
    )
    if one.kind.care and "miles_to_care" not in columns:
        columns["miles_to_care"] = miles
        reader.made_of["miles_to_care"] = f"straight line to the nearest in {one.raw.file}: {one.kind.care}"
        reader.used["miles_to_care"] = ()
    if one.kind.care and len(inside):
        listed = ", ".join(f'"{name}"' for name, count in at.most_common(MOST_NAMED) for _ in range(count))[:200]
        reader.note(
            f"How many sessions a week do the {one.kind.many} have? The file does not say: put slots and sites = [{listed}] "
            "into the programme that they run."
        )


def enrolled(one: SiteTable, placed: np.ndarray, inside: np.ndarray) -> str:
    """Return the sentence on the children of the schools that are near."""
    if not one.kind.children or one.kind.children not in one.raw.columns:
        return ""
    children = one.values(one.kind.children)[placed][inside]
    known = children[np.isfinite(children) & (children >= 0)]
    return f" Children enrolled there: {known.sum():,.0f} (known of {len(known)} of {len(children)})."


def short_of(one: SiteTable, codes: Sequence[str]) -> str:
    """Say how many of the places are in counties designated as short of health workers, and how many workers are wanted."""
    counties = {cell.zfill(5) for cell in one.column("common state county fips code") if cell}
    inside = sum(code[:5] in counties for code in codes if code)
    ours = {code[:5] for code in codes}
    rows = {
        ident: row
        for row, (ident, cell) in enumerate(
            zip(one.column("hpsa id"), one.column("common state county fips code"), strict=True)
        )
        if cell.zfill(5) in ours
    }
    wanted = one.values("hpsa fte")[list(rows.values())]
    fields = ", ".join(sorted(set(one.column("hpsa discipline class")) - {""}))
    return (
        f"{one.raw.file}: {inside} of {len(codes)} places are in counties with a designation as short of health workers ({fields}); "
        f"{len(rows)} designations there count {np.nansum(wanted):,.1f} full-time workers. It says nothing of slots."
    )


def nearest(of: Points, among: Points) -> tuple[np.ndarray, Floats]:
    """Return for each point the nearest of others, and the great-circle miles to it, `(n,)`; in blocks, to save memory."""
    found, miles = np.empty(len(of[0]), np.int64), np.empty(len(of[0]))
    for first in range(0, len(of[0]), 256):
        some = slice(first, first + 256)
        far = miles_between(of[0][some], of[1][some], *among)
        found[some], miles[some] = np.argmin(far, axis=1), far.min(axis=1)
    return found, np.round(miles, 2)
