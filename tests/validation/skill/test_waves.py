"""Is a table of published waves read whole or refused with every fault, and are pairs strict?"""

from __future__ import annotations

import pytest

from sim.inputs.faults import ScenarioFaults
from sim.validation import skill
from sim.validation.skill.waves import COLUMNS, KINDS

HEAD = ",".join(COLUMNS)
FIRST = "A flood,flood,a town,PCL-5,33 or more,1,no,4,6,20,16,24,400,pietrzak2012,page,open"
LATER = FIRST.replace(",6,20,16,24,400,", ",18,12,,,380,")


def table(*rows: str) -> str:
    return "\n".join([HEAD, *rows]) + "\n"


def test_a_wave_is_read_with_what_is_blank_left_unknown() -> None:
    first, later = skill.loads(table(FIRST, LATER))
    assert (first.months, first.percent, first.low, first.tied, first.normal_year) == (6.0, 20.0, 16.0, False, 4.0)
    assert later.low is None and later.high is None and later.n == 380.0


def test_every_fault_is_told_at_once_with_the_nearest() -> None:
    wrong = FIRST.replace("A flood,flood", "A flood,floods").replace("pietrzak2012", "pietrzak2021")
    with pytest.raises(ScenarioFaults) as caught:
        skill.loads(table(wrong.replace(",20,16,24,", ",200,16,,"), LATER.replace(",page,open", ",pages,opened")))
    said = str(caught.value)
    for words in (
        "line 2, kind",
        "flood",
        "line 2, percent",
        "line 2, low, high",
        "pietrzak2012",
        "line 3, read",
        "page",
        "line 3, split",
    ):
        assert words in said, words


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (LATER.replace(",18,", ",6,"), "one row a wave"),
        (LATER.replace(",no,4,", ",no,5,"), "the same in all waves of one series"),
        (FIRST.replace(",6,20,16,24,", ",7,30,16,24,"), "inside its interval"),
        (LATER.replace(",18,12,", ",,12,"), "a number from 0 to 600"),
        (LATER.replace("a town", ""), "a few words"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(row: str, says: str) -> None:
    with pytest.raises(ScenarioFaults) as caught:
        skill.loads(table(FIRST, row))
    assert says in str(caught.value)


def test_a_column_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ScenarioFaults) as caught:
        skill.loads(table(FIRST).replace("split", "split,mood", 1).replace("open", "open,good"))
    assert "mood" in str(caught.value)


def test_pairs_have_the_same_people_instrument_and_cut_off_and_were_read() -> None:
    third = FIRST.replace(",6,20,16,24,400,", ",30,9,,,300,")
    others = [
        LATER.replace("a town", "another town"),
        LATER.replace("PCL-5", "K6"),
        LATER.replace("33 or more", "40 or more"),
        FIRST.replace(",6,20,16,24,400,", ",40,8,,,300,").replace("page", "memory"),
    ]
    pairs = skill.pairs_of(skill.loads(table(LATER, FIRST, third, *others)))
    assert [(one.first.months, one.later.months) for one in pairs] == [(6.0, 18.0), (6.0, 30.0)]
    assert len(skill.pairs_of(skill.loads(table(LATER, FIRST, third, *others)), memory=True)) == 3
    assert not skill.pairs_of(skill.loads(table(FIRST, LATER).replace("open", "context")))


def test_what_is_shipped_can_be_read_and_every_kind_has_a_hazard() -> None:
    from sim import evidence

    waves = skill.load()
    assert len({pair.event for pair in skill.pairs_of(waves)}) >= 9
    assert set(KINDS.values()) <= set(evidence.load().table("hazards"))
    known = evidence.sources()
    assert all(wave.read == "memory" for wave in waves if known[wave.source].seen == "memory")
