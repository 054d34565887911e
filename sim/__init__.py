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
    from sim import evidence, explain, figures, look, outcomes, report, story, sweep
    from sim.batch import run
    from sim.batch import run_batch as compare
    from sim.citing import cite
    from sim.community.settle import settle
    from sim.model import HealingModel
    from sim.outcomes import equity_table, paired
    from sim.results import Results
    from sim.saving import load_results, save_results
    from sim.scenario import Scenario, load

__all__ = [
    "load", "settle", "HealingModel", "run", "compare", "sweep", "story", "look", "equity_table", "paired", "save_results", "load_results",
    "cite", "Scenario", "Results", "evidence", "outcomes", "figures", "report", "explain",
]  # fmt: skip

# Mesa asks for a progress bar that notebooks without ipywidgets do not have, and would say so in red.
warnings.filterwarnings("ignore", message="IProgress not found")

# Where each name lives, in the order of the path: module, and the name there (none for the module itself).
FACE: dict[str, tuple[str, str]] = {
    "load": ("sim.scenario", "load"),
    "settle": ("sim.community.settle", "settle"),
    "HealingModel": ("sim.model", "HealingModel"),
    "run": ("sim.batch", "run"),
    "compare": ("sim.batch", "run_batch"),
    "sweep": ("sim.sweep", ""),
    "story": ("sim.story", ""),
    "look": ("sim.look", ""),
    "equity_table": ("sim.outcomes", "equity_table"),
    "paired": ("sim.outcomes", "paired"),
    "save_results": ("sim.saving", "save_results"),
    "load_results": ("sim.saving", "load_results"),
    "cite": ("sim.citing", "cite"),
    "Scenario": ("sim.scenario", "Scenario"),
    "Results": ("sim.results", "Results"),
    "evidence": ("sim.evidence", ""),
    "outcomes": ("sim.outcomes", ""),
    "figures": ("sim.figures", ""),
    "report": ("sim.report", ""),
    "explain": ("sim.explain", ""),
}


def __getattr__(name: str) -> Any:
    """Fetch a name of the public face when it is first asked for."""
    if name == "__version__":
        from importlib.metadata import version

        return version("community-healing")
    if name not in FACE:
        raise AttributeError(f"module 'sim' has no attribute {name!r}; it has: {', '.join(__all__)}")
    module, inside = FACE[name]
    found = import_module(module)
    value = getattr(found, inside) if inside else found
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
