"""What do the words mean, and who says so? The subjects glossary, reading and cite of explain."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.exit_codes import say
from sim.cli.explain import subjects
from sim.cli.options import Arms, Json, Named, Quiet, Setting, arm_names

if TYPE_CHECKING:
    from sim.reference.citations import Cited

__all__ = ["cite", "glossary", "reading"]

WIDTH, HANG = 100, "    "
Bibtex = Annotated[bool, typer.Option("--bibtex", help="Print BibTeX instead of text.")]


@subjects.command()
def glossary(as_json: Json = False) -> None:
    """Print every word of the glossary, by theme."""
    from sim.cli.output import print_json
    from sim.reference.glossary import THEMES

    if as_json:
        print_json({theme: {name: word._asdict() for name, word in words.items()} for theme, words in THEMES.items()})
        return
    for theme, words in THEMES.items():
        print(f"{theme}\n")
        for name, word in words.items():
            print(
                "\n".join(textwrap.wrap(f"{name}: {word.meaning}", WIDTH, initial_indent="  ", subsequent_indent=HANG))
            )
        print()
    say("More about one word, parameter, column, process, trial or intervention: healing explain NAME")


@subjects.command()
def reading(
    theme: Annotated[str | None, typer.Argument(metavar="THEME", help="One theme; all by default.")] = None,
    bibtex: Bibtex = False,
    as_json: Json = False,
) -> None:
    """List the sources of the parameters by theme, those with most parameters first."""
    from sim.cli.output import print_json
    from sim.reference.reading_list import THEMES
    from sim.reference.reading_list import reading as read

    lists = {name: read(name) for name in ([theme] if theme else THEMES)}
    if as_json:
        print_json({
            name: [{"key": source.key, "numbers": count, "text": source.text} for source, count in listed]
            for name, listed in lists.items()
        })  # fmt: skip
        return
    if bibtex:
        print("\n".join({source.key: source.bibtex for listed in lists.values() for source, _ in listed}.values()))
        return
    for name, listed in lists.items():
        print(f"{name}: {THEMES[name].question}\n")
        for source, count in listed:
            told = f"{source.text} [{count} number{'s' * (count != 1)}]" if count else source.text
            print("\n".join(textwrap.wrap(told, WIDTH, initial_indent="  ", subsequent_indent=HANG)))
        print()
    say("A title in [square brackets] is ours: it says what the source is used for, as its own title was not seen.")


@subjects.command()
def cite(
    named: Named, arms: Arms = None, setting: Setting = None, bibtex: Bibtex = False, as_json: Json = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Print the references behind a scenario, to be cited together with this model."""
    from sim.cli.output import print_json
    from sim.reference.citations import references
    from sim.scenario import load

    plan = load(named, None, setting)
    found = references(plan, arm_names(plan, arms))
    if as_json:
        print_json(as_table(found))
        return
    print("\n".join(one.bibtex if bibtex else one.text for one in found.references))
    if not quiet:
        say(f"\n{told(found)}")


def as_table(found: Cited) -> dict[str, Any]:
    """Return the references for JSON: each with the parameters that rest on it, and the parameters that rest on judgement alone."""
    from sim.reference.citations import graded

    return {
        "scenario": found.scenario, "arms": found.arms, "numbers": len(found.numbers), "grades": graded(found.numbers),
        "references": [{"key": one.key, "text": one.text, "numbers": one.numbers} for one in found.references],
        "judgement": [number.path for number in found.judged],
    }  # fmt: skip


def told(found: Cited) -> str:
    """Return how many parameters are used, how many of them have no source to cite, and what else to cite."""
    from sim.reference.citations import graded

    grades = ", ".join(f"{grade} {count}" for grade, count in graded(found.numbers).items() if count)
    return (
        f"{len(found.numbers)} parameters are used ({grades}); {len(found.judged)} of them rest on judgement alone (no source).\n"
        "Cite the model itself as CITATION.cff says, and the data of a scenario's places as scenarios/SOURCE.md says.\n"
        "A title in [square brackets] is ours: it says what the source is used for, as its own title was not seen."
    )
