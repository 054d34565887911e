"""Which numbers does a run look at? A book that notes every path that is asked for.

    book = Watched.over(scenario.book)
    HealingModel(replace(scenario, book=book)).run()
    book.seen                              the paths that settling and running asked for

Entries of catalogues travel as tables of the scenario and are not asked for by path: `seen` holds what is filled or looked up.
"""

from __future__ import annotations

from typing import TypeVar

from sim.evidence.parameters import Evidence, Number

__all__ = ["Watched"]

Bundle = TypeVar("Bundle")


class Watched(Evidence):
    """An `Evidence` with the same numbers and facts that keeps in `seen` which paths were asked for."""

    seen: set[str]

    @classmethod
    def over(cls, book: Evidence) -> Watched:
        """Return a watched book with the numbers and facts of another."""
        watched = cls(book._numbers, book._facts)
        watched.seen = set()
        return watched

    def __getitem__(self, path: str) -> Number:
        self.seen.add(path)
        return super().__getitem__(path)

    def fill(self, cls: type[Bundle], prefix: str) -> Bundle:
        """Note the paths of a bundle and fill it as `Evidence.fill` does."""
        self.seen.update(f"{prefix}.{name}" for name in cls._fields)  # type: ignore[attr-defined]
        return super().fill(cls, prefix)
