"""What hits people: the footprint of the hazard and its losses, and the aftermath week by week."""

from sim.processes.hazards.aftermath import first_stressors, unfold, usual_hassles
from sim.processes.hazards.footprint import strike
from sim.processes.hazards.homecoming import home_table, lives_at_home, share_at_home

__all__ = ["first_stressors", "home_table", "lives_at_home", "share_at_home", "strike", "unfold", "usual_hassles"]
