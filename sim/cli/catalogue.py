"""What of the field's own list is here, and what does it contribute? The commands catalogue and ablate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import app
from sim.cli.exit_codes import WrongUseError
from sim.cli.options import Json, Quiet, Scale, Seeds, Setting, Workers

if TYPE_CHECKING:
    from sim.reference.catalogue import CatalogueRow
    from sim.reference.catalogue.ablation import Ablation

__all__ = ["ablate", "catalogue"]

SEEDS = 8


@app.command()
def catalogue(
    as_json: Json = False,
) -> None:
    """Show every theory, intervention, channel, risk, policy and event of the field's list, and whether it works here."""
    from sim.cli.output import print_json, print_table
    from sim.reference.catalogue import GROUPS, table

    found = table.records()
    if as_json:
        print_json({"rows": found})
        return
    lines: list[list[str] | None] = []
    for group, title in GROUPS.items():
        rows = [row for row in found if row["group"] == group]
        lines += [[f"[italic]{title}[/italic]", "", "", ""], *(words_of(row) for row in rows), None]
    note = "healing explain NAME: meaning, numbers, sources. healing ablate NAME: what it contributes."
    print_table(table.tally(found), ["", "Name", "Status", "Off"], lines, note, words=4)


def words_of(row: dict[str, Any]) -> list[str]:
    """Return the cells of one row."""
    from rich.markup import escape

    from sim.reference.catalogue.table import off_words

    missing = f" ({row['missing'][0]})" if row["missing"] else ""
    return [row["label"], row["name"], f"{row['status']}{missing}", escape(off_words(row).replace("`", ""))]


@app.command()
def ablate(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A row of `healing catalogue`.")],
    named: Annotated[str | None, typer.Argument(metavar="[SCENARIO]", help="Where; a small town if left out.")] = None,
    seeds: Seeds = None, scale: Scale = None, workers: Workers = None, setting: Setting = None,
    as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Run a scenario with and without one mechanism, same people and same luck, and print what it contributes."""
    from sim.cli.memory import room_for
    from sim.cli.progress import announce_kernels, progress
    from sim.reference.catalogue.ablation import ablate as contribution_of
    from sim.scenario import load

    row = row_named(name)
    if row.reads_only:
        raise WrongUseError(f"{row.label} only reads off what others do: there is nothing to switch off.")
    scenario = load(named, None, setting) if named else None
    if scenario:
        room_for(scenario, scale, workers, 2 * (seeds or SEEDS))
    if not quiet:
        announce_kernels()
    with progress(quiet) as tick:
        found = contribution_of(row, scenario, seeds or SEEDS, scale, workers, tick)
    show(found, named, as_json)


def row_named(name: str) -> CatalogueRow:
    """Return a row by its name; WrongUseError names the nearest."""
    from sim.inputs.faults import question
    from sim.reference.catalogue import ROWS

    plain = name.strip().lower().replace("-", "_").replace(" ", "_")
    if plain not in ROWS:
        said = (f"There is no row {name!r}.", question(plain, ROWS), "All of them: healing catalogue")
        raise WrongUseError(" ".join(part for part in said if part))
    return ROWS[plain]


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
    stand_in = f"{named} has no part in it, so the built-in small town was run. " if named and not found.own else ""
    drawn = ", and what is not known about calibrated numbers" if found.scenario.numbers_from == "posterior" else ""
    note = f"{stand_in}All adults, then gaps by income. Behind each difference (points): the middle 90% over seeds (luck{drawn})."
    print_table(f"{found.row.label}: {where}", ["Outcome", "With it", "Without it", "Difference"], lines, note, words=1)
