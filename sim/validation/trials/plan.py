"""What is a trial? Who takes part, what each arm is given, and the published figures that it is compared with.

    sim/evidence/trials.toml --load--> {name: Trial}        one TOML table a trial, no code

A figure whose number was made from it (`role = "fitted"`) says that the arithmetic is right; one that was not used (`"held out"`) says
whether the model is. The range of a figure is the published one, computed from the published numbers of people, or assumed.
"""

# ruff: noqa: RUF009 - a key is one declaration, made by a call
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim import evidence
from sim.inputs.faults import FaultList, shown
from sim.inputs.keys import at, fields_of, key, read_keys
from sim.inputs.rules import Choice, Each, Name, NotAllowedError, NumberRule, TableRule, Text, Whole
from sim.inputs.toml_file import LARGEST, parse, read_bytes, read_text
from sim.population.residents import Residents
from sim.validation.figures import check_columns, read_figures, read_published

__all__ = ["CATALOGUE", "MEASURES", "RANGES", "TrialFigure", "Trial", "load", "loads"]

CATALOGUE = Path(evidence.__file__).parent / "trials.toml"
# What can be measured, and how a table says it.
MEASURES = {
    "difference": "difference (SMD)",
    "change": "change since entry (d)",
    "cases": "share of cases",
    "odds": "odds ratio of cases",
    "risk": "risk ratio of cases",
    "well": "ratio of recovered cases",
    "began": "share who began",
    "beginning": "ratio of those who began",
    "stopped": "share who stopped, of those who began",
    "stopping": "ratio of those who stopped",
    "attended": "share with so many sessions",
    "worse": "share who got worse",
}
RANGES = ("published", "computed", "assumed")
ROLES = ("held out", "fitted")


@dataclass(frozen=True)
class ResidentColumn:
    """The name of a column of the residents."""

    allowed: str = "a column of the residents that holds numbers, such as 'severity' or 'support'"

    def read(self, given: Any) -> str:
        """Return the name of a column that is there."""
        return Choice(tuple(Residents.columns())).read(given)


