"""What did surveys find after real events, and what does the model say if the same people are asked in the same month?

    surveys.toml --load--> {name: Survey} --ask (seed, numbers)--> Answers --measured--> one value a figure

A survey is an event, the places of those asked with the care that was there, and figures that were published of them. Each figure
says whether numbers of ours were estimated from it (fitted) or not (held out).
"""

from sim.surveys.asking import Answers, Town, ask
from sim.surveys.measures import measured
from sim.surveys.plan import CATALOGUE, Figure, Survey, load, loads
from sim.surveys.running import Draws, Row, run

__all__ = [
    "CATALOGUE",
    "Answers",
    "Draws",
    "Figure",
    "Row",
    "Survey",
    "Town",
    "ask",
    "load",
    "loads",
    "measured",
    "run",
]
