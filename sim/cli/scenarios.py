"""Which scenarios are there, and is one of them valid? The commands list and validate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.cli.app import BASICS, app
from sim.cli.exit_codes import say
from sim.cli.options import Json, Named, Setting, city_size

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["list_scenarios", "validate"]


@app.command("list", rich_help_panel=BASICS)
def list_scenarios(as_json: Json = False) -> None:
    """List the scenarios, and the parts that a plan can be made of."""
    from sim.cli.output import print_json, print_table
    from sim.scenario import load, shipped

    rows, building = [facts(load(name)) for name in shipped()], building_blocks()
    if as_json:
        print_json({"scenarios": rows, **building})
        return
    lines = [[r["name"], titled(r), ", ".join(r["arms"]), f"{r['people']:,}", str(r["weeks"])] for r in rows]
    print_table("Scenarios", ["Name", "Title", "Plans (arms)", "People", "Weeks"], lines, words=3)
    blocks = [[stem, ", ".join(names)] for stem, names in building.items()]
    print_table("Building blocks", ["", "healing explain NAME describes each"], blocks)


def titled(row: dict[str, Any]) -> str:
    """Return the title of a scenario, with its settings if it has any."""
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


@app.command(rich_help_panel=BASICS)
def validate(named: Named, setting: Setting = None) -> None:
    """Check a scenario file: print "ok", or every error in any of its settings (exit code 65)."""
    from sim.scenario import ScenarioFaults, invented, load
    from sim.scenario.validation import validate as faults_of

    found = faults_of(named, setting)
    if found:
        raise ScenarioFaults(found)
    plan = load(named, None, setting)
    for name, one in plan.settings.items():
        say(f"setting {name}: {one.label}{' (in use)' if name == plan.setting else ''}")
    for sentence in invented(plan):
        say(sentence)
    for words in plan.intake.notes if plan.intake else ():
        say(f"Note: {words}")
    if plan.places.ignored:
        say(f"Unused columns of the table of places: {', '.join(plan.places.ignored[:20])}")
    print("ok")
