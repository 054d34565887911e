"""What do the terms mean? One plain definition for each term used in tables, figures and files; one word for one thing.

The terms are in `glossary.toml`, by theme. Definitions speak of people with care: what happened to them and what barriers
they face, never what they lack.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import NamedTuple

__all__ = ["GLOSSARY", "THEMES", "Word"]


class Word(NamedTuple):
    """A term: its meaning here, and related terms."""

    meaning: str
    related: tuple[str, ...] = ()


def read() -> dict[str, dict[str, Word]]:
    """Return the terms by theme, in the order of the file."""
    text = files("sim.reference").joinpath("glossary.toml").read_text(encoding="utf-8")
    return {
        theme: {name: Word(word["meaning"], tuple(word["see"])) for name, word in words.items()}
        for theme, words in tomllib.loads(text).items()
    }


THEMES: dict[str, dict[str, Word]] = read()
GLOSSARY: dict[str, Word] = {name: word for words in THEMES.values() for name, word in words.items()}
