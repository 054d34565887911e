"""Who asks for help, and whom does outreach contact? A need is recognised, then help is asked for; outreach contacts people instead.

    sees a need     awareness < seen(severity)          a fixed trait against a share that rises with severity
                    after treatment in the year before the event, always
    asks            with weekly probability case, serious or distress, if a need is seen, out of care and not pausing, and if the
                    same draw would not have let them ask at their usual severity: that is treatment of their own (own_care.py);
                    times asks_sooner after treatment in the year before, once that has ended (own_care.py)
    is contacted    outreach programmes contact residents in their own order (priority, then random), as many as there are free slots

The weekly probabilities are those *before* barriers; what remains after them is the entry that surveys count.
Sources: Wang et al. 2007, 2008 (entry; low perceived need the main reason); Andrade et al. 2014; Shalev et al. 2011 (outreach funnel).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels import random_streams
from sim.kernels.compiled import inlined, kernel
from sim.kernels.marks import list_marked
from sim.population.residents import CASE_FROM, EVER, HAPPENED
from sim.processes.care.outreach import MOST_ASKS, reach_out
from sim.processes.care.referral import call_referred
from sim.processes.chunks import catch_up, later
from sim.processes.process import process
from sim.processes.state import World, found_under

__all__ = ["AskingNumbers", "seek"]

ASK = random_streams.DECISION["ask"]
PERCEIVED, ASKED = EVER["perceived"], EVER["asked"]
ASKED_NOW = HAPPENED["asked"]
GROWN = 18
FREE_CHOICE = -1


@found_under("care.asking")
class AskingNumbers(NamedTuple):
    """The thresholds of severity, the share that sees a need, and the weekly probabilities of asking."""

    distress_from: np.float32
    serious_from: np.float32
    seen_distress: np.float32
    seen_case: np.float32
    seen_serious: np.float32
    distress: np.float32
    case: np.float32
    serious: np.float32


@found_under("stress.pressure")
class HidingNumbers(NamedTuple):
    """How strongly pressure to be resilient hides need."""

    level: np.float32
    hides: np.float32


def under_pressure(numbers: AskingNumbers, pressure: HidingNumbers) -> AskingNumbers:
    """Return the numbers of asking under pressure to be resilient: fewer people see a need."""
    left = np.float32(1.0 - pressure.level * pressure.hides)
    seen = {name: np.float32(getattr(numbers, name) * left) for name in ("seen_distress", "seen_case", "seen_serious")}
    return numbers._replace(**seen)


@found_under("care.own_care")
class KnowingNumbers(NamedTuple):
    """How much sooner people with prior treatment ask."""

    asks_sooner: np.float32


@inlined
def seen_and_asked(severity: np.float32, numbers: AskingNumbers) -> tuple[np.float32, np.float32]:
    """Return the share who see a need at this severity, and their chance to ask in a week; nothing below distress."""
    none = np.float32(0.0)
    seen, chance = numbers.seen_distress, numbers.distress
    if severity >= CASE_FROM:
        seen, chance = numbers.seen_case, numbers.case
    if severity >= numbers.serious_from:
        seen, chance = numbers.seen_serious, numbers.serious
    return (seen, chance) if severity >= numbers.distress_from else (none, none)


@kernel
def ask_all(
    seed: int, week: int, numbers: AskingNumbers, sooner: np.float32, uid: NDArray[np.int64], age: NDArray[np.uint8],
    severity: NDArray[np.float32], usual: NDArray[np.float32], awareness: NDArray[np.float32],
    own_care_until: NDArray[np.int16], care: NDArray[np.uint8],
    ask_again: NDArray[np.int16], asks: NDArray[np.uint8], ever: NDArray[np.uint8],
    happened: NDArray[np.uint8], refused_by: NDArray[np.int8],
) -> None:  # fmt: skip
    """Begin the week in care for all residents, and mark people who ask for help.

    All residents get a draw, whether they need it or not: a loop without branches vectorises.
    """
    for i in range(uid.shape[0]):
        seen, chance = seen_and_asked(severity[i], numbers)
        seen_before, chance_before = seen_and_asked(usual[i], numbers)
        knows = own_care_until[i] >= 0
        sees = (age[i] >= GROWN) & ((awareness[i] < seen) | (knows & (seen > np.float32(0.0))))
        saw = (awareness[i] < seen_before) | (knows & (seen_before > np.float32(0.0)))
        ready = (care[i] == 0) & (ask_again[i] <= week) & (asks[i] < MOST_ASKS) & (own_care_until[i] <= week)
        draw = random_streams.uniform32(seed, ASK, uid[i], week) / (sooner if knows else np.float32(1.0))
        ever[i] |= np.uint8(PERCEIVED) * np.uint8(sees)
        through_event = (draw < chance) & ~(saw & (draw < chance_before))
        happened[i] = np.uint8(ASKED_NOW) * np.uint8(sees & ready & through_event)
        refused_by[i] = -1


@kernel
def list_askers(
    happened: NDArray[np.uint8], asks: NDArray[np.uint8], ever: NDArray[np.uint8], rows: NDArray[np.int32]
) -> int:
    """Write the rows of residents who ask in order, count one more request for each and return their number."""
    count = list_marked(happened, ASKED_NOW, rows)
    for i in rows[:count]:
        asks[i] += 1
        ever[i] |= ASKED
    return count


@process(
    reads="uid age severity usual awareness own_care_until care ask_again asks ever happened place site used said_no situation back_home",
    writes="asks ever happened said_no refused_by",
    lazy=True,
)
def seek(world: World) -> None:
    """Determine who asks for help this week, who was referred, and whom outreach contacts."""
    r = world.residents
    asking = world.asking
    wishes = world.once("wishes", lambda w: np.full(len(w.residents), FREE_CHOICE, np.int8))
    numbers = under_pressure(world.numbers(AskingNumbers), world.numbers(HidingNumbers))
    columns = (
        r.uid, r.age, r.severity, r.usual, r.awareness, r.own_care_until, r.care, r.ask_again, r.asks, r.ever, r.happened, r.refused_by,
    )  # fmt: skip
    later(world, ask_all, (world.seed, world.week, numbers, world.numbers(KnowingNumbers).asks_sooner), columns)
    catch_up(world)
    asking.count = list_askers(r.happened, r.asks, r.ever, asking.rows)
    wishes[: asking.count] = FREE_CHOICE
    call_referred(world, wishes)
    reach_out(world, wishes)
