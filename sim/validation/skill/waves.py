"""What was published of one population at several times? Waves, one a row, and the strict pairs that they make.

    event,kind,population,instrument,cutoff,recall_months,tied,normal_year,months,percent,low,high,n,source,read,split

    kind           what happened, one of `KINDS`; of the same kind here does not mean of the same size
    population     who was asked; samples drawn in different ways are different populations
    instrument     questionnaire or interview, with its cutoff in words ("13 or more")
    recall_months  how many months the questions look back; blank if it was not read
    tied           yes: the questions are about the event, so that nobody is a case without it; blank if it was not read
    normal_year    percent of the same instrument without an event; blank if it was not read
    months         since the event;  percent (low, high: 95 percent, blank if not printed);  n people asked, blank if not read
    source         a key of sources.bib;  read: page or memory, of the percentage itself
    split          fitted (the shipped numbers were estimated from it), open, held_out (kept for the end), context (never scored)

A pair is strict if population, instrument and cutoff are the same in both waves and both were read on a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist
from typing import Any

from sim import evidence
from sim.inputs.csv_file import Cells, read_cells
from sim.inputs.faults import FaultList, shown
from sim.inputs.toml_file import LARGEST, read_bytes, read_text

__all__ = ["KINDS", "TABLE", "Pair", "Wave", "load", "loads", "pairs_of", "probit", "share_of"]

TABLE = Path(evidence.__file__).parent / "waves.csv"
MOST = 5000
MOST_MONTHS = 600.0
# Which hazard of the model a kind of event is nearest to.
KINDS = {
    "hurricane": "flood", "flood": "flood", "tsunami": "flood", "tornado": "flood", "landslide": "flood", "earthquake": "earthquake",
    "volcano": "wildfire", "wildfire": "wildfire", "violence": "violence", "war": "violence", "accident": "violence",
    "pandemic": "pandemic", "industrial_accident": "industrial_accident",
}  # fmt: skip
TEXTS = ("event", "kind", "population", "instrument", "cutoff", "source", "read", "split")
NUMBERS = ("recall_months", "normal_year", "months", "percent", "low", "high", "n")
COLUMNS = ("event", "kind", "population", "instrument", "cutoff", "recall_months", "tied", "normal_year", "months", "percent", "low",
           "high", "n", "source", "read", "split")  # fmt: skip
CHOICES = {
    "kind": tuple(KINDS),
    "tied": ("yes", "no", None),
    "read": ("page", "memory"),
    "split": ("fitted", "open", "held_out", "context"),
}
RANGES = {
    "recall_months": (0.0, MOST_MONTHS), "normal_year": (0.0, 100.0), "months": (0.0, MOST_MONTHS), "percent": (0.0, 100.0),
    "low": (0.0, 100.0), "high": (0.0, 100.0), "n": (1.0, 1e9),
}  # fmt: skip
NEEDED = ("months", "percent")
NORMAL = NormalDist()
LEAST = 0.0005


def probit(percent: float) -> float:
    """Return a percentage on the probit scale; 0 and 100 percent count as 0.05 and 99.95.

    >>> round(sim.skill.probit(50.0), 6)
    0.0
    """
    return NORMAL.inv_cdf(min(max(percent / 100.0, LEAST), 1.0 - LEAST))


def share_of(z: float) -> float:
    """Return the percentage at a point of the probit scale.

    >>> round(sim.skill.share_of(-1.0), 1)
    15.9
    """
    return 100.0 * NORMAL.cdf(z)


@dataclass(frozen=True, slots=True)
class Wave:
    """One published percentage; None for what was not read. Units and meanings are those of the columns above."""

    event: str
    kind: str
    population: str
    instrument: str
    cutoff: str
    recall_months: float | None
    tied: bool | None
    normal_year: float | None
    months: float
    percent: float
    low: float | None
    high: float | None
    n: float | None
    source: str
    read: str
    split: str

    @property
    def people(self) -> tuple[str, str, str, str]:
        """What has to be the same in both waves of a strict pair."""
        return self.event, self.population, self.instrument, self.cutoff


@dataclass(frozen=True, slots=True)
class Pair:
    """The first wave of a population by one instrument, and a later one."""

    first: Wave
    later: Wave

    @property
    def event(self) -> str:
        """The event, which is left out as a whole."""
        return self.first.event

    @property
    def start(self) -> float:
        """The first wave in probits."""
        return probit(self.first.percent)

    @property
    def seen(self) -> float:
        """The later wave in probits: what is to be forecast."""
        return probit(self.later.percent)


def load(path: Path = TABLE) -> tuple[Wave, ...]:
    """Return the waves of a table; raises `ScenarioFaults` with every fault at once."""
    faults = FaultList(path.name)
    return read(read_text(read_bytes(path, LARGEST, faults), faults), faults)


def loads(text: str, name: str = "waves.csv") -> tuple[Wave, ...]:
    """Return the waves of a text; raises `ScenarioFaults` with every fault at once."""
    return read(text, FaultList(name))


def read(text: str, faults: FaultList) -> tuple[Wave, ...]:
    """Return the waves of a text, or raise all of its faults."""
    cells = read_cells(text, COLUMNS, COLUMNS, MOST, faults)
    waves: list[Wave] = []
    for name in cells.ignored if cells else ():
        faults.add("line 1", f"column {shown(name)}", f"the columns {', '.join(COLUMNS)}")
    for at, where in enumerate(cells.rows if cells else ()):
        assert cells is not None
        wave = read_row(cells, at, where, faults)
        if wave is not None:
            waves.append(wave)
    check_twice(waves, cells, faults)
    faults.raise_if_any()
    return tuple(waves)


def read_row(cells: Cells, at: int, where: str, faults: FaultList) -> Wave | None:
    """Return one wave, None after adding faults."""
    before = len(faults.found)
    given: dict[str, Any] = {name: cells.columns[name][at] for name in COLUMNS}
    for name in TEXTS:
        given[name] = "" if given[name] is None else str(given[name])
        if not given[name]:
            faults.add(f"{where} {name}", "nothing", "a few words")
    for name, allowed in CHOICES.items():
        if given[name] not in allowed and given[name] != "":
            words = [one for one in allowed if one]
            faults.add(
                f"{where} {name}", shown(given[name]),
                f"one of {', '.join(words)}{', or nothing' if None in allowed else ''}",
                faults.did_you_mean(str(given[name]), words),
            )  # fmt: skip
    for name in NUMBERS:
        given[name] = read_number(name, given[name], where, faults)
    check_order(given, where, faults)
    known = evidence.sources()
    if given["source"] and given["source"] not in known:
        fix = faults.did_you_mean(given["source"], known)
        faults.add(f"{where} source", shown(given["source"]), "a key of sources.bib", fix)
    if len(faults.found) > before:
        return None
    return Wave(**{**given, "tied": None if given["tied"] is None else given["tied"] == "yes"})


def read_number(name: str, given: Any, where: str, faults: FaultList) -> float | None:
    """Return the number in a cell, None if it is blank; a fault is added for what it may not be."""
    least, most = RANGES[name]
    words = f"a number from {least:g} to {most:g}{'' if name in NEEDED else ', or nothing'}"
    if given is None and name not in NEEDED:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float) or not least <= given <= most:
        faults.add(f"{where} {name}", "nothing" if given is None else shown(given), words)
        return None
    return float(given)


def check_order(given: dict[str, Any], where: str, faults: FaultList) -> None:
    """Add a fault if only one end of an interval is there, or the percentage is outside of it."""
    low, value, high = given["low"], given["percent"], given["high"]
    if (low is None) != (high is None):
        faults.add(f"{where} low, high", "one of the two", "both ends of the interval, or neither")
    elif low is not None and value is not None and not low <= value <= high:
        faults.add(f"{where} percent", f"{value:g} with {low:g} to {high:g}", "a percentage inside its interval")


def check_twice(waves: Sequence[Wave], cells: Cells | None, faults: FaultList) -> None:
    """Add a fault for a wave that is there twice, and where waves of one series differ in what they have in common."""
    seen: dict[tuple[Any, ...], Wave] = {}
    common: dict[tuple[str, ...], Wave] = {}
    of_series: tuple[Callable[[Wave], Any], ...] = (
        lambda w: w.kind, lambda w: w.tied, lambda w: w.normal_year, lambda w: w.recall_months,
    )  # fmt: skip
    for wave in waves:
        name = f"{wave.event}, {wave.instrument} of {wave.population}"
        if (*wave.people, wave.months) in seen:
            faults.add(name, f"{wave.months:g} months twice", "one row a wave")
        seen[(*wave.people, wave.months)] = wave
        first = common.setdefault(wave.people, wave)
        if any(part(first) != part(wave) for part in of_series):
            faults.add(
                name,
                "waves that differ in kind, recall_months, tied or normal_year",
                "the same in all waves of one series",
            )


def pairs_of(waves: Iterable[Wave], memory: bool = False) -> list[Pair]:
    """Return the strict pairs, each later wave with the first of its series; `memory` also takes what was not read on a page.

    >>> len(sim.skill.pairs_of(sim.skill.load())) > 15
    True
    """
    series: dict[tuple[str, ...], list[Wave]] = {}
    for wave in waves:
        if wave.split != "context" and (memory or wave.read == "page"):
            series.setdefault(wave.people, []).append(wave)
    found = []
    for mine in series.values():
        first, *later = sorted(mine, key=lambda wave: wave.months)
        found += [Pair(first, wave) for wave in later]
    return found
