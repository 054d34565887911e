"""Can this file be read at all? Size, characters and nesting are checked before TOML is parsed, and its errors put in plain words.

TOML itself accepts nan, inf, numbers of a thousand digits and brackets nested until Python gives up; a key of thousands of dotted
parts takes minutes. So a scan that knows only strings and comments counts brackets and dots first.
"""

from __future__ import annotations

import json
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.inputs.faults import FaultList, ScenarioFaults, shown, strange_letters

__all__ = ["DEEPEST", "LARGEST", "parse", "read_bytes", "read_text", "toml_of"]

LARGEST = 256 * 1024
DEEPEST = 16
# Characters that reverse the reading direction or are invisible: people would read something else than the program does.
UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
# Strings of the four kinds (an open one runs to the end of its line or of the file, as in TOML), comments, and nesting characters.
TOKEN = re.compile(
    r"""
    \"\"\" (?: [^\\] | \\. )*? (?: \"\"\" \"{0,2} | \Z )  | ''' .*? (?: ''' '{0,2} | \Z )
    | " (?: [^"\\\n] | \\[^\n] )* (?: " | (?=\n) | \Z | \\ )  | ' [^'\n]* (?: ' | (?=\n) | \Z )
    | \# [^\n]*  | [][{}.=,\n]
    """,
    re.VERBOSE | re.DOTALL,
)
QUOTED = re.compile(r"\"[^\"]*\"?|'[^']*'?|#.*")
LONG_NUMBER = re.compile(r"[0-9_]{1000}")
POSITION = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")
# Error messages of Python's parser, and what to do about them.
REASONS = {
    "Cannot overwrite a value": ("each key once", "Delete one of the two, or give one another name."),
    "Cannot declare": ("each [table] once", "Merge the two, or give one another name."),
    "Cannot mutate immutable": ("each table written in one place", "Write the keys together."),
    "Duplicate inline table key": ("each key once", "Delete one of the two."),
    "Cannot redefine": ("each [table] once", "Merge the two, or give one another name."),
    "Invalid initial character for a key": ("keys of plain letters a-z, digits and _", "Write a key there."),
    "Invalid hex value": ("four hexadecimal digits after \\u", "Put single quotes around a text with backslashes."),
    "Escaped character is not": ("a valid Unicode code point", "Write the character itself."),
    "Invalid date or datetime": ("a date that exists, year-month-day", "Write it like 2018-08-29."),
    "Illegal character": ("text on one line between double quotes", "Close the quotes at the end of the text."),
    "Unterminated string": ("text between double quotes", "Close the quotes at the end of the text."),
    "Expected \"'\"": ("text between quotes", "Close the quotes at the end of the text."),
    "Expected '\"'": ("text between quotes", "Close the quotes at the end of the text."),
    "Unescaped '\\'": ("\\\\ for a backslash", "Put single quotes around a text with backslashes."),
    "Unclosed array": ("a list closed by ]", "Add the missing ]."),
    "Unclosed inline table": ("an inline table closed by }", "Add the missing }."),
    "Expected '=' after a key": ("lines like key = value", "Write = between key and value."),
    "Expected ']' at the end": ("a [table] line closed by ]", "Add the missing ]."),
    "Expected ']]' at the end": ("a [[table]] line closed by ]]", "Add the missing ]]."),
    "Expected newline": ("one key = value on each line", "Start a new line, or put text in quotes."),
    "Invalid value": ("a number, a date, true, false, [a list] or \"text in quotes\"", "Put text in quotes."),
    "Invalid statement": ("lines like key = value, [table] or # comment", ""),
    "Exceeds the limit": ("numbers of at most 25 digits", "Write a smaller number."),
}  # fmt: skip


def toml_of(table: Mapping[str, Any]) -> str:
    """Return the keys of a table as lines of TOML, for scenarios written by the program itself."""
    return "\n".join(f"{json.dumps(name)} = {json.dumps(value)}" for name, value in table.items())


