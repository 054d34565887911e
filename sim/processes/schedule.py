"""What is the order of a week?

    OPENING   once: a normal week at rest; then the event happens: losses, initial resources, first appraisal, first severity,
              and the policies active from the start
    SCHEDULE  every week after that, read from left to right

Both are literal tuples of processes. Researchers may pass their own schedule (`HealingModel(..., schedule=...)`, or
`run.live(world, schedule)` without a record); it is never computed from priorities.
"""

from __future__ import annotations

from sim.processes import care, hazards, stress
from sim.processes.process import Process

__all__ = ["OPENING", "SCHEDULE"]

OPENING: tuple[Process, ...] = (
    hazards.usual_hassles, stress.bring_along, stress.come_to_rest, hazards.strike, hazards.first_stressors,
    stress.take_stock, stress.appraise, stress.first_impact, stress.shake, stress.remember, care.carry_on, care.note_situation, care.enact,
)  # fmt: skip
SCHEDULE: tuple[Process, ...] = (
    care.enact, hazards.unfold, stress.appraise, stress.cope, stress.share_support, stress.oscillate, stress.press,
    care.go_back, care.seek, care.pass_barriers, care.admit, care.deliver, care.refer, stress.feel, stress.lose_and_gain, stress.heal,
    stress.remember,
)  # fmt: skip
