"""How is a new scenario created? The command new: from a census table, like a shipped one, or the small town."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import BASICS, app
from sim.cli.exit_codes import WrongUseError, say
from sim.cli.options import Json, option

if TYPE_CHECKING:
    from sim.scenario.census import Answers, Draft, Model

__all__ = ["new"]

TEMPLATE, PLANS = "minimal", "new_orleans"
# The template has the same numbers in each run, to be quick to follow; a planner's scenario should show what is not known.
FOR_PLANNING = ('numbers_from = "values"', 'numbers_from = "posterior"')
EVENT = 'kind = "hurricane_katrina"'

Tables = Annotated[
    list[Path] | None,
    option(
        "--places",
        "A table of places as it is downloaded: CSV, .xlsx, JSON, GeoJSON, a ZIP; repeat it for tables to join by code.",
        "none",
        metavar="TABLE",
    ),
]
Only = Annotated[
    str | None, option("--only", "Only places whose code begins so, such as 22071.", "all", metavar="CODE")
]
Like = Annotated[
    str | None, option("--like", "Event and plans as in this scenario.", f"{PLANS} with --places", metavar="NAME")
]
Kind = Annotated[
    str | None, option("--event", "The kind of event, such as earthquake.", "that of the scenario", metavar="KIND")
]
Units = Annotated[
    list[str] | None,
    option(
        "--unit",
        "What a column is: share, percent, or count/COLUMN with what it is a part of; all=share for every one.",
        "as its name says",
        metavar="COLUMN=UNIT",
    ),
]
Use = Annotated[
    list[str] | None,
    option("--use", "Take this column for one of ours, such as exposure=damaged.", "by name", metavar="OURS=COLUMN"),
]
Where = Annotated[
    list[str] | None,
    option("--where", "Only rows of which a column says so, such as year=2020.", "all", metavar="COLUMN=VALUE"),
]
Sheet = Annotated[
    list[str] | None,
    option("--sheet", "Which sheet, layer or file of a ZIP, where there are several.", "the only one", metavar="NAME"),
]
Vintage = Annotated[
    int | None,
    option(
        "--vintage",
        "The year of a survey whose lines differ by year.",
        "as labels or file say",
        metavar="YEAR",
        min=2005,
        max=2099,
    ),
]
Decimal = Annotated[
    str | None, option("--decimal", "What stands before decimals: point or comma.", "as the cells say", metavar="MARK")
]
Title = Annotated[str | None, option("--title", "What the report calls it.", "the name of the file", metavar="TEXT")]


@app.command(rich_help_panel=BASICS)
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File to write, such as my_city.toml.")],
    places: Tables = None, only: Only = None, like: Like = None, event: Kind = None, title: Title = None,
    unit: Units = None, use: Use = None, where: Where = None, sheet: Sheet = None, vintage: Vintage = None, decimal: Decimal = None,
    experiment: Annotated[bool, typer.Option("--experiment", help="Write an experiment for `healing study sweep` instead.")] = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Make a scenario of your own, with a comment on every line: from a census table, like a shipped one, or a small town to change.

    With --places, columns are found by their names and never by their size: what could be two things is a question that --unit answers.
    What is missing takes the national figure, and both are said and kept in the scenario.
    """
    from sim.scenario import load

    target = file if file.suffix else file.with_suffix(".toml")
    free(target)
    if event is not None:
        known_event(event)
    model = load(like) if like else None
    if experiment:
        from importlib.resources import files

        wrote(target, files("sim.studies.sweep").joinpath("experiment.toml").read_text(encoding="utf-8"))
        say(f"Change it, then: healing study sweep {target} --dry-run and healing study sweep {target}")
        return
    if places:
        from sim.scenario.census import answers

        given = answers(unit or (), use or (), where or (), sheet or (), vintage, decimal or "")
        from_table(target, places, only, like or PLANS, event, title, given, as_json)
    elif model:
        copied(target, like or "", event, title)
    else:
        from sim.scenario import scenario_folder

        text = (scenario_folder() / f"{TEMPLATE}.toml").read_text(encoding="utf-8")
        wrote(target, retitled(text.replace(*FOR_PLANNING), title, event))
    say(f"Change it, then: healing validate {target} and healing compare {target}")


def free(*targets: Path) -> None:
    """Refuse to write over what is there already; every such file is named."""
    there = [str(target) for target in targets if target.exists() or target.is_symlink()]
    if there:
        verb = "is" if len(there) == 1 else "are"
        raise WrongUseError(
            f"{' and '.join(there)} {verb} there already and {'stays as it is' if verb == 'is' else 'stay as they are'}. "
            "Choose another name."
        )


