"""What hits people: the footprint of the hazard and its losses, and the aftermath week by week."""

from sim.hazards.aftermath import unfold, usual_hassles
from sim.hazards.footprint import strike

__all__ = ["strike", "unfold", "usual_hassles"]
