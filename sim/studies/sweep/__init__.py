"""How are thousands of runs made, none of them lost, and what do they leave? A design over levers, run in any order, one file a run.

    experiment.toml --> points (lever values) x arms x seeds = runs --> one Parquet file each --> read(folder)

    from sim.studies.sweep import read
    table = read("out/my_sweep")

The table is long and tidy, one value a row; the same columns are in each Parquet file under `runs/`, so that DuckDB
(`select * from 'out/my_sweep/runs/*/*.parquet'`), R's arrow and Polars read a sweep without this package:

    run_id      whole number from 0: (point * arms + arm) * seeds + seed, in the order of the experiment
    point       row of the design, from 0; `points(folder)` has one row for each, in the order that the design's own analysis expects
    arm         name of the response plan
    seed        random seed; the same seeds at each point and in every arm, so that differences are paired
    week        week of a weekly measure; the last week for outcomes of a whole run
    stratum     "all", "income", "race", ... and those of the scenario's own
    group       the group inside the stratum; ("all", "all") is every adult
    measure     a weekly count (`sim.outcomes.results.STATES`, `FLOWS`), a count of the whole run (`FINAL`, `refused_x`,
                `sessions_x`, `cost`),
                a share of `sim.outcomes.OUTCOMES` (`prevalence_end`, `reach`, ...), or `people`
    value       the number; empty (null, in pandas NaN) if it is of nobody
    ...         one column for each lever, named by its path; what the run was given

An experiment names a scenario and what is moved. A lever is a number of the evidence, or a key of the scenario, by its path:

    title = "Does telehealth widen the gap?"
    scenario = "new_orleans"              # a name, or a path relative to this file
    scale = 0.02                          # optional, as are weeks, setting, numbers ("values" or "posterior")
    seeds = 5                             # how many (1, 2, ...), or a list
    arms = ["usual_care", "telehealth"]   # optional: all
    measures = ["prevalence_end", "reach", "cost"]     # optional: `table.USUAL`; ["all"] is everything
    strata = ["all", "income", "race"]    # optional: all but place and income20
    weeks_kept = "end"                    # of weekly measures: "end", "monthly" (each fourth and the last) or "all"
    time_limit = 600                      # optional: seconds after which a run is given up

    [design]
    kind = "latin_hypercube"              # grid, list, latin_hypercube, sobol, saltelli, morris
    points = 64                           # steps of each range (grid), points, base samples (saltelli), trajectories (morris)
    luck = 1                              # of the design itself

    [lever."stress.distress.recovery_rate"]       # a number of the evidence: its own range
    [lever."programme.clinic.slots"]              # a key of a programme, policy, event or arm, and `weeks` and `people_seed`
    low = 100
    high = 800
    [lever."event.kind"]
    values = ["hurricane_katrina", "hurricane_ike"]

Contents of a sweep's folder:

    manifest.json     what was asked, resolved; code and library versions; digest of all that a result depends on; command, begun, ended
    points.parquet    one row a point: its levers
    runs/0000/        one file a run, `0000012-<digest>.parquet`: the name holds the keyed digest of the bytes and of the run's place
    failures/         one JSON file for each run that failed: the trace, and the command that repeats it
    log.txt           what happened, and when: sessions, workers that went away, failures
    .lock             held by the process at work; released when that process ends, however

A file is complete or absent; whatever is missing, damaged or in another's place is run again by `resume`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.studies.sweep.execution import SweepSummary, resume, sweep
    from sim.studies.sweep.experiment import Experiment, load_experiment
    from sim.studies.sweep.reader import about, failures, points, read

__all__ = ["sweep", "resume", "read", "points", "failures", "about", "Experiment", "load_experiment", "SweepSummary"]

# Looked up when first used: workers that only need a part start sooner.
FACE = {
    **dict.fromkeys(("sweep", "resume", "SweepSummary"), "execution"),
    **dict.fromkeys(("read", "points", "failures", "about"), "reader"),
    **dict.fromkeys(("Experiment", "load_experiment"), "experiment"),
}


def __getattr__(name: str) -> Any:
    """Fetch a name of this package when it is first asked for."""
    if name not in FACE:
        raise AttributeError(f"module 'sim.studies.sweep' has no attribute {name!r}; it has: {', '.join(__all__)}")
    value = getattr(import_module(f"sim.studies.sweep.{FACE[name]}"), name)
    globals()[name] = value
    return value
