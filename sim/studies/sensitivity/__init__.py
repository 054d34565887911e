"""Which numbers does the answer depend on? Every number of the evidence moved over its range, on the same people with the same seeds.

found = study(load("minimal"))
tables.screening(found)          what each number moves, outcome by outcome
tables.rankings(found)           how often another plan would look best
"""

from sim.studies.sensitivity.points import MEASURES
from sim.studies.sensitivity.request import sensitivity
from sim.studies.sensitivity.screening import NoLibraryError
from sim.studies.sensitivity.study import Explained, Refusal, Study, StudySize, cost, outcomes_of, study
from sim.studies.sensitivity.varied import LEFT_OUT, VariedNumbers, choose

__all__ = [
    "sensitivity",
    "study", "Study", "StudySize", "Explained", "Refusal", "cost", "outcomes_of", "choose", "VariedNumbers", "LEFT_OUT", "MEASURES",
    "NoLibraryError",
]  # fmt: skip
