"""Who is offered help, who reaches it and what it does: asking, barriers, slots and sessions, and the policies that change them."""

from sim.care.barriers import pass_barriers
from sim.care.capacity import admit
from sim.care.effects import deliver
from sim.care.eligibility import note_situation
from sim.care.own_care import carry_on
from sim.care.policies import enact
from sim.care.referral import refer
from sim.care.seeking import seek

__all__ = ["admit", "carry_on", "deliver", "enact", "note_situation", "pass_barriers", "refer", "seek"]
