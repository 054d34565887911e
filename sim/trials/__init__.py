"""Does a session do what trials say it does? Two arms of the same residents, lived through with the model's own week.

trials = load()                     published figures, one TOML entry a trial
rows = run(trials["tf_cbt"])        each figure as simulated and as published
"""

from sim.trials.plan import Figure, Trial, load, loads
from sim.trials.running import SEEDS, Row, run, run_all

__all__ = ["SEEDS", "Figure", "Row", "Trial", "load", "loads", "run", "run_all"]
