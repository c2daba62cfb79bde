"""`joinedup forms`: the forms of organisation, one choice in each of some independent dimensions."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from joinedup.experiments.cli import app

HELP = (
    "Show the forms of organisation and what each is made of.\n\n"
    "A form is one choice in each of some dimensions: how care is paid for, which legal entities there are, who "
    "opens whose records, and so on."
)
EPILOG = "Example: joinedup compare dudley --people 50000 --arms separate,acs,aco-full+private"
WORDS = {
    "payment": "Payment",
    "entities": "Legal entities",
    "outcomes": "Outcomes at stake",
    "data_sharing": "Data sharing",
    "meetings": "Joint meetings",
    "participation": "Practices take part",
    "social_care": "Social care",
    "patients": "Patients",
    "exit": "Exit",
    "fund": "Money from outside",
    "claimant": "Who keeps a surplus",
    "operation": "Who runs the budget",
    "refusal": "Refusing a patient",
}
NARROWEST = 20  # columns of the screen that one form needs


@app.command(help=HELP, epilog=EPILOG)
def forms(
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")] = False,
) -> None:
    """Show the forms of organisation and what each is made of."""
    from json import dumps

    from joinedup.experiments.arms import GRAMMAR
    from joinedup.experiments.tables import console
    from joinedup.model.organisation.forms import FORMS, MEANINGS

    if as_json:
        found = {
            name: {"meaning": MEANINGS[name]} | {d: key_of(c) for d, c in form._asdict().items()}
            for name, form in FORMS.items()
        }
        print(dumps(found, ensure_ascii=False))
        return
    out = console()
    for name, meaning in MEANINGS.items():
        out.print(f"  [bold]{name:<12}[/bold] {meaning}")
    names = list(FORMS)
    each = max(2, (out.width - 2 * NARROWEST) // NARROWEST)
    for first in range(0, len(names), each):
        out.print(table_of(names[first : first + each]))
    out.print(GRAMMAR)


def table_of(names: list[str]) -> Any:
    """Dimensions by row, some forms by column."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from joinedup.model.organisation.forms import FORMS

    table = Table(box=SIMPLE_HEAD)
    table.add_column("", style="italic")
    for name in names:
        table.add_column(name, ratio=1)
    for dimension, words in WORDS.items():
        table.add_row(words, *(phrase_of(getattr(FORMS[name], dimension)) for name in names))
    return table


def key_of(choice: Any) -> str:
    """A choice as a user writes it."""
    return str(choice.name).lower().replace("_", "-")


def phrase_of(choice: Any) -> str:
    """A choice in words."""
    return choice.value if isinstance(choice.value, str) else {"NONE": "–"}.get(choice.name, key_of(choice))
