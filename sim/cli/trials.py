"""Do simulated trials agree with published ones? What evaluate prints of trials: the list, one of them, or all."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import app, renamed
from sim.cli.options import Json, Quiet, Workers, option

if TYPE_CHECKING:
    from sim.evidence import Number
    from sim.validation.trials import Trial, TrialRow

__all__ = ["list_trials", "number", "simulate"]

Name = Annotated[str | None, typer.Argument(metavar="NAME", help="A trial; without one, the trials are listed.")]
All = Annotated[bool, typer.Option("--all", help="Run every trial and print one table.")]
File = Annotated[
    Path | None,
    option("--file", "Your own trials, written like sim/evidence/trials.toml.", "the shipped ones", metavar="FILE"),
]
TrialSeeds = Annotated[int | None, option("--seeds", "Number of seeds.", "8", min=1, max=1000)]
COLUMNS = ("Trial", "Outcome", "Weeks", "Simulated", "Published", "Source", "Range", "Use")
READING = (
    "Weeks since the first session. Simulated: everyone enrolled, whether or not they stayed, with a 95% interval over seeds (chance). "
    "Published: with its interval; ~ marks a range that we computed from the numbers of people, ? one that we assumed. "
    "fitted: a parameter was estimated from this figure; held out: none was. Differences are in standard deviations, above 0 is better."
)


@app.command("trial", hidden=True)
def old_trial(
    name: Name = None, everything: All = False, seeds: TrialSeeds = None, file: File = None, workers: Workers = None,
    as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Keep the old name of `healing evaluate --trials` for one release."""
    renamed("trial", f"evaluate --trial {name}" if name else "evaluate --trials" if everything else "evaluate --list")
    if name is None and not everything:
        from sim.validation.published import trials_of

        list_trials(trials_of(file), as_json)
    else:
        simulate(name, file, seeds, workers, as_json, quiet)


def simulate(
    name: str | None, file: Path | None, seeds: int | None, workers: int | None, as_json: bool, quiet: bool
) -> None:  # fmt: skip
    """Run one trial or all with progress on stderr, and print the figures; one alone runs in this process."""
    from sim.cli.progress import announce_kernels, progress
    from sim.inputs.faults import known
    from sim.validation.published import trial, trials_of
    from sim.validation.trials import SEEDS

    all_trials = trials_of(file)
    chosen = list(all_trials.values()) if name is None else [all_trials[known(name, all_trials, "trial")]]
    if not quiet:
        announce_kernels()
    with progress(quiet or len(chosen) == 1) as tick:
        rows = trial([one.name for one in chosen], seeds or SEEDS, file, workers, tick)
    if as_json:
        from sim.cli.output import print_json

        print_json({"trials": [facts(one) for one in chosen], "rows": [plain(row) for row in rows], **totals(rows)})
    else:
        show(chosen, rows)


def list_trials(known: dict[str, Trial], as_json: bool) -> None:
    """Show the trials that there are."""
    from sim.cli.output import print_json, print_table

    if as_json:
        print_json({"trials": [facts(one) for one in known.values()]})
        return
    lines = [[one.name, one.label, str(sum(f.published is not None for f in one.figures))] for one in known.values()]
    print_table("Trials", ["Name", "Comparison", "Published figures"], lines)
    print("healing evaluate --trial NAME runs one, healing evaluate --trials runs all.")


def show(chosen: list[Trial], rows: list[TrialRow]) -> None:
    """Print the table of figures, what it says, and for a single trial what it is and who says so."""
    from sim import evidence
    from sim.cli.output import print_table

    one = chosen[0] if len(chosen) == 1 else None
    if one:
        print(f"{one.label}\n{one.meaning}\n{who(one)}; {rows[0].enrolled if rows else 0:,} enrolled over all seeds.")
    lines: list[list[str] | None] = []
    for before, row in zip([None, *rows], rows, strict=False):
        lines += [None] if before and before.trial != row.trial else []
        lines.append(cells(row, before is None or before.trial != row.trial))
    print_table("" if one else "Simulated and published trials", COLUMNS, lines, READING, words=2)
    print(verdict(rows))
    if one:
        for source in dict.fromkeys(key for row in rows if (p := row.figure.published) for key in p.source):
            print(f"  {evidence.cite(source)}")


