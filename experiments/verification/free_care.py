"""Free at the point of need: no door has a price, and no patient pays for care of the National Health Service."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import signature

from joinedup.agents.help_seeking import SeekingParameters, best_door, door_worth, seek_chance
from joinedup.agents.sourced import numbers_of
from joinedup.experiments.verification.check import Check, beyond, exactly
from joinedup.experiments.verification.runs import life
from joinedup.model.health_system import HealthSystem
from joinedup.model.ledger import PATIENTS
from joinedup.model.organisation.entity import NHS
from joinedup.model.organisation.forms import FORMS
from joinedup.model.year_book import YEAR

MONEY = ("price", "cost", "charge", "fee", "pay", "money", "margin", "pound", "income", "capital")
SOCIAL_CARE = ("client contributions",)  # means-tested by statute, whoever provides it
ARMS = ("", "P", "I", "O", "K", "PI", "PIO", "PIOK")


def under(form: str) -> HealthSystem:
    """A small place that takes a form after a year and lives another under it."""
    model = HealthSystem("dudley", people=1_000, rng=3)
    social_care = FORMS[form].has_one_budget
    model.takes_form(YEAR, form, social_care=social_care)
    model.run_for(2 * YEAR)
    return model


def no_price_at_the_door(quick: bool = True) -> Iterator[Check]:
    """M19: no rule of a patient at a door reads money, and patients pay nobody but the council, in any arm."""
    words = [
        *(name for rule in (seek_chance, door_worth, best_door) for name in signature(rule).parameters),
        *SeekingParameters._fields,
        *(about.unit for _, _, about in numbers_of(SeekingParameters)),
    ]
    priced = [word for word in words if "£" in word or any(part in MONEY for part in word.lower().split("_"))]
    yield exactly("M19", "money in what a door's worth is made of", "none", ", ".join(priced) or "none")
    arms = [(f"switches {arm or 'none'}", life(arm, people=1_000)) for arm in ARMS]
    for arm, model in arms + [(f"form {form}", under(form)) for form in FORMS]:
        accounts = model.accounts
        nhs = {
            accounts.names[entity]
            for entity, sort in zip(accounts.terms.entity_of, accounts.sort.tolist(), strict=True)
            if sort in NHS
        }
        charged = sorted(
            {f"{payee} for {what}" for payer, payee, what, _ in accounts.ledger.flows
             if payer == PATIENTS and payee in nhs and what not in SOCIAL_CARE}
        )  # fmt: skip
        claim = f"whom patients pay for care of the health service, {arm}"
        yield exactly("M19", claim, "nobody", ", ".join(charged) or "nobody")
    paid = accounts.ledger.paid(PATIENTS)
    yield beyond(
        "M19", "pence that patients pay for social care: the flow that is looked for exists", 0, paid
    )


CHECKS = (no_price_at_the_door,)
