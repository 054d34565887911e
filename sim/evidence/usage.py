"""Which numbers does a run use? A book that records every path requested.

    book = Watched.over(scenario.book)
    HealingModel(replace(scenario, book=book)).run()
    book.seen                              the paths requested while building the population and running

Entries of catalogues are tables of the scenario and are not requested by path: `seen` holds paths that were filled or looked up.
"""

from __future__ import annotations

from typing import TypeVar

from sim.evidence.parameters import Evidence, Number

__all__ = ["Watched"]

Bundle = TypeVar("Bundle")


class Watched(Evidence):
    """An `Evidence` with the same numbers and facts that records requested paths in `seen`."""

    seen: set[str]

    @classmethod
    def over(cls, book: Evidence) -> Watched:
        """Return a watched copy of a book."""
        watched = cls(book._numbers, book._facts)
        watched.seen = set()
        return watched

    def __getitem__(self, path: str) -> Number:
        self.seen.add(path)
        return super().__getitem__(path)

    def fill(self, cls: type[Bundle], prefix: str) -> Bundle:
        """Record the paths of a bundle and fill it as `Evidence.fill` does."""
        self.seen.update(f"{prefix}.{name}" for name in cls._fields)  # type: ignore[attr-defined]
        return super().fill(cls, prefix)
