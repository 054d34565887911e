"""How is a scenario of one's own kept? As one commented TOML file in a folder of the reader's, written anew after every step.

    question = retold(question, {"event.kind": "earthquake"})     the file's text changed in place, comments kept, and checked
    question = saved(question, folder)                             on disk, under a name that was free or is its own

What the page writes is what the command line reads. A file made by hand is opened the same way; a table that it names has to come with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomlkit

from sim.dashboard.files import lay, scenario_text
from sim.dashboard.question import MOST_PLANS, Question
from sim.inputs.faults import Fault, FaultList, ScenarioFaults, visible
from sim.inputs.toml_file import LARGEST, parse, read_bytes, read_text
from sim.outcomes.saving import write_text
from sim.scenario.source import ScenarioSource, rows_of

__all__ = ["FOLDER", "from_text", "opened", "retold", "saved", "with_damage"]

FOLDER = "my_places"
TOP = ("title", "summary", "start", "weeks")


def from_text(text: str, rows: Sequence[Mapping[str, Any]] | None, named: str, name: str) -> Question:
    """Return the question of a scenario text; `rows` are those of its place table, None if the text has them. Raises `ScenarioFaults`."""
    tables = parse(text, FaultList(f"{name}.toml"))
    if rows is not None:
        tables.pop("places", None)
        tables["place"] = [dict(row) for row in rows]
    asked = Question(ScenarioSource(name, tables), named, text=text)
    return replace(asked, arms=tuple(asked.scenario().arms)[:MOST_PLANS])


def retold(question: Question, changes: Mapping[str, Any]) -> Question:
    """Return the question with values laid into the text of its file, sliders included; a value None takes a key out."""
    document = tomlkit.parse(scenario_text(question))
    for path, value in changes.items():
        if path in TOP:
            document[path] = value
        elif value is None:
            table, _, key = path.rpartition(".")
            if table in document and key in document[table]:
                del document[table][key]
        elif path.count(".") == 1:
            table, key = path.split(".")
            document.setdefault(table, tomlkit.table())[key] = list(value) if isinstance(value, tuple) else value
        else:
            lay(document, path, value)
    found = from_text(tomlkit.dumps(document), None, question.named, question.source.name)
    known = found.scenario().arms
    new = [arm for arm in known if arm not in question.scenario().arms]
    kept = [arm for arm in question.arms if arm in known]
    return replace(
        found, arms=tuple([*kept, *new][-MOST_PLANS:]) if len(kept) + len(new) > MOST_PLANS else (*kept, *new)
    )


def with_damage(question: Question, shares: Mapping[str, float]) -> Question:
    """Return the question with the share of homes damaged of some places, from 0 to 1."""
    rows = [
        {**row, "exposure": shares[row["place"]]} if row["place"] in shares else row
        for row in question.source.tables["place"]
    ]
    moved = replace(question, source=replace(question.source, tables={**question.source.tables, "place": rows}))
    return retold(
        moved, {"event.footprint": None, "event.epicentre": None, "event.peak": None, "event.reach_miles": None}
    )


def saved(question: Question, folder: Path) -> Question:
    """Write the scenario into a folder and return the question under that name; OSError if the folder cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    home = Path(question.named)
    path = home if home.parent == folder else free(folder, question.source.name)
    text = scenario_text(question)
    write_text(path, text)
    return replace(question, named=str(path), source=replace(question.source, name=path.stem), text=text, over=())


def free(folder: Path, name: str) -> Path:
    """Return a path in the folder that is not taken."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40] or "my_place"
    return next(
        path for n in range(1, 10_000) if not (path := folder / f"{plain}{'' if n == 1 else f'_{n}'}.toml").exists()
    )


def opened(files: Sequence[Path]) -> Question:
    """Return the question of a TOML file that was made by hand, with the place table that it names; `ScenarioFaults` for anything else."""
    toml = next(path for path in files if path.suffix.lower() == ".toml")
    faults = FaultList(visible(toml.name))
    text = read_text(read_bytes(toml, LARGEST, faults), faults)
    tables = parse(text, faults)
    named = tables.get("places")
    rows = None
    if isinstance(named, str):
        beside = {path.name: path for path in files if path != toml}
        table = beside.get(Path(named).name) if Path(named).name == named else None
        if table is None:
            raise ScenarioFaults([Fault(visible(toml.name), f"places = {named!r}, which was not dropped with it",
                                        "the scenario and its place table, dropped together")])  # fmt: skip
        rows = rows_of(table)
    return from_text(text, rows, str(toml), toml.stem)
