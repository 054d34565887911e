"""What do all parts of the user's own code have? A name, a label and a meaning from their class, and a check of what they declare."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

__all__ = ["OwnDeclaration", "snake_case"]

CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def snake_case(name: str) -> str:
    """Return a class name as a name of a table: `SkillsTraining` is `skills_training`."""
    return CAPITAL.sub("_", name).lower()


class OwnDeclaration:
    """Base of what researchers add: `name` and `label` follow from the class, `meaning` from its docstring, unless they are given."""

    own_kind = ""
    # The method that a plain function takes the place of (`of`).
    verb = ""
    name = ""
    label = ""
    meaning = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = vars(cls)
        cls.name = own.get("name") or snake_case(cls.__name__)
        cls.label = own.get("label") or cls.name.replace("_", " ").capitalize()
        cls.meaning = own.get("meaning") or (inspect.getdoc(cls) or cls.label).partition("\n")[0]

    @classmethod
    def of(cls, **declared: Any) -> Callable[[Callable[..., Any]], Any]:
        """Declare a plain function in place of a class: `@sim.Process.of(reads="severity", writes="hassles")`."""

        def declare(act: Callable[..., Any]) -> Any:
            name = act.__name__.replace("_", " ").title().replace(" ", "")
            body = {**declared, "__doc__": act.__doc__, "__module__": act.__module__, cls.verb: staticmethod(act)}
            made = type(name, (cls,), body)()
            made.act = act
            return made

        return declare

    def check(self) -> None:
        """Raise ValueError if something declared cannot be."""

    def declare(self) -> None:
        """Register what this measures, if it measures anything."""
