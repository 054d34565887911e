"""How does somebody's own census table become a scenario? Public files as they are downloaded in, our columns and a commented file out.

    file --grid--> rows of text --table--> columns under their names --layouts, ids--> one row a place with its code --joining-->
    one table --cells, units, codes, lines, names--> our columns, with what each was made of --checks--> notes and questions
    --writing--> scenario, place table, and each cell with its source

Nothing is guessed: a column that could be two things is a question with both readings. What is missing takes the figure of the nation,
and is said aloud.
"""

from __future__ import annotations

from sim.scenario.census.answers import Answers, answers, check_names
from sim.scenario.census.joining import joined
from sim.scenario.census.mapping import Mapped, mapped, only
from sim.scenario.census.reading import read
from sim.scenario.census.sites import SiteTable, parted
from sim.scenario.census.table import Raw
from sim.scenario.census.writing import Draft, Model, draft

__all__ = [
    "Answers",
    "Draft",
    "Mapped",
    "Model",
    "Raw",
    "SiteTable",
    "answers",
    "check_names",
    "draft",
    "joined",
    "mapped",
    "only",
    "parted",
    "read",
]
