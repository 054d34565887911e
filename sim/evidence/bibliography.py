"""Which sources are cited? Every source of a number, how much of it was read, and how to cite it.

`sources.bib` is plain BibTeX, one field a line. A title in square brackets is ours: it says what the source is used for if the
true title was not seen. `note` begins with what was seen: page, source code, data, memory, or our own work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from sim.evidence.parameters import EvidenceError, nearest

__all__ = ["BIBLIOGRAPHY", "SEEN", "Source", "cite", "named", "parse", "sources"]

BIBLIOGRAPHY = Path(__file__).parent / "sources.bib"
SEEN = ("page", "source code", "data", "memory", "own")
ENTRY = re.compile(r"^@(\w+)\{(\w+),\n(.*?)^\}", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^ *(\w+) = \{(.*)\},?$", re.MULTILINE)


@dataclass(frozen=True)
class Source:
    """One source: its key, its kind in BibTeX and its fields.

    >>> source = sim.evidence.sources()["clement2015"]
    >>> source.kind, source.seen
    ('article', 'page')
    """

    key: str
    kind: str
    fields: Mapping[str, str]

    @property
    def seen(self) -> str:
        """What was seen when the numbers were taken: page, source code, data, memory or own."""
        return self.fields["note"].removeprefix("seen: ").partition(";")[0]

    @property
    def text(self) -> str:
        """The source in one line: authors, year, title, where, identifier."""
        get = self.fields.get
        where = " ".join(part for part in (self.outlet(), get("volume", "")) if part)
        joint = ":" if get("volume") else " "
        where = f"{where}{joint}{get('pages')}" if get("pages") else where
        doi = f"doi:{get('doi')}" if get("doi") else get("howpublished", "")
        author = get("author", "").replace(" and others", " et al.").replace(" and ", ", ").strip("{}")
        return ". ".join(part for part in (f"{author} ({get('year', 'n.d.')})", get("title"), where, doi) if part)

    def outlet(self) -> str:
        """Return the journal, book or publisher."""
        names = (self.fields.get(name, "") for name in ("journal", "booktitle", "publisher"))
        return next((name for name in names if name), "")

    @property
    def bibtex(self) -> str:
        """The entry as in the file."""
        lines = (f"  {name} = {{{value}}},\n" for name, value in self.fields.items())
        return f"@{self.kind}{{{self.key},\n{''.join(lines)}}}"


def parse(text: str) -> dict[str, Source]:
    """Return the entries of a BibTeX text with one field a line, in order; raises `EvidenceError` on a repeated key."""
    found: dict[str, Source] = {}
    for kind, key, body in ENTRY.findall(text):
        if key in found:
            raise EvidenceError([f"sources.bib: {key} appears twice. Keep one."])
        found[key] = Source(key, kind, MappingProxyType(dict(FIELD.findall(body))))
    return found


@cache
def all_sources() -> Mapping[str, Source]:
    """Read the bibliography once."""
    return MappingProxyType(parse(BIBLIOGRAPHY.read_text(encoding="utf-8")))


def sources() -> Mapping[str, Source]:
    """Return every source by its key.

    >>> sim.evidence.sources()["clement2015"].fields["year"]
    '2015'
    """
    return all_sources()


def cite(keys: str | Iterable[str], form: str = "text") -> str:
    """Return references for one or more source keys, in the order given and each once.

    `form` is "text" (one line each) or "bibtex". Raises `EvidenceError` on an unknown key or form.

    >>> sim.evidence.cite("clement2015")[:22]
    'Clement et al. (2015).'
    """
    wanted = list(dict.fromkeys([keys] if isinstance(keys, str) else keys))
    known = sources()
    wrong = [f"no source {key!r} in sources.bib.{nearest(key, known)}" for key in wanted if key not in known]
    if form not in ("text", "bibtex"):
        wrong.append(f"form {form!r}. Allowed: text, bibtex.")
    if wrong:
        raise EvidenceError(wrong)
    return "\n".join(getattr(known[key], form) for key in wanted)


def named(keys: Iterable[str]) -> str:
    """Return a short name of the first source, "Foa 2002" (its journal if authors are unknown), and how many more."""
    first, *others = keys
    known = sources()
    if first not in known:
        return first
    source = known[first]
    author = source.fields.get("author", "").partition(",")[0].partition(" and ")[0].strip("{}[]")
    if not author or "not shown" in author:
        author = source.outlet() or source.kind.capitalize()
    more = f" +{len(others)}" if others else ""
    return f"{author} {source.fields.get('year', '')}{more}"
