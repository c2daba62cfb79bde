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
    "whose_care": "Social care",
    "exit": "Exit",
    "outside_money": "Money from outside",
    "refusal": "Refusing a patient",
}
FOLLOWS = {  # from the choices
    "whose_patients": "Patients",
    "who_keeps_a_surplus": "Who keeps a surplus",
    "who_runs_it": "Who runs the budget",
}
NARROWEST = 20  # columns of the screen that one form needs


@app.command(help=HELP, epilog=EPILOG)
def forms(
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")] = False,
) -> None:
    """Show the forms of organisation and what each is made of."""
    from json import dumps
    from textwrap import dedent

    from joinedup.experiments import arms_file
    from joinedup.experiments.arms import GRAMMAR
    from joinedup.experiments.tables import console
    from joinedup.model.organisation.forms import DIMENSIONS, FORMS, MEANINGS, key_of

    if as_json:
        found = {
            "forms": {
                name: {"meaning": MEANINGS[name]} | {d: key_of(c) for d, c in form._asdict().items()}
                for name, form in FORMS.items()
            },
            "choices": {d: {key_of(c): phrase_of(c) for c in choices} for d, choices in DIMENSIONS.items()},
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
    out.print(
        "Or give a file, --arms arms.yaml, in which any choice of any form may be another (joinedup forms --json has "
        "the words):"
    )
    out.print(dedent(arms_file.__doc__.split("\n\n", 1)[1]), style="dim")


def table_of(names: list[str]) -> Any:
    """Dimensions by row, some forms by column."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from joinedup.model.organisation import forms as forms_module
    from joinedup.model.organisation.forms import FORMS

    table = Table(box=SIMPLE_HEAD)
    table.add_column("", style="italic")
    for name in names:
        table.add_column(name, ratio=1)
    for dimension, words in WORDS.items():
        table.add_row(words, *(phrase_of(getattr(FORMS[name], dimension)) for name in names))
    for phrase, words in FOLLOWS.items():
        table.add_row(words, *(getattr(forms_module, phrase)(FORMS[name]) for name in names))
    return table


def phrase_of(choice: Any) -> str:
    """A choice in words."""
    from joinedup.model.organisation.forms import key_of

    return choice.value if isinstance(choice.value, str) else {"NONE": "–"}.get(choice.name, key_of(choice))