@dataclass(frozen=True, kw_only=True)
class TrialFigure:
    """One outcome, measured in a week of the trial, and what was published of it."""

    measure: str = key(Choice(tuple(MEASURES)), "What is measured.")
    week: int = key(Whole(0, 520, "weeks"), "Weeks since the first session.")
    since: int = key(
        Whole(0, 520, "weeks"), "The week that a change, or getting worse, is measured from: 0 is entry.", 0
    )
    of: str = key(ResidentColumn(), "The column that is measured.", "severity")
    arm: str = key(Choice(("given", "against")), "The arm that is measured, where it is only one.", "given")
    line: float = key(
        NumberRule(0, 250),
        "The cut-off of a case, the sessions that count, or the share of severity that counts as worse.",
        1.0,
    )
    role: str = key(Choice(ROLES), "Whether a number of ours was made from this figure.", "held out")
    solves: tuple[str, ...] = key(
        Each(Text(40, "a number of the intervention"), 1, 4),
        "The numbers of the intervention that experiments/trials/fit.py solves from this figure.",
        (),
    )
    range: str = key(Choice(RANGES), "Where low and high come from.", "published")
    why: str = key(Text(600), "Where it is missed: what is known of the reason.", "")
    follows: str = key(
        Text(120, "a figure of the file, such as 'cbt: cases 17'"),
        "The figure that this one follows from, or is tied to: it is not counted again.", "",
    )  # fmt: skip
    null: float | None = key(
        NumberRule(-1000, 1000, "in the published unit"), "What no effect would be, where the measure does not say it.", None,
        otherwise="0 of differences and of those worse or stopped, 1 of ratios, the other arm's share",
    )  # fmt: skip
    published: evidence.Number | None = None

    def handle(self, trial: str) -> str:
        """How `follows` calls it: trial, measure, column unless it is severity, week, and the arm if it is the other."""
        of, arm = "" if self.of == "severity" else f"{self.of} ", "" if self.arm == "given" else " against"
        return f"{trial}: {self.measure} {of}{self.week}{arm}"

    def inside(self, value: float) -> bool | None:
        """Return whether a value is in the range of the published figure; None if there is none."""
        return None if self.published is None else self.published.low <= value <= self.published.high


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Two arms of the same residents with the same random numbers: one is given something, the other nothing or something else."""

    name: str
    label: str = key(Text(100, "a label"), "What is held against what.")
    meaning: str = key(Text(600), "What the trial asks, in a sentence or two.")
    gives: dict[str, Any] = key(
        TableRule(), "What one arm is given: keys of a programme, intervention and channel at least."
    )
    against: dict[str, Any] | None = key(
        TableRule(),
        "What the other arm is given, alike.",
        None,
        otherwise="nothing: a waiting list, or care as usual without us",
    )
    entry: str = key(
        Choice(("assigned", "offered")),
        "Whether all who are enrolled begin, or are offered it once and meet every barrier.", "assigned",
    )  # fmt: skip
    event: str = key(Text(40, "an event of events.toml"), "What happened to those who take part.", "mass_violence")
    after: int = key(Whole(1, 520, "weeks"), "Weeks from the event to the first session.", 52)
    min_severity: float = key(NumberRule(0, 10, "case cut-offs"), "Least severity at entry.", 1.0)
    max_severity: float = key(NumberRule(0, 10, "case cut-offs"), "Greatest severity at entry.", 10.0)
    min_age: int = key(Whole(0, 120, "years"), "Least age.", 18)
    max_age: int = key(Whole(0, 120, "years"), "Greatest age.", 120)
    who: dict[str, Any] = key(
        TableRule(), "Columns of the residents with the least and greatest value of those enrolled.", otherwise="any"
    )
    enrolled: int = key(Whole(10, 5000, "residents"), "Most residents enrolled under each seed.", 400)
    place: dict[str, Any] = key(
        TableRule(), "Columns of the place that differ from the nation's.", otherwise="the nation's"
    )
    numbers: dict[str, Any] = key(TableRule(), "Other values for numbers of the evidence.", otherwise="none")
    figures: tuple[TrialFigure, ...] = ()

    @property
    def weeks(self) -> int:
        """The number of weeks simulated: to entry, and from there to the last figure."""
        return self.after + max((figure.week for figure in self.figures), default=12)


def load(path: Path = CATALOGUE) -> dict[str, Trial]:
    """Return the trials of a file, by name; raises `ScenarioFaults` with every fault at once."""
    faults = FaultList(path.name)
    return read(read_text(read_bytes(path, LARGEST, faults), faults), faults)


def loads(text: str, name: str = "trials.toml") -> dict[str, Trial]:
    """Return the trials of a text, by name; raises `ScenarioFaults` with every fault at once."""
    return read(text, FaultList(name))


def read(text: str, faults: FaultList) -> dict[str, Trial]:
    """Return the trials of a text, or raise all of its faults."""
    return of_tables(parse(text, faults), faults)


def of_tables(tables: Mapping[str, Any], faults: FaultList) -> dict[str, Trial]:
    """Return the trials of a file's tables, or raise all of its faults."""
    trials = {}
    for name, table in tables.items():
        try:
            Name().read(name)
        except NotAllowedError as error:
            faults.add("", f"the name {shown(name)}", Name().allowed, error.fix)
        if not isinstance(table, dict):
            faults.add(name, shown(table), f"a table [{name}]")
            continue
        values = read_keys(fields_of(Trial), table, name, faults, ("figure",))
        figures = read_figures(table.get("figure", []), name, faults, read_figure)
        check(values, name, faults)
        if not faults.found:
            trials[name] = Trial(
                name=name, figures=figures, **{"place": {}, "numbers": {}, "who": {}, "against": None, **values}
            )
    if not faults.found:
        check_follows(trials, faults)
    faults.raise_if_any()
    return trials


def check_follows(trials: Mapping[str, Trial], faults: FaultList) -> None:
    """Add a fault for each figure that follows from one that is not in the file."""
    known = {figure.handle(one.name) for one in trials.values() for figure in one.figures}
    for one in trials.values():
        for figure in one.figures:
            if figure.follows and figure.follows not in known:
                fix = faults.did_you_mean(figure.follows, known)
                faults.add(at(one.name, "figure.follows"), shown(figure.follows), "a figure of this file", fix)


def check(values: Mapping[str, Any], name: str, faults: FaultList) -> None:
    """Add a fault for an event, intervention or channel that the catalogues do not have."""
    book = evidence.load()
    said = [("event", "events", values.get("event"))]
    said += [
        (f"{arm}.{word}", f"{word}s", (values.get(arm) or {}).get(word, ""))
        for arm in ("gives", "against")
        for word in ("intervention", "channel")
        if values.get(arm) is not None
    ]
    check_columns(values.get("who") or {}, at(name, "who"), faults)
    for where, stem, given in said:
        known = book.table(stem)
        if given is not None and not (isinstance(given, str) and given in known):
            fix = faults.did_you_mean(given, known) if isinstance(given, str) else "Put it in double quotes."
            faults.add(at(name, where), shown(given), f"one of {', '.join(known)}", fix)


def read_figure(table: Mapping[str, Any], where: str, faults: FaultList) -> TrialFigure | None:
    """Return one figure; None after adding faults."""
    before = len(faults.found)
    values = read_keys(fields_of(TrialFigure), table, where, faults, ("published",))
    given = table.get("published")
    published = None if given is None else read_published(given, where, faults)
    return TrialFigure(published=published, **values) if len(faults.found) == before else None
