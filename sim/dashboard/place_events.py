"""Events of the page "Your place": files that are dropped, questions that are answered, steps that are saved and undone."""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.dashboard import place_forms
from sim.dashboard.counties import county_table
from sim.dashboard.outlines import ENDING, outlines_of
from sim.dashboard.own_place import MOST_FILES, PlaceReading, PlaceUpload, read_place
from sim.dashboard.saving_place import FOLDER, from_text, opened, saved
from sim.dashboard.steps import STEPS
from sim.dashboard.views import place
from sim.inputs.faults import Fault, ScenarioFaults
from sim.scenario.source import rows_of

if TYPE_CHECKING:
    from sim.dashboard.question import Question
    from sim.dashboard.session import Desk
    from sim.dashboard.updates import Seen
    from sim.dashboard.words import Words

__all__ = ["PlaceTab"]

LONGEST_NAME = 100


class PlaceTab:
    """What one tab does on the page: the upload it reads, the reading, and the refusals of its steps."""

    def __init__(self, desk: Desk, words: Words, seen: Seen) -> None:
        from shiny import reactive

        self.desk, self.words, self.seen = desk, words, seen
        self.upload: PlaceUpload | None = None
        self.reading: PlaceReading | None = None
        self.busy = False
        self.refusals: dict[str, str] = {}
        self.turn = reactive.value(0)
        self.drawer = Path(tempfile.mkdtemp(prefix="healing-"))

    def listen(self, input: Any, session: Any, show: Callable[[str, Callable[[], Any]], None]) -> None:
        """Connect the page with what happens on it."""
        from shiny import reactive

        session.on_ended(lambda: shutil.rmtree(self.drawer, ignore_errors=True))

        @reactive.effect
        @reactive.event(input.place_files)
        async def _dropped() -> None:
            await self.dropped(input.place_files() or [], input.place_title())

        @reactive.effect
        @reactive.event(input.place_answer)
        async def _answered() -> None:
            if self.upload is not None:
                self.upload = self.upload.answered(str(input.place_answer()["flag"])[:300])
                await self.read()

        @reactive.effect
        @reactive.event(input.place_step)
        async def _step() -> None:
            given = input.place_step()
            await self.step(str(given.get("step", "")), given.get("fields", {}))

        words, desk = self.words, self.desk
        show("place_state", self.anew(lambda: place.state(words, desk)))
        show("place_read", self.anew(lambda: place.read(words, desk, self.reading, self.busy)))
        forms = {
            "event": place_forms.event,
            "damage": place_forms.damage,
            "staff": place_forms.staff,
            "programmes": place_forms.programmes,
        }
        for name, make in forms.items():
            show(f"place_{name}", self.anew(partial(self.form, make)))
        for name in STEPS:
            show(f"refused_{name}", self.anew(partial(self.refused, name)))

    def form(self, make: Callable[[Words, Question], Any]) -> Any:
        """Return a form for the question as it is."""
        return make(self.words, self.desk.question)

    def refused(self, name: str) -> Any:
        """Return why a step was not saved."""
        return place_forms.refusal(self.words, self.refusals.get(name, ""))

    def anew(self, make: Callable[[], Any]) -> Callable[[], Any]:
        """Return what makes a part again after every step and every new question."""
        return lambda: (self.turn(), self.seen.laid(), make())[2]

    async def tell(self) -> None:
        """Show what has changed."""
        from shiny import reactive

        with reactive.isolate():
            self.turn.set(self.turn() + 1)
        await reactive.flush()

    async def dropped(self, files: Sequence[Mapping[str, Any]], title: str) -> None:
        """Read what was dropped, under its own names."""
        kept = []
        for at, file in enumerate(files[:MOST_FILES]):
            name = re.sub(r"[^\w .()+-]", "_", Path(str(file["name"])).name).lstrip(".")[-LONGEST_NAME:] or f"file{at}"
            path = self.drawer / name
            shutil.move(str(file["datapath"]), path)
            kept.append(path)
        if any(path.suffix.lower() == ".toml" for path in kept):
            await self.open_file(kept)
            return
        if kept:
            named = title.strip()[:200] or kept[0].stem.replace("_", " ").capitalize()
            self.upload = PlaceUpload(tuple(kept), named)
            await self.read()

    async def open_file(self, kept: list[Path]) -> None:
        """Open a scenario that was made by hand."""
        try:
            question = await asyncio.to_thread(opened, kept)
            self.reading = None
            self.take(question)
        except ScenarioFaults as problem:
            self.reading = PlaceReading(faults=problem.faults)
        except Exception as problem:
            fault = Fault(kept[0].name, f"a file that cannot be read ({type(problem).__name__})", "a scenario in TOML")
            self.reading = PlaceReading(faults=(fault,))
        await self.tell()

    async def read(self) -> None:
        """Read the upload in a process of its own, and take the place over if nothing is left to ask."""
        assert self.upload is not None
        self.busy = True
        await self.tell()
        upload = self.upload
        reading = await asyncio.to_thread(read_place, upload)
        self.busy, self.reading = False, reading
        if reading.good:
            try:
                self.take(await asyncio.to_thread(self.question_of, upload, reading))
            except (ScenarioFaults, OSError) as problem:
                self.reading = PlaceReading(
                    faults=(Fault("place", str(problem)[:300], "a place that passes `healing validate`"),)
                )
        await self.tell()

    def question_of(self, upload: PlaceUpload, reading: PlaceReading) -> Question:
        """Return the question of a draft, with its cells and outlines beside where it will be saved."""
        table = self.drawer / "place_places.csv"
        table.write_text(reading.table, encoding="utf-8")
        question = saved(from_text(reading.scenario, rows_of(table), upload.title, upload.title), Path.cwd() / FOLDER)
        home = Path(question.named)
        cells = home.with_name(f"{home.stem}_cells.csv")
        cells.write_text(reading.cells, encoding="utf-8")
        question = saved(
            from_text(question.text.replace("place_cells.csv", cells.name), None, str(home), home.stem), home.parent
        )
        for path in upload.files:
            if path.suffix.lower() in (".geojson", ".json"):
                found = outlines_of(
                    path.read_text(encoding="utf-8", errors="replace"), question.scenario().places.names
                )
                if found:
                    home.with_name(f"{home.stem}{ENDING}").write_text(found.to_json(), encoding="utf-8")
        return question

    def take(self, question: Question) -> None:
        """Ask another question, saved, and lay the page out for it."""
        try:
            question = saved(question, Path.cwd() / FOLDER)
            self.desk.saved_at = question.named
        except OSError as problem:
            self.desk.saved_at = ""
            self.refusals["event"] = f"{self.words('place.unsaved')} {problem}"
        self.desk.ask(question)
        self.seen.lay()

    async def step(self, name: str, fields: Any) -> None:
        """Save one step, take the last one back, or take a county of the shipped table."""
        self.refusals.pop(name, None)
        if name == "undo":
            self.desk.undo()
            if self.desk.saved_at and self.desk.question.named.startswith(str(Path.cwd() / FOLDER)):
                self.desk.question = saved(self.desk.question, Path.cwd() / FOLDER)
            else:
                self.desk.saved_at = ""
            self.seen.lay()
        elif name == "county" and isinstance(fields, dict) and "|" in str(fields.get("county", "")):
            await self.county(*str(fields["county"]).split("|", 1))
            return
        elif name in STEPS and isinstance(fields, dict):
            try:
                self.take(await asyncio.to_thread(STEPS[name], self.desk.question, fields))
            except ScenarioFaults as problem:
                self.refusals[name] = str(problem)
        await self.tell()

    async def county(self, state: str, county: str) -> None:
        """Read a county of the shipped table, like any other file."""
        try:
            text = county_table(state, county)
        except KeyError:
            return
        path = self.drawer / f"{re.sub(r'[^A-Za-z0-9]+', '_', county)}.csv"
        path.write_text(text, encoding="utf-8")
        flags = tuple(
            f"--unit {name}=share" for name in text.partition("\n")[0].split(",") if name.startswith("share_")
        )
        self.upload = PlaceUpload((path,), f"{county}, {state}", flags=flags)
        await self.read()
