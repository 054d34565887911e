"""Where do people live? One row a place: how many, of which groups, and how hard the hazard strikes there.

A table comes as CSV (columns in any order) or as `[[place]]` tables of a scenario. Only name, population and position are required:
any other blank takes the national figure of community.toml, and `Places.filled_in` says how often. Ages and races are shares of
a whole: they have to sum to 1, and what is blank among them shares the rest as the nation does.
"""

# ruff: noqa: RUF009 - a column is one line, declared by a call
from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.inputs.csv_file import Cells, read_cells
from sim.inputs.faults import FaultList, nearest, shown
from sim.inputs.keys import Key, fields_of, key, refuse_unknown
from sim.inputs.rules import NotAllowedError, NumberRule, Text, Whole
from sim.inputs.toml_file import read_bytes, read_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "AGES",
    "MOST_PEOPLE",
    "MOST_PLACES",
    "RACE_SHARES",
    "TEXTS",
    "Places",
    "place_key",
    "read_csv",
    "read_tables",
]

LARGEST = 20 * 1024 * 1024
MOST_PEOPLE = 50_000_000
MOST_PLACES = 10_000
TOLERANCE = 0.02
# A row with the people of all others is a sum: where it is called so, or where there are more than so many rows.
TOTALS = frozenset({"total", "totals", "sum", "all", "overall", "grand total"})
FEWEST_PARTS = 3
AGES = ("share_age_0_14", "share_age_15_24", "share_age_25_44", "share_age_45_64", "share_age_65_plus")
RACE_SHARES = ("share_white", "share_black", "share_hispanic", "share_asian", "share_other")

Floats = NDArray[np.float64]


def share(meaning: str) -> Any:
    """Declare a column that is a share between 0 and 1, or a national figure where it is left out."""
    return key(NumberRule(0, 1, "share"), meaning, otherwise=NATIONAL)


NATIONAL = "the national figure in community.toml"


@dataclass(frozen=True, eq=False, kw_only=True)
class Places:
    """The places of a scenario as columns of shape `(p,)`, in the order of the table.

    `key` is a number below 2**31 that follows from the name alone: it begins the `uid` of each resident, so that luck stays with
    people when places are added or sorted. `filled_in` counts, by column, the places that took a national figure.
    """

    names: tuple[str, ...] = key(Text(100, "the name of the place"), "Name of the place, each once.", name="place")
    population: NDArray[np.int64] = key(Whole(0, MOST_PEOPLE, "people"), "Residents of all ages.")
    lon: Floats = key(NumberRule(-180, 180, "degrees east"), "Longitude of the middle of the place.")
    lat: Floats = key(NumberRule(-90, 90, "degrees north"), "Latitude of the middle of the place.")
    share_female: Floats = share("Share of residents who are female.")
    share_age_0_14: Floats = share("Share of residents younger than 15; the five ages sum to 1.")
    share_age_15_24: Floats = share("Share of residents aged 15 to 24.")
    share_age_25_44: Floats = share("Share of residents aged 25 to 44.")
    share_age_45_64: Floats = share("Share of residents aged 45 to 64.")
    share_age_65_plus: Floats = share("Share of residents aged 65 or more.")
    share_white: Floats = share("Share of residents who are White, not Hispanic; the five groups sum to 1.")
    share_black: Floats = share("Share of residents who are Black, not Hispanic.")
    share_hispanic: Floats = share("Share of residents who are Hispanic, of any race.")
    share_asian: Floats = share("Share of residents who are Asian, not Hispanic.")
    share_other: Floats = share("Share of residents of all other groups.")
    share_poverty: Floats = share("Share of residents in households below the poverty line.")
    share_owner: Floats = share("Share of households that own their home.")
    mean_household_size: Floats = key(
        NumberRule(1, 20, "residents"), "Mean number of residents of a household.", otherwise=NATIONAL
    )
    share_no_vehicle: Floats = share("Share of households without a car.")
    share_no_internet: Floats = share("Share of households without an internet subscription.")
    share_insured: Floats = share("Share of residents with health insurance.")
    share_limited_english: Floats = share("Share of residents who speak English less than very well.")
    vulnerability: Floats = key(
        NumberRule(0, 1, "rank"), "Social vulnerability of the place: 0 least, 1 most.", otherwise=NATIONAL
    )
    exposure: Floats = share("Share of homes, or of people, that the hazard strikes.")
    exposure_days: Floats = key(
        NumberRule(0, 3650, "days"), "Mean days that struck homes are under water or closed.", otherwise=NATIONAL
    )
    miles_to_care: Floats = key(
        NumberRule(0, 1000, "miles"), "Straight line to the nearest mental-health facility.", otherwise=NATIONAL
    )
    key: NDArray[np.uint32]
    filled_in: dict[str, int]
    ignored: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.names)

    @property
    def people(self) -> int:
        """Residents of all places together."""
        return int(self.population.sum())

    def row(self, name: str) -> int:
        """Return the row of a place; KeyError names the nearest."""
        try:
            return self.names.index(name)
        except ValueError:
            raise KeyError(f"no place {name!r}; nearest is {nearest(name, self.names)!r}") from None

    def most_populous(self) -> list[int]:
        """Return all rows, the place with most residents first, equal ones in the order of the table."""
        return [int(row) for row in np.argsort(-self.population, kind="stable")]

    def frame(self) -> pd.DataFrame:
        """Return the columns as a table, one row a place, headed as in the CSV."""
        import pandas as pd

        attributes = {name: getattr(self, "names" if name == "place" else name) for name in COLUMNS}
        return pd.DataFrame(attributes)


