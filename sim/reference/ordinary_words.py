"""Which entries are meant by ordinary words? Part of a name or label, an abbreviation, a plural, another spelling.

    attachment          -> attachment_theory, attachment_anxiety, ...       part of a name, or of a label
    sel                 -> social_emotional_learning                        first letters of a name or label, `and`, `of` and so on left out
    narratives          -> narrative_exposure_therapy                       plural
    counseling          -> crisis_counselling                               American spelling

Words match where a name or label has all of them, each from its beginning: "dual process" is in "Dual process model of grief".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sim.reference.explanation import Explanation

__all__ = ["meant_by", "word_list"]

SMALL = frozenset({"a", "an", "and", "as", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"})
WORD = re.compile(r"[a-z0-9]+")
# American endings and their British forms, as the model spells.
SPELLINGS = (("ization", "isation"), ("izing", "ising"), ("ized", "ised"), ("ize", "ise"), ("ior", "iour"), ("ioral", "ioural"),
             ("eling", "elling"), ("eled", "elled"), ("program", "programme"), ("center", "centre"), ("olor", "olour"),
             ("pediatric", "paediatric"))  # fmt: skip
SHORTEST = 3


def word_list(text: str) -> list[str]:
    """Return the words of a name or label, in small letters."""
    return WORD.findall(text.lower())


def forms(word: str) -> set[str]:
    """Return a word, its singular and its British spelling."""
    found = {word}
    if word.endswith("ies") and len(word) > SHORTEST + 1:
        found.add(f"{word[:-3]}y")
    elif word.endswith("s") and not word.endswith("ss") and len(word) > SHORTEST:
        found.add(word[:-1])
    for one in tuple(found):
        found |= {
            f"{one.removesuffix(us)}{british}"
            for us, british in SPELLINGS
            if one.endswith(us) and not one.endswith(british)
        }
    return found


def has(words: list[str], wanted: list[set[str]]) -> bool:
    """Return whether each wanted word is the beginning of a word."""
    return all(any(word.startswith(form) for word in words for form in one) for one in wanted)


def initials(text: str) -> str:
    """Return the first letters of the words of a name or label that are not small words."""
    return "".join(word[0] for word in word_list(text.partition("(")[0]) if word not in SMALL)


def meant_by(name: str, entries: Iterable[Explanation]) -> list[Explanation]:
    """Return the entries that ordinary words may mean: those with the words first, then abbreviations; each name once."""
    wanted = [forms(word) for word in word_list(name) if word not in SMALL]
    short = "".join(word_list(name))
    if not wanted or len(short) < SHORTEST:
        return []
    found: dict[str, Explanation] = {}
    for one in entries:
        texts = (one.name, one.label)
        if any(has(word_list(text), wanted) for text in texts) or any(
            initials(text) == short for text in texts if text
        ):
            found.setdefault(one.name, one)
    return list(found.values())