def who(one: Trial) -> str:
    """Return in words who is enrolled."""
    ages = f"aged {one.min_age} to {one.max_age}" if one.max_age < 120 else f"aged {one.min_age} and over"
    severe = f"severity {one.min_severity:g} and over" if one.min_severity else "of any severity"
    return f"Residents {ages}, {severe}, {one.after} weeks after {one.event}; {one.entry}"


def cells(row: TrialRow, first: bool) -> list[str]:
    """Return the cells of one figure."""
    from sim.cli.output import Marked, faint
    from sim.evidence.bibliography import named

    published = row.figure.published
    within = Marked(f"{number(row.value)} {faint(f'{number(row.low)}…{number(row.high)}')}")
    lies = {True: "inside", False: "OUTSIDE", None: "-"}[row.inside]
    return [
        row.trial if first else "", outcome(row), str(row.figure.week), within,
        stated(published, row.figure.range) if published else "no published figure",
        named(published.source) if published else "-", lies, row.figure.role if published else "-",
    ]  # fmt: skip


def outcome(row: TrialRow) -> str:
    """Return an outcome in words: what is measured, of what, and in which arm."""
    from sim.validation.trials.plan import MEASURES

    words, figure = MEASURES[row.figure.measure], row.figure
    of = f"{figure.of}: " if figure.measure in ("difference", "change", "worse") else ""
    since = f" since week {figure.since}" if figure.since else ""
    arm = ", the other arm" if figure.arm == "against" else ""
    return f"{of}{words}{since}{arm}"


def number(value: float) -> str:
    """Return a figure with two digits behind the point, without a minus before nothing."""
    return "-" if math.isnan(value) else f"{round(value, 2) + 0.0:.2f}"


def stated(published: Number, kind: str) -> str:
    """Return a published figure with its range and a mark of where the range comes from."""
    from sim.cli.output import Marked, faint

    mark = {"published": "", "computed": " ~", "assumed": " ?"}[kind]
    return Marked(f"{number(published.value)} {faint(f'{number(published.low)}…{number(published.high)}')}{mark}")


def totals(rows: list[TrialRow]) -> dict[str, int]:
    """Return how many figures there are of each use, and how many are inside."""
    found = {}
    for use in ("fitted", "held out"):
        mine = [row for row in rows if row.figure.published is not None and row.figure.role == use]
        found[f"{use.replace(' ', '_')}_inside"] = sum(bool(row.inside) for row in mine)
        found[use.replace(" ", "_")] = len(mine)
    return found


def verdict(rows: list[TrialRow]) -> str:
    """Return in one sentence how many figures are inside their published range."""
    n = totals(rows)
    return (
        f"Inside the published range: {n['fitted_inside']} of {n['fitted']} figures that numbers were made from, "
        f"{n['held_out_inside']} of {n['held_out']} held out."
    )


def facts(one: Trial) -> dict[str, Any]:
    """Return what JSON says of a trial."""
    keys = ("name", "label", "meaning", "gives", "against", "entry", "event", "after", "min_severity", "max_severity", "min_age",
            "max_age")  # fmt: skip
    return {key: getattr(one, key) for key in keys} | {"figures": len(one.figures)}


def plain(row: TrialRow) -> dict[str, Any]:
    """Return what JSON says of a figure."""
    figure, published = row.figure, row.figure.published
    told: dict[str, Any] = {
        "published": None,
        "published_low": None,
        "published_high": None,
        "source": [],
        "grade": None,
        "meaning": None,
    }
    if published:
        told = {
            "published": published.value, "published_low": published.low, "published_high": published.high,
            "source": list(published.source), "grade": published.grade, "meaning": published.meaning,
        }  # fmt: skip
    return {
        "trial": row.trial, "measure": figure.measure, "of": figure.of, "arm": figure.arm, "outcome": outcome(row),
        "weeks": figure.week, "since": figure.since, "simulated": row.value, "simulated_low": row.low, "simulated_high": row.high, **told,
        "range": figure.range, "inside": row.inside, "use": figure.role, "enrolled": row.enrolled,
    }  # fmt: skip
