"""Does a hostile file end in plain words, within a second and 200 MB? Bombs for parsers, letters that deceive, noise; and slips of the pen.

A bomb is a whole file that is small enough to be sent by mail and made to cost time or memory. A slip is a word of the input with one
letter dropped, doubled, swapped, replaced by a neighbour on the keyboard, or put in by it.
"""

# ruff: noqa: E501 - a bad file is one line
from __future__ import annotations

import random
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sim import evidence
from sim.inputs.faults import FaultList, ScenarioFaults
from sim.inputs.toml_file import LARGEST
from sim.scenario import TABLES, fields_of, load, loads
from sim.scenario.places import COLUMNS
from sim.studies.sweep.experiment import Experiment, experiment_of, load_experiment
from sim.studies.sweep.levers import known_paths
from tests.promises.bad_input import EXPERIMENT, FULL, slots, table_at, text_of

__all__ = ["Cost", "bombs", "cost_of", "process_cost", "slip", "slips", "told_right"]

NEIGHBOURS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
KB, MB = 1024, 1024 * 1024
ROOT = Path(__file__).resolve().parents[2]


class Cost(NamedTuple):
    """What reading a file took: seconds, the most memory at a time (bytes), and how it ended (the name of an exception, or nothing)."""

    seconds: float
    memory: int
    ended: str


