"""What does the page ask? A scenario, its setting, what was moved by hand, and the plans to compare: frozen, so that answers can be kept.

Whatever is moved is laid over the scenario as a sweep lays its levers (`sim.scenario.levers`), so all that holds for a file holds here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.scenario import Scenario, with_numbers_from
from sim.scenario.folder import find
from sim.scenario.source import ScenarioSource

__all__ = ["MINE", "MOST_PLANS", "Question", "moved", "with_own"]

MOST_PLANS = 4
# The name of the plan that the reader puts together.
MINE = "mine"
# Tables of a scenario on which nobody's place in the town rests; the rest settles anew.
NOT_WHO_LIVES_HERE = ("programme", "arm", "policy", "channel", "intervention", "barrier")
CHANGED = "_changed"
# What `page.js` says for a programme that stays open to the end.
NEVER = "never"


@dataclass(frozen=True, eq=False)
class Question:
    """A source (`named` as somebody typed it), what is laid over it (`over`: values by path), and the plans compared."""

    source: ScenarioSource
    named: str
    setting: str | None = None
    over: tuple[tuple[str, Any], ...] = ()
    arms: tuple[str, ...] = ()

    @classmethod
    def of(cls, named: str, setting: str | None = None) -> Question:
        """Return the question that a scenario asks as it stands: its first plans. Raises `ScenarioFaults` with every fault."""
        asked = cls(ScenarioSource.of(named), named, setting)
        return replace(asked, arms=tuple(asked.scenario().arms)[:MOST_PLANS])

    @property
    def path(self) -> Path:
        """The file of the scenario."""
        return find(self.named)

    @property
    def name(self) -> str:
        """What the scenario is called: as its file, and otherwise once something was moved."""
        return f"{self.source.name}{CHANGED}" if self.over else self.source.name

    def scenario(self) -> Scenario:
        """Return the scenario with everything moved; `ScenarioFaults` with every fault at once."""
        return scenario_of(self.source.digest, self.setting, self.over, Named(self.source, self.name))

    def moved(self, path: str, value: Any) -> Question:
        """Return the question with one value moved; None takes back what was moved."""
        rest = tuple(pair for pair in self.over if pair[0] != path)
        return replace(self, over=rest if value is None else (*rest, (path, value)))

    def comparing(self, arms: Iterable[str]) -> Question:
        """Return the question for these plans, in the order of the scenario, four at most; unknown ones are left out."""
        wanted = set(arms)
        return replace(self, arms=tuple(arm for arm in self.scenario().arms if arm in wanted)[:MOST_PLANS])

    @property
    def town(self) -> tuple[Any, ...]:
        """What says who lives here, apart from the scale: two questions with the same town share its settled people."""
        over = tuple(pair for pair in self.over if pair[0].partition(".")[0] not in (*NOT_WHO_LIVES_HERE, "weeks"))
        return self.source.digest, self.setting, over

    def behind(self, arm: str) -> tuple[Any, ...]:
        """Return all on which a run of a plan rests, apart from scale and seed: what was moved of other plans is left out."""
        held = self.scenario().arms[arm].programmes

        def concerns(path: str) -> bool:
            kind, _, rest = path.partition(".")
            name = rest.partition(".")[0]
            return not ((kind == "programme" and name not in held) or (kind == "arm" and name != arm))

        return self.source.digest, self.setting, arm, tuple(sorted(pair for pair in self.over if concerns(pair[0])))


def moved(question: Question, given: dict[str, Any]) -> Question:
    """Return the question with what `page.js` says was moved; back to the value of the file is as if it had not been."""
    path, value = str(given["path"]), given["value"]
    if value == NEVER:
        key = path.rpartition(".")[2]
        file_closes = question.source.tables.get("programme", {}).get(path.split(".")[1], {}).get(key)
        return question.moved(path, None if file_closes is None else question.scenario().weeks)
    if isinstance(value, int | float):
        value = round(value) if given.get("whole") else float(f"{float(value):.6g}")
    return question.moved(path, value)


def with_own(question: Question, label: str, programmes: Any, policies: Any) -> Question:
    """Return the question with a plan of the reader's own among those compared, in the last place."""
    own = question.moved(f"arm.{MINE}.label", label[:80]).moved(f"arm.{MINE}.programmes", tuple(programmes or ()))
    own = own.moved(f"arm.{MINE}.policies", tuple(policies) if policies else None)
    kept = [arm for arm in question.arms if arm != MINE][:3]
    return own.comparing([*kept, MINE])


class Named:
    """A source under the name that its scenario is to have; all are alike to the memory of `scenario_of`, which goes by the digest."""

    def __init__(self, source: ScenarioSource, name: str) -> None:
        self.source = replace(source, name=name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Named)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=32)
def scenario_of(digest: str, setting: str | None, over: tuple[tuple[str, Any], ...], named: Named) -> Scenario:
    """Return a scenario, its draws read where it has them; remembered, because each page asks for it."""
    return with_numbers_from(named.source.scenario(dict(over), setting))
