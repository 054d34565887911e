"""What did surveys find after real events, and what does the model say if the same people are asked in the same month?

    surveys.toml --load--> {name: Survey} --ask (seed, numbers)--> Answers --measured--> one value a figure

A survey is an event, the places of those asked with the care that was there, and figures that were published of them. Each figure
says whether numbers of ours were estimated from it (fitted) or not (held out).
"""

from sim.validation.surveys.estimates import Draws, SurveyRow, run
from sim.validation.surveys.groups import Answers
from sim.validation.surveys.measures import measured
from sim.validation.surveys.plan import CATALOGUE, Survey, SurveyFigure, load, loads
from sim.validation.surveys.respondents import SurveyTown, ask

__all__ = [
    "CATALOGUE",
    "Answers",
    "Draws",
    "SurveyFigure",
    "SurveyRow",
    "Survey",
    "SurveyTown",
    "ask",
    "load",
    "loads",
    "measured",
    "run",
]
