"""What does a researcher hand over with a sweep? One folder: data, dictionary, manifest, references, and a checksum of each file.

results.parquet   the long table, one value a row        points.csv       the lever values of each point
dictionary.csv    unit, definition and source of every column, measure and lever
manifest.json     the experiment, resolved; versions of code and libraries; the command
references.bib    the sources of the parameters in use   README.md        what is here, and how to run it again
SHA256SUMS        for `sha256sum -c SHA256SUMS`
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.inputs.faults import WrongUseError
from sim.outcomes.saving import write_bytes, write_csv, write_text
from sim.reference.citations import references
from sim.studies.sweep import about, points, read
from sim.studies.sweep.export import export, words
from sim.studies.sweep.reader import found_in

if TYPE_CHECKING:
    from sim.studies.sweep import Experiment

__all__ = ["publish"]

SUMS = "SHA256SUMS"
PAGE = """\
# {title}

{runs} of {planned} runs of an agent-based model of community healing: {points} points x {arms} plans x {seeds} seeds, {weeks} weeks,
scenario `{scenario}`. A share of {scale:g} of the residents was simulated.

| file | content |
|---|---|
| results.parquet | one value a row: run, point, plan (arm), seed, week, stratum, group, measure, value, and one column for each lever |
| points.csv | the lever values of each point of the design ({design}) |
| dictionary.csv | unit, definition and source of each column, measure and lever |
| manifest.json | the experiment with every default, versions of code and libraries, the command |
| references.bib | the {cited} sources of the {parameters} parameters in use; {judged} of the parameters rest on judgement alone |
| {sums} | checksums: `sha256sum -c {sums}` |

Started {begun} by `{command}` with {libraries}. Parameters: {numbers}. The same version of the code repeats each run byte by byte:
`healing study verify FOLDER` compares some of them. Cite the references together with the model (its CITATION.cff).
"""


def publish(folder: str | os.PathLike[str], target: str | os.PathLike[str] | None = None) -> Path:
    """Write what a reader needs to use, check and cite a sweep into one folder (FOLDER_publication by default), and return it.

    Each plan is run once for a short time, to see which parameters are in use. WrongUseError if no run has ended, or if the target holds
    files already; DamagedResultsError if the sweep is damaged.

    >>> sorted(path.name for path in sim.publish(folder).iterdir())[:2]  # the folder of the example of `sweep`
    ['README.md', 'SHA256SUMS']
    """
    source = Path(folder)
    into = source.with_name(f"{source.name}_publication") if target is None else Path(target)
    experiment, table = about(source), read(source)
    if table.empty:
        raise WrongUseError(f"{source} has no run yet. Start or continue it: healing study resume {source}")
    if into.exists() and any(into.iterdir()):
        raise WrongUseError(f"{into} is not empty. Choose another folder.")
    plan = experiment.scenario_to_read()
    cited = references(plan, [arm for arm in experiment.arms if arm in plan.arms])
    files = [
        export(source, into / "results.parquet"),
        write_csv(into / "points.csv", points(source)),
        write_csv(into / "dictionary.csv", words(experiment, table)),
        write_bytes(into / "manifest.json", (source / "manifest.json").read_bytes()),
        write_text(into / "references.bib", "\n".join(one.bibtex for one in cited.references) + "\n"),
    ]
    said, counts = found_in(source)[0], (len(cited.references), len(cited.numbers), len(cited.judged))
    files.append(write_text(into / "README.md", page(experiment, said, table["run_id"].nunique(), counts)))
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    write_text(into / SUMS, "".join(sums))
    return into


def page(experiment: Experiment, said: dict[str, Any], runs: int, counts: tuple[int, int, int]) -> str:
    """Return the README of a publication; `counts` are the sources, the parameters, and those that rest on judgement alone."""
    libraries = ", ".join(f"{name} {version}" for name, version in said["libraries"].items())
    numbers = experiment.numbers or experiment.scenario_to_read().numbers_from
    return PAGE.format(
        title=experiment.title, runs=f"{runs:,}", planned=f"{said['runs']:,}", points=f"{said['points']:,}",
        arms=len(experiment.arms), seeds=len(experiment.seeds), weeks=experiment.weeks, scenario=experiment.scenario,
        scale=experiment.scale, design=experiment.design.kind, cited=counts[0], parameters=counts[1], judged=counts[2],
        sums=SUMS, begun=said["begun"], command=said["command"], libraries=libraries, numbers=numbers,
    )  # fmt: skip