def known_event(kind: str) -> None:
    """Refuse an event that nobody knows, with the nearest."""
    from sim import evidence
    from sim.inputs.faults import question

    known = evidence.load().table("events")
    if kind not in known:
        raise WrongUseError(f"There is no event {kind!r}. {question(kind, known)} There are: {', '.join(known)}")


def wrote(target: Path, text: str) -> None:
    """Write a file and print its name."""
    from sim.outcomes.saving import write_text

    print(write_text(target, text))


def retitled(text: str, title: str | None, event: str | None) -> str:
    """Return a scenario's text with another title, and another kind of event."""
    import json
    import re

    if title:
        text = re.sub(r"(?m)^title = .*$", lambda _: f"title = {json.dumps(title, ensure_ascii=False)}", text, count=1)
    if event:
        text = re.sub(r'(?m)^kind = ".*"$', f'kind = "{event}"', text, count=1)
    return text


def copied(target: Path, like: str, event: str | None, title: str | None) -> None:
    """Copy a scenario with its comments and its place table under new names."""
    import re

    from sim.scenario import loads
    from sim.scenario.folder import find

    source = find(like)
    text = retitled(source.read_text(encoding="utf-8"), title, event)
    loads(text, source.parent, target.stem)
    found = re.search(r'(?m)^places = "(.+)"$', text)
    if found:
        table = target.with_name(f"{target.stem}_places.csv")
        free(table)
        wrote(table, (source.parent / found[1]).read_text(encoding="utf-8"))
        text = text.replace(found[0], f'places = "{table.name}"')
    wrote(target, text)


def from_table(
    target: Path, tables: list[Path], only: str | None, like: str, event: str | None, title: str | None, given: Answers,
    as_json: bool,
) -> None:  # fmt: skip
    """Make a scenario and its place table from census tables, and say what was made of what."""
    from sim import evidence
    from sim.cli.output import print_json
    from sim.inputs.faults import FaultList, visible
    from sim.scenario.census import check_names, draft, joined, mapped, parted, read
    from sim.scenario.census import only as cut
    from sim.scenario.places import COLUMNS

    table, cells = (target.with_name(f"{target.stem}_{what}.csv") for what in ("places", "cells"))
    free(table, cells)
    faults = FaultList(visible(tables[0].name))
    read_in = [read(path, faults, given.sheets, given.where) for path in tables]
    check_names(given, read_in, faults)
    of_places, sites = parted(read_in, faults)
    faults.raise_if_any()
    raw, notes = joined(of_places, faults)
    raw = cut(raw, only, faults) if only else raw
    faults.raise_if_any()
    book = evidence.load()
    national = {
        name: book[f"community.national.{name}"].value for name, column in COLUMNS.items() if not column.required
    }
    of = mapped(raw, faults, given, national, notes, sites)
    made = draft(of, model_of(like), target.name, table.name, event, title, [visible(path.name) for path in tables])
    for path, text in ((table, made.table), (cells, made.cells), (target, made.scenario)):
        wrote(path, text)
    if as_json:
        print_json(
            {
                "scenario": str(target), "places": str(table), "cells": str(cells), "made_of": made.used, "national": made.missing,
                "notes": list(made.notes), "invented": list(invented_in(made)),
            }
        )  # fmt: skip
        return
    tell(made)


def invented_in(made: Draft) -> tuple[str, ...]:
    """Return what of a draft is invented."""
    from sim.scenario import invented

    return invented(made.checked)


def model_of(like: str) -> Model:
    """Return the scenario whose plans are taken over."""
    from sim.scenario import load
    from sim.scenario.census import Model
    from sim.scenario.source import ScenarioSource

    source = ScenarioSource.of(like)
    tables: dict[str, Any] = {key: value for key, value in source.tables.items() if key != "place"}
    return Model(source.name, tables, load(like).places.people)


def tell(made: Draft) -> None:
    """Print on stderr what is invented, what was made of which column, what is missing, and what else to know."""
    for sentence in invented_in(made):
        say(sentence)
    say(f"{made.checked.places.people:,} people in {len(made.checked.places):,} places. Columns that were used:")
    for name, words in made.used.items():
        say(f"  {name:<22} from {words}")
    if made.missing:
        say("Not in the table, so the national figure is used until you add the column:")
    for name, words in made.missing.items():
        say(f"  {name:<22} {words}")
    for note in made.notes:
        say(f"Note: {note}")
    if "exposure" in made.missing:
        say(
            "Add `exposure` first, the share of homes struck in each place: a census does not know it, and it changes the answer most."
        )
