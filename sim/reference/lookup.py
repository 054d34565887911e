"""What is this, and who says so? Any name in the model explained in plain words: meaning, unit, range, value, source, grade.

A name may be a number of the evidence (its path or the last part of it), an entry of a catalogue (an intervention, a hazard...), a
column of the residents or of a table, a measure, an outcome, a key of scenario files, a process of the week, a hindrance, a random stream,
a trial, a survey, a scenario or a term of the glossary. If a name has several meanings, all are given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from sim import evidence
from sim.evidence import EvidenceError, Number, nearest
from sim.reference.details import small_print
from sim.reference.explanation import WIDTH, Explanation, sentence
from sim.reference.glossary import GLOSSARY
from sim.reference.mechanisms import workings
from sim.reference.ordinary_words import meant_by

__all__ = ["WIDTH", "Explanation", "UnknownNameError", "explain", "names"]

CATALOGUES = {
    "barriers": "barrier", "interventions": "intervention", "channels": "channel", "events": "event", "hazards": "hazard",
    "policies": "policy",
}  # fmt: skip
SPELLED_OUT = 3
# Kinds of names that are found only when they are typed as they are.
NOT_BY_WORDS = ("number", "random stream", "column of tables")
MOST_LISTED = 12
# Column names of the ends of bands, and of standard errors.
ENDS = ("_low", "_high", "_se")


class UnknownNameError(EvidenceError, KeyError):
    """Unknown name; the message gives the nearest names."""


def of_number(number: Number) -> Explanation:
    """Explain one number of the evidence."""
    return Explanation(
        kind="number", name=number.path, label="", meaning=number.meaning, unit=number.unit,
        value=f"{number.value:g}", range=f"{number.low:g} to {number.high:g}", grade=number.grade,
        sources=number.source,
    )  # fmt: skip


def tally(grades: list[str]) -> str:
    """Return the number of numbers with each grade, as in "trial 5, assumed 1"; a single number's grade as it is."""
    counts = {grade: grades.count(grade) for grade in evidence.GRADES if grade in grades}
    return ", ".join(f"{grade} {count}" for grade, count in counts.items()) if len(grades) > 1 else grades[0]


def of_entry(stem: str, name: str, entry: dict[str, Any]) -> Explanation:
    """Explain an entry of a catalogue, such as an intervention or a policy: its texts and its numbers."""
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
    """Yield the entries of the catalogues."""
    book = evidence.load()
    for stem in CATALOGUES:
        for name, entry in book.table(stem).items():
            yield of_entry(stem, name, entry)


def words() -> Iterator[Explanation]:
    """Yield the terms of the glossary."""
    for name, word in GLOSSARY.items():
        yield Explanation("word", name, "", word.meaning, related=word.related)


def columns() -> Iterator[Explanation]:
    """Yield the columns of the residents."""
    from sim.population.residents import Residents

    for name, column in Residents.columns().items():
        bounds = f"{column.low:g} to {column.high:g}"
        labels = ", ".join(f"{number} {label}" for number, label in enumerate(column.labels))
        yield Explanation(
            "column of residents", name, "", column.meaning, unit=column.unit, range=labels or bounds,
            value=f"{column.start:g} at first", sources=(column.source,) if column.source else (),
        )  # fmt: skip


def measures() -> Iterator[Explanation]:
    """Yield the weekly measures and the measures over the whole run."""
    from sim.outcomes.results import FINAL, FLOWS, STATES, TRAJECTORIES

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
    from sim.scenario import Arm, Event, Programme, Scenario, Setting, Stratum, fields_of
    from sim.scenario.places import COLUMNS

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
    """Yield the rows of the field's catalogue that no other entry explains: how each is switched off, and its numbers."""
    from sim.reference.catalogue import ROWS, numbers_of, written

    book = evidence.load()
    for row in ROWS.values():
        if row.meaning:
            resting = numbers_of(row, book)
            off = ", ".join(f"{path} = {written(value)}" for path, value in row.off.items())
            text = f"{row.meaning} Implemented in {', '.join(row.where)}."
            yield Explanation(
                "row of the list", row.name, row.label, f"{text} Switched off by {off}." if off else text,
                grade=tally([number.grade for number in resting]) if resting else "",
                sources=tuple(dict.fromkeys(key for number in resting for key in number.source)),
                parts=tuple(of_number(number) for number in resting),
            )  # fmt: skip


