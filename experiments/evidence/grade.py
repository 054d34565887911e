"""Does every number carry the grade that its evidence allows? Writes the reading log and the classes into sim/evidence/*.toml.

    python experiments/evidence/grade.py            show what would change
    python experiments/evidence/grade.py --write    change it

`reading.csv` gives the sources, grade, value and range of numbers whose evidence was read on a page; `classes.csv` gives the grade of
numbers that no study can settle. A number whose first source is this model's own fit is `calibrated`. A value that was changed elsewhere
since it was read is left alone: only its grade and sources follow.
"""

from __future__ import annotations

import argparse
import csv
import re
from pathlib import Path

HERE = Path(__file__).parent
EVIDENCE = HERE.parents[1] / "sim" / "evidence"
APART = ("trials", "surveys", "calibration")
TABLE = re.compile(r"\[([a-z0-9_.]+)\]")
NUMBER = re.compile(
    r"([a-z0-9_]+) = \{ value = ([^,]+), low = ([^,]+), high = ([^,]+), "
    r'(unit = .*?), source = (\[.*?\]|".*?"), grade = "(\w+)", (.*)\}$'
)
MEMORY = re.compile(r"[;,.]? [Ff]rom memory(?=[.;,])")


def rows(name: str) -> dict[str, dict[str, str]]:
    """Return the rows of a table of this folder by parameter."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return {row["parameter"]: row for row in csv.DictReader(file)}


def quoted(keys: list[str]) -> str:
    """Return source keys as TOML."""
    names = [f'"{key}"' for key in keys]
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def read_number(found: list[str], row: dict[str, str]) -> None:
    """Give a number the sources, grade and, if nobody changed it since, the value and range of its row in the reading log."""
    before = (row["value_before"], row["low_before"], row["high_before"])
    if all(float(now) == float(then) for now, then in zip(found[1:4], before, strict=True)):
        after = (row["value"], row["low"], row["high"])
        found[1:4] = [new if float(new) != float(old) else old for new, old in zip(after, found[1:4], strict=True)]
    found[5], found[6], found[7] = quoted(row["sources"].split()), row["grade"], MEMORY.sub("", found[7])


def graded(line: str, path: str, read: dict[str, dict[str, str]], classes: dict[str, dict[str, str]]) -> str:
    """Return the line of one number with the grade that its evidence allows."""
    match = NUMBER.match(line)
    if match is None:
        return line
    found = list(match.groups())
    keys = re.findall(r'"(.*?)"', found[5])
    if path in read:
        read_number(found, read[path])
    elif keys[0] == "modelfit":
        found[6] = "calibrated"
    elif path in classes and found[6] == "assumed":
        found[6] = classes[path]["grade"]
        if found[6] == "calibrated":
            found[5] = quoted(["modelfit", *(key for key in keys if key != "assumption")])
    name, value, low, high, unit, source, grade, rest = found
    return f'{name} = {{ value = {value}, low = {low}, high = {high}, {unit}, source = {source}, grade = "{grade}", {rest}}}'


def main() -> None:
    """Show or write what changes, file by file."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--write", action="store_true", help="write into sim/evidence")
    write = asked.parse_args().write
    read, classes = rows("reading.csv"), rows("classes.csv")
    for file in sorted(path for path in EVIDENCE.glob("*.toml") if path.stem not in APART):
        lines, table = [], ""
        for line in file.read_text(encoding="utf-8").splitlines():
            table = match.group(1) if (match := TABLE.fullmatch(line.strip())) else table
            name = line.partition(" = ")[0]
            lines.append(graded(line, f"{file.stem}.{table}.{name}", read, classes))
        text = "\n".join(lines) + "\n"
        changed = sum(a != b for a, b in zip(lines, file.read_text(encoding="utf-8").splitlines(), strict=True))
        print(f"{file.name}: {changed} lines")
        if write:
            file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
