"""Has no value that is known from memory alone the grade of a study, until a source is found?"""

from __future__ import annotations

import csv
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim import evidence
from sim.evidence import Number
from sim.validation import surveys, trials

SHARED = Path(os.environ.get("HEALING_SHARED", Path(__file__).parents[3] / "shared")) / "evidence/evidence.csv"
# What the evidence calls a source where our bibliography has another key.
OTHER_KEYS = {"galatzerlevy2018": "gl2018", "gbd2019": "gbd", "brewin2002": "tsq", "icbt2021": "icbt"}
# Had from memory when the evidence was gathered; the abstract was read since and says the same: source -> what was read there.
READ_SINCE = {
    "asmundson2019": "mean Hedges' g = 1.24 at the end, 0.90 at follow-up",
    "sharf2010": "d = 0.55 between those who stop and those who complete, 11 studies, 1,301 people",
    "larsen2016": "exacerbation in 20.0% (prolonged exposure), 28.6% (CPT) and 14.7% (CPT without accounts)",
    "powers2010": "mean Hedges' g = 1.08 at the end, 0.68 at follow-up",
}
# Had from memory too, and found since in public code that tabulates the figures: source -> what was read there.
TABULATED_SINCE = {"gbd2019": "anxiety disorders: mild 0.030, moderate 0.133, severe 0.523"}
# Sources that say nothing by themselves: our own fit to the others, and judgement.
OURS = ("modelfit", "assumption")
NO_STUDY = (*evidence.SOURCELESS, "calibrated")


def declared() -> Iterator[Number]:
    """Every number of the model, and every published figure of the trials and of the surveys."""
    yield from evidence.load().values()
    for study in (*trials.load().values(), *surveys.load().values()):
        yield from (figure.published for figure in study.figures if figure.published is not None)


@pytest.fixture(scope="module")
def marks() -> dict[str, set[str]]:
    """How the figures of each source were seen, by its key; rows without a figure (an order, a direction) carry no value."""
    if not SHARED.is_file():
        pytest.skip(f"{SHARED} is not here")
    by_key, by_doi = defaultdict(set), defaultdict(set)
    with SHARED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if re.match(r"-?\d", row["value"]):
                by_key[row["key"].partition("_")[0]].add(row["seen"])
                by_doi[row["doi"].lower()].add(row["seen"])
    found = {}
    for key, source in evidence.sources().items():
        doi = source.fields.get("doi", "").lower()
        rows = by_key[OTHER_KEYS.get(key, key)] | (by_doi[doi] if doi else set())
        found[key] = {source.seen} if key in (*READ_SINCE, *TABULATED_SINCE) or not rows else rows
    return found


def test_what_rests_on_rows_from_memory_alone_is_assumed(marks) -> None:
    checked = 0
    for number in declared():
        seen = set().union(*(marks[key] for key in number.source if key not in OURS))
        if seen == {"memory"}:
            checked += 1
            assert number.grade in NO_STUDY, f"{number.path}: {number.source} is known from memory alone"
    assert checked > 5, "the rule met no number: keys of sources and evidence have moved apart"


def test_what_says_that_it_is_from_memory_is_assumed() -> None:
    wrong = [number.path for number in declared() if "from memory" in number.meaning and number.grade != "assumed"]
    assert not wrong, wrong


def test_a_source_found_since_says_what_was_seen_of_it() -> None:
    for key in READ_SINCE:
        source = evidence.sources()[key]
        assert source.seen == "page" and source.fields.get("doi"), key


def test_sources_known_from_memory_alone_say_so(marks) -> None:
    for key, seen in marks.items():
        if seen == {"memory"}:
            assert evidence.sources()[key].seen == "memory", key
