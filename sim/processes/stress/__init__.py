"""What goes on inside a person: appraisal, coping, support, grief, distress, healing and growth, week by week."""

from sim.processes.stress.appraisal import appraise, bring_along, take_stock
from sim.processes.stress.coping import cope
from sim.processes.stress.distress import feel, first_impact, remember
from sim.processes.stress.grief import oscillate
from sim.processes.stress.healing import heal, shake
from sim.processes.stress.pressure import press
from sim.processes.stress.resources import lose_and_gain
from sim.processes.stress.rest import come_to_rest
from sim.processes.stress.shares import strain_shares, strain_terms
from sim.processes.stress.support import share_support

__all__ = ["appraise", "bring_along", "come_to_rest", "cope", "feel", "first_impact", "heal", "lose_and_gain", "oscillate", "press",
            "remember",
            "shake",
            "share_support", "strain_shares", "strain_terms", "take_stock"]  # fmt: skip
