"""Which numbers does the answer hang on? Every number of the evidence moved over its range, on the same people with the same luck.

found = study(load("minimal"))
tables.screening(found)          what each number moves, outcome by outcome
tables.rankings(found)           how often another plan would look best
"""

from sim.sensitivity.points import MEASURES
from sim.sensitivity.screening import NoLibraryError
from sim.sensitivity.study import Outcome, Plan, Refusal, Study, cost, outcomes_of, study
from sim.sensitivity.varied import LEFT_OUT, Choice, choose

__all__ = [
    "study", "Study", "Plan", "Outcome", "Refusal", "cost", "outcomes_of", "choose", "Choice", "LEFT_OUT", "MEASURES",
    "NoLibraryError",
]  # fmt: skip
