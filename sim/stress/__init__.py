"""What goes on inside a person: appraisal, coping, support and distress, week by week."""

from sim.stress.appraisal import appraise, take_stock
from sim.stress.coping import cope
from sim.stress.distress import feel, first_impact, remember
from sim.stress.support import share_support, usual_support

__all__ = ["appraise", "cope", "feel", "first_impact", "remember", "share_support",
            "take_stock", "usual_support"]  # fmt: skip
