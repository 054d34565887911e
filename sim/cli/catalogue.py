"""Which theories, interventions and risks does the model have, and what does each contribute? explain catalogue, and ablate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import QUESTIONS, app
from sim.cli.exit_codes import WrongUseError
from sim.cli.explain import subjects
from sim.cli.options import Json, Quiet, Scale, Setting, Workers, option

if TYPE_CHECKING:
    from sim.reference.catalogue.ablation import Ablation

__all__ = ["ablate", "catalogue"]

FewSeeds = Annotated[int | None, option("--seeds", "Number of seeds.", "8", min=1, max=100_000)]


@subjects.command()
def catalogue(
    as_json: Json = False,
) -> None:
    """List every theory, intervention, channel, risk, policy and event of the field, and whether it is in the model."""
    from sim.cli.output import Marked, print_json, print_table
    from sim.reference.catalogue import GROUPS, table

    found = table.records()
    if as_json:
        print_json({"rows": found})
        return
    lines: list[list[str] | None] = []
    for group, title in GROUPS.items():
        rows = [row for row in found if row["group"] == group]
        lines += [[Marked(f"[italic]{title}[/italic]"), "", "", ""], *(words_of(row) for row in rows), None]
    note = "healing explain NAME: meaning, parameters, sources. healing ablate NAME: what it contributes."
    print_table(table.tally(found), ["", "Name", "Status", "Off"], lines, note, words=4)


def words_of(row: dict[str, Any]) -> list[str]:
    """Return the cells of one row."""
    from sim.reference.catalogue.table import off_words

    missing = f" ({row['missing'][0]})" if row["missing"] else ""
    return [row["label"], row["name"], f"{row['status']}{missing}", off_words(row).replace("`", "")]


@app.command(rich_help_panel=QUESTIONS)
def ablate(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name from `healing explain catalogue`.")],
    named: Annotated[str | None, typer.Argument(metavar="SCENARIO", help="Scenario; a built-in small town by default.")] = None,
    seeds: FewSeeds = None, scale: Scale = None, workers: Workers = None, setting: Setting = None,
    as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Measure what one mechanism contributes: a scenario with and without it, same people and random streams."""
    from sim.cli.memory import room_for
    from sim.cli.progress import announce_kernels, progress
    from sim.reference.catalogue import row_named
    from sim.reference.catalogue.ablation import SEEDS
    from sim.reference.catalogue.ablation import ablate as contribution_of
    from sim.scenario import load

    row = row_named(name)
    if row.reads_only:
        raise WrongUseError(f"{row.label} only describes what other mechanisms do: there is nothing to switch off.")
    scenario = load(named, None, setting) if named else None
    if scenario:
        room_for(scenario, scale, workers, 2 * (seeds or SEEDS))
    if not quiet:
        announce_kernels()
    with progress(quiet) as tick:
        found = contribution_of(row, scenario, seeds or SEEDS, scale, workers, tick)
    show(found, named, as_json)


def show(found: Ablation, named: str | None, as_json: bool) -> None:
    """Print what a row contributes."""
    import dataclasses

    from sim.cli.output import difference_unit, interval, print_json, print_table, shown
    from sim.outcomes import OUTCOMES
    from sim.reference.catalogue.ablation import ALL

    rows = [dataclasses.asdict(one) for one in found.contributions]
    if as_json:
        print_json({
            "row": found.row.name, "scenario": found.scenario.name, "arm": found.arm, "own": found.own,
            "off": dict(found.row.off), "contributions": rows,
        })  # fmt: skip
        return
    lines = []
    for row in rows:
        label, unit = OUTCOMES[row["outcome"]].label, OUTCOMES[row["outcome"]].unit
        ranged = {"value": row["difference"], "value_low": row["low"], "value_high": row["high"]}
        apart, level = difference_unit(unit), unit if row["of"] == ALL else difference_unit(unit)
        both = [shown(row[key], level) for key in ("with_it", "without_it")]
        lines.append([label if row["of"] == ALL else f"{label}: {row['of']}", *both, interval(ranged, "value", apart)])
    where = f"{found.scenario.title}, plan {found.arm!r}"
    stand_in = f"{named} does not use it, so the built-in small town was run. " if named and not found.own else ""
    drawn = ", and uncertain parameters" if found.scenario.numbers_from == "posterior" else ""
    note = f"{stand_in}All adults, then gaps by income. Each difference (points) is followed by its middle 90% over seeds (chance{drawn})."
    print_table(f"{found.row.label}: {where}", ["Outcome", "With it", "Without it", "Difference"], lines, note, words=1)
