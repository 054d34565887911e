"""How does a community heal after collective trauma, and who is left behind? The public face of the package.

    import sim
    results = sim.compare("new_orleans")
    print(sim.equity_table(results))

What the command line does is a function here (but for `new` and `dashboard`, which write a file and open a page):

    scenarios      scenarios, load, validate, settle
    runs           run, compare, variance, plan, optimise, barriers, ablate, sensitivity
    sweeps         sweep, resume, read_sweep, sweep_status, verify_sweep, export_sweep, publish, analyse
    evidence       evaluate, trial, calibrate
    your own code  with_code, Process, Hazard, Layer, Analyzer, Outcome, column, kernel
    meaning        explain, catalogue, cite, reading, odd, trace
    pictures       story, look, figures, report
    tables         equity_table, paired, outcomes, save_results, load_results

Names are looked up when they are first used, so that `import sim` costs next to nothing.
"""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim import evidence, outcomes, report
    from sim.engine.mesa_model import HealingModel
    from sim.kernels.columns import column
    from sim.kernels.compiled import kernel
    from sim.outcomes import equity_table, paired
    from sim.outcomes.own import Analyzer, Outcome
    from sim.outcomes.results import Results
    from sim.outcomes.saving import load_results, save_results
    from sim.population.own_layer import Layer
    from sim.population.residents import Residents
    from sim.population.settle import settle
    from sim.processes.own import OwnProcess as Process
    from sim.processes.own_hazard import Hazard
    from sim.processes.stress.instruments import questionnaire
    from sim.reference.catalogue.ablation import ablate
    from sim.reference.catalogue.table import records as catalogue
    from sim.reference.citations import cite
    from sim.reference.lookup import explain
    from sim.reference.model_pages.odd import odd
    from sim.reference.model_pages.trace import trace
    from sim.reference.reading_list import reading
    from sim.report import figures
    from sim.report.animation import look
    from sim.report.publication import publish
    from sim.report.story import story
    from sim.scenario import Scenario, load, with_code
    from sim.scenario import shipped as scenarios
    from sim.scenario.validation import validate
    from sim.studies.analysis.barriers import barriers
    from sim.studies.analysis.optimise import optimise
    from sim.studies.analysis.report import analyse
    from sim.studies.compare import run
    from sim.studies.compare import run_batch as compare
    from sim.studies.planning.questions import plan
    from sim.studies.sensitivity.request import sensitivity
    from sim.studies.sweep.execution import resume, sweep
    from sim.studies.sweep.export import export as export_sweep
    from sim.studies.sweep.reader import read as read_sweep
    from sim.studies.sweep.status import status as sweep_status
    from sim.studies.sweep.status import verify as verify_sweep
    from sim.studies.variance import variance
    from sim.validation.published import calibrate, evaluate, trial

__all__ = [
    "scenarios", "load", "validate", "settle", "HealingModel", "run", "compare", "variance", "plan", "optimise", "barriers", "ablate",
    "sensitivity", "sweep", "resume", "read_sweep", "sweep_status", "verify_sweep", "export_sweep", "publish", "analyse", "evaluate",
    "trial", "calibrate", "with_code", "Process", "Hazard", "Layer", "Analyzer", "Outcome", "column", "kernel", "questionnaire",
    "story", "look", "equity_table", "paired", "save_results", "load_results", "cite", "explain",
    "catalogue", "reading", "odd", "trace", "Scenario", "Results", "Residents", "evidence", "outcomes", "figures", "report",
]  # fmt: skip

# Mesa asks for a progress bar that notebooks without ipywidgets do not have, and would say so in red.
warnings.filterwarnings("ignore", message="IProgress not found")

# Where each name is defined, in the order of the path: module, and the name there (none for the module itself).
_FACE: dict[str, tuple[str, str]] = {
    "scenarios": ("sim.scenario", "shipped"),
    "load": ("sim.scenario", "load"),
    "validate": ("sim.scenario.validation", "validate"),
    "settle": ("sim.population.settle", "settle"),
    "HealingModel": ("sim.engine.mesa_model", "HealingModel"),
    "run": ("sim.studies.compare", "run"),
    "compare": ("sim.studies.compare", "run_batch"),
    "variance": ("sim.studies.variance", "variance"),
    "plan": ("sim.studies.planning.questions", "plan"),
    "optimise": ("sim.studies.analysis.optimise", "optimise"),
    "barriers": ("sim.studies.analysis.barriers", "barriers"),
    "ablate": ("sim.reference.catalogue.ablation", "ablate"),
    "sensitivity": ("sim.studies.sensitivity.request", "sensitivity"),
    "sweep": ("sim.studies.sweep.execution", "sweep"),
    "resume": ("sim.studies.sweep.execution", "resume"),
    "read_sweep": ("sim.studies.sweep.reader", "read"),
    "sweep_status": ("sim.studies.sweep.status", "status"),
    "verify_sweep": ("sim.studies.sweep.status", "verify"),
    "export_sweep": ("sim.studies.sweep.export", "export"),
    "publish": ("sim.report.publication", "publish"),
    "analyse": ("sim.studies.analysis.report", "analyse"),
    "evaluate": ("sim.validation.published", "evaluate"),
    "trial": ("sim.validation.published", "trial"),
    "calibrate": ("sim.validation.published", "calibrate"),
    "with_code": ("sim.scenario.coded", "with_code"),
    "Process": ("sim.processes.own", "OwnProcess"),
    "Hazard": ("sim.processes.own_hazard", "Hazard"),
    "Layer": ("sim.population.own_layer", "Layer"),
    "Analyzer": ("sim.outcomes.own", "Analyzer"),
    "Outcome": ("sim.outcomes.own", "Outcome"),
    "column": ("sim.kernels.columns", "column"),
    "questionnaire": ("sim.processes.stress.instruments", "questionnaire"),
    "kernel": ("sim.kernels.compiled", "kernel"),
    "story": ("sim.report.story", "story"),
    "look": ("sim.report.animation", "look"),
    "equity_table": ("sim.outcomes", "equity_table"),
    "paired": ("sim.outcomes", "paired"),
    "save_results": ("sim.outcomes.saving", "save_results"),
    "load_results": ("sim.outcomes.saving", "load_results"),
    "cite": ("sim.reference.citations", "cite"),
    "explain": ("sim.reference.lookup", "explain"),
    "catalogue": ("sim.reference.catalogue.table", "records"),
    "reading": ("sim.reference.reading_list", "reading"),
    "odd": ("sim.reference.model_pages.odd", "odd"),
    "trace": ("sim.reference.model_pages.trace", "trace"),
    "Scenario": ("sim.scenario", "Scenario"),
    "Results": ("sim.outcomes.results", "Results"),
    "Residents": ("sim.population.residents", "Residents"),
    "evidence": ("sim.evidence", ""),
    "outcomes": ("sim.outcomes", ""),
    "figures": ("sim.report.figures", ""),
    "report": ("sim.report", ""),
}


def __getattr__(name: str) -> Any:
    """Fetch a name of the public face when it is first asked for."""
    if name == "__version__":
        from importlib.metadata import version

        return version("community-healing")
    if name not in _FACE:
        from sim.inputs.faults import question

        raise AttributeError(f"module 'sim' has no attribute {name!r}. {question(name, __all__)}".strip())
    module, inside = _FACE[name]
    found = import_module(module)
    value = getattr(found, inside) if inside else found
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
