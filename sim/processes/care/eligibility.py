"""Who is eligible for a programme with conditions? The resident's situation as bits; all conditions must hold.

    situation = one bit for each of SITUATIONS, set once, just after the event; `away` is derived each week from back_home
    belongs     if every situation that the programme names (`only`) is the resident's

Source: Cohen et al. 2019 (case management for those displaced with a loss of income); otherwise rules of programmes, not evidence.
"""

from __future__ import annotations

from sim.kernels.compiled import kernel
from sim.population.ages import ADULT
from sim.processes.process import process
from sim.processes.state import World
from sim.scenario.plan import SITUATIONS

__all__ = ["SITUATION", "belongs", "bits_of", "note_situation", "situation_now"]

SITUATION = {name: 1 << bit for bit, name in enumerate(SITUATIONS)}
AWAY = SITUATION["away"]


def bits_of(names: tuple[str, ...]) -> int:
    """Return the bits of some situations, 0 for none."""
    return sum(SITUATION[name] for name in names)


@kernel
def situation_now(situation: int, week: int, back_home: int) -> int:
    """Return a resident's situation in a week, as bits: as set, plus whether away from home."""
    return situation | AWAY if back_home > week else situation


@kernel
def belongs(only: int, situation: int) -> bool:
    """Return whether a resident in a situation meets all conditions of a programme."""
    return (situation & only) == only


@process(reads="struck injured bereaved income_lost work age income insured", writes="situation")
def note_situation(world: World) -> None:
    """Set each resident's situation once, from the event and daily life."""
    r = world.residents
    engaged = r.work >= 0
    holds = {
        "struck": r.struck > 0, "injured": r.injured > 0, "bereaved": r.bereaved > 0, "income_lost": r.income_lost > 0,
        "working": engaged & (r.age >= ADULT), "pupil": engaged & (r.age < ADULT), "poor": r.income < 1.0,
        "uninsured": r.insured == 0,
    }  # fmt: skip
    r.situation[:] = 0
    for name, rows in holds.items():
        r.situation[rows] |= SITUATION[name]
