"""By which code is a place known? Codes are text: zeros in front stay, and those that a spreadsheet dropped come back.

1400000US22071000100, 860Z200US02139     what stands before US says the level; the rest is the code
state + county + tract                   one code of three columns; a tract number alone is none
1001 beside 13001                        01001: of four and five digits, ten and eleven, the longer has the zero
"""

from __future__ import annotations

import re
from dataclasses import replace

from sim.inputs.faults import FaultList, shown
from sim.scenario.census.names import KEYS, parts
from sim.scenario.census.table import Raw

__all__ = ["code", "code_columns", "column_of", "county_keys", "keys_of", "level", "stripped", "with_codes"]

FULL = re.compile(r"(\w{3})\w{4}US(\w+)")
NUMBER = re.compile(r"(\d+)(?:\.0*)?", re.ASCII)
ROUNDED = re.compile(r"\d\.?\d*[eE]\+?\d+")
AMERICAN = re.compile(r"fips|geo.?id|stcnty|tract|zip|zcta|block|dgeo|locationid", re.IGNORECASE)
# A state, county, tract, block group or block of the United States: digits.
DIGITS = (2, 5, 11, 12, 15)
NAMED = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"(?:MB|SA[1-4]|SAL|SSC|LGA|POA|CED|SED|UCL|GCCSA|STE)_CODE(?:_\w+)?",
        r"(?:LSOA|MSOA|OA|LAD|WD|CTYUA|RGN|DZ|DATAZONE|IZ|SOA)\d{2}CD",
        r"(?:SA[123]|TA|REGC|UR|MB|WARD)\d{4}_V\d_\d\d",
        r"nuts(?:_?id|_?code)?|nuts_?[0-3](?:_id)?|codgeo|code_?insee|code_?commune|insee_com|ags|istat|cod_?istat|lau(?:_id|_code)?|dguid|ctuid",
    )
)
ADMIN = re.compile(r"adm(?:in)?(\d)_?pcode|#adm(\d)\+code(?:\+.*)?", re.IGNORECASE)
ADMIN_NAME = re.compile(r"adm(?:in)?(\d)(?:_?name|_?(?:en|fr|es|pt))(?:_?\w\w)?|#adm(\d)\+name(?:\+.*)?", re.IGNORECASE)
PLACE = re.compile(
    r"(?:LSOA|MSOA|OA|LAD|WD|CTYUA|RGN)\d{2}NM|(?:SA[1-4]|SAL|LGA)_NAME(?:_\w+)?|(?:SA[123]|TA|WARD)\d{4}_V\d_\d\d_NAME|GEO_NAME",
    re.IGNORECASE,
)
PIECES = (("state", "statefp", "state fips", "statefips"), ("county", "countyfp", "county fips", "cnty"),
          ("tract", "tractce"), ("block group", "blkgrp", "blkgrpce"))  # fmt: skip
WIDTHS = (2, 3, 6, 1)
STATES = dict(re.findall(
    r"(\d\d)([A-Z]{2})",
    "01AL 02AK 04AZ 05AR 06CA 08CO 09CT 10DE 11DC 12FL 13GA 15HI 16ID 17IL 18IN 19IA 20KS 21KY 22LA 23ME 24MD 25MA 26MI 27MN 28MS 29MO "
    "30MT 31NE 32NV 33NH 34NJ 35NM 36NY 37NC 38ND 39OH 40OK 41OR 42PA 44RI 45SC 46SD 47TN 48TX 49UT 50VT 51VA 53WA 54WV 55WI 56WY 60AS "
    "66GU 69MP 72PR 78VI",
))  # fmt: skip
COUNTY = re.compile(
    r"\s*(?:\(?(?:county|parish|borough|census area|municipality|municipio|city and borough)\)?)+\s*$", re.IGNORECASE
)


def column_of(raw: Raw, key: str) -> str | None:
    """Return the column that holds a key of KEYS by any of its names, the most usual name first; None where there is none."""
    if key == "place" and (found := deepest(raw, ADMIN_NAME)):
        return found
    if key == "place" and (found := next((name for name in raw.columns if PLACE.fullmatch(name)), None)):
        return found
    if key in ("lon", "lat") and (found := tagged(raw, f"#geo+{key}")):
        return found
    both = [name for name in (known_by(raw, key, joined) for joined in (False, True)) if name]
    if key == "place":
        # A column of numbers is a name only where there is none with letters.
        both.sort(key=lambda name: not lettered(raw.columns[name]))
    return both[0] if both else None


