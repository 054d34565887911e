import numpy as np

from sim.validation.surveys.spells import Spells


def followed(*lives: str) -> Spells:
    """The spells of people whose weeks are written as letters: x above the cut-off, . below it."""
    weeks = np.array([[1.5 if letter == "x" else 0.5 for letter in life] for life in lives], np.float32)
    spells = Spells(weeks[:, 0])
    for week in range(1, weeks.shape[1]):
        spells.note(week, weeks[:, week])
    return spells


def test_a_month_in_a_row_is_an_illness_and_three_weeks_are_none():
    spells = followed("xxxx......", "xxx.xxx.xx", "..xxxxx...", "..........", ".xxxx.xxxx")
    assert spells.began.tolist() == [0, -1, 2, -1, 1]
    assert spells.ended.tolist() == [3, -1, 6, -1, 9]


def test_columns_are_copies():
    spells = followed("xxxxx")
    columns = spells.columns()
    columns["onset"][:] = 7
    assert spells.began[0] == 0 and set(columns) == {"onset", "last_case"}
