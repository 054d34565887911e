"""Does a session do what trials say it does? Two arms of the same residents, lived through with the model's own week.

trials = load()                     published figures, one TOML entry a trial
rows = run(trials["tf_cbt"])        each figure as simulated and as published
"""

from sim.validation.trials.estimates import SEEDS, TrialRow, run, run_all
from sim.validation.trials.plan import MEASURES, Trial, TrialFigure, load, loads
from sim.validation.trials.sampling import Sample, sample

__all__ = [
    "MEASURES",
    "SEEDS",
    "TrialFigure",
    "TrialRow",
    "Sample",
    "Trial",
    "load",
    "loads",
    "run",
    "run_all",
    "sample",
]