def lettered(values: list[str]) -> bool:
    """Say whether most cells of a column have letters."""
    return sum(any(letter.isalpha() for letter in cell) for cell in values[:50]) * 2 > len(values[:50])


def known_by(raw: Raw, key: str, joined: bool) -> str | None:
    """Return the column that one of the names of a key calls, of the first table or of those joined; of names those with letters first."""
    columns = [name for name in raw.columns if (name in raw.origin) == joined]
    bags = {name: frozenset(parts(name)) for name in columns}
    found = []
    for words in KEYS[key]:
        wanted = frozenset(words.split())
        for name, held in bags.items():
            if held == wanted or name.lower().replace("_", " ") == words or name.lower() == words.replace(" ", ""):
                found.append(name)
    if key == "place":
        found.sort(key=lambda name: not lettered(raw.columns[name]))
    return found[0] if found else None


def tagged(raw: Raw, tag: str) -> str | None:
    """Return the column with a hashtag in its second header or as its name."""
    return next((name for name in raw.columns if tag in (name.lower(), raw.labels.get(name, "").lower())), None)


def deepest(raw: Raw, pattern: re.Pattern[str]) -> str | None:
    """Return the column of the lowest level of administration that a pattern finds, in its name or in its hashtag."""
    found = {}
    for name in reversed(raw.columns):
        match = pattern.fullmatch(name) or pattern.fullmatch(raw.labels.get(name, ""))
        if match:
            found[int(match[1] or match[2])] = name
    return found[max(found)] if found else None


def code_columns(raw: Raw) -> dict[str, tuple[str, ...]]:
    """Return the columns that make the code of a place, by kind of code: `code`, and `zip` for postal areas."""
    found: dict[str, tuple[str, ...]] = {}
    whole = deepest(raw, ADMIN) or column_of(raw, "geoid")
    whole = whole or next((name for name in raw.columns for pattern in NAMED if pattern.fullmatch(name)), None)
    whole = whole or next((name for name, cells in raw.columns.items() if full_codes(cells)), None)
    pieces = pieces_of(raw)
    if whole and not (pieces and short(raw.columns[whole])):
        found["code"] = (whole,)
    elif len(pieces) > 1:
        found["code"] = pieces
    elif (tract := column_of(raw, "tract")) and not short(raw.columns[tract]):
        found["code"] = (tract,)
    if name := column_of(raw, "zip"):
        found["zip"] = (name,)
    if "code" not in found and (name := column_of(raw, "any code")):
        found["code"] = (name,)
    return found


def full_codes(cells: list[str]) -> bool:
    """Say whether a column holds full codes such as 1400000US22071000100, whatever it is called."""
    return bool(cells) and all(re.fullmatch(r"\d{3}\w{4}US\w+", cell) for cell in cells[:20])


def short(values: list[str]) -> bool:
    """Say whether these are tract numbers, known only together with state and county: at most six digits and two behind a point."""
    return all(len(value.partition(".")[0]) <= 6 for value in values)


def pieces_of(raw: Raw) -> tuple[str, ...]:
    """Return the columns of state, county, tract and block group, as many as are there in a row and hold digits."""
    found = []
    for words, width in zip(PIECES, WIDTHS, strict=True):
        names = {name for name in raw.columns if " ".join(parts(name)) in words or name.lower() in words}
        digits = [n for n in names if all(re.fullmatch(rf"\d{{1,{width}}}", cell) for cell in raw.columns[n] if cell)]
        if not digits:
            break
        found.append(digits[0])
    return tuple(found)


def code(text: str) -> str:
    """Return the code of a place without what stands before US and without the point of a spreadsheet; "" for none."""
    text = text.strip()
    if full := FULL.fullmatch(text):
        return full[2]
    number = NUMBER.fullmatch(text)
    return number[1] if number else text


