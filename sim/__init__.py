"""How does a community heal after collective trauma, and who is left behind? The public face of the package.

    import sim
    results = sim.compare("new_orleans")
    print(sim.equity_table(results))

Names are looked up when they are first used, so that `import sim` costs next to nothing.
"""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim import evidence, outcomes, report
    from sim.engine.mesa_model import HealingModel
    from sim.outcomes import equity_table, paired
    from sim.outcomes.results import Results
    from sim.outcomes.saving import load_results, save_results
    from sim.population.settle import settle
    from sim.reference.citations import cite
    from sim.reference.lookup import explain
    from sim.report import figures
    from sim.report.animation import look
    from sim.report.story import story
    from sim.scenario import Scenario, load
    from sim.studies.compare import run
    from sim.studies.compare import run_batch as compare
    from sim.studies.sweep.execution import resume, sweep
    from sim.studies.sweep.reader import read as read_sweep

__all__ = [
    "load", "settle", "HealingModel", "run", "compare", "sweep", "resume", "read_sweep", "story", "look", "equity_table", "paired",
    "save_results", "load_results", "cite", "explain", "Scenario", "Results", "evidence", "outcomes", "figures", "report",
]  # fmt: skip

# Mesa asks for a progress bar that notebooks without ipywidgets do not have, and would say so in red.
warnings.filterwarnings("ignore", message="IProgress not found")

# Where each name is defined, in the order of the path: module, and the name there (none for the module itself).
_FACE: dict[str, tuple[str, str]] = {
    "load": ("sim.scenario", "load"),
    "settle": ("sim.population.settle", "settle"),
    "HealingModel": ("sim.engine.mesa_model", "HealingModel"),
    "run": ("sim.studies.compare", "run"),
    "compare": ("sim.studies.compare", "run_batch"),
    "sweep": ("sim.studies.sweep.execution", "sweep"),
    "resume": ("sim.studies.sweep.execution", "resume"),
    "read_sweep": ("sim.studies.sweep.reader", "read"),
    "story": ("sim.report.story", "story"),
    "look": ("sim.report.animation", "look"),
    "equity_table": ("sim.outcomes", "equity_table"),
    "paired": ("sim.outcomes", "paired"),
    "save_results": ("sim.outcomes.saving", "save_results"),
    "load_results": ("sim.outcomes.saving", "load_results"),
    "cite": ("sim.reference.citations", "cite"),
    "explain": ("sim.reference.lookup", "explain"),
    "Scenario": ("sim.scenario", "Scenario"),
    "Results": ("sim.outcomes.results", "Results"),
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
        raise AttributeError(f"module 'sim' has no attribute {name!r}; it has: {', '.join(__all__)}")
    module, inside = _FACE[name]
    found = import_module(module)
    value = getattr(found, inside) if inside else found
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
