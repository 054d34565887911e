"""How does somebody's own census table become a scenario? Columns by any common name in, our columns and a commented file out.

    tables --read--> rows under their own names --mapped--> our columns, with what each was made of --written--> scenario and place table

Nothing is asked for that a census table does not give; what is missing takes the figure of the nation, and is said aloud.
"""

from __future__ import annotations

from sim.scenario.census.mapping import Mapped, mapped
from sim.scenario.census.table import Raw, joined, read
from sim.scenario.census.writing import Draft, Model, draft

__all__ = ["Draft", "Mapped", "Model", "Raw", "draft", "joined", "mapped", "read"]