def levers() -> Iterator[Explanation]:
    """Yield the levers of policies, and the neutral value of each."""
    from sim.evidence.levers import LEVERS

    for name, lever in LEVERS.items():
        yield Explanation(
            f"policy lever, on {lever.on}", f"lever.{name}", "", lever.meaning, unit=lever.unit,
            value=f"{lever.neutral:g} has no effect", related=("policy",),
        )  # fmt: skip


def numbers() -> Iterator[Explanation]:
    """Yield every number of the evidence."""
    yield from (of_number(number) for number in evidence.load().values())


SECTIONS: tuple[Callable[[], Iterator[Explanation]], ...] = (
    catalogue_entries, outcomes, words, columns, measures, scenario_keys, rows, levers, workings, small_print, numbers,
)  # fmt: skip


@cache
def everything() -> tuple[Explanation, ...]:
    """Return the explanation of every name, in order of precedence."""
    return tuple(one for section in SECTIONS for one in section())


def names() -> tuple[str, ...]:
    """Return every name that can be explained, without duplicates.

    >>> from sim.reference.lookup import names
    >>> "stigma" in names()
    True
    """
    return tuple(dict.fromkeys(one.name for one in everything()))


def plain(name: str) -> str:
    """Return a name normalised for comparison: lower case, and _ for spaces and hyphens."""
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def answers_to(one: Explanation) -> tuple[str, ...]:
    """Return the full names that match an entry: a process also matches its last part, `appraise` for `stress.appraise`."""
    name = plain(one.name)
    return (name, name.rpartition(".")[2]) if one.kind in ("process", "random stream") else (name,)


def explain(name: str) -> Explanation:
    """Explain a name in plain words; `str()` of the result is the text that `healing explain` prints.

    A path or a full name matches directly. The last part of a path matches too; if several numbers share it, up to three are
    printed in full and all are listed. Raises `UnknownNameError` with the nearest names.

    >>> stigma = sim.explain("stigma")
    >>> stigma.kind, stigma.unit
    ('barrier', 'log odds at full stigma')
    """
    wanted = plain(name)
    exact = [one for one in everything() if wanted in answers_to(one)]
    ending = [one for one in everything() if one.kind == "number" and plain(one.name).endswith(f".{wanted}")]
    if not exact and not ending and wanted.endswith(ENDS):
        return of_end(wanted)
    if not exact and not ending and (meant := likely(name)):
        return meant[0] if len(meant) == 1 else listed_names(name, meant)
    if not exact and not ending:
        raise UnknownNameError([f"Unknown name {name!r}.{nearest(wanted, names(), most=3)}"])
    found = exact + (ending if len(ending) <= SPELLED_OUT else [])
    if not found:
        return several(name, ending)
    listed = tuple(one.name for one in ending) if len(ending) > SPELLED_OUT else ()
    return replace(found[0], also=tuple(found[1:]), related=(*found[0].related, *listed))


def likely(name: str) -> list[Explanation]:
    """Return what ordinary words may mean, concepts before columns and keys; numbers, streams and sources only by their names."""
    return meant_by(name, (one for one in everything() if one.kind not in NOT_BY_WORDS))[:MOST_LISTED]


def listed_names(name: str, found: list[Explanation]) -> Explanation:
    """List the names that words may mean, one per line."""
    parts = tuple(Explanation(one.kind, one.name, one.label, one.meaning) for one in found)
    meaning = f"{len(found)} names have “{name.strip()}” in them; give one for its numbers and sources."
    return Explanation("several names", name.strip(), "", meaning, parts=parts)


def of_end(name: str) -> Explanation:
    """Explain a column that is an end of the band around another column."""
    column, _, end = name.rpartition("_")
    around = explain(column)
    which = {
        "low": "Lower end of what one city may see, a range that holds nine in ten further seeds, around",
        "high": "Upper end of what one city may see, a range that holds nine in ten further seeds, around",
        "se": "Standard error over seeds (simulation error only) of",
    }  # fmt: skip
    meaning = f"{which[end]} {column}: {around.meaning}"
    return Explanation("column of tables", name, "", meaning, unit=around.unit, related=(column,))


def several(name: str, ending: list[Explanation]) -> Explanation:
    """List the numbers that share this name, one per line."""
    meaning = f"{len(ending)} numbers end in this name; give the path of one for its sources."
    return Explanation("several numbers", name, "", meaning, parts=tuple(ending))
