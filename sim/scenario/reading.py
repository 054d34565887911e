"""How does a TOML text become a frozen Scenario? Key by key, then as a whole; all faults are listed before it is refused.

    text -> tables (with a setting over them) -> own entries and numbers -> places -> programmes -> arms -> Scenario

Each step reads what it can and adds the faults of the rest, so that a fault in one table hides none in the others.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sim import evidence
from sim.inputs.faults import FaultList, ScenarioFaults, nearest, shown, visible
from sim.inputs.keys import at, fields_of, read_keys
from sim.inputs.toml_file import LARGEST, parse, read_bytes, read_text
from sim.scenario.catalogue import CATALOGUES, entries_of, read_numbers, with_own_entries
from sim.scenario.code_in_plan import attached
from sim.scenario.event import read_event
from sim.scenario.folder import find
from sim.scenario.groups import read_strata
from sim.scenario.intake import read_intake
from sim.scenario.levers import laid_over
from sim.scenario.no_event import NO_EVENT
from sim.scenario.own_code import read_code
from sim.scenario.places import COLUMNS, Places, read_csv, read_tables
from sim.scenario.plan import MOST_ARMS, MOST_BARRIERS, MOST_PROGRAMMES, Arm, Programme, Scenario
from sim.scenario.settings import chosen, numbers_of, overlaid, read_settings

__all__ = ["TABLES", "complete", "load", "loads"]

# Tables of a scenario file and their contents; the keys outside any table are declared in `Scenario`.
TABLES = {
    "event": "what happened",
    "programme": "one kind of help on offer, [programme.name]",
    "arm": "one response plan, [arm.name]; the first is the baseline",
    "place": "one place, [[place]], if there is no table of places",
    "setting": "other values under a name, [setting.name]; the first is the default",
    "numbers": "other values for numbers of the evidence, by path",
    "intervention": "an intervention of your own, [intervention.name]",
    "channel": "a channel of your own, [channel.name]",
    "barrier": "a barrier of your own, [barrier.name]",
    "hazard": "a hazard of your own, [hazard.name]",
    "policy": "a policy of your own, [policy.name]",
    "stratum": "groups of your own to compare, [stratum.name]",
    "intake": "how the table of places was read, and what was taken over, written by healing new",
}
PROGRAMME_KEYS = frozenset(item.name for item in fields_of(Programme))


def load(
    name_or_path: str | os.PathLike[str], book: evidence.Evidence | None = None, setting: str | None = None,
    allow_code: bool = False,
) -> Scenario:  # fmt: skip
    """Read a scenario from a file, or a shipped one by its bare name.

    `book` is the evidence to start from, the package's own by default; `setting` one of the file's settings, its first by default.
    Python that the file names (`code`) is run only with `allow_code`. Raises `ScenarioFaults` with every fault at once, and
    UnknownSettingError for an unknown setting.

    >>> plan = sim.load("minimal")
    >>> list(plan.arms), plan.weeks
    (['usual_care', 'first_aid'], 104)
    """
    path = find(name_or_path)
    faults = FaultList(visible(path.name) or visible(str(path)))
    text = read_text(read_bytes(path, LARGEST, faults), faults)
    return read(text, faults, path.parent, path, book, setting, allow_code)


def loads(
    text: str, folder: str | os.PathLike[str] = ".", name: str = "scenario",
    book: evidence.Evidence | None = None, setting: str | None = None, allow_code: bool = False,
) -> Scenario:  # fmt: skip
    """Read a scenario from a text; its table of places is searched in `folder`. Raises `ScenarioFaults` as `load` does."""
    faults = FaultList(f"{visible(name)}.toml")
    encoded = text.encode("utf-8", "surrogatepass")
    return read(read_text(encoded, faults), faults, Path(folder), None, book, setting, allow_code)


def read(
    text: str, faults: FaultList, folder: Path, path: Path | None, book: evidence.Evidence | None, asked: str | None,
    allow_code: bool,
) -> Scenario:  # fmt: skip
    """Return the scenario of a text under a setting, or raise all of its faults."""
    return complete(parse(text, faults), faults, folder, path, book, asked, allow_code=allow_code)


def complete(
    parsed: Mapping[str, Any], faults: FaultList, folder: Path, path: Path | None = None,
    book: evidence.Evidence | None = None, asked: str | None = None, over: Mapping[str, Any] | None = None,
    allow_code: bool = False, texts: Mapping[str, str] | None = None,
) -> Scenario:  # fmt: skip
    """Return the scenario of parsed tables under a setting, the levers `over` (values by path) applied last; or raise all faults.

    `texts` are the files of own code by name if they are not read from `folder`; nothing of them is run without `allow_code`.
    """
    settings = read_settings(parsed, faults)
    setting = chosen(settings, asked, faults.file)
    tables = overlaid(parsed, setting)
    if setting and setting.name != next(iter(settings)):
        faults = faults.beside(f"{faults.file} (setting {setting.name})")
    tables, moved = laid_over(tables, over or {})
    values = read_keys(fields_of(Scenario), tables, "", faults, tuple(TABLES))
    own = with_own_entries(tables, book or evidence.load(), faults)
    values["numbers"] = numbers_of(tables, settings, setting, own, faults) | read_numbers(moved, own, faults, "lever")
    values["book"] = own.with_values(values["numbers"])
    values |= {stem: values["book"].table(stem) for stem in CATALOGUES.values()}
    if len(values["barriers"]) > MOST_BARRIERS:
        faults.add("[barrier]", f"{len(values['barriers'])} barriers with the catalogue's", f"{MOST_BARRIERS} at most")
    values["places"] = read_places(tables, values, folder, faults)
    values["event"] = read_event(tables, values["book"], values["places"], faults)
    values["programmes"] = read_programmes(tables, values, faults)
    values["arms"] = read_arms(tables, values["policies"], faults)
    values["strata"] = read_strata(tables, faults)
    values["intake"] = read_intake(tables, faults)
    code = read_code(values.pop("code", ()), folder, texts, allow_code, faults)
    faults.raise_if_any()
    values |= {"settings": settings, "setting": setting.name if setting else ""}
    plan = Scenario(name=plain_name(Path(faults.file).stem), path=path, **values)
    return attached(plan, code) if code else plan


def plain_name(stem: str) -> str:
    """Return a file's stem as a name that is safe in any file name."""
    return re.sub(r"[^a-z0-9_]+", "_", stem.lower()).strip("_")[:60] or "scenario"


