"""Who is offered help, who reaches it and what it does: asking, barriers, slots and sessions, and the policies that change them."""

from sim.processes.care.barriers import pass_barriers
from sim.processes.care.capacity import admit
from sim.processes.care.effects import deliver
from sim.processes.care.eligibility import note_situation
from sim.processes.care.own_care import carry_on, go_back
from sim.processes.care.policies import enact
from sim.processes.care.referral import refer
from sim.processes.care.seeking import seek

__all__ = ["admit", "carry_on", "deliver", "enact", "go_back", "note_situation", "pass_barriers", "refer", "seek"]