COLUMNS: dict[str, Key] = {column.name: column for column in fields_of(Places)}
TEXTS = ("place",)
REQUIRED_COLUMNS = tuple(name for name, column in COLUMNS.items() if column.required)


def read_csv(path: Path, faults: FaultList, national: Mapping[str, float]) -> Places | None:
    """Return the places of a CSV table, or None after adding its faults.

    `national` gives the figure for each column that may be left out. Columns that are not known are left unused and listed in
    `ignored`, unless their name is nearly that of a known column that is absent: then it is a fault.
    """
    text = read_text(read_bytes(path, LARGEST, faults), faults)
    cells = read_cells(text, COLUMNS, REQUIRED_COLUMNS, MOST_PLACES, faults, TEXTS)
    return None if cells is None else build(cells, "column ", faults, national)


def read_tables(tables: Sequence[Any], faults: FaultList, national: Mapping[str, float]) -> Places | None:
    """Return the places of the `[[place]]` tables of a scenario, or None after adding their faults."""
    rows = [table for table in tables if isinstance(table, dict)]
    if not rows or len(rows) < len(tables):
        faults.add("[[place]]", "no tables", "one [[place]] table for each place")
        return None
    where = [f"[[place]] {number}" for number in range(1, len(rows) + 1)]
    misspelt = [refuse_unknown(row, list(COLUMNS), at, faults) for row, at in zip(rows, where, strict=True)]
    columns = {name: [row.get(name) for row in rows] for name in COLUMNS if any(name in row for row in rows)}
    cells = Cells(columns, where, misspelt=frozenset().union(*misspelt))
    return build(cells, "", faults, national)


def build(cells: Cells, label: str, faults: FaultList, national: Mapping[str, float]) -> Places | None:
    """Return the places of a table of cells, or None after adding its faults."""
    before = len(faults.found)
    names = read_column(COLUMNS["place"], cells, label, faults)
    numbers = {
        name: np.array(read_column(column, cells, label, faults), np.float64)
        for name, column in COLUMNS.items()
        if name != "place"
    }
    if not np.isnan(numbers["population"]).any():
        check_people(numbers["population"], label, faults)
        check_sums(numbers["population"], names, cells.rows, label, faults)
    keys = check_names(names, cells.rows, label, faults)
    filled_in = {name: int(np.isnan(numbers[name]).sum()) for name in national if name in numbers}
    for group in (AGES, RACE_SHARES):
        share_out(group, numbers, cells.rows, faults, national)
    if cells.misspelt or len(faults.found) > before:
        return None
    for name in filled_in:
        usual = limited_english(numbers, national) if name == "share_limited_english" else national[name]
        numbers[name] = np.where(np.isnan(numbers[name]), usual, numbers[name])
    columns: dict[str, Any] = {**numbers, "population": numbers["population"].astype(np.int64), "key": keys}
    for column in columns.values():
        column.setflags(write=False)
    kept = {name: count for name, count in filled_in.items() if count}
    return Places(names=tuple(names), filled_in=kept, ignored=cells.ignored, **columns)


def limited_english(numbers: dict[str, Floats], national: Mapping[str, float]) -> Floats:
    """Return the share who speak English less than well where a table is silent: the nation's, by who lives in the place, `(p,)`.

    Most people with limited English are Hispanic or Asian, so the national share moves with theirs (assumed). In a nation without
    either it moves with nothing.
    """
    here = numbers["share_hispanic"] + numbers["share_asian"]
    nation = national["share_hispanic"] + national["share_asian"]
    share = national["share_limited_english"]
    return np.minimum(share * here / nation, 1.0) if nation > 0 else np.full_like(here, share)