def read_places(tables: Mapping[str, Any], values: dict[str, Any], folder: Path, faults: FaultList) -> Places | None:
    """Return the places of the table or of the `[[place]]` tables; None after adding faults."""
    file, inline = values.pop("places", None), tables.get("place")
    if (file is None) == (inline is None):
        if file or "places" not in tables:
            given = "a table and [[place]] tables" if file else "nothing"
            faults.add("places", given, "either places = \"a table.csv\" or [[place]] tables")  # fmt: skip
        return None
    national = {
        name: values["book"][f"community.national.{name}"].value
        for name, column in COLUMNS.items()
        if not column.required
    }
    try:
        if file is None:
            return read_tables(inline if isinstance(inline, list) else [], faults, national)
        return read_csv(folder / file, faults.beside(visible(Path(file).name) or visible(file)), national)
    except ScenarioFaults:
        return None


def read_programmes(tables: Mapping[str, Any], scenario: Mapping[str, Any], faults: FaultList) -> dict[str, Programme]:
    """Return the valid programmes, by name, in the order of the file."""
    well: dict[str, Programme] = {}
    for name, table in entries_of(tables, "programme", MOST_PROGRAMMES, faults).items():
        before, where = len(faults.found), f"programme.{name}"
        values = read_keys(fields_of(Programme), table, where, faults)
        check_catalogue(values, scenario, where, faults)
        check_times(values, scenario, where, faults)
        check_ranges(values, where, faults)
        check_intent(values, scenario, where, faults)
        settle_sites(values, table, scenario, where, faults)
        if len(faults.found) == before and scenario["places"] is not None:
            entry = scenario["channels"][values["channel"]].get("entry")
            filled = {"label": label_of(name), "entry": entry, "cost": values["price"], "closes": None, **values}
            well[name] = Programme(name=name, **filled)
    check_steps(tables, faults)
    return well