def read_bytes(path: Path, largest: int, faults: FaultList) -> bytes:
    """Return the bytes of a regular file of at most `largest` bytes; refuse anything else in plain words."""
    limit = f"a file of at most {largest // 1024:,} KB"
    try:
        found = path.stat()
        raw = b""
        if stat.S_ISREG(found.st_mode):
            with path.open("rb") as file:
                raw = file.read(largest + 1)
    except FileNotFoundError:
        raise faults.fatal("", "the name of a file that does not exist", limit, names_beside(path, faults)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a valid file name"
        raise faults.fatal("", f"a file that cannot be opened ({reason.lower()})", limit) from None
    if stat.S_ISDIR(found.st_mode):
        raise faults.fatal("", "a folder", limit, "Name the file inside it.")
    if not stat.S_ISREG(found.st_mode):
        raise faults.fatal("", "a device or pipe", limit)
    if len(raw) > largest:
        raise faults.fatal("", f"{max(found.st_size, len(raw)) / 1024:,.0f} KB", limit)
    return raw


def names_beside(path: Path, faults: FaultList) -> str:
    """Return the nearest name in the same folder as a question, or an empty string."""
    try:
        names = sorted(item.name for item in path.parent.iterdir() if item.suffix == path.suffix)
    except OSError:
        return f"There is no folder {shown(str(path.parent))} either."
    return faults.did_you_mean(path.name, names[:1000])


def read_text(raw: bytes, faults: FaultList) -> str:
    """Return bytes as text; refuse anything but UTF-8 without control or invisible characters."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        given = f"byte 0x{raw[error.start]:02X}, which is not UTF-8"
        raise faults.fatal(f"line {line}", given, "text in UTF-8", "Save the file with encoding UTF-8.") from None
    text = text.replace("\r\n", "\n")
    for pattern, allowed in (
        (CONTROL, "text without control characters"),
        (UNSEEN, "text without characters that reverse the reading direction or are invisible"),
    ):
        if found := pattern.search(text):
            line = text.count("\n", 0, found.start()) + 1
            raise faults.fatal(f"line {line}", strange_letters(found[0]), allowed, "Delete it.")
    return text


def parse(text: str, faults: FaultList) -> dict[str, Any]:
    """Return the tables of a TOML text; raises `ScenarioFaults` with line, reason and fix if it cannot be read."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > LARGEST:
        raise faults.fatal("", f"{size / 1024:,.0f} KB", f"text of at most {LARGEST // 1024} KB")
    for line, depth in too_deep(text):
        raise faults.fatal(f"line {line}", f"{depth} levels of nesting", f"{DEEPEST} levels at most")
    try:
        tables = tomllib.loads(text + "\n")
    except RecursionError:
        raise faults.fatal("", "values nested too deeply", f"{DEEPEST} levels at most") from None
    except (ValueError, OverflowError) as error:
        raise syntax_fault(text, str(error), faults) from None
    if not tables:
        raise faults.fatal("", "an empty file", "a scenario", "Copy scenarios/minimal.toml and change it.")
    return tables


def too_deep(text: str) -> Iterator[tuple[int, int]]:
    """Yield (line, depth) at the first place where open brackets or dotted parts of a key are more than allowed."""
    line, open_brackets, parts = 1, 0, 1
    for token in TOKEN.finditer(text):
        sign = token[0]
        line += sign.count("\n")
        if sign in ("[", "{"):
            open_brackets += 1
        elif sign in ("]", "}"):
            open_brackets = max(open_brackets - 1, 0)
        parts = parts + 1 if sign == "." else 1 if sign in ("\n", "=", ",", "[", "{") else parts
        if max(open_brackets, parts) > DEEPEST:
            yield line, max(open_brackets, parts)
            return


def line_of_long_number(text: str) -> int | None:
    """Return the line of the first number that is too long for Python, or None."""
    found = LONG_NUMBER.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else None


def syntax_fault(text: str, error: str, faults: FaultList) -> ScenarioFaults:
    """Return a parser's error in plain words: the line as given, what is allowed there, what to do."""
    position = POSITION.search(error)
    lines = text.rstrip().split("\n")
    number = int(position[1]) if position and position[1] else line_of_long_number(text)
    where = f"line {number}" if number else f"line {len(lines)}, the end"
    given = lines[min(number or len(lines), len(lines)) - 1].strip()
    reason = POSITION.sub("", error)
    allowed, fix = next(
        (plain for start, plain in REASONS.items() if reason.startswith(start)),
        ("TOML as in scenarios/minimal.toml", f"The parser says: {reason[:80]}."),
    )
    strange = strange_letters(QUOTED.sub("", given.partition("=")[0]))
    if strange:
        allowed, fix = "keys of plain letters a-z, digits and _", f"Retype {strange}."
    return faults.fatal(where, shown(given), allowed, fix)
