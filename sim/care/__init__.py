"""Who is offered help, who reaches it and what it does: asking, barriers, slots and sessions."""

from sim.care.barriers import pass_barriers
from sim.care.capacity import admit
from sim.care.effects import deliver
from sim.care.seeking import seek

__all__ = ["admit", "deliver", "pass_barriers", "seek"]
