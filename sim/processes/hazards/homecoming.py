"""Who has returned home? Shares of the residents of places, by how much was flooded (or struck) there and how vulnerable they are.

    lives_at_home = not settled_elsewhere and back_home <= week
    struck_class      dry (< 5 percent of homes struck), partly (to 50 percent), flooded (more)
    vulnerable_class  low, middle, high: thirds of the places

Who settles elsewhere left at the storm, so is at home in no week after it. `strike` decides all of it at once: in a world that has just
begun (`sim.engine.run.begin`), any later week can be asked for without living through the weeks before it.

It counts people who lived there before the event, wherever they are now: not those who moved in since, and neither births nor deaths.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.population.residents import Residents
from sim.scenario.places import Places

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CLASSES", "STRUCK", "VULNERABLE", "home_table", "lives_at_home", "share_at_home"]

STRUCK = ("dry", "partly", "flooded")
VULNERABLE = ("low", "middle", "high")
CLASSES = ("struck_class", "vulnerable_class")
DRY, HALF = 0.05, 0.5


def lives_at_home(back_home: NDArray[Any], settled_elsewhere: NDArray[Any], week: int) -> NDArray[np.bool_]:
    """Return who lives at home in a week, `(n,)`: never left, or is back and has not settled elsewhere."""
    return np.asarray((back_home <= week) & (settled_elsewhere == 0))


def home_table(
    residents: Residents, places: Places, week: int, struck: NDArray[np.float64] | None = None
) -> pd.DataFrame:
    """Return one row a place: `place`, `residents`, `at_home` (share, NaN if nobody lived), and its two classes.

    `struck` (p,) is the share by which places are classed, where it is not their exposure: of the land, say, and not of the homes.
    """
    import pandas as pd

    n = np.bincount(residents.place, minlength=len(places))
    home = lives_at_home(residents.back_home, residents.settled_elsewhere, week)
    at_home = np.bincount(residents.place, weights=home, minlength=len(places))
    share = np.asarray(places.exposure if struck is None else struck)
    third = np.searchsorted(np.quantile(places.vulnerability, [1 / 3, 2 / 3]), places.vulnerability, side="left")
    return pd.DataFrame({
        "place": places.names, "residents": n, "at_home": np.divide(at_home, n, out=np.full(len(n), np.nan), where=n > 0),
        "struck_class": np.array(STRUCK)[(share >= DRY).astype(int) + (share > HALF)],
        "vulnerable_class": np.array(VULNERABLE)[third],
    })  # fmt: skip


def share_at_home(table: pd.DataFrame, by: list[str] | None = None) -> pd.DataFrame:
    """Return the share at home of a `home_table` by `CLASSES`, or some of them (`[]`: of all): `at_home`, `residents`, `places`."""
    known = table[table["residents"] > 0].assign(home=lambda t: t["at_home"] * t["residents"])
    words = list(CLASSES if by is None else by)
    parts = known.groupby(words or (lambda _: "all"), sort=False)
    found = parts.agg(home=("home", "sum"), residents=("residents", "sum"), places=("place", "size"))
    return found.assign(at_home=found["home"] / found["residents"]).drop(columns="home")