def padded(codes: list[str]) -> list[str]:
    """Return codes with the zero in front that a spreadsheet dropped: where all have the digits of a level or one less."""
    lengths = {len(one) for one in codes if one}
    if not lengths or not all(one.isascii() and one.isdigit() for one in codes if one):
        return codes
    most = max(lengths)
    longer = most if most in DIGITS else most + 1 if most + 1 in DIGITS and lengths == {most} else 0
    shorter = {one for one in codes if len(one) == longer - 1}
    if any(one.startswith("0") for one in shorter):
        return codes  # zeros were not dropped here
    if longer - 1 in DIGITS and {one[:2] for one in shorter} & {one[:2] for one in codes if len(one) == longer}:
        return codes  # tracts among the block groups of their state
    return [one.zfill(longer) if len(one) == longer - 1 else one for one in codes] if longer else codes


def keys_of(raw: Raw) -> dict[str, tuple[str, ...]]:
    """Return the codes of the rows by kind: `code` and `zip`, each only where there is one."""
    found: dict[str, tuple[str, ...]] = {}
    for kind, names in code_columns(raw).items():
        cells = list(zip(*(raw.columns[name] for name in names), strict=True))
        if len(names) > 1:
            codes = ["".join(digits(cell, n) for n, cell in enumerate(row)) if all(row) else "" for row in cells]
        else:
            codes = [code(row[0]) for row in cells]
            kind = "zip" if any(postal(row[0]) for row in cells) else kind  # noqa: PLW2901 - a GEO_ID of postal areas
            codes = [one[:5] if kind == "zip" and re.fullmatch(r"\d{5}-\d{4}", one) else one for one in codes]
        if any(codes):
            american = any(AMERICAN.search(name) for name in names)
            found.setdefault(kind, tuple(padded(codes) if american else codes))
    return found


def digits(cell: str, piece: int) -> str:
    """Return a piece of a code at its full width; a tract may be written with a point (101.02)."""
    if piece == 2 and "." in cell:
        number, _, part = cell.partition(".")
        return number.zfill(4) + part.ljust(2, "0")[:2]
    return cell.zfill(WIDTHS[piece])


def postal(text: str) -> bool:
    """Say whether a full code is that of a postal area."""
    full = FULL.fullmatch(text.strip())
    return bool(full and full[1].startswith("86"))


def with_codes(raw: Raw, faults: FaultList) -> Raw:
    """Return a table with the code of each row; codes that a spreadsheet has rounded are a fault."""
    keys = keys_of(raw)
    codes = keys.get("code") or keys.get("zip") or ("",) * len(raw)
    for row, one in enumerate(codes):
        if ROUNDED.fullmatch(one):
            fix = "A spreadsheet rounded the codes: download the table anew, and keep that column as text."
            faults.add(f"row {raw.lines[row]}", f"the code {shown(one)}", "a code with all of its digits", fix)
            break
    return replace(raw, codes=codes)


def stripped(one: str) -> str:
    """Return a code as it is compared: without zeros in front, in capitals."""
    return one.lstrip("0").upper()


def level(raw: Raw) -> list[str]:
    """Return the level of each row: what stands before US in a full code, else the length of its code."""
    names = code_columns(raw).get("code", ())
    cells = raw.columns[names[0]] if len(names) == 1 and names[0] in raw.columns else [""] * len(raw)
    full = [FULL.fullmatch(cell.strip()) for cell in cells]
    return [match[1] if match else str(len(one)) for match, one in zip(full, raw.codes, strict=True)]


def county_keys(raw: Raw) -> list[str]:
    """Return `name of the county|state` of each row, as far as both are known; "" without a county."""
    county = next((name for name in raw.columns if name.lower() in ("county", "namelsadco", "countyname")), None)
    cells = raw.columns.get(county or column_of(raw, "place") or "", [""] * len(raw))
    state = next(
        (name for name in raw.columns if name.lower() in ("state", "st_abbr", "stusps", "stateabbr", "usps")), ""
    )
    states = raw.columns.get(state, [""] * len(raw))
    found = []
    for cell, said, one in zip(cells, states, raw.codes, strict=True):
        short_state = said if said in STATES.values() else STATES.get(one[:2], "") if len(one) == 5 else ""
        name = COUNTY.sub("", re.split("[,;]", cell)[0]).casefold().strip()
        found.append(f"{name}|{short_state}" if name else "")
    return found