def check_steps(tables: Mapping[str, Any], faults: FaultList) -> None:
    """Add a fault if a programme refers to an unknown one, to itself, or in a circle."""
    named = entries_of(tables, "programme", MOST_PROGRAMMES, FaultList(""))
    steps = {name: table["then"] for name, table in named.items() if isinstance(table.get("then"), str)}
    for name, then in steps.items():
        where = at(f"programme.{name}", "then")
        if then not in named:
            fix = faults.did_you_mean(then, [other for other in named if other != name])
            faults.add(where, shown(then), f"another programme of this file: {', '.join(named)}", fix)
            continue
        path = [name]
        while path[-1] in steps and len(path) <= len(steps):
            path.append(steps[path[-1]])
        if name in path[1:]:
            circle = " -> ".join(path[: path.index(name, 1) + 1])
            faults.add(where, f"{shown(then)}, which leads back: {circle}", "a step that does not come before this one")


def label_of(name: str) -> str:
    """Return a name as a label."""
    return name.replace("_", " ").capitalize()


def check_catalogue(values: Mapping[str, Any], scenario: Mapping[str, Any], where: str, faults: FaultList) -> None:
    """Add a fault for an intervention or channel that is in neither catalogue nor file."""
    for kind in ("intervention", "channel"):
        name, known = values.get(kind), scenario[CATALOGUES[kind]]
        if name is not None and name not in known:
            fix = faults.did_you_mean(name, known)
            faults.add(at(where, kind), shown(name), f"one of {', '.join(known)}, or a [{kind}.name] of this file", fix)


def check_intent(values: Mapping[str, Any], scenario: Mapping[str, Any], where: str, faults: FaultList) -> None:
    """Add a fault for an intervention that presupposes intended harm, if the hazard was not intended."""
    name, event, hazards = values.get("intervention"), scenario["event"], scenario["book"].table("hazards")
    needs = scenario["interventions"].get(name, {}).get("needs_intent", 0)
    if needs and event is not None and not hazards.get(event.hazard, {}).get("intended", 0):
        meant = ", ".join(word for word, hazard in hazards.items() if hazard.get("intended", 0))
        given = f"{shown(name)} after {event.hazard}, where nobody meant harm"
        faults.add(
            at(where, "intervention"), given, f"this one only after: {meant}", "Choose another, or leave it out."
        )


def check_times(values: dict[str, Any], scenario: Mapping[str, Any], where: str, faults: FaultList) -> None:
    """Convert dates into weeks; add a fault if a programme opens outside the simulated time, or closes before it opens."""
    start, weeks = scenario.get("start"), scenario.get("weeks")
    for name in ("opens", "closes"):
        given = values.get(name)
        if isinstance(given, date):
            values[name] = week = (given - start).days // 7 if start else None
            if week is not None and week < 0:
                del values[name]
                fix = f"Write {start} or later."
                faults.add(at(where, name), f"{given}, before the event", f"a date from {start} on", fix)
    opens, closes = values.get("opens"), values.get("closes")
    if weeks is not None and opens is not None and opens >= weeks:
        last = f", or a date before {last_day(start, weeks)}" if start else ""
        faults.add(at(where, "opens"), f"week {opens}", f"a week from 0 to {weeks - 1}{last}")
    if opens is not None and closes is not None and closes <= opens:
        faults.add(at(where, "closes"), f"week {closes}", f"a week after it opens, {opens + 1} or later")


