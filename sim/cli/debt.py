"""What does the model owe to evidence? The subject debt of explain: how many numbers could be measured and have no accepted source."""

from __future__ import annotations

import typer

from sim.cli.explain import subjects
from sim.cli.options import Json

__all__ = ["debt"]


@subjects.command()
def debt(
    as_json: Json = False,
) -> None:
    """Count the numbers that could be measured and have no accepted source, and list them."""
    from sim import evidence
    from sim.cli.output import print_json, print_table

    book = evidence.load()
    owed, repeats = book.debt(), sum(bool(number.inherits) for number in book.values())
    if as_json:
        print_json({
            "debt": len(owed), "numbers": len(book), "repeats": repeats, "grades": book.grades(),
            "owed": [
                {"path": path, "value": n.value, "low": n.low, "high": n.high, "unit": n.unit, "meaning": n.meaning}
                for path, n in owed.items()
            ],
        })  # fmt: skip
        return
    graded = [[grade, evidence.GRADES[grade], str(count)] for grade, count in book.grades().items()]
    print_table(f"{len(book)} numbers, {repeats} of which repeat another one", ["Grade", "", "Numbers"], graded)
    rows = [[path, f"{n.value:g}", f"{n.low:g} to {n.high:g}", n.unit] for path, n in owed.items()]
    note = "healing explain PATH: what it means. A source that says one of them: CONTRIBUTING.md."
    print_table(
        f"Debt to evidence: {len(owed)} numbers could be measured and have no accepted source; what repeats another counts once",
        ["Number", "Value", "Range", "Unit"], rows, note, words=1,
    )  # fmt: skip
    typer.echo(f"debt: {len(owed)}")
