"""What is this, and who says so? Any name of the model explained in plain words: meaning, unit, range, value, source, grade.

A name may be a number of the evidence (its path or the last part of it), an entry of a catalogue (an intervention, a hazard...), a
column of the residents, a measure, an outcome, a key of scenario files or a word of the glossary. One name may be several; all are said.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from sim import evidence
from sim.evidence import EvidenceError, Number, cite, nearest
from sim.glossary import GLOSSARY

__all__ = ["Explanation", "UnknownNameError", "explain", "names"]

WIDTH = 100
CATALOGUES = {
    "barriers": "barrier", "interventions": "intervention", "channels": "channel", "events": "event", "hazards": "hazard",
    "policies": "policy",
}  # fmt: skip
SPELLED_OUT = 3


class UnknownNameError(EvidenceError, KeyError):
    """A name that nothing in the model has; the message says the nearest names."""


@dataclass(frozen=True)
class Explanation:
    """What one name means. Empty fields say nothing; `parts` are the numbers of an entry, `also` other things so named."""

    kind: str
    name: str
    label: str
    meaning: str
    unit: str = ""
    value: str = ""
    range: str = ""
    grade: str = ""
    sources: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    parts: tuple[Explanation, ...] = ()
    also: tuple[Explanation, ...] = field(default=())

    @property
    def source(self) -> str:
        """The sources as references, one a line."""
        return cite(self.sources)

    def __str__(self) -> str:
        return "\n\n".join("\n".join(one.lines()) for one in (self, *self.also))

    def lines(self) -> Iterator[str]:
        """Yield the lines of the plain text, without `also`."""
        titled = f"{self.name} ({self.kind})"
        yield titled if self.label in ("", self.name) else f"{titled}: {self.label}"
        yield from textwrap.wrap(self.meaning, WIDTH, initial_indent="  ", subsequent_indent="  ")
        for word in ("unit", "value", "range"):
            yield from hung(f"{word:<8}", getattr(self, word))
        if self.grade:
            known = evidence.GRADES.get(self.grade)
            yield f"  {'grade':<8}{self.grade}" + (f": {known}" if known else "")
        for part in self.parts:
            line = f"{part.name} {part.value} ({part.range}) {part.unit}, {part.grade}. {part.meaning}"
            yield from textwrap.wrap(line, WIDTH, initial_indent="  - ", subsequent_indent="    ")
        for reference in self.source.splitlines():
            yield from hung("source  ", reference)
        yield from hung("see     ", ", ".join(self.related))


def hung(head: str, text: str) -> list[str]:
    """Return a text behind its head, in lines that hang below its start; none if there is no text."""
    return textwrap.wrap(text, WIDTH, initial_indent=f"  {head}", subsequent_indent=" " * (len(head) + 2))


def of_number(number: Number) -> Explanation:
    """Explain one number of the evidence."""
    return Explanation(
        kind="number", name=number.path, label="", meaning=number.meaning, unit=number.unit,
        value=f"{number.value:g}", range=f"{number.low:g} to {number.high:g}", grade=number.grade,
        sources=number.source,
    )  # fmt: skip


def tally(grades: list[str]) -> str:
    """Return how many numbers have each grade, as in "trial 5, assumed 1"; a lone number's grade as it is."""
    counts = {grade: grades.count(grade) for grade in evidence.GRADES if grade in grades}
    return ", ".join(f"{grade} {count}" for grade, count in counts.items()) if len(grades) > 1 else grades[0]


def of_entry(stem: str, name: str, entry: dict[str, Any]) -> Explanation:
    """Explain an entry of a catalogue, such as an intervention or a policy: its texts, and each of its numbers."""
    numbers = {key: leaf for key, leaf in entry.items() if isinstance(leaf, Number)}
    parts = tuple(replace(of_number(number), name=key) for key, number in numbers.items())
    grade = tally([number.grade for number in numbers.values()])
    cited = tuple(dict.fromkeys(key for number in numbers.values() for key in number.source))
    listed = tuple(name for key in ("barriers", "channels", "interventions") for name in entry.get(key, ()))
    whole = Explanation(
        CATALOGUES[stem], name, entry["label"], entry["meaning"], grade=grade, sources=cited,
        related=(*listed, CATALOGUES[stem]), parts=parts,
    )  # fmt: skip
    if len(parts) > 1 or stem == "policies":
        return whole
    only = parts[0]
    meaning = f"{entry['meaning']} {only.meaning}"
    return replace(whole, meaning=meaning, unit=only.unit, value=only.value, range=only.range, parts=())


def catalogue_entries() -> Iterator[Explanation]:
    """Yield what the catalogues hold."""
    book = evidence.load()
    for stem in CATALOGUES:
        for name, entry in book.table(stem).items():
            yield of_entry(stem, name, entry)


def words() -> Iterator[Explanation]:
    """Yield the words of the glossary."""
    for name, word in GLOSSARY.items():
        yield Explanation("word", name, "", word.meaning, related=word.related)


def columns() -> Iterator[Explanation]:
    """Yield the columns of the residents."""
    from sim.community.residents import Residents

    for name, column in Residents.columns().items():
        bounds = f"{column.low:g} to {column.high:g}"
        labels = ", ".join(f"{number} {label}" for number, label in enumerate(column.labels))
        yield Explanation(
            "column of residents", name, "", column.meaning, unit=column.unit, range=labels or bounds,
            value=f"{column.start:g} at first", sources=(column.source,) if column.source else (),
        )  # fmt: skip