def last_day(start: date, weeks: int) -> date:
    """Return the day after the last simulated week."""
    return start + timedelta(weeks=weeks)


def check_ranges(values: Mapping[str, Any], where: str, faults: FaultList) -> None:
    """Add a fault if nobody could be admitted because the minimum exceeds the maximum."""
    for what in ("severity", "age"):
        least, most = values.get(f"min_{what}"), values.get(f"max_{what}")
        if least is not None and most is not None and least > most:
            given = f"{shown(least)} with max_{what} = {shown(most)}"
            faults.add(at(where, f"min_{what}"), given, f"at most max_{what}", "Swap the two.")


def settle_sites(
    values: dict[str, Any], table: Mapping[str, Any], scenario: Mapping[str, Any], where: str, faults: FaultList
) -> None:
    """Set `sites` to the name of a place for each site; add faults for unknown places and for missing sites."""
    places: Places | None = scenario["places"]
    travel = scenario["channels"].get(values.get("channel"), {}).get("travel", 0)
    misspelt = any(word not in PROGRAMME_KEYS for word in table)
    if "sites" not in table and travel and not misspelt:
        allowed = "a number of sites, a list of places, or 'everywhere'"
        faults.add(at(where, "sites"), "nothing", allowed, f"Residents travel to {values['channel']!r}: say where to.")
    if places is None or ("sites" in table and "sites" not in values):
        return
    given = values.get("sites", 1)
    if isinstance(given, int):
        order = places.most_populous()
        values["sites"] = tuple(places.names[order[n % len(order)]] for n in range(given))
    elif given == "everywhere":
        values["sites"] = places.names
    else:
        known = set(places.names)
        for name in (n for n in given if n not in known):
            fix = faults.did_you_mean(name, places.names)
            faults.add(at(where, "sites"), shown(name), "places of the table of places", fix)
    check_split(values, where, faults)


def check_split(values: Mapping[str, Any], where: str, faults: FaultList) -> None:
    """Add a fault if `split` does not give one number per site, or only zeros."""
    split, sites = values.get("split", ()), values["sites"]
    if split and (len(split) != len(sites) or not sum(split)):
        allowed = f"{len(sites)} whole numbers, one for each site, not all of them 0"
        faults.add(at(where, "split"), f"{len(split)} numbers that sum to {sum(split):,}", allowed)


def read_arms(tables: Mapping[str, Any], policies: Collection[str], faults: FaultList) -> dict[str, Arm]:
    """Return the valid arms, by name, in the order of the file."""
    programmes = tables.get("programme", {})
    known = list(programmes) if isinstance(programmes, dict) else []
    arms: dict[str, Arm] = {}
    if not tables.get("arm"):
        faults.add("[arm]", "nothing", "at least one [arm.name]; the first is the baseline")
    for name, table in entries_of(tables, "arm", MOST_ARMS, faults).items():
        values = read_keys(fields_of(Arm), table, f"arm.{name}", faults)
        if name == NO_EVENT:
            faults.add(
                f"[arm.{name}]",
                "a plan of this name",
                "another name: every scenario has this arm, the people without the event",
            )
        for programme in values.get("programmes", ()):
            if programme not in known:
                close = nearest(programme, known)
                fix = f"Did you mean {close!r}?" if close else f"Add a table [programme.{programme}]."
                allowed = f"programmes of this file: {', '.join(known) or 'none yet'}"
                faults.add(at(f"arm.{name}", "programmes"), shown(programme), allowed, fix)
        for policy in values.get("policies", ()):
            if policy not in policies:
                fix = faults.did_you_mean(policy, policies)
                allowed = f"policies among {', '.join(policies)}, or a [policy.name] of this file"
                faults.add(at(f"arm.{name}", "policies"), shown(policy), allowed, fix)
        if "programmes" in values:
            arms[name] = Arm(name=name, **{"label": label_of(name), **values})
    return arms
