"""How does Mesa see many residents? As its own set of agents, stored as rows and working on whole columns.

`get`, `set`, `agg`, `sort` and `groupby` by the name of a column work on the whole column at once; functions of an agent are called
with a view of each row in turn, and return what Mesa's own set would. A test compares both.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from mesa.agent import AgentSet
from numpy.typing import NDArray

from sim.engine.agents.resident import Resident, declared_of, fitting, no_such_column

if TYPE_CHECKING:
    import pandas as pd

try:
    from mesa.agentset import GroupBy
except ImportError:
    # Mesa 3.3 keeps it beside the agents.
    from mesa.agent import GroupBy

__all__ = ["ResidentSet"]

QUICK = {sum: np.sum, min: np.min, max: np.max, len: len}


class ResidentSet(AgentSet):  # type: ignore[misc]
    """Some or all residents in an order: Mesa's AgentSet over `rows`, shape `(m,)`, of one model."""

    def __init__(self, model: mesa.Model, rows: NDArray[Any], random: Any = None) -> None:
        self.model, self.rows = model, np.asarray(rows, np.int32)
        self.random = random or model.random

    @classmethod
    def _from_iterable(cls, it: Iterable[Any]) -> AgentSet:
        # What `&`, `|` and `-` of Python's own sets make: residents of one model are a set of rows again.
        agents = list(dict.fromkeys(it))
        models = {getattr(agent, "model", None) for agent in agents if isinstance(agent, Resident)}
        if len(models) == 1 and all(isinstance(agent, Resident) for agent in agents):
            return cls(models.pop(), np.array([agent.row for agent in agents], np.int32))
        return AgentSet(agents, random=agents[0].random if agents else Random())

    def __len__(self) -> int:
        return len(self.rows)

    def is_column(self, name: Any) -> bool:
        """Return whether a name can be read as a whole column: an attribute that a subclass of Resident redefines cannot."""
        if not isinstance(name, str) or isinstance(getattr(self.model.agent_class, name, None), property):
            return bool(name == "unique_id")
        return bool(name in declared_of(self.model) or name == "unique_id")

    def view(self, row: int) -> Resident:
        """Return the view of a row."""
        seen: Resident = self.model.agent_class.view(self.model, row)
        return seen

    def __iter__(self) -> Iterator[Resident]:
        return (self.view(row) for row in self.rows.tolist())

    def __contains__(self, agent: object) -> bool:
        return isinstance(agent, Resident) and agent.model is self.model and bool((self.rows == agent.row).any())

    def __getitem__(self, item: int | slice) -> Any:
        chosen = self.rows[item]
        if isinstance(item, slice):
            return [self.view(row) for row in chosen.tolist()]
        return self.view(int(chosen))

    @property
    def _agents(self) -> dict[Resident, None]:
        """An ordered mapping of views, for Mesa code that uses the set's internals."""
        return dict.fromkeys(self)

    def index(self, agent: Any, start: int = 0, stop: int | None = None) -> int:
        """Return the position of a resident in the set; ValueError if it is not in it."""
        if agent in self:
            at = int(np.flatnonzero(self.rows == agent.row)[0])
            if start <= at and (stop is None or at < stop):
                return at
        raise ValueError(f"{agent!r} is not in this set")

    def count(self, agent: Any) -> int:
        """Return how often a resident is in the set: 0 or 1."""
        return int(agent in self)

    def to_list(self) -> list[Resident]:
        """Return views of all members, in order."""
        return list(self)

    # Reading and writing columns.

    def to_frame(self, *columns: str, labels: bool = True) -> pd.DataFrame:
        """Return columns of the members (all of them by default) as a table, one row each, named by `unique_id`.

        With `labels`, coded columns show their labels and places their names. AttributeError names the nearest column.
        """
        import pandas as pd

        declared = declared_of(self.model)
        chosen = columns or tuple(name for name in declared if name != "uid")
        table = {name: self.array(name) for name in chosen}
        if labels:
            coded = {
                name: np.array(declared[name].labels, object)
                for name in chosen
                if name in declared and declared[name].labels
            }
            coded |= {"place": np.array(self.model.community.places.names, object)} if "place" in chosen else {}
            table |= {name: words[table[name]] for name, words in coded.items()}
        return pd.DataFrame(table, index=pd.Index(self.array("unique_id"), name="unique_id"))

    def array(self, name: str) -> NDArray[Any]:
        """Return a copy of one column for the members, shape `(m,)`; AttributeError names the nearest column."""
        if not self.is_column(name):
            raise no_such_column(name, declared_of(self.model))
        column = "uid" if name == "unique_id" else name
        values: NDArray[Any] = getattr(self.model.world.residents, column)[self.rows]
        return values

    def values(self, name: str, missing: str, default: Any) -> list[Any]:
        """Return one attribute of every member as a list of plain Python values."""
        if self.is_column(name):
            return list(self.array(name).tolist())
        if missing == "default":
            return [getattr(agent, name, default) for agent in self]
        return [getattr(agent, name) for agent in self]

    def get(self, attr_names: Any, handle_missing: str = "error", default_value: Any = None) -> list[Any]:
        """Return one attribute of every member as a list, or several as a list of lists, one per member."""
        if handle_missing not in {"error", "default"}:
            raise ValueError(f"handle_missing: given {handle_missing!r}; allowed is 'error' or 'default'")
        if isinstance(attr_names, str):
            return self.values(attr_names, handle_missing, default_value)
        columns = [self.values(name, handle_missing, default_value) for name in attr_names]
        return [list(row) for row in zip(*columns, strict=True)]

    def set(self, attr_name: str, value: Any) -> ResidentSet:
        """Write one value, or one for each member `(m,)`, into a column; return the set."""
        declared = declared_of(self.model)
        if attr_name not in declared:
            raise no_such_column(attr_name, declared)
        getattr(self.model.world.residents, attr_name)[self.rows] = fitting(attr_name, value, declared)
        return self

    def agg(self, attribute: str, func: Any) -> Any:
        """Return `func` of an attribute's values, or a list of results for several functions.

        NumPy's functions and sum, min, max get the column as a float64 or integer array; others get a list, as in Mesa.
        """
        if not callable(func):
            return [self.agg(attribute, each) for each in func]
        of_numpy = (getattr(func, "__module__", None) or "numpy").startswith("numpy")
        if not self.is_column(attribute) or not (of_numpy or func in QUICK):
            return func(self.get(attribute))
        values = self.array(attribute)
        wide = values.astype(np.float64 if values.dtype.kind == "f" else np.int64)
        result = QUICK.get(func, func)(wide)
        return result.item() if isinstance(result, np.generic) else result

    # Choosing and ordering.

    def of(self, rows: NDArray[Any], inplace: bool = False) -> ResidentSet:
        """Return a set of other rows of the same model, or replace the rows in place."""
        if not inplace:
            return ResidentSet(self.model, rows, self.random)
        self.rows = np.asarray(rows, np.int32)
        return self

    def select(
        self, filter_func: Any = None, at_most: float = float("inf"), inplace: bool = False,
        agent_type: type | None = None,
    ) -> ResidentSet:  # fmt: skip
        """Return the members for whom `filter_func` is true, the first `at_most` of them (a share if it is a float up to 1).

        Besides a function of an agent, `filter_func` may be a boolean array `(m,)`, which is fast.
        """
        rows = self.rows
        if isinstance(filter_func, np.ndarray):
            rows = rows[filter_func.astype(np.bool_)]
        elif filter_func is not None:
            rows = rows[np.fromiter((bool(filter_func(agent)) for agent in self), np.bool_, len(self))]
        if agent_type is not None and not issubclass(self.model.agent_class, agent_type):
            rows = rows[:0]
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(self) * at_most)
        return self.of(rows if at_most == float("inf") else rows[: int(at_most)], inplace)

    def sort(self, key: Any, ascending: bool = False, inplace: bool = False) -> ResidentSet:
        """Return the members ordered by a column or a function, highest first unless `ascending`; ties keep their order."""
        if not self.is_column(key):
            keys = self.keys_of(key)
            order = np.array(sorted(range(len(keys)), key=keys.__getitem__, reverse=not ascending), np.intp)
        elif ascending:
            order = np.argsort(self.array(key), kind="stable")
        else:
            order = len(self) - 1 - np.argsort(self.array(key)[::-1], kind="stable")[::-1]
        return self.of(self.rows[order], inplace)

    def keys_of(self, by: Any) -> list[Any]:
        """Return the value of an attribute or a function for each member."""
        return self.map(operator.attrgetter(by) if isinstance(by, str) else by)

    def shuffle(self, inplace: bool = False) -> ResidentSet:
        """Return the members in Mesa's own random order (`model.random`), as Mesa would shuffle them."""
        rows = self.rows.tolist()
        self.random.shuffle(rows)
        return self.of(np.array(rows, np.int32), inplace)

    def groupby(self, by: Any, result_type: str = "agentset") -> GroupBy:
        """Return Mesa's GroupBy of the members by a column or a function, in the order in which groups first appear."""
        keys = self.array(by).tolist() if self.is_column(by) else self.keys_of(by)
        groups: dict[Any, list[int]] = {}
        for row, group in zip(self.rows.tolist(), keys, strict=True):
            groups.setdefault(group, []).append(row)
        parts = {group: self.of(np.array(rows, np.int32)) for group, rows in groups.items()}
        return GroupBy({k: part.to_list() if result_type == "list" else part for k, part in parts.items()})

    def copy(self) -> ResidentSet:
        """Return a set of the same members."""
        return self.of(self.rows.copy())

    __copy__ = copy

    # Acting one by one.

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> ResidentSet:
        """Call a method by name, or a function, for every member in order; return the set."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> ResidentSet:
        """Do the same in random order; the set keeps its own order."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Call a method by name, or a function, for every member in order and return the results."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]

    # Members.

    def _update(self, agents: Iterable[Resident]) -> ResidentSet:
        return self.of(np.array([agent.row for agent in agents], np.int32), inplace=True)

    def add(self, agent: Resident) -> None:
        """Add a resident of the same model at the end."""
        if not isinstance(agent, Resident) or agent.model is not self.model:
            raise TypeError(f"{agent!r} is not a resident of this model")
        if agent not in self:
            self.rows = np.append(self.rows, np.int32(agent.row))

    def discard(self, agent: Any) -> None:
        """Remove a resident from the set, if in it; the model keeps all residents."""
        if agent in self:
            self.rows = self.rows[self.rows != agent.row]

    def remove(self, agent: Any) -> None:
        """Remove a resident from the set; KeyError if not in it."""
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)

    def __getstate__(self) -> dict[str, Any]:
        return {"model": self.model, "rows": self.rows, "random": self.random}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def __repr__(self) -> str:
        return f"<ResidentSet of {len(self)} of {self.model.plan.name}>"
