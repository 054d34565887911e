"""How does the model compare with its rivals? One board for later waves, one for gradients, one for trials, each with the nearest.

later_waves(pairs, told)           rivals: forecasts on paper, whole events left out
effects(rows, kind, standing)      rivals: no effect, and the grand mean of other sources
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.evidence.score import Scored
from sim.validation.skill.effects import effects_of, grand_mean, near, null, seen_of, told_of
from sim.validation.skill.paper import PAPER, left_out
from sim.validation.skill.scores import Against, Floats, Near, Skill, Told, against, near_percent, skill_of
from sim.validation.skill.waves import Pair, share_of

__all__ = ["MODEL", "Board", "effects", "later_waves"]

MODEL = "the model"


@dataclass(frozen=True)
class Board:
    """The model and its rivals on the same figures (the model first), and the model against each rival in their order."""

    title: str
    unit: str
    rows: tuple[Skill, ...]
    duels: tuple[Against, ...]

    @property
    def model(self) -> Skill:
        """The errors of the model."""
        return self.rows[0]

    @property
    def best_rival(self) -> Skill:
        """The rival with the least error."""
        return min(self.rows[1:], key=lambda row: row.error)

    @property
    def words(self) -> list[str]:
        """What the paired intervals show, rival by rival; most of all if the model is not better."""
        return [duel.words for duel in self.duels]

    @property
    def verdict(self) -> str:
        """One sentence: the model's error beside that of its strongest rival, and what the comparison shows."""
        best = self.best_rival
        duel = next(one for one in self.duels if one.rival == best.name)
        said = "better" if duel.high < 0 else "worse" if duel.low > 0 else "not shown to be better"
        gap = f"{duel.difference:+.2f}, {duel.low:+.2f} to {duel.high:+.2f}"
        return (
            f"{self.title}: the model errs by {self.model.error:.2f} {self.unit} on {self.model.figures} figures, its strongest rival "
            f"({best.name}) by {best.error:.2f}; the model is {said} (difference {gap})."
        )


def later_waves(pairs: Sequence[Pair], told: Told, held_out: bool = False) -> Board | None:
    """Return the board of later waves; `told` is the model's forecast of the pairs. None if there are none.

    `held_out` chooses the pairs that are kept for the end; forecasts on paper are never fitted to these.
    """
    known = [pair for pair in pairs if pair.later.split != "held_out"]
    at = [n for n, pair in enumerate(pairs) if (pair.later.split == "held_out") is held_out]
    mine = [pairs[n] for n in at]
    if not mine:
        return None
    model = Told(told.median[at], told.low[at], told.high[at])
    said = {MODEL: model} | {name: left_out(paper, mine, known) for name, paper in PAPER.items()}
    seen = np.array([pair.seen for pair in mine])
    title = f"Later waves{', kept for the end' if held_out else ''}"
    return board(title, "probits", said, seen, [pair.event for pair in mine], near_percent(share_of))


def effects(rows: Iterable[Scored], kind: str, standing: str) -> Board | None:
    """Return the board of gradients (surveys) or trials of one standing; None if fewer than two sources have effects that count."""
    known = list(rows)
    mine = effects_of(known, kind, standing)
    if len({one.source for one in mine}) < 2:
        return None
    every = [one for role in ("fitted", "held_out") for one in effects_of(known, kind, role)]
    said = {MODEL: told_of(mine), "no effect": null(mine), "grand mean": grand_mean(mine, every)}
    title = f"{'Gradients' if kind == 'survey' else 'Trials'}, {standing.replace('_', ' ')}"
    return board(title, "SD", said, seen_of(mine), [one.source for one in mine], near)


def board(title: str, unit: str, said: dict[str, Told], seen: Floats, events: list[str], close: Near) -> Board:
    """Return a board of forecasts, the first of them the model's."""
    rows = tuple(skill_of(name, told, seen, events, close) for name, told in said.items())
    first, *rivals = said.items()
    return Board(title, unit, rows, tuple(against(*first, name, told, seen, events) for name, told in rivals))
