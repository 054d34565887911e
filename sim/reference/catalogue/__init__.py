"""The catalogue of the field: what it asks for, and whether the model has it. One literal list; the status is computed from the code.

    ROWS                     every row, in the order of the groups (rows.toml)
    status_of(row)           works, partly or not here, with what is missing (status.py)
    ablate(row)              what the row contributes (ablation.py)

`healing explain catalogue` prints them, `healing explain NAME` explains each, `healing ablate NAME` shows what each contributes.
"""

from sim.reference.catalogue.row import GROUPS, ROWS, CatalogueRow, numbers_of, row_named, written

__all__ = ["GROUPS", "ROWS", "CatalogueRow", "numbers_of", "row_named", "written"]
