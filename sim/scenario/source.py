"""A scenario without its files: its parsed tables, places included, as plain data.

    source = Source.of("new_orleans")
    source.scenario({"programme.clinic.slots": 300})          the scenario with levers laid over it, every fault at once
    source.digest                                             the same for the same content, wherever the file is

A `ScenarioSource` needs no file: it goes to workers on other machines, and into the manifest of a sweep, as JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from sim import evidence
from sim.inputs.faults import FaultList, ScenarioFaults, visible
from sim.inputs.toml_file import LARGEST, parse, read_bytes, read_text
from sim.scenario.folder import find
from sim.scenario.own_code import OwnCodeError, read_code, texts_of
from sim.scenario.plan import Scenario
from sim.scenario.reading import complete

__all__ = ["ScenarioSource"]

DAY = "date"


@dataclass(frozen=True)
class ScenarioSource:
    """The contents of a scenario file: its name, and its tables with the rows of its table of places as `[[place]]` tables.

    `texts` are the files of own code that it names; they run only with `allow_code`, which no file can say of itself.
    """

    name: str
    tables: Mapping[str, Any]
    texts: Mapping[str, str] = field(default_factory=dict)
    allow_code: bool = field(default=False, compare=False)

    @classmethod
    def of(
        cls,
        name_or_path: str | os.PathLike[str],
        allow_code: bool = False,
        more: tuple[str, ...] = (),
        folder: Path | None = None,
    ) -> ScenarioSource:
        """Read a scenario file, or one that comes with the package by its bare name. Raises `ScenarioFaults` with every fault.

        `more` is code in addition to what the file names, found in `folder`.
        """
        path = find(name_or_path)
        faults = FaultList(visible(path.name) or visible(str(path)))
        tables = parse(read_text(read_bytes(path, LARGEST, faults), faults), faults)
        if more:
            tables["code"] = [*tables.get("code", []), *more]
        texts = cls.texts_in(tables, folder or path.parent, path.parent) if allow_code else {}
        complete(tables, faults, path.parent, path, allow_code=allow_code, texts=texts)
        if isinstance(tables.get("places"), str):
            tables["place"] = rows_of(path.parent / tables.pop("places"))
        return cls(path.stem, tables, texts, allow_code)

    def permitted(self, allow_code: bool) -> ScenarioSource:
        """Return the source with or without permission to run the code that it names; `ScenarioFaults` if it names some and has none."""
        named = self.tables.get("code", ())
        if named and not allow_code:
            faults = FaultList(f"{self.name}.toml")
            read_code(tuple(map(str, named)), Path(), self.texts, False, faults)
            faults.raise_if_any()
        return replace(self, allow_code=allow_code)

    @staticmethod
    def texts_in(tables: Mapping[str, Any], *folders: Path) -> dict[str, str]:
        """Return the text of each file of own code that tables name and that is there; reading says what is wrong with any other."""
        named = [name for name in tables.get("code", ()) if isinstance(name, str)]
        found: dict[str, str] = {}
        for name in named:
            for folder in folders:
                with suppress(OwnCodeError):
                    found = texts_of([name], folder) | found
        return found

    @classmethod
    def from_json(cls, text: str) -> ScenarioSource:
        """Return the source that `to_json` wrote."""
        said = json.loads(
            text, object_hook=lambda item: date.fromisoformat(item[DAY]) if item.keys() == {DAY} else item
        )
        return cls(said["name"], said["tables"], said.get("code", {}))

    def to_json(self) -> str:
        """Return the source as JSON, keys in the order of the file (the first arm is the baseline)."""
        said = {"name": self.name, "tables": self.tables} | ({"code": self.texts} if self.texts else {})
        return json.dumps(said, ensure_ascii=False, default=lambda day: {DAY: day.isoformat()})

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the content."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def scenario(
        self, over: Mapping[str, Any] | None = None, setting: str | None = None, book: evidence.Evidence | None = None
    ) -> Scenario:
        """Return the scenario under a setting with levers laid over it; raises `ScenarioFaults` with every fault at once."""
        faults = FaultList(f"{self.name}.toml")
        return complete(
            self.tables, faults, Path(), None, book, setting, over, allow_code=self.allow_code, texts=self.texts
        )


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a table of places that was read before, blank cells left out."""
    from sim.inputs.csv_file import read_cells
    from sim.scenario.places import COLUMNS, LARGEST, MOST_PLACES, REQUIRED_COLUMNS, TEXTS

    faults = FaultList(visible(path.name))
    text = read_text(read_bytes(path, LARGEST, faults), faults)
    cells = read_cells(text, COLUMNS, REQUIRED_COLUMNS, MOST_PLACES, faults, TEXTS)
    if cells is None:
        raise ScenarioFaults(faults.found)
    rows = range(len(cells.rows))
    return [{name: values[n] for name, values in cells.columns.items() if values[n] is not None} for n in rows]
