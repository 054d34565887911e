"""How does a dropped file become a scenario? By the pipeline of `healing new --places`, in a process of its own with limits.

    reading = read_place(upload)        the draft as text, or every question and refusal, in the words of the command line

Nothing of a file is run. A question is answered by the flag that the command line takes; the page offers each as a button.
"""

from __future__ import annotations

import re
import resource
import shlex
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sim.inputs.faults import Fault, FaultList, ScenarioFaults, visible

__all__ = ["MOST_FILES", "Options", "PlaceReading", "PlaceUpload", "options_of", "read_here", "read_place"]

MOST_FILES, SECONDS, MEMORY = 8, 60.0, 3 * 1024**3
FLAGS = ("unit", "use", "where", "sheet", "vintage", "decimal")
FLAG = re.compile(rf"--({'|'.join(FLAGS)})[ =]((?:'[^']*'|\"[^\"]*\"|[^\s,;()'\"])+)")
QUOTED = re.compile(r"'([^']+)'")
# Words of a flag that somebody has to replace.
BLANKS = ("COLUMN", "YEAR", "CODE", "NAME")


@dataclass(frozen=True)
class PlaceUpload:
    """What was dropped: the files, the title, the scenario whose plans are taken over, and the flags answered so far."""

    files: tuple[Path, ...]
    title: str
    like: str = "new_orleans"
    flags: tuple[str, ...] = ()

    def answered(self, flag: str) -> PlaceUpload:
        """Return the upload with one more answer; a later one about the same column replaces the earlier."""
        subject = flag.rpartition("=")[0] or flag.partition(" ")[0]
        kept = tuple(one for one in self.flags if (one.rpartition("=")[0] or one.partition(" ")[0]) != subject)
        return replace(self, flags=(*kept, flag))


@dataclass(frozen=True)
class PlaceReading:
    """What a reading left: the texts of scenario, place table and cells, what was used and missing; or the faults."""

    scenario: str = ""
    table: str = ""
    cells: str = ""
    used: tuple[tuple[str, str], ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    invented: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def good(self) -> bool:
        """Whether it can be used."""
        return bool(self.scenario) and not self.faults


@dataclass(frozen=True)
class Options:
    """A question or a refusal as the page shows it: where, what was given, what is allowed, the fix, and the flags that answer it."""

    fault: Fault
    flags: tuple[str, ...]

    @property
    def plain(self) -> str:
        """The fix without the flags of the command line, which are buttons here."""
        said = FLAG.sub("", self.fault.fix)
        return "" if self.flags else said.strip()


def options_of(fault: Fault) -> Options:
    """Return a fault with the answers that it offers."""
    found = [f"--{name} {shlex.split(value)[0].rstrip(chr(46))}" for name, value in FLAG.findall(fault.fix) if value]
    sheets = [flag for flag in found if flag.startswith("--sheet")]
    if sheets:
        found = [f"--sheet {name}" for name in QUOTED.findall(fault.given)] or sheets
    units = [flag for flag in found if flag.startswith("--unit") and flag.endswith("=percent")]
    if units and "(or share" in fault.fix:
        name = units[0].removeprefix("--unit ").removesuffix("=percent")
        found += [f"--unit {name}=share"]
    return Options(fault, tuple(dict.fromkeys(found)))


def read_place(upload: PlaceUpload, seconds: float = SECONDS) -> PlaceReading:
    """Return what the files say, read in a process of its own; one that takes too long or too much memory is ended, and it is said."""
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=reads, args=(there, upload), daemon=True)
    process.start()
    there.close()
    try:
        if here.poll(seconds):
            with suppress(EOFError):
                found: PlaceReading = here.recv()
                return found
            return refused(
                "a file that could not be read to its end", "a table that fits into 3 GB of memory when unpacked"
            )
        return refused(
            f"a file that took longer than {seconds:g} seconds", "a smaller table: cut it down to your place first"
        )
    finally:
        process.kill()
        process.join()
        here.close()


def refused(given: str, allowed: str) -> PlaceReading:
    """Return a reading that failed as a whole."""
    return PlaceReading(faults=(Fault("the files", given, allowed),))


def reads(answer: Any, upload: PlaceUpload) -> None:
    """Read in the process made for it, and send what came out."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    answer.send(read_here(upload))


def read_here(upload: PlaceUpload) -> PlaceReading:
    """Return what the files say, or why they cannot be read: whatever is wrong with them is an answer, never an exception."""
    try:
        return drafted(upload)
    except ScenarioFaults as problem:
        return PlaceReading(faults=problem.faults[:100])
    except (MemoryError, RecursionError):
        return refused("more than the memory allowed", "a table that fits into 3 GB of memory when unpacked")
    except Exception as problem:
        return refused(f"a file that cannot be read ({type(problem).__name__})", "a table as it was downloaded")


def drafted(upload: PlaceUpload) -> PlaceReading:
    """Return the draft of the scenario, as `healing new --places` makes it."""
    from sim import evidence
    from sim.scenario import invented, load
    from sim.scenario.census import Model, check_names, draft, joined, mapped, read
    from sim.scenario.places import COLUMNS
    from sim.scenario.source import ScenarioSource

    given = answers_of(upload.flags)
    faults = FaultList(visible(upload.files[0].name))
    raws = [read(path, faults, given.sheets, given.where) for path in upload.files]
    check_names(given, raws, faults)
    raw, notes = joined(raws, faults)
    faults.raise_if_any()
    book = evidence.load()
    national = {
        name: book[f"community.national.{name}"].value for name, column in COLUMNS.items() if not column.required
    }
    of = mapped(raw, faults, given, national, notes)
    source = ScenarioSource.of(upload.like)
    tables = {key: value for key, value in source.tables.items() if key != "place"}
    model = Model(source.name, tables, load(upload.like).places.people)
    names = [visible(path.name) for path in upload.files]
    made = draft(of, model, "place.toml", "place_places.csv", None, upload.title, names)
    return PlaceReading(
        made.scenario, made.table, made.cells, tuple(made.used.items()), tuple(made.missing.items()), tuple(made.notes),
        tuple(invented(made.checked)),
    )  # fmt: skip


def answers_of(flags: Sequence[str]) -> Any:
    """Return the answers that flags give."""
    from sim.scenario.census import answers

    said: dict[str, list[str]] = {name: [] for name in FLAGS}
    for flag in flags:
        name, _, value = flag.removeprefix("--").partition(" ")
        if name in said:
            said[name].append(value)
    year = next((int(text) for text in said["vintage"][-1:] if text.isdigit()), None)
    return answers(said["unit"], said["use"], said["where"], said["sheet"], year, (said["decimal"] or [""])[-1])
