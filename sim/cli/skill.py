"""Does the model beat a forecast on paper? What `healing evaluate --skill` computes, keeps and prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sim.cli.exit_codes import WrongUseError, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.validation.skill import Board, Pair, Told

__all__ = ["boards", "show_boards", "skill_json"]

WAVES = (
    "Later waves of one population, by the same instrument and cut-off, its first wave known and its whole event left out otherwise "
    "(sim/evidence/waves.csv). Errors in probits, with 90% over draws of whole events. Bias above 0: too many. Band: how often the 90% "
    "band holds, and its mean standard deviation. Model minus: difference of errors on the same draws; below 0 the model is nearer."
)
EFFECTS = (
    "Published effects in standard deviations, none with an assumed interval or value, none that follows from another. No effect: 0. "
    "Grand mean: the mean size that other sources found, its direction told. Sources are drawn together."
)
COLUMNS = ("Forecast", "Error", "90%", "Within 20%", "Bias", "Band holds", "Band SD", "Model minus it")


def boards(workers: int | None, write: bool, quiet: bool) -> list[Board]:
    """Return the boards: later waves, gradients and trials, held-out effects before fitted ones."""
    from sim.evidence.score import load_score
    from sim.validation import skill

    pairs = skill.pairs_of(skill.load())
    told = told_of(pairs, workers, write, quiet)
    score = load_score()
    rows = score.rows if score else ()
    found = [skill.later_waves(pairs, told, held_out) for held_out in (False, True)]
    found += [skill.effects(rows, kind, use) for use in ("held_out", "fitted") for kind in ("survey", "trial")]
    return [board for board in found if board is not None]


def told_of(pairs: Sequence[Pair], workers: int | None, write: bool, quiet: bool) -> Told:
    """Return what the model says of the pairs: as kept, if numbers and pairs are still the same; else, or to be kept, worked out."""
    from sim import evidence
    from sim.evidence.score import digest
    from sim.outcomes.saving import write_text
    from sim.validation.skill import later_waves
    from sim.validation.skill.kept import KEPT, kept_text, load_kept

    numbers = digest(evidence.load())
    kept = None if write else load_kept(pairs, numbers)
    if kept is not None:
        return kept
    told = worked_out(pairs, workers, quiet)
    if write:
        board = later_waves(pairs, told)
        write_text(KEPT, kept_text(pairs, told, numbers, board.verdict if board else ""))
        say(f"Written: {KEPT}")
    return told


def worked_out(pairs: Sequence[Pair], workers: int | None, quiet: bool) -> Told:
    """Run the model for the pairs, which takes minutes; WrongUseError where a library is missing."""
    from sim.cli.calibrate import refuse_without_libraries
    from sim.cli.progress import announce_kernels, progress

    refuse_without_libraries()
    from sim.validation.calibration.forecast import forecast

    if not quiet:
        announce_kernels()
        say("The model's forecasts are worked out anew (numbers or waves have changed): a quarter of an hour.")
    with progress(quiet) as tick:
        return forecast(pairs, workers=workers, tick=lambda step, done, whole: tick(done, whole))


def show_boards(found: Sequence[Board]) -> None:
    """Print each board, and in words what its intervals show."""
    from sim.cli.output import print_table

    for board in found:
        waves = board.unit == "probits"
        lines: list[list[str] | None] = [cells(board, at) for at in range(len(board.rows))]
        title = (
            f"{board.title}: {board.model.figures} figures of {board.model.events} {'events' if waves else 'sources'}"
        )
        print_table(title, COLUMNS, lines, WAVES if waves else EFFECTS, words=1)
        print(board.verdict)
        for words in board.words:
            print(f"  {words[0].upper()}{words[1:]}.")
        print()


def cells(board: Board, at: int) -> list[str]:
    """Return the cells of one forecast."""
    from sim.cli.output import Marked, faint

    row = board.rows[at]
    duel = board.duels[at - 1] if at else None
    banded = row.held == row.held
    return [
        row.name, f"{row.error:.3f}", f"{row.error_low:.2f}…{row.error_high:.2f}", f"{row.near:.0%}", f"{row.bias:+.2f}",
        f"{row.held:.0%}" if banded else "", f"{row.spread:.2f}" if banded else "",
        Marked(f"{duel.difference:+.3f} {faint(f'{duel.low:+.2f}…{duel.high:+.2f}')}") if duel else "",
    ]  # fmt: skip


def skill_json(found: Sequence[Board]) -> dict[str, Any]:
    """Return the boards as JSON says them."""
    return {
        "boards": [
            {
                "title": board.title, "unit": board.unit, "verdict": board.verdict, "forecasts": [asdict(row) for row in board.rows],
                "model_minus": [{**asdict(duel), "words": duel.words} for duel in board.duels],
            }
            for board in found
        ]
    }  # fmt: skip


def refuse_with_others(given: Mapping[str, object]) -> None:
    """Refuse options that say nothing of skill; WrongUseError names them."""
    wrong = [name for name, value in given.items() if value]
    if wrong:
        raise WrongUseError(f"--skill is about all that is published: leave {', '.join(wrong)} out.")
