"""How does somebody get a scenario of their own? The command new: from a census table, like a shipped one, or the small town."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import BASICS, app
from sim.cli.exit_codes import WrongUseError, say
from sim.cli.options import Json, option

if TYPE_CHECKING:
    from sim.scenario.census import Draft, Model

__all__ = ["new"]

TEMPLATE, PLANS = "minimal", "new_orleans"
# The template has the same numbers in each run, to be quick to follow; whoever plans by a scenario wants to see what is not known.
FOR_PLANNING = ('numbers_from = "values"', 'numbers_from = "posterior"')
EVENT = 'kind = "hurricane_katrina"'

Tables = Annotated[
    list[Path] | None,
    option("--places", "A census table (CSV); repeat it for tables to join by GEOID.", "none", metavar="TABLE.csv"),
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
Title = Annotated[str | None, option("--title", "What the report calls it.", "the name of the file", metavar="TEXT")]


@app.command(rich_help_panel=BASICS)
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File to write, such as my_city.toml.")],
    places: Tables = None, only: Only = None, like: Like = None, event: Kind = None, title: Title = None,
    experiment: Annotated[bool, typer.Option("--experiment", help="Write an experiment for `healing study sweep` instead.")] = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Make a scenario of your own, with a comment on every line: from a census table, like a shipped one, or a small town to change.

    With --places, columns are found by their usual names, what is missing takes the national figure, and both are said.
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
        from_table(target, places, only, like or PLANS, event, title, as_json)
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
    target: Path, tables: list[Path], only: str | None, like: str, event: str | None, title: str | None, as_json: bool
) -> None:
    """Make a scenario and its place table from census tables, and say what was made of what."""
    from sim.cli.output import print_json
    from sim.inputs.faults import FaultList
    from sim.scenario.census import draft, joined, mapped, read
    from sim.scenario.census.mapping import only as cut

    table = target.with_name(f"{target.stem}_places.csv")
    free(table)
    faults = FaultList(tables[0].name)
    raw = joined([read(path, faults) for path in tables], faults)
    if only:
        raw = cut(raw, only)
        if not len(raw):
            faults.add(
                "", f"no row whose code begins with {only}", "the code of a state, county or tract, such as 22071"
            )
    faults.raise_if_any()
    made = draft(
        mapped(raw, faults), model_of(like), target.name, table.name, event, title, " and ".join(p.name for p in tables)
    )
    wrote(table, made.table)
    wrote(target, made.scenario)
    if as_json:
        print_json(
            {
                "scenario": str(target),
                "places": str(table),
                "made_of": made.used,
                "national": made.missing,
                "notes": list(made.notes),
            }
        )
        return
    tell(made)


def model_of(like: str) -> Model:
    """Return the scenario whose plans are taken over."""
    from sim.scenario import load
    from sim.scenario.census import Model
    from sim.scenario.source import ScenarioSource

    source = ScenarioSource.of(like)
    tables: dict[str, Any] = {key: value for key, value in source.tables.items() if key != "place"}
    return Model(source.name, tables, load(like).places.people)


def tell(made: Draft) -> None:
    """Say on stderr what was made of which column, what is missing, and what else to know."""
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
