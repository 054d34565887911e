"""How does the model represent people? ODD element 4: the eleven design concepts, each with the facts generated from the code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from sim.kernels import random_streams
from sim.kernels.random_streams import DECISION
from sim.outcomes.registry import OUTCOMES
from sim.outcomes.results import FINAL, FLOWS, STATES
from sim.population.ties import LAYERS
from sim.reference.catalogue import ROWS
from sim.reference.model_pages.markdown import code, table, texts

__all__ = ["CONCEPTS", "concepts", "decision_rows"]

CONCEPTS = (
    "basic_principles", "emergence", "adaptation", "objectives", "learning", "prediction", "sensing", "interaction",
    "stochasticity", "collectives", "observation",
)  # fmt: skip
SOURCES = Path(__file__).parents[2]
BLOCK = re.compile(r"^ +# (\d+) to \d+, (.+)$", re.MULTILINE)


def concepts() -> str:
    """Return element 4."""
    said, parts = texts("odd")["concept"], ["## 4. Design concepts"]
    for at, name in enumerate(CONCEPTS, 1):
        text = said[name]["text"].strip().replace("{layers}", ", ".join(LAYERS))
        parts += [f"### 4.{at} {said[name]['title']}", text, *([FROM_CODE[name]()] if name in FROM_CODE else [])]
    return "\n\n".join(parts)


def principles() -> str:
    """Return the frameworks of the field, and where each is implemented."""
    rows = [
        (row.label, row.meaning, code(row.where[:3])) for row in ROWS.values() if row.group in ("frameworks", "healing")
    ]
    return table(("Framework", "Meaning here", "Implemented in"), rows)


def decisions() -> str:
    """Return every decision that has a random stream of its own."""
    return table(("Decision", "Stream", "Block", "Drawn in"), decision_rows())


def decision_rows() -> Iterator[tuple[str, int, str, str]]:
    """Yield each decision with the number of its stream, its block, and the files that draw it."""
    blocks = {
        int(first): words for first, words in BLOCK.findall(Path(random_streams.__file__).read_text(encoding="utf-8"))
    }
    for name, stream in DECISION.items():
        yield f"`{name}`", stream, blocks.get(stream // 100 * 100, ""), code(drawn_in(name))


def drawn_in(decision: str) -> list[str]:
    """Return the files that draw a decision: those that name it, else those with draws that name it in a table of their own."""
    named = re.compile(rf'DECISION\["{decision}"\]')
    direct = [path for path, text in source_texts().items() if named.search(text)]
    return direct or [path for path, text in source_texts().items() if "DECISION[" in text and f'"{decision}"' in text]


@cache
def source_texts() -> dict[str, str]:
    """Return the text of each file of the package that draws random numbers, by path."""
    files = sorted(path for path in SOURCES.rglob("*.py") if path.name != "draws.py" and "pages" not in path.parts)
    return {f"sim/{path.relative_to(SOURCES).as_posix()}": path.read_text(encoding="utf-8") for path in files}


def observed() -> str:
    """Return what is counted, and the outcomes computed from it."""
    kinds = (("each week", STATES), ("each week, flow", FLOWS), ("over the run", FINAL))
    counted = [(f"`{name}`", kind, meaning) for kind, measures in kinds for name, meaning in measures.items()]
    made = [(f"`{name}`", one.unit, one.better, one.meaning) for name, one in OUTCOMES.items()]
    return "\n\n".join([
        table(("Measure", "Counted", "Meaning"), counted), table(("Outcome", "Unit", "Better", "Meaning"), made),
    ])  # fmt: skip


FROM_CODE: dict[str, Callable[[], str]] = {
    "basic_principles": principles,
    "stochasticity": decisions,
    "observation": observed,
}