def bombs() -> dict[str, tuple[str, bytes]]:
    """Return hostile files by what they are: the kind (scenario, experiment, places) and the bytes."""
    most = LARGEST - 100
    scenario = {
        "open brackets": "a = " + "[" * most,
        "brackets opened and closed": "a = " + "[" * (most // 2 - 5) + "]" * (most // 2 - 5),
        "braces": "a = " + "{a=" * (most // 4),
        "dotted key": "a." * (most // 2) + "a = 1",
        "dotted keys of fifteen parts": "\n".join(f"{'.'.join('k' * 15)}{n} = 1" for n in range(most // 50)),
        "number of 250,000 digits": "a = " + "9" * most,
        "exponent of 250,000 digits": "a = 1e" + "9" * most,
        "hexadecimal number": "a = 0x" + "f" * most,
        "quotes": '"' * most, "quotes of another kind": "'" * most, "backslashes in a text": 'a = "' + "\\\\" * (most // 2) + '"',
        "text never closed": 'a = """' + "x" * most, "equals signs": "=" * most, "commas": "a = [" + "," * most,
        "twenty thousand keys": "\n".join(f"key{n} = {n}" for n in range(18_000)),
        "the same key": "weeks = 5\n" * (most // 10), "tables in a list": "[[place]]\n" * (most // 10),
        "tables in a list of numbers": "[[arm]]\n" * (most // 10), "twenty thousand tables": "\n".join(f"[t{n}]" for n in range(18_000)),
        "programmes": "".join(f"[programme.p{n}]\n" for n in range(8_000)), "numbers": "[numbers]\n" + "\n".join(f"a{n} = 1" for n in range(15_000)),
        "unknown keys of 1,000 letters": "\n".join(f"{'w' * 1000}{n} = 1" for n in range(200)),
        "long list": "a = [" + "1," * (most // 2) + "]", "lines": "\n" * most, "comment": "#" * most,
        "nul": "title = 'a\x00b'", "escape": "title = '\x1b[31m'", "turned round": "title = '\u202egnol'", "no width": "we\u200beks = 5",
        "mark in the middle": "a = 1\n\ufeffb = 2", "letters that look alike": '"w\u0435\u0435ks" = 5\n"\u0455lots" = 3\ntitle = "\u0391"',
        "right to left": '"\u05d0\u05d1" = 5', "combining letters": '"' + "e\u0301" * 1000 + '" = 5', "a thousand emoji": '"' + "\U0001f600" * 1000 + '" = 5',
        "date that is none": "start = 2020-13-45", "empty": "", "blank": " \n\t\n",
    }  # fmt: skip
    found = {name: ("scenario", text.encode("utf-8", "surrogatepass")) for name, text in scenario.items()}
    found |= {f"bytes: {name}": ("scenario", raw) for name, raw in raw_bytes(most).items()}
    found |= {f"table: {name}": ("places", text.encode()) for name, text in csv_bombs().items()}
    return found | {f"experiment: {name}": ("experiment", text.encode()) for name, text in experiment_bombs().items()}


def raw_bytes(most: int) -> dict[str, bytes]:
    """Return files that are no text, or too long."""
    noise = random.Random(7).randbytes(most)
    return {
        "noise": noise, "half a letter": "title = 'é".encode()[:-1], "utf-16": "weeks = 5".encode("utf-16"), "zip": b"PK\x03\x04" + noise[:500],
        "pickle": b"\x80\x04\x8c\x05posix\x94\x8c\x06system\x94\x93\x94.", "zeros": bytes(most), "3 MB": b"#" * 3 * MB,
    }  # fmt: skip


def csv_bombs() -> dict[str, str]:
    """Return hostile tables of places."""
    head = "place,population,lon,lat\n"
    return {
        "one line of 10 MB": "a" * 10 * MB, "a million commas": head + "," * MB, "a million lines": head + "a,1,0,0\n" * 200_000,
        "quote never closed": head + '"' + "a,1,0,0\n" * 100_000, "quotes": head + '"' * 100_000, "blank lines": head + "\n" * 1_000_000,
        "wide header": ",".join(f"c{n}" for n in range(900)) + "\n" + "1," * 899 + "1\n", "ragged": head + "a,1\nb,1,0,0,5,6\n",
        "nul": head + "a\x00b,1,0,0\n", "names that are equal": head + "a,1,0,0\nA,1,0,0\n", "digits": head + f"a,{'9' * 60_000},0,0\n",
        "ten thousand bad rows": head + "".join(f"p{n},-1,x,y\n" for n in range(9_999)), "formula": head + "=cmd(),=1+1,0,0\n",
    }  # fmt: skip


def experiment_bombs() -> dict[str, str]:
    """Return experiments that would run for ever, or take for ever to be refused."""
    lever = '[lever."programme.clinic.slots"]\n'
    return {
        "a million steps of a grid over eight levers": EXPERIMENT.replace("points = 3", "points = 1000000") + "".join(
            f'[lever."{path}"]\n' for path in list(evidence.load())[:8]
        ),
        "unknown levers": 'scenario = "minimal"\n' + "".join(f'[lever."no.{n}"]\n' for n in range(5_000)),
        "values of lists of lists": f'scenario = "minimal"\n{lever}values = [[[1]], [[2]]]\n',
        "values of tables": f'scenario = "minimal"\n{lever}values = [{{a = 1}}]\n',
        "values that are not numbers": f'scenario = "minimal"\n{lever}values = [nan, inf, "x", true]\n',
        "the same value": f'scenario = "minimal"\n{lever}values = [-1, -1]\n',
        "ten thousand bad values": f'scenario = "minimal"\n{lever}values = [{"-1," * 9_999}]\n',
        "scenario elsewhere": 'scenario = "../../../../etc/passwd"\n', "scenario that is a device": 'scenario = "/dev/zero"\n',
        "scenario with nul": 'scenario = "a\\u0000b"\n', "path turned round": 'scenario = "minimal"\n[lever."\\u202egnol"]\n',
        "itself": 'scenario = "x.toml"\n', "morris over a lever of a million": f'scenario = "minimal"\n[design]\nkind = "morris"\npoints = 1000000\n{lever}low = 1\nhigh = 9\n',
        "ten thousand seeds that are not": f'scenario = "minimal"\nseeds = [{"-1," * 9_999}]\n',
    }  # fmt: skip


def cost_of(kind: str, content: bytes, folder: Path, memory: bool = False) -> Cost:
    """Read a hostile file of a kind; with `memory` the most that Python held at a time is measured, which takes longer."""
    path = folder / ("p.csv" if kind == "places" else "x.toml")
    path.write_bytes(content)
    if kind == "places":
        (folder / "y.toml").write_text("places = 'p.csv'\n" + MINIMAL, encoding="utf-8")
    if memory:
        tracemalloc.start()
    start, ended = time.perf_counter(), ""
    try:
        if kind == "experiment":
            from sim.studies.sweep.plan import SweepPlan

            SweepPlan.of(load_experiment(path))
        else:
            load(folder / "y.toml" if kind == "places" else path)
    except Exception as problem:
        ended = type(problem).__name__ + ("" if isinstance(problem, ScenarioFaults) else f": {problem!s:.100}")
    seconds = time.perf_counter() - start
    most = tracemalloc.get_traced_memory()[1] if memory else 0
    tracemalloc.stop()
    return Cost(seconds, most, ended)


# The most that the program held, of its own memory and not of the process that started it.
MEASURED = """
import sys
from sim.__main__ import main
try:
    main()
finally:
    said = dict(line.split(":", 1) for line in open("/proc/self/status", encoding="ascii", errors="replace") if ":" in line)
    print("\\n" + said["VmHWM"].split()[0], file=sys.stderr)
"""


def process_cost(kind: str, content: bytes, folder: Path) -> Cost:
    """Hand a hostile file to `healing` in a process of its own (Linux): seconds from start to end, most bytes resident, and its exit code."""
    path = folder / ("p.csv" if kind == "places" else "x.toml")
    path.write_bytes(content)
    (folder / "y.toml").write_text("places = 'p.csv'\n" + MINIMAL, encoding="utf-8")
    named = str(folder / "y.toml" if kind == "places" else path)
    words = ["study", "sweep", named, "--dry-run"] if kind == "experiment" else ["validate", named]
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - start
    return Cost(seconds, int(done.stderr.splitlines()[-1]) * KB, str(done.returncode))


MINIMAL = """
title = "t"
start = 2020-01-01
weeks = 5
event.kind = "hurricane_katrina"
programme.a = {intervention = "pfa", channel = "outreach", slots = 1}
arm.b = {programmes = ["a"]}
"""


def slip(word: str, luck: random.Random) -> str:
    """Return a word with one letter wrong."""
    at = luck.randrange(len(word))
    row = next((row for row in NEIGHBOURS if word[at] in row), "")
    beside = row[max(row.index(word[at]) - 1, 0)] if row else "x"
    return luck.choice([
        word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + beside + word[at + 1 :], word[:at] + beside + word[at:],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    ])  # fmt: skip


def slips(luck: random.Random) -> Iterator[tuple[str, str, Any]]:
    """Yield (word meant, word written, what reads it): keys, tables, names in values, paths of numbers, columns, experiments; for ever."""
    book = evidence.load()
    paths, kinds = list(book), [slot for slot in slots() if slot.name]
    named = [(("event",), "kind", [*book.table("events")]), (("programme", "clinic"), "intervention", [*book.table("interventions")]),
             (("programme", "clinic"), "channel", [*book.table("channels")]), (("event",), "hazard", [*book.table("hazards")]),
             (("programme", "first_aid"), "then", ["clinic"]), (("stratum", "home"), "column", ["income", "stigma", "insured"])]  # fmt: skip
    levers = [path for path in known_paths(loads(text_of(FULL()))) if "." in path]
    while True:
        tables, sort = FULL(), luck.random()
        if sort < 0.4:
            slot = luck.choice(kinds)
            known, wrong = slot.name, slip(slot.name, luck)
            at = table_at(tables, slot.table)
            at[wrong] = at.pop(known, 1)
        elif sort < 0.5:
            known = luck.choice([name for name in TABLES if name in tables])
            wrong = slip(known, luck)
            tables[wrong] = tables.pop(known)
        elif sort < 0.65:
            way, name, words = luck.choice(named)
            known = luck.choice(words)
            wrong = table_at(tables, way)[name] = slip(known, luck)
        elif sort < 0.8:
            known = luck.choice(paths)
            wrong = slip(known, luck)
            tables["numbers"] = {wrong: book[known].value}
        elif sort < 0.9:
            item = luck.choice(fields_of(Experiment))
            known, wrong = item.name, slip(item.name, luck)
            given = {"scenario": "minimal", wrong: 1} if known != "scenario" else {wrong: "minimal"}
            yield known, wrong, lambda given=given: experiment_of(given, Path(), FaultList("experiment.toml"))
            continue
        else:
            known = luck.choice(levers)
            wrong = slip(known, luck)
            given = {"scenario": "minimal", "lever": {wrong: {}}}
            yield known, wrong, lambda given=given: experiment_of(given, Path(), FaultList("experiment.toml"))
            continue
        text = text_of(tables)
        yield known, wrong, lambda text=text: loads(text)


def told_right(luck: random.Random, count: int) -> tuple[int, int, list[str]]:
    """Return in how many of so many slips the word meant was asked for, how many slips were refused at all, and those that were not told."""
    right, refused, missed = 0, 0, []
    known_words = {*COLUMNS, *TABLES, *evidence.load()}
    cases = slips(luck)
    while refused < count:
        known, wrong, read = next(cases)
        if wrong == known or not wrong or wrong in known_words:
            continue
        try:
            read()
        except ScenarioFaults as problem:
            refused += 1
            if any(f"Did you mean {known!r}?" in fault.fix for fault in problem.faults):
                right += 1
            else:
                missed.append(f"{wrong} for {known}: {problem.faults[0]!s:.200}")
    return right, refused, missed
