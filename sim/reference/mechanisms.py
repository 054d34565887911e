"""Processes of the week, footprints, trials, surveys and scenarios, explained by name.

Each text comes from the declaration: a process from its docstring and its columns, a trial, a survey and a scenario from
their own tables. The text of a scenario file is read without loading its places.
"""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sim.reference.explanation import Explanation, sentence

if TYPE_CHECKING:
    from sim.evidence import Number
    from sim.processes.process import Process

__all__ = ["workings"]


def workings() -> Iterator[Explanation]:
    """Yield the processes, footprints, trials, surveys and scenarios."""
    for part in (processes, footprints, trials, surveys, scenarios):
        yield from part()


def processes() -> Iterator[Explanation]:
    """Yield the processes of the opening and of the week: what each does, when, and its columns."""
    from sim.processes.schedule import OPENING, SCHEDULE

    for one in dict.fromkeys((*OPENING, *SCHEDULE)):
        yield of_process(one, when(one, OPENING, SCHEDULE))


def when(one: Process, opening: tuple[Process, ...], week: tuple[Process, ...]) -> str:
    """Return when a process runs."""
    place = f"step {week.index(one) + 1} of {len(week)} of every week" if one in week else ""
    return " and ".join(part for part in ("once, when the event happens" * (one in opening), place) if part)


def of_process(one: Process, turn: str) -> Explanation:
    """Explain a process: the first paragraph of its docstring, when it runs, what it reads and writes, and its file."""
    does = " ".join(inspect.cleandoc(one.__doc__ or "").partition("\n\n")[0].split())
    reads = f" Reads {', '.join(sorted(one.reads))}{' and the ties' if one.ties else ''}." if one.reads else ""
    writes = f" Writes {', '.join(sorted(one.writes))}." if one.writes else ""
    file = f"{one.act.__module__.replace('.', '/')}.py"
    text = f"{sentence(does)} Runs {turn}.{reads}{writes} Its equation is in {file}."
    return Explanation("process", one.name, "", text, related=("process", "schedule"))


def footprints() -> Iterator[Explanation]:
    """Yield the shapes of footprints."""
    from sim.population.footprints import FOOTPRINTS

    for name, shape in FOOTPRINTS.items():
        said = inspect.cleandoc(shape.__doc__ or "").splitlines()[0].removeprefix("Return ").replace(", `(p,)`", "")
        yield Explanation("footprint", name, "", sentence(said), related=("footprint", "exposure"))


def trials() -> Iterator[Explanation]:
    """Yield the published trials."""
    from sim.validation.trials.plan import load

    for name, trial in load().items():
        text = f"{trial.meaning} `healing evaluate --trial {name}` repeats it."
        yield of_figures("trial", name, trial.label, text, (one.published for one in trial.figures))


def surveys() -> Iterator[Explanation]:
    """Yield the surveys that `healing evaluate` repeats."""
    from sim.validation.surveys.plan import load

    for name, survey in load().items():
        text = f"{survey.meaning} `healing evaluate {name}` puts the same questions to the model."
        yield of_figures("survey", name, survey.label, text, (one.published for one in survey.figures))


def of_figures(kind: str, name: str, label: str, text: str, published: Iterable[Number | None]) -> Explanation:
    """Explain a published study, with its figures' sources."""
    known = [one for one in published if one is not None]
    cited = tuple(dict.fromkeys(key for one in known for key in one.source))
    held = f"{len(known)} published figures" if len(known) != 1 else "1 published figure"
    return Explanation(kind, name, label, text, value=held, sources=cited, related=(kind, "fitted", "held out"))


def scenarios() -> Iterator[Explanation]:
    """Yield the available scenarios."""
    from sim.scenario import scenario_folder, shipped

    for name in shipped():
        table: dict[str, Any] = tomllib.loads((scenario_folder() / f"{name}.toml").read_text(encoding="utf-8"))
        arms = ", ".join(table.get("arm", {}))
        meaning = f"{table.get('summary', '')} Arms: {arms}. `healing compare {name}` runs them."
        yield Explanation("scenario", name, table["title"], " ".join(meaning.split()), related=("scenario", "arm"))
