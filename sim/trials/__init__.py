"""Does a session do what trials say it does? Two arms of the same residents, lived through with the model's own week.

trials = load()                     published figures, one TOML entry a trial
rows = run(trials["tf_cbt"])        each figure as simulated and as published
"""

from sim.trials.plan import MEASURES, Figure, Trial, load, loads
from sim.trials.running import SEEDS, Row, run, run_all
from sim.trials.sampling import Sample, sample

__all__ = ["MEASURES", "SEEDS", "Figure", "Row", "Sample", "Trial", "load", "loads", "run", "run_all", "sample"]
