"""Which settled people can be used again? The last few, by what they were settled for; keeping them saves time and changes no result."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field, replace

from sim.scenario import Scenario
from sim.studies.compare import Stage

__all__ = ["KeptStages"]


@dataclass
class KeptStages:
    """Settled people by key: whatever settling rests on. The `most` used last are kept."""

    most: int = 1
    stages: OrderedDict[Hashable, Stage] = field(default_factory=OrderedDict)

    def stage(self, key: Hashable, scenario: Scenario, scale: float) -> Stage:
        """Return the people of a key under a scenario; they settle under it only if the key is not among those kept."""
        if key not in self.stages:
            self.stages[key] = Stage.build(scenario, scale)
            while len(self.stages) > self.most:
                self.stages.popitem(last=False)
        self.stages.move_to_end(key)
        return replace(self.stages[key], scenario=scenario)
