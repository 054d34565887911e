"""The show of each promise, one function each; the checks are those in tests/promises.

A function is told whether the whole campaign is wanted and returns lines; one that begins with BROKEN says so.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

__all__ = ["bad", "disks", "kills", "limits", "luck", "mutants", "planted", "relations", "same", "versions", "weeks"]

ROOT = Path(__file__).resolve().parents[2]


def told(kept: bool, line: str) -> str:
    """Return a line that says if a promise is broken."""
    return line if kept else f"BROKEN {line}"


def same(long: bool) -> list[str]:
    """Show that cells are the same in every way of making runs."""
    from tests.promises import same as it

    chosen = it.ways([1]) + (it.ways([2, 4], (1, 2)) if long else [])
    differ, cells = it.compared(chosen)
    lines = [
        told(
            differ == 0,
            f"{differ} of {cells:,} cells differ over {len(chosen)} combinations of workers, threads, parts and order",
        )
    ]
    seeds = it.HASH_SEEDS if long else it.HASH_SEEDS[:2]
    every = it.ways([1], (1, 2))
    digests = {digest for seed in seeds for digest in it.elsewhere(every, seed)}
    lines.append(
        told(
            len(digests) == 1,
            f"{len(digests)} digest over {len(seeds) * len(every)} more under hash seeds {', '.join(seeds)}",
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        differ, sweeps = it.sweeps_that_differ(Path(folder), (0, 2, 4) if long else (0,))
    return [
        *lines,
        told(
            differ == 0,
            f"{differ} of {sweeps} sweeps differ in a file, fresh or gone on with, whatever the number of workers",
        ),
    ]


def versions(_: bool) -> list[str]:
    """Show that other versions of Python and NumPy give the same digest; PROMISES_PYTHONS names them, path=PYTHONPATH each."""
    from tests.promises import same as it
    from tests.promises.ensembles import apart, ensemble, planted

    lines = []
    here = it.elsewhere([it.PLAIN, it.Way(1, 2, 32, True)])
    for named in os.environ.get("PROMISES_PYTHONS", "").split():
        python, _, extra = named.partition("=")
        said = it.versions_of(python, extra)
        found = it.elsewhere([it.PLAIN, it.Way(1, 2, 32, True)], "0", python, PYTHONPATH=extra)
        lines.append(told(found == here, f"{said}: {'the same digest' if found == here else 'another digest'}"))
    seeds = range(1, 31)
    one = ensemble(seeds)
    last_bits, change = apart(one, ensemble(seeds, planted(1 + 1e-6))), apart(one, ensemble(seeds, planted()))
    lines.append(
        told(
            not last_bits,
            f"ensemble check, 30 seeds, a number changed by 1e-6: {len(last_bits)} outcomes of {len(one)} apart",
        )
    )
    found = ", ".join(f"{name} (z {z:.0f})" for name, z in sorted(change.items(), key=lambda item: -abs(item[1]))[:3])
    return [
        *lines,
        told(
            bool(change),
            f"the same number changed by a tenth is caught in {len(change)} of {len(one)} outcomes: {found} ...",
        ),
    ]


def luck(long: bool) -> list[str]:
    """Show that plans differ only by the plan."""
    from tests.promises import luck as it
    from tests.promises.whose_luck import who_differs

    seeds = range(1, 51 if long else 6)
    found = it.differences_of_no_ops(seeds)
    cells = found.pop("cells")
    named = ", ".join(name.replace("_", " ") for name in found)
    lines = [
        told(
            not any(found.values()),
            f"{sum(found.values())} of {len(found) * cells:,} cells differ on {len(seeds)} seeds ({named})",
        )
    ]
    rows = range(0, 300, 1 if long else 37)
    treated = [it.changed_others(row, row, True) for row in rows]
    tied = sum(it.changed_others(row, row, False)[0] > 0 for row in rows)
    others = sum(elsewhere for elsewhere, _ in treated)
    lines.append(told(others == 0, f"{others} columns of others differ in any of 30 weeks after one person without ties was treated, "
                      f"over {len(rows)} persons; with their ties, {tied} of {len(rows)} change others"))  # fmt: skip
    strangers = sum(it.changed_by_a_stranger(seed) for seed in seeds)
    lines.append(
        told(
            strangers == 0,
            f"{strangers} columns of others differ in any of 52 weeks after a stranger came, {len(seeds)} seeds",
        )
    )
    for more, words in (("first_aid", "first aid beside the clinic"), ("", "the clinic against no help at all")):
        for queue, slots in it.QUEUES.items():
            got = it.ratios(slots, 200 if long else 20, more=more)
            said = ", ".join(
                f"{name} {got[name]:.1f}" for name in (*it.FIVE_TIMES, "healing_end", "growth_end", "reach")
            )
            kept = not more or all(got[name] >= 5 for name in it.FIVE_TIMES)
            lines.append(told(kept, f"variance over that of independent luck, {words}, {queue}: {said}"))
    for queue, slots in it.QUEUES.items():
        counts = who_differs(slots, 100 if long else 10)
        lines.append(f"the clinic against no help at all, {queue}: {counts.said()}")
    return lines


def bad(long: bool) -> list[str]:
    """Show that bad input is refused in plain words."""
    import random

    from tests.promises import bad_text as texts
    from tests.promises.test_bad_input import campaign

    with tempfile.TemporaryDirectory() as folder:
        found = campaign((4000, 700, 700) if long else (120, 40, 40), 3, Path(folder))
        costs = {name: texts.cost_of(*bomb, Path(folder)) for name, bomb in texts.bombs().items()}
        some = list(texts.bombs())[:: 1 if long else 15]
        whole = {name: texts.process_cost(*texts.bombs()[name], Path(folder)) for name in some}
    right, refused, missed = texts.told_right(random.Random(4), 2000 if long else 60)
    good = [cost.ended == "ScenarioFaults" for cost in costs.values()]
    slowest = max(costs, key=lambda name: costs[name].seconds)
    bombs_told = f"{sum(good)} of {len(good)} bombs refused, the slowest in {costs[slowest].seconds:.2f} s ({slowest})"
    largest = max(whole, key=lambda name: whole[name].memory)
    most, longest = whole[largest].memory, max(cost.seconds for cost in whole.values())
    return [
        told(not found.broken, f"{found.judged:,} bad inputs: {len(found.accepted)} accepted, {len(found.traced)} "
             f"tracebacks, {len(found.unnamed)} without key, value and limit; slowest {found.slowest:.2f} s"),
        told(all(good), bombs_told),
        told(right >= 0.9 * refused, f"{right:,} of {refused:,} one-letter slips told with the word meant; missed: "
             f"{', '.join(line.partition(':')[0] for line in missed[:3]) or 'none'}"),
        told(most < 200e6 and {cost.ended for cost in whole.values()} == {"65"}, f"{len(whole)} of them given to `healing` in processes of "
             f"their own: exit code 65, at most {most / 1e6:.0f} MB resident ({largest}), {longest:.1f} s with its start"),
    ]  # fmt: skip


def disks(long: bool) -> list[str]:
    """Show that failing calls and damage are reported."""
    import random

    import sim
    from sim.outcomes import saving
    from tests.promises import disks as it

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        older, newer = (sim.compare("minimal", seeds=n, weeks=4, scale=0.2, workers=1) for n in (1, 2))
        calls = half = 0
        saving.save_results(older, folder)
        old = it.snapshot(folder)
        for _, problem in it.which_fail(lambda: saving.save_results(newer, folder)):
            calls += problem is not None
            with suppress(saving.DamagedResultsError):
                half += saving.load_results(folder).seeds not in ((1,), (1, 2))
            for file, content in old.items():
                (folder / file).write_bytes(content)
        flips, cuts = (500, 100) if long else (60, 20)
        unseen = it.damaged_results(folder, newer, random.Random(1), flips, cuts)
    return [
        told(not half, f"results of a comparison: {calls} calls failed in turn, {half} half files read as good"),
        told(
            not unseen, f"{2 * flips:,} bit flips and {2 * cuts:,} truncations of both files: {len(unseen)} not noticed"
        ),
        *tested("tests/studies/sweep/test_damage.py", "tests/promises/test_disks.py", long=long),
    ]


def weeks(long: bool) -> list[str]:
    """Show that the invariants hold in every week."""
    from functools import partial

    from sim.engine.run import Run
    from sim.scenario import load
    from tests.promises import invariants as it
    from tests.small_town import town, town_plan

    watch = it.Watch()
    for arm in town_plan().arms:
        it.watched(partial(Run, town_plan(), arm, 1, community=town()), watch)
    seed, plan = 0, load("new_orleans")
    while watch.weeks < (10_000_000 if long else 500_000):
        seed += 1
        arm = [*plan.arms][seed % len(plan.arms)]
        it.watched(partial(Run, plan, arm, seed, 0.02 if long else 0.005), watch)
    lines = [
        *watch.broken[:3],
        told(not watch.broken, f"{len(watch.broken)} sentences broken over {watch.weeks:,} person-weeks"),
    ]
    return [*lines, *tested("tests/promises/test_queue.py", long=long)]


def relations(long: bool) -> list[str]:
    """Show that the expected relations hold."""
    from tests.promises.relations import RELATIONS

    lines = []
    for sort, seeds in (("exact", 10 if long else 2), ("in expectation", 200 if long else 20)):
        some = [one for one in RELATIONS if one.sort == sort]
        wrong = [one.says for one in some if not one.holds(tuple(range(1, seeds + 1)))]
        lines.append(told(not wrong, f"{len(some) - len(wrong)} of {len(some)} hold, {sort}, {seeds} seeds{': not ' * bool(wrong)}"
                          f"{'; '.join(wrong)}"))  # fmt: skip
    return lines


def kills(long: bool) -> list[str]:
    """Show that killing at random moments and runs that go wrong lose nothing."""
    return tested("tests/studies/sweep/test_nothing_lost.py", long=long)


def planted(_: bool) -> list[str]:
    """Show what planted faults were noticed, as faults.py left it."""
    import json
    import tomllib

    listed = tomllib.loads(Path(__file__).with_name("faults.toml").read_text(encoding="utf-8"))["fault"]
    found = dict(json.loads(Path(__file__).with_name("planted.json").read_text(encoding="utf-8")))
    answers = [one["caught"] for one in found.values()]
    caught, asked = answers.count(True), answers.count(True) + answers.count(False)
    escaped = [f"escaped: {one['what']} ({one['file']})" for one in found.values() if one["caught"] is False]
    share = f"{100 * caught / max(asked, 1):.0f}%"
    said = f"{caught} of {asked} planted faults caught ({share}); {len(listed) - asked} of the {len(listed)} listed were not planted yet"
    return [told(caught >= 0.95 * asked, said), *escaped]


def mutants(_: bool) -> list[str]:
    """Show which small changes of validators and outcome measures were noticed, as mutants.py left it."""
    import json

    found = dict(json.loads(Path(__file__).with_name("mutants.json").read_text(encoding="utf-8")))
    files: dict[str, list[bool]] = {}
    for name, one in found.items():
        files.setdefault(name.partition(":")[0], []).append(one["killed"] is not False)
    answers = [one["killed"] for one in found.values()]
    killed, survived, hung = (answers.count(answer) for answer in (True, False, None))
    listed = ", ".join(
        f"{name.removeprefix('sim/')} {sum(each)} of {len(each)}" for name, each in sorted(files.items())
    )
    alive = {name: one for name, one in found.items() if one["killed"] is False}
    return [
        f"{killed} of {len(found)} mutants killed, {hung} never ended, {survived} survive", listed,
        *(f"survives: {name}: {one['was']} -> {one['is']}; {one.get('why', 'no test yet')}" for name, one in sorted(alive.items())),
    ]  # fmt: skip


def limits(long: bool) -> list[str]:
    """Show memory and the network."""
    import subprocess
    import sys

    from sim.cli import memory

    free, runs = memory.free_memory() or 0, (1000, 10_000) if long else (100, 1000)
    typed = [sys.executable, "-m", "tests.promises.growth", *map(str, runs)]
    said = subprocess.run(typed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    before, after = map(int, said.split())
    return [
        f"estimate: {memory.BYTES_A_RESIDENT:,} bytes a resident and process; ten million people in two processes "
        f"{memory.estimate(10_000_000, 2) / 1e9:.0f} GB, {free / 1e9:.0f} GB are free here",
        told(after - before < 2000, f"one process holds {before:,} KB after {runs[0]:,} runs and {after:,} KB after {runs[1]:,}"),
        *tested("tests/promises/test_limits.py", long=long),
    ]  # fmt: skip


def tested(*files: str, long: bool) -> list[str]:
    """Run files of tests, with the slow ones if `long`, and return the last line of pytest."""
    import subprocess
    import sys

    command = [sys.executable, "-m", "pytest", *([] if long else ["-m", "not slow"]), *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    last = (done.stdout.strip().splitlines() or ["nothing"])[-1].strip("= ")
    return [told(done.returncode == 0, f"{' '.join(files)}: {last}")]