def read_column(column: Key, cells: Cells, label: str, faults: FaultList) -> list[Any]:
    """Return one column's values, each read by its rule; None where blank or refused (which adds a fault)."""
    given = cells.columns.get(column.name, [None] * len(cells.rows))
    values: list[Any] = []
    for row, raw in enumerate(given):
        try:
            values.append(None if raw is None else column.rule.read(raw))
            fix = "" if raw is None and column.required and column.name not in cells.misspelt else None
        except NotAllowedError as error:
            values.append(None)
            fix = error.fix
        if fix is not None:
            faults.add(f"{cells.rows[row]} {label}{column.name}", shown(raw), column.allowed, fix)
    return values


def check_people(population: Floats, label: str, faults: FaultList) -> None:
    """Add a fault if all places together hold nobody, or more people than a run could hold."""
    people = population.sum()
    if not 1 <= people <= MOST_PEOPLE:
        allowed = f"1 to {MOST_PEOPLE:,} people in all places together"
        faults.add(f"{label}population" if label else "[[place]] population", f"{people:,.0f} people", allowed)


def check_sums(people: Floats, names: list[str | None], rows: list[str], label: str, faults: FaultList) -> None:
    """Add a fault for a row that is no place but the sum of the others: called so, or with exactly their people."""
    for row, name in enumerate(names):
        rest = float(people.sum() - people[row])
        called = (name or "").strip().casefold() in TOTALS
        if len(people) > 1 and people[row] > 0 and people[row] == rest and (called or len(people) > FEWEST_PARTS):
            given = f"{shown(name)} with {people[row]:,.0f} people, the sum of the others"
            faults.add(f"{rows[row]} {label}place", given, "rows that are places", "Delete the row.")


def check_names(names: list[str | None], rows: list[str], label: str, faults: FaultList) -> NDArray[np.uint32]:
    """Return the keys of the places, shape `(p,)`; add a fault for every name that stands twice or shares a key."""
    first: dict[str, int] = {}
    keyed: dict[int, str] = {}
    for row, name in enumerate(names):
        if name is None:
            continue
        where, same = f"{rows[row]} {label}place", " ".join(one_form(name).casefold().split())
        number = place_key(name)
        if same in first:
            faults.add(where, f"{shown(name)}, also in {rows[first[same]].rstrip(',')}", "each place once")
        elif number in keyed:
            fix = "Write one of the two names otherwise."
            faults.add(where, f"{shown(name)} with the key of {shown(keyed[number])}", "a key of its own", fix)
        first.setdefault(same, row)
        keyed.setdefault(number, name)
    return np.array([place_key(name or "") for name in names], np.uint32)


def one_form(name: str) -> str:
    """Return a name in the one form of Unicode in which equal texts are equal bytes."""
    return unicodedata.normalize("NFC", name)


def place_key(name: str) -> int:
    """Return the number below 2**31 that stands for a place of this name, on every machine and in every version."""
    digest = hashlib.blake2b(one_form(name).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") & 0x7FFFFFFF


def share_out(
    group: Iterable[str], numbers: dict[str, Floats], rows: list[str], faults: FaultList, national: Mapping[str, float]
) -> None:
    """Make the shares of a group sum to 1 in each place, in `numbers`; add a fault where they are far from it.

    What is blank shares the rest in the proportions of the nation. Where nobody lives the sum does not matter.
    """
    names = tuple(group)
    given = np.stack([numbers[name] for name in names])
    usual = np.broadcast_to(np.array([[national[name]] for name in names]), given.shape)
    nobody = numbers["population"] == 0
    blank = np.isnan(given) | nobody
    total = np.where(blank, 0.0, given).sum(axis=0)
    whole = ~blank.any(axis=0)
    wrong = (total > 1 + TOLERANCE) | (whole & (total < 1 - TOLERANCE))
    for row in np.flatnonzero(wrong):
        where = f"{rows[row].rstrip(',')}: {names[0]} to {names[-1]}"
        fix = f"Add {1 - total[row]:.3g} to one of them." if total[row] < 1 else ""
        faults.add(where, f"shares that sum to {total[row]:.4g}", f"a sum of 1 (within {TOLERANCE:g})", fix)
    weight = np.where(blank, usual, 0.0)
    rest = np.maximum(1.0 - total, 0.0) / np.maximum(weight.sum(axis=0), 1e-12)
    filled = np.where(blank, weight * rest, given)
    filled /= np.maximum(filled.sum(axis=0), 1e-12)
    numbers.update(zip(names, filled, strict=True))
