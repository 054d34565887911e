"""Progress of the runs: the bar in words and numbers, and the short announcements for screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from htmltools import Tag, tags

from sim.dashboard.rounds import DONE, FAILED, RUNNING

if TYPE_CHECKING:
    from sim.dashboard.rounds import Round
    from sim.dashboard.session import Desk
    from sim.dashboard.words import Words

__all__ = ["announced", "progress"]


def progress(words: Words, desk: Desk) -> Tag:
    """Return the numbers of runs done and left, and the time left."""
    round_ = desk.round
    if round_ is None:
        return tags.p(words("runs.none"))
    message = counted(words, round_)
    if round_.state == DONE:
        link = tags.a(words("runs.see_link"), href="#compare")
        return tags.p(tags.strong(words("runs.done")), " ", words("runs.all", total=round_.total), " ", link)
    if round_.state != RUNNING:
        return tags.p(tags.strong(words(f"runs.{round_.state}")), " ", message)
    bar = tags.progress(value=str(round_.done), max=str(round_.total), aria_label=words("runs.bar"))
    return tags.div(bar, tags.p(tags.strong(words(f"runs.{round_.kind}_running")), " ", message))


def counted(words: Words, round_: Round) -> str:
    """Return done, left and time left in one sentence; the reason if it failed."""
    if round_.state == FAILED:
        return round_.said
    left = round_.total - round_.done
    message = words("runs.counted", done=round_.done, total=round_.total, left=left)
    if round_.state != RUNNING:
        return message
    if round_.done == round_.kept_before:
        return f"{message} {words('runs.first' if warm() else 'runs.compiling')}"
    seconds = round_.seconds_left()
    return message if seconds is None else f"{message} {words('runs.time_left', time=words.clock(seconds))}"


def warm() -> bool:
    """Return whether the kernels are compiled already."""
    from sim.engine.warm import kernels_are_warm

    return kernels_are_warm()


def announced(words: Words, desk: Desk) -> str:
    """Return what a screen reader announces: the start and the end of a round, not every run."""
    round_ = desk.round
    if desk.faults:
        return words("runs.faults")
    if round_ is None:
        return ""
    if round_.state == RUNNING:
        return words(f"runs.{round_.kind}_running")
    return f"{words(f'runs.{round_.state}')} {words('runs.see') if round_.state == DONE else ''}".strip()
