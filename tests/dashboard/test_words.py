"""Is a translation one file, and whole? Same names, same words in braces; every sentence that is asked for is there, and no other."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from sim.dashboard.words import LANGUAGES, Words, read

CODE = Path(__file__).resolve().parents[2] / "sim" / "dashboard"


def braces(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_a_translation_says_all_that_english_says_with_the_same_words_in_braces(language: str) -> None:
    english, other = read("en"), read(language)
    assert set(other) == set(english)
    assert {name: braces(text) for name, text in other.items()} == {
        name: braces(text) for name, text in english.items()
    }
    same = [name for name, text in other.items() if text and text == english[name] and not name.startswith("format.")]
    assert same == ["answer.plan"]


def test_every_sentence_asked_for_is_there_and_no_other() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in CODE.rglob("*.py"))
    known = set(read("en"))
    said = set(re.findall(r"(?:words|self|pattern)\(\s*\"([a-z_]+\.[a-z_.]+)\"", code))
    assert said <= known
    made = re.findall(r"words(?:\.has)?\(\s*f\"([^\"]+)\"", code)
    patterns = [re.compile(re.sub(r"\\\{[^}]*\\\}", "[a-z_.]+", re.escape(text))) for text in made]
    assert all(any(pattern.fullmatch(name) for name in known) for pattern in patterns)
    alone = {name for name in known - said if not any(pattern.fullmatch(name) for pattern in patterns)}
    # A word of a condition stands beside the call: words("runs.first" if warm() else "runs.compiling").
    assert {name for name in alone if f'"{name}"' not in code} == set()


def test_numbers_and_dates_are_written_as_the_language_has_them() -> None:
    english, spanish = Words.of("en"), Words.of("es")
    assert english.number(-1234.5, 1) == "\u22121,234.5"
    assert (english.share(0.1234), spanish.share(0.1234)) == ("12.3%", "12.3 %")
    assert english.people(389_648) == "390,000"
    assert (english.date(date(2018, 8, 29)), spanish.date(date(2018, 8, 29))) == ("29 Aug 2018", "29 ago 2018")
    assert english.money(float("nan")) == "\u2013"
    with pytest.raises(KeyError):
        Words.of("xx")
