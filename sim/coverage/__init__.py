"""What does the field's own list ask for, and is it here? One literal registry; the status is computed from the code.

    ROWS                     every row, in the order of the groups
    status_of(row)           works, partly or not here, with what is missing (sim/coverage/status.py)

`healing catalogue` prints them, `healing explain NAME` explains each, `healing ablate NAME` shows what each contributes.
"""

from sim.coverage.frameworks import FRAMEWORKS, HEALING
from sim.coverage.help import INTERVENTIONS, SETTINGS
from sim.coverage.row import GROUPS, Row, numbers_of, written
from sim.coverage.society import EVENTS, POLICIES, RISKS, STEPPED

__all__ = ["GROUPS", "ROWS", "Row", "numbers_of", "written"]

ROWS: dict[str, Row] = {
    row.name: row
    for rows in (FRAMEWORKS, HEALING, INTERVENTIONS, SETTINGS, RISKS, POLICIES, EVENTS, STEPPED)
    for row in rows
}
