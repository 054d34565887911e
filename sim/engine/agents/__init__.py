"""How does Mesa see residents? Individually as views of rows, and together as a set that works on whole columns."""

from sim.engine.agents.resident import Resident
from sim.engine.agents.resident_set import ResidentSet

__all__ = ["Resident", "ResidentSet"]
