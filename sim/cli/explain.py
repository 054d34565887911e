"""What is there to look at, before anything runs? The commands list, explain and validate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import app
from sim.cli.exit_codes import say
from sim.cli.options import Json, Named, Setting, city_size
from sim.cli.references import glossary

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["explain", "list_scenarios", "validate"]


@app.command("list")
def list_scenarios(as_json: Json = False) -> None:
    """Show the scenarios that are here, and what their programmes can be made of."""
    from sim.cli.output import print_json, print_table
    from sim.scenario import load, shipped

    rows, building = [facts(load(name)) for name in shipped()], building_blocks()
    if as_json:
        print_json({"scenarios": rows, **building})
        return
    lines = [[r["name"], told(r), ", ".join(r["arms"]), f"{r['people']:,}", str(r["weeks"])] for r in rows]
    print_table("Scenarios", ["Name", "Title", "Plans (arms)", "People", "Weeks"], lines, words=3)
    blocks = [[stem, ", ".join(names)] for stem, names in building.items()]
    print_table("To build with", ["", "healing explain NAME says what each is"], blocks)


def told(row: dict[str, Any]) -> str:
    """Return the title of a scenario, with its settings where it has any."""
    return f"{row['title']} (settings: {', '.join(row['settings'])})" if row["settings"] else str(row["title"])


def building_blocks() -> dict[str, list[str]]:
    """Return the names of all interventions, channels, barriers, events and policies."""
    from sim import evidence

    book = evidence.load()
    return {stem: list(book.table(stem)) for stem in ("interventions", "channels", "barriers", "events", "policies")}


def facts(scenario: Scenario) -> dict[str, Any]:
    """Return what a list says of a scenario."""
    return {
        "name": scenario.name, "title": scenario.title, "people": city_size(scenario),
        "weeks": scenario.weeks, "start": scenario.start.isoformat(), "arms": list(scenario.arms),
        "default_scale": scenario.default_scale, "summary": scenario.summary,
        "settings": {name: one.label for name, one in scenario.settings.items()},
    }  # fmt: skip


@app.command()
def explain(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="A word, number, column, process, trial ...; left out, the glossary."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say what a word or a number means: unit, range, value, source, grade."""
    if not words:
        glossary(as_json)
        return
    import dataclasses

    from sim.cli.output import print_json
    from sim.reference.lookup import explain as explanation_of

    found = explanation_of(" ".join(words))
    if as_json:
        print_json(dataclasses.asdict(found))
    else:
        print(found)


@app.command()
def validate(named: Named, setting: Setting = None) -> None:
    """Print "ok" and the settings, or everything that is wrong with a scenario in any of them (exit code 65)."""
    from sim.scenario import Fault, ScenarioFaults, load, with_numbers_from

    found: list[Fault] = []
    plan = with_numbers_from(load(named, None, setting))
    for name, one in plan.settings.items():
        try:
            if setting is None:
                load(named, None, name)
        except ScenarioFaults as problem:
            found += problem.faults
        chosen = ", the one that holds" if name == plan.setting else ""
        say(f"setting {name}: {one.label}{chosen}")
    if found:
        raise ScenarioFaults(found)
    print("ok")
