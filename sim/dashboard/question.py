"""What does the page ask? A scenario, its setting, changed values, and the plans to compare: frozen, so that answers can be cached.

Changes are laid over the scenario as a sweep applies its levers (`sim.scenario.levers`), so all rules for a file apply here.
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

MOST_PLANS = 6
# The name of the reader's own plan.
MINE = "mine"
# Tables of a scenario that do not affect the population; a change anywhere else rebuilds it.
NOT_WHO_LIVES_HERE = ("programme", "arm", "policy", "channel", "intervention", "barrier")
CHANGED = "_changed"
# The value that `page.js` sends for a programme that never closes.
NEVER = "never"


@dataclass(frozen=True, eq=False)
class Question:
    """A source (`named` as typed, `text` with its comments), the changes laid over it (`over`: values by path), and the plans compared."""

    source: ScenarioSource
    named: str
    setting: str | None = None
    over: tuple[tuple[str, Any], ...] = ()
    arms: tuple[str, ...] = ()
    text: str = ""

    @classmethod
    def of(cls, named: str, setting: str | None = None) -> Question:
        """Return a scenario's own question: its first plans. Raises `ScenarioFaults` with every fault."""
        asked = cls(ScenarioSource.of(named), named, setting, text=find(named).read_text(encoding="utf-8"))
        return replace(asked, arms=tuple(asked.scenario().arms)[:MOST_PLANS])

    @property
    def home(self) -> Path:
        """The file of the scenario."""
        return find(self.named)

    @property
    def name(self) -> str:
        """The scenario's name: its file's, or a name of its own if anything was changed."""
        return f"{self.source.name}{CHANGED}" if self.over else self.source.name

    def scenario(self) -> Scenario:
        """Return the scenario with all changes; `ScenarioFaults` with every fault at once."""
        return scenario_of(self.source.digest, self.setting, self.over, Named(self.source, self.name))

    def moved(self, path: str, value: Any) -> Question:
        """Return the question with one value changed; None resets it."""
        rest = tuple(pair for pair in self.over if pair[0] != path)
        return replace(self, over=rest if value is None else (*rest, (path, value)))

    def comparing(self, arms: Iterable[str]) -> Question:
        """Return the question for these plans, in the order of the scenario, six at most; unknown ones are dropped."""
        wanted = set(arms)
        return replace(self, arms=tuple(arm for arm in self.scenario().arms if arm in wanted)[:MOST_PLANS])

    @property
    def sense(self) -> tuple[Any, ...]:
        """What is asked: questions with the same sense have the same answer."""
        return self.source.digest, self.setting, self.over, self.arms

    @property
    def town(self) -> tuple[Any, ...]:
        """The settings that determine the population, apart from the scale: questions with the same town share it."""
        over = tuple(pair for pair in self.over if pair[0].partition(".")[0] not in (*NOT_WHO_LIVES_HERE, "weeks"))
        return self.source.digest, self.setting, over

    def behind(self, arm: str) -> tuple[Any, ...]:
        """Return everything a run of a plan depends on, apart from scale and seed: changes to other plans are left out."""
        found = self.scenario().arms.get(arm)
        held = found.programmes if found else ()

        def concerns(path: str) -> bool:
            kind, _, rest = path.partition(".")
            name = rest.partition(".")[0]
            return not ((kind == "programme" and name not in held) or (kind == "arm" and name != arm))

        return self.source.digest, self.setting, arm, tuple(sorted(pair for pair in self.over if concerns(pair[0])))


def moved(question: Question, given: dict[str, Any]) -> Question:
    """Return the question with the changes sent by `page.js`; a value equal to the file's counts as no change."""
    path, value = str(given["path"]), given["value"]
    if isinstance(value, list):
        value = tuple(str(item) for item in value)
    if value == NEVER:
        key = path.rpartition(".")[2]
        file_closes = question.source.tables.get("programme", {}).get(path.split(".")[1], {}).get(key)
        return question.moved(path, None if file_closes is None else question.scenario().weeks)
    if isinstance(value, int | float):
        value = round(value) if given.get("whole") else float(f"{float(value):.6g}")
    return question.moved(path, value)


def with_own(question: Question, label: str, programmes: Any, policies: Any) -> Question:
    """Return the question with the reader's own plan added last to those compared."""
    own = question.moved(f"arm.{MINE}.label", label[:80]).moved(f"arm.{MINE}.programmes", tuple(programmes or ()))
    own = own.moved(f"arm.{MINE}.policies", tuple(policies) if policies else None)
    kept = [arm for arm in question.arms if arm != MINE][: MOST_PLANS - 1]
    return own.comparing([*kept, MINE])


class Named:
    """A source and the name its scenario gets; all compare equal, because the cache of `scenario_of` is keyed by the digest."""

    def __init__(self, source: ScenarioSource, name: str) -> None:
        self.source = replace(source, name=name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Named)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=32)
def scenario_of(digest: str, setting: str | None, over: tuple[tuple[str, Any], ...], named: Named) -> Scenario:
    """Return a scenario with its posterior draws, if it has any; cached, because every page asks for it."""
    return with_numbers_from(named.source.scenario(dict(over), setting))