def sentence(meaning: str) -> str:
    """Return a meaning with a capital at its start and a full stop at its end."""
    return f"{meaning[0].upper()}{meaning[1:].rstrip('.')}."


def measures() -> Iterator[Explanation]:
    """Yield what a run counts each week, and what it counts over the whole run."""
    from sim.results import FINAL, FLOWS, STATES, TRAJECTORIES

    for kind, table in (("measure, each week", STATES | FLOWS), ("measure, over the run", FINAL)):
        for name, meaning in table.items():
            kind_of = "trajectory" if name in TRAJECTORIES else kind
            yield Explanation(kind_of, name, "", sentence(meaning), related=("measure",))


def outcomes() -> Iterator[Explanation]:
    """Yield the outcomes of the equity table."""
    from sim.outcomes.registry import OUTCOMES

    for name, outcome in OUTCOMES.items():
        yield Explanation(
            "outcome", name, outcome.label, sentence(f"{outcome.meaning}; {outcome.better} is better"),
            unit=outcome.unit, related=("outcome", "gap", "ratio"),
        )  # fmt: skip


def scenario_keys() -> Iterator[Explanation]:
    """Yield the keys of scenario files and the columns of place tables."""
    from sim.places import COLUMNS
    from sim.scenario import Arm, Event, Programme, Scenario, Setting, Stratum, fields_of

    tables = {
        "": Scenario, " [event]": Event, " [programme.NAME]": Programme, " [arm.NAME]": Arm, " [stratum.NAME]": Stratum,
        " [setting.NAME]": Setting,
    }  # fmt: skip
    declared = [
        (f"key of a scenario file{where}", item) for where, table in tables.items() for item in fields_of(table)
    ]
    declared += [("column of the place table", item) for item in COLUMNS.values()]
    for kind, item in declared:
        yield Explanation(
            kind,
            item.name,
            "",
            item.meaning,
            range=item.allowed,
            value="" if item.required else f"left out: {item.otherwise}",
        )


def rows() -> Iterator[Explanation]:
    """Yield the rows of the field's own list that no catalogue explains: how each is switched off, and the numbers it rests on."""
    from sim.coverage import ROWS, numbers_of, written

    book = evidence.load()
    for row in ROWS.values():
        if row.meaning:
            resting = numbers_of(row, book)
            off = ", ".join(f"{path} = {written(value)}" for path, value in row.off.items())
            told = f"{row.meaning} Lives in {', '.join(row.where)}."
            yield Explanation(
                "row of the list", row.name, row.label, f"{told} Switched off by {off}." if off else told,
                grade=tally([number.grade for number in resting]) if resting else "",
                sources=tuple(dict.fromkeys(key for number in resting for key in number.source)),
                parts=tuple(of_number(number) for number in resting),
            )  # fmt: skip


def levers() -> Iterator[Explanation]:
    """Yield what policies can move, and where each lever does nothing."""
    from sim.evidence.levers import LEVERS

    for name, lever in LEVERS.items():
        yield Explanation(
            f"what a policy can move, on {lever.on}", f"lever.{name}", "", lever.meaning, unit=lever.unit,
            value=f"{lever.neutral:g} does nothing", related=("policy",),
        )  # fmt: skip


def numbers() -> Iterator[Explanation]:
    """Yield every number of the evidence."""
    yield from (of_number(number) for number in evidence.load().values())


SECTIONS: tuple[Callable[[], Iterator[Explanation]], ...] = (
    catalogue_entries, outcomes, words, columns, measures, scenario_keys, rows, levers, numbers,
)  # fmt: skip


@cache
def everything() -> tuple[Explanation, ...]:
    """Return the explanation of every name, in the order in which they answer."""
    return tuple(one for section in SECTIONS for one in section())


def names() -> tuple[str, ...]:
    """Return every name that can be explained, each once."""
    return tuple(dict.fromkeys(one.name for one in everything()))


def plain(name: str) -> str:
    """Return a name as it is compared: small letters, and _ for spaces and hyphens."""
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def explain(name: str) -> Explanation:
    """Explain a name in plain words; `str()` of the answer is the text that `healing explain` prints.

    A path or a full name answers directly. The last part of a path answers too; where several numbers end so, up to three are spelled
    out and all are listed. Raises `UnknownNameError` with the nearest names.
    """
    wanted = plain(name)
    exact = [one for one in everything() if plain(one.name) == wanted]
    ending = [one for one in everything() if one.kind == "number" and plain(one.name).endswith(f".{wanted}")]
    if not exact and not ending:
        raise UnknownNameError([f"{name}: no such name.{nearest(wanted, names(), most=3)}"])
    found = exact + (ending if len(ending) <= SPELLED_OUT else [])
    if not found:
        return several(name, ending)
    listed = tuple(one.name for one in ending) if len(ending) > SPELLED_OUT else ()
    return replace(found[0], also=tuple(found[1:]), related=(*found[0].related, *listed))


def several(name: str, ending: list[Explanation]) -> Explanation:
    """Say that many numbers end in this name, each in a line."""
    meaning = f"{len(ending)} numbers end in this name; give the path of one for its sources."
    return Explanation("several numbers", name, "", meaning, parts=tuple(ending))
