"""Is every number of the answer sheet what the commands of the worksheet give?"""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim import evidence, outcomes
from sim.cli import app
from sim.outcomes.saving import load_results

FOLDER = Path(__file__).resolve().parents[2] / "notebooks" / "teaching"
ANSWERS = (FOLDER / "answers.md").read_text(encoding="utf-8").partition("## Part 1")[2]
ASKED = (FOLDER / "worksheet.md").read_text(encoding="utf-8")
COMPARE, STORY = "compare minimal --seeds 4", "story minimal --person 12 --numbers"


def typed(line: str) -> str:
    """What a command prints, in one line."""
    done = CliRunner().invoke(app, line.split())
    assert done.exit_code == 0, done.output
    return " ".join(done.stdout.split())


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """What the comparison of the worksheet prints, and its tables."""
    folder = tmp_path_factory.mktemp("lesson")
    printed = typed(f"{COMPARE} --workers 1 --quiet --out {folder}")
    results = load_results(folder)
    return printed, results


def bold(part: int) -> list[str]:
    """The numbers in bold of a part of the answer sheet, in order."""
    section = re.split(r"## Part \d", ANSWERS)[part - 1]
    return re.findall(r"\*\*(.+?)\*\*", section)


def test_what_is_typed_stands_on_the_worksheet():
    assert f"`healing {COMPARE}`" in ASKED and f"`healing {STORY}`" in ASKED
    questions, answers = (re.findall(r"^(\d+)\.(?: |$)", text, re.M) for text in (ASKED, ANSWERS))
    assert questions == answers == [str(n) for n in range(1, 19)]


def test_no_number_stands_outside_of_what_is_checked():
    rest = re.sub(r"\*\*.+?\*\*|`[^`]+`|^\d+\. ?|^## .*$|^: words", "", ANSWERS, flags=re.M)
    assert set(re.findall(r"\d+(?:\.\d+)?", rest)) <= {"0.5", "1"}


def test_the_person():
    told = typed(STORY)
    severity, back = bold(2)
    assert f"({severity} times the cut-off" in told
    assert f"back home after {back} weeks" in told


def percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def test_two_plans(compared):
    printed, results = compared
    table = outcomes.equity_table(results, ["income"]).set_index(["outcome", "arm"])
    plans = [(name, arm) for name in ("prevalence_end", "reach", "restored") for arm in ("usual_care", "first_aid")]
    levels = [percent(table.loc[one, "level"]) for one in plans]
    assert all(level in printed for level in levels)
    paired = outcomes.paired(results, outcomes=["prevalence_end", "reach"])
    all_of_them = paired[paired["stratum"] == "all"].set_index("outcome")
    fewer, more = (100 * all_of_them.loc[name, "difference"] for name in ("prevalence_end", "reach"))
    low, high = (f"{100 * all_of_them.loc['prevalence_end', end]:+.1f}" for end in ("low", "high"))
    aid = evidence.load().table("interventions")["pfa"]
    alone, both = table.loc[("prevalence_end", "usual_care")], table.loc[("reach", "first_aid")]
    worst, best = 100 * alone["worst"], 100 * alone["best"]
    before = table.loc[("reach", "usual_care")]
    assert bold(3) == [
        *levels, f"{more:.1f}", f"{-fewer:.1f}", low, high, f"{aid['sessions'].value:g}", f"{aid['skills_gain'].value:g}",
        f"{worst:.1f}%", f"{100 * alone['gap']:.1f}", f"{best:.1f}%",
        f"{worst:.1f}", f"{best:.1f}", f"{worst / best:.1f}", f"{alone['ratio']:.2f}",
        f"{100 * before['gap']:.1f}", f"{100 * both['gap']:.1f}", f"{before['ratio']:.2f}", f"{both['ratio']:.2f}",
    ]  # fmt: skip


def test_barriers():
    book = evidence.load()
    stigma, cost = (book[f"barriers.{name}.effect"].value for name in ("stigma", "cost"))
    half, full = math.exp(stigma * 0.5), math.exp(cost)
    less_stigma, less_price = math.exp(stigma * 0.25), math.exp(cost * 0.5)
    both = half * full
    assert bold(4) == [
        f"{stigma:g}", f"{half:.2f}", f"{cost:g}", f"{full:.2f}", f"{half:.2f}", f"{full:.2f}", f"{both:.2f}", f"{100 * both:.0f}",
        f"{less_stigma:.2f}", f"{full:.2f}", f"{less_stigma * full:.2f}",
        f"{half:.2f}", f"{less_price:.2f}", f"{half * less_price:.2f}",
    ]  # fmt: skip


def test_how_sure(compared):
    printed, results = compared
    book = evidence.load()
    assumed, numbers, dearer = bold(5)
    assert f"{assumed} of the model's {numbers} numbers are assumed" in printed
    assert (assumed, numbers) == (str(book.grades()["assumed"]), str(len(book)))
    headline = outcomes.headline(results).set_index("arm")
    assert dearer == f"{headline.loc['first_aid', 'extra_cost']:,.0f}"


def test_the_content_note_and_where_help_is_come_first():
    for page in ("lesson_plan.md", "worksheet.md"):
        text = (FOLDER / page).read_text(encoding="utf-8")
        assert "988" in text and "crisis line" in text
    assert ASKED.index("988") < ASKED.index("## Part 1")


def test_words_speak_of_people_with_care():
    for page in FOLDER.glob("*.md"):
        text = page.read_text(encoding="utf-8").lower()
        assert not re.search(
            r"\b(victims?|sufferers?|the poor|the disabled|the mentally ill|non-?compliant)\b", text
        ), page.name
