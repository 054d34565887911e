"""Does the model say more about time, groups and help than a forecast on paper? Errors on the same figures, whole events left out.

    waves.csv --load--> waves --pairs_of--> strict pairs --any forecast--> Told (median and 90 percent band, in probits) --boards--> errors

A forecast is any function from pairs to `Told`: those on paper are in `sim.validation.skill.paper`, the model's in
`sim.validation.calibration.forecast`.
It has to leave out the whole event of a pair, except the pair's first wave.
"""

from sim.validation.skill.boards import Board, effects, later_waves
from sim.validation.skill.kept import load_kept
from sim.validation.skill.paper import PAPER, left_out
from sim.validation.skill.scores import Skill, Told, against, skill_of
from sim.validation.skill.waves import TABLE, Pair, Wave, load, loads, pairs_of, probit, share_of

__all__ = [
    "PAPER",
    "TABLE",
    "Board",
    "Pair",
    "Skill",
    "Told",
    "Wave",
    "against",
    "effects",
    "later_waves",
    "left_out",
    "load",
    "load_kept",
    "loads",
    "pairs_of",
    "probit",
    "share_of",
    "skill_of",
]
