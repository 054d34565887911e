"""What do the words mean, and who says so? The commands glossary, reading and cite."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import app
from sim.cli.exit_codes import say
from sim.cli.options import Arms, Json, Named, Quiet, Setting, arm_names

if TYPE_CHECKING:
    from sim.reference.citations import Cited

__all__ = ["cite", "glossary", "reading"]

WIDTH, HANG = 100, "    "
Bibtex = Annotated[bool, typer.Option("--bibtex", help="BibTeX, ready for a .bib file, instead of text.")]


@app.command()
def glossary(as_json: Json = False) -> None:
    """Say what each word means, by theme; `healing explain WORD` says more."""
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
    say("More of one word, and of every number, column, process, trial or kind of help: healing explain NAME")


@app.command()
def reading(
    theme: Annotated[str | None, typer.Argument(metavar="[THEME]", help="One theme; left out, all of them.")] = None,
    bibtex: Bibtex = False,
    as_json: Json = False,
) -> None:
    """List what to read, by theme: the sources of the numbers, those with most numbers first."""
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
    say("A title in [square brackets] is ours: it says what the source is used for where its own title was not seen.")


@app.command()
def cite(
    named: Named, arms: Arms = None, setting: Setting = None, bibtex: Bibtex = False, as_json: Json = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Print the references that a run of a scenario rests on, to be cited together with this model."""
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
    """Return the references as JSON takes them: each with the numbers behind it, and the numbers that judgement alone gave."""
    from sim.reference.citations import graded

    return {
        "scenario": found.scenario, "arms": found.arms, "numbers": len(found.numbers), "grades": graded(found.numbers),
        "references": [{"key": one.key, "text": one.text, "numbers": one.numbers} for one in found.references],
        "judgement": [number.path for number in found.judged],
    }  # fmt: skip


def told(found: Cited) -> str:
    """Say how many numbers take part and how many of them nobody can be cited for, and what else is to be cited."""
    from sim.reference.citations import graded

    grades = ", ".join(f"{grade} {count}" for grade, count in graded(found.numbers).items() if count)
    return (
        f"{len(found.numbers)} numbers take part ({grades}); {len(found.judged)} of them rest on judgement alone and have nobody to cite.\n"
        "Cite the model itself as CITATION.cff says, and the data of a scenario's places as scenarios/SOURCE.md says.\n"
        "A title in [square brackets] is ours: it says what the source is used for where its own title was not seen."
    )
