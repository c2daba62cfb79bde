"""Every actor, form and mechanism of five documents about accountable care, and where it is in the model.

The documents: a compilation of Keep Our NHS Public Norfolk, a House of Commons Library briefing, an explainer of
organisations and systems, a guide of the Department of Health and Social Care (April 2018), and a post of a
campaign in Liverpool. The README shows this table.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Stance(StrEnum):
    """Who says it: those in favour, those against, or both and neither."""

    FOR = "+"
    AGAINST = "−"
    NEUTRAL = "o"


class Status(StrEnum):
    """How much of it the model holds."""

    DONE = "done"
    PARTLY = "partly"
    OUTSIDE = "given from outside"  # a number that a user sets, decided by nobody in the model


class Item(NamedTuple):
    """One actor, form or mechanism."""

    id: str
    what: str
    stance: Stance
    code: tuple[str, ...]  # "path" or "path: name"
    command: str  # that shows it, after `joinedup`
    status: Status = Status.DONE
    missing: str = ""  # what a row that is not done lacks


FOR, AGAINST, NEUTRAL = Stance.FOR, Stance.AGAINST, Stance.NEUTRAL
PARTLY, OUTSIDE = Status.PARTLY, Status.OUTSIDE
_FORMS, _YEARLY = "model/organisation/forms.py: FORMS", "model/yearly_review.py"
_ACO = "compare dudley --arms separate,aco-full"

ACTORS = (
    Item("a1", "patients, many of them with several long-term conditions", NEUTRAL,
         ("agents/patient.py: Patient", "agents/health.py: need_rate"), "journey dudley --person 4711"),
    Item("a2", "GPs, independent contractors", NEUTRAL,
         ("agents/gp_practice.py: GPPractice", "agents/participation.py: chosen_levels"), _ACO),
    Item("a3", "hospitals and trusts", NEUTRAL,
         ("agents/hospital.py: Hospital", "model/journey/emergency.py", "model/journey/electives.py"),
         "calibration dudley"),
    Item("a4", "community services: district nurses, health visitors, therapists", NEUTRAL,
         ("agents/community_care.py: CommunityCare", "model/journey/community.py"),
         "compare dudley --arms K", PARTLY, "one team, not three professions"),
    Item("a5", "mental health services", NEUTRAL,
         ("agents/mental_health.py: MentalHealthCare", "model/journey/mental_health.py"), "compare dudley"),
    Item("a6", "social care, care homes and home care: means-tested, of uneven quality and price", NEUTRAL,
         ("agents/social_care.py: SocialCare", "agents/care_home.py: CareHome", "agents/home_care.py: HomeCare",
          "agents/means_test.py: contribution"), "compare dudley --by-fifth"),
    Item("a7", "companies, charities and insurers that hold the contract", AGAINST,
         ("model/organisation/terms.py: Operator", "model/payment/profit_rule.py: ProfitRule"),
         "compare dudley --arms aco-full,aco-full+private"),
    Item("a8", "commissioners and councils, who stay accountable", NEUTRAL,
         ("agents/commissioner.py: Commissioner", f"{_YEARLY}: plans_electives"), _ACO),
    Item("a9", "regulators, government, Parliament, courts", NEUTRAL,
         ("model/payment/transaction_cost.py: set_up_cost", "experiments/arms.py"),
         "compare dudley --set prices.set_up=10", OUTSIDE, "the cost and the dates of what they decide are inputs"),
    Item("a10", "Medicare, its accountable care organisations, Kaiser Permanente", NEUTRAL,
         (_FORMS, "model/payment/shared_savings.py: SharedSavings"), "compare dudley --arms us-aco,integrated"),
    Item("a11", "Dudley, Manchester, Norfolk, Liverpool, Cheshire and Wirral", NEUTRAL,
         ("experiments/places", "model/place.py: Place"), "places"),
    Item("a12", "vanguards, Better Care Fund, transformation money", FOR,
         ("model/payment/transformation_fund.py: TransformationFund",), "compare dudley --arms K,PIOK"),
    Item("a13", "registered people, attributed volunteers, enrolled members", NEUTRAL,
         ("model/payment/attribution.py: attributed", "model/organisation/forms.py: whose_patients"), "forms"),
)  # fmt: skip

FORMS = (
    Item("f1", "a fee for each procedure", NEUTRAL,
         ("model/payment/fee_per_procedure.py: FeePerProcedure",), "compare dudley --payment-only"),
    Item("f2", "one budget per head, run by one organisation", NEUTRAL,
         ("model/payment/capitation.py: Capitation",), _ACO),
    Item("f3", "fixed money for a bundle of services over many years", NEUTRAL,
         ("model/payment/capitation.py: Capitation", "model/organisation/dimensions.py: Exit"), _ACO),
    Item("f4", "a share in savings, or in losses, against past spending", NEUTRAL,
         ("model/payment/shared_savings.py: SharedSavings",), "compare dudley --arms us-aco"),
    Item("f5", "savings are shared only if quality is high too", NEUTRAL,
         ("model/payment/measure.py: Target", "model/payment/shared_savings.py: SharedSavings"),
         "compare dudley --arms us-aco"),
    Item("f6", "a contract that sets outcomes within the budget", NEUTRAL,
         ("model/payment/outcome_withhold.py: OutcomeWithhold",), _ACO),
    Item("f7", "accountable care system: risk and gain are shared", FOR,
         ("model/payment/gain_risk_share.py: GainRiskShare", "model/organisation/sharing.py: shares_gain_and_risk"),
         "compare dudley --arms acs"),
    Item("f8", "accountable care partnership: an alliance instead of competition", FOR,
         (_FORMS, "agents/data_sharing.py: signs_sharing"), "compare dudley --arms acp"),
    Item("f9", "sustainability and transformation partnership: a common plan", NEUTRAL,
         (_FORMS, "model/organisation/form_parameters.py: FormParameters"), "compare dudley --arms stp"),
    Item("f10", "accountable care organisation: by merger or by tender", NEUTRAL,
         ("model/organisation/taking_form.py: under_form", "model/organisation/terms.py: Operator"),
         "compare dudley --arms aco-full,aco-full+private", PARTLY, "who wins a tender is chosen by the user"),
    Item("f11", "three levels at which practices take part: full, partial, virtual", NEUTRAL,
         ("model/organisation/terms.py: Level", "model/taking_part.py: takes_part"),
         "compare dudley --arms aco-virtual,aco-partial,aco-full"),
    Item("f12", "US organisation: a group of volunteers, attribution, free choice", NEUTRAL,
         ("agents/participation.py: gain_of_joining", "model/payment/attribution.py: attributed"),
         "compare dudley --arms us-aco"),
    Item("f13", "insurer and provider in one, with employed doctors", NEUTRAL,
         (_FORMS, "agents/selection.py: refused"), "compare dudley --arms integrated"),
    Item("f14", "delegated powers, transformation funds, lighter oversight", FOR,
         ("model/payment/transaction_cost.py: administration_share",
          "model/payment/transformation_fund.py: TransformationFund"), "compare dudley --arms acs+fund"),
    Item("f15", "a path: partnership, then system, then organisation", NEUTRAL,
         ("experiments/arms.py", "model/policy.py: plan"), "compare dudley --arms 'stp@1>acs@2>aco-full@4'"),
)  # fmt: skip

MECHANISMS = (
    Item("m1", "working together avoids doing things twice", FOR,
         ("agents/decision.py: look_chance", "model/outcomes/duplication.py: duplicates_given_valid"),
         "compare dudley"),
    Item("m2", "working together prevents medical errors", FOR,
         ("model/journey/general_practice.py: treats", "model/outcomes/health.py: qalys"), "compare dudley"),
    Item("m3", "patients no longer repeat their story", FOR,
         ("model/journey/contact.py: is_seen", "model/outcomes/duplication.py: repeated_histories"), "compare dudley"),
    Item("m4", "fewer people fall through the net into hospital", FOR,
         ("model/messages.py: is_sent", "model/outcomes/duplication.py: admissions_after_loss"), "compare dudley"),
    Item("m5", "different systems and policies cause delay, frustration, cost", FOR,
         ("model/edges.py: EDGE", "model/edge_dynamics.py: refresh_letters"), "compare dudley --arms I,O"),
    Item("m6", "right care at the right time for the chronically ill", FOR,
         ("model/journey/reviews.py", "agents/health.py: control_after_review"), "compare dudley"),
    Item("m7", "more care at home, fewer trips to hospital", FOR,
         ("model/journey/community.py", "agents/investment.py: invests"), "compare dudley --arms K,PIOK"),
    Item("m8", "common use of resources saves money", FOR,
         ("model/staff_pools.py: lend_staff", f"{_YEARLY}: invests_surplus"), _ACO),
    Item("m9", "modest savings, mostly in A&E and readmissions", NEUTRAL,
         ("experiments/sectors.py: sector_costs", "model/outcomes/use.py: readmissions"), "compare dudley"),
    Item("m10", "results are mixed and the evidence contested", NEUTRAL,
         ("experiments/falsification/assumptions.py: both_ways",), "falsify --only F3"),
    Item("m11", "hoped-for savings became a net loss", AGAINST,
         ("experiments/falsification/contracts.py: noise", "model/outcomes/money.py: payer_net"),
         "falsify --only F10"),
    Item("m12", "needs electronic records that all can open", NEUTRAL,
         ("model/edge_dynamics.py: record_availability",), "compare dudley --arms I"),
    Item("m13", "needs a change of culture, and time", NEUTRAL,
         ("model/monthly_review.py: learn_response", "experiments/falsification/time.py: culture"),
         "falsify --only F5"),
    Item("m14", "works only where people have long worked together", NEUTRAL,
         ("model/place.py: Place", "model/edge_dynamics.py: relationship_target"),
         "compare manchester --people 20000"),
    Item("m15", "from competition to collaboration", FOR,
         (_FORMS, "model/monthly_review.py: hold_meetings"), "compare dudley --arms separate,acp"),
    Item("m16", "local leaders gain control, with less national regulation", FOR,
         ("model/payment/transaction_cost.py: administration_share", "model/outcomes/money.py: overheads"),
         "compare dudley --arms acs", PARTLY, "control is less overhead, not a decision of its own"),
    Item("m17", "staff work in other places and teams", NEUTRAL,
         ("model/staff_pools.py: lend_staff", "agents/staff.py: StaffParameters"), _ACO),
    Item("m18", "shared responsibility for the health of a population", FOR,
         ("agents/investment.py: Option", "model/investing.py: Board"), "compare dudley --arms aco-full --years 10"),
    Item("m19", "free at the point of need, and paid from taxes, as before", FOR,
         ("agents/help_seeking.py: door_worth", "experiments/verification/free_care.py: no_price_at_the_door"),
         "verify"),
    Item("m20", "social care is means-tested; joining the two undercuts care by need", AGAINST,
         ("agents/means_test.py: contribution", "model/outcomes/money.py: patient_charges"),
         "compare dudley --arms aco-full+social-care --by-fifth"),
    Item("m21", "too little money on both sides; councils cut to the bone", AGAINST,
         ("model/payment/prices.py: PriceParameters", "experiments/falsification/need.py: rationing"),
         "compare dudley --adequacy 0.95 --set prices.council_growth=-0.04"),
    Item("m22", "a budget per head could be used to ration", AGAINST,
         ("agents/decision.py: marginal_utility_of_money", "model/outcomes/rationing.py: rationing_index"),
         "falsify --only F12"),
    Item("m23", "a route to privatisation by stealth", AGAINST,
         ("model/organisation/terms.py: Operator", "model/outcomes/money.py: profit_extracted"),
         "compare dudley --arms aco-full+private"),
    Item("m24", "it stays public: no growth of private companies is expected", FOR,
         ("model/organisation/forms.py: Choice",), "compare dudley --arms aco-full,aco-full+private"),
    Item("m25", "companies run it for profit, and care is worse", AGAINST,
         ("model/payment/profit_rule.py: retained", "model/organisation/terms.py: Operator"),
         "compare dudley --arms aco-full,aco-full+private"),
    Item("m26", "GPs lose their independence", AGAINST,
         ("agents/participation.py: worth_of_independence", "model/outcomes/staff.py: practices_independent"),
         "compare dudley --arms aco-virtual,aco-full"),
    Item("m27", "care homes differ in quality and price and are run for profit", AGAINST,
         ("agents/care_home.py: takes_chance", "agents/care_home.py: hazard_of_home"), "compare dudley"),
    Item("m28", "American imports: worse and dearer; learn, do not copy", AGAINST,
         (_FORMS, "model/selecting.py: reviews_lists"), "compare dudley --arms separate,us-aco,integrated"),
    Item("m29", "not everybody needs it; other routes may do as well", NEUTRAL,
         ("model/organisation/switches.py: SWITCHES",), "compare dudley --arms I,O,acp"),
    Item("m30", "there is no defined model", NEUTRAL,
         ("model/organisation/dimensions.py: Payment", "model/organisation/forms.py: DIMENSIONS"), "forms"),
    Item("m31", "it never went through Parliament; it can be challenged in court", AGAINST,
         (f"{_YEARLY}: goes_on_or_ends", "model/organisation/participation.py: reverted"),
         "compare dudley --arms aco-full --years 10", PARTLY, "agreements end for want of money, not by a court"),
    Item("m32", "test it in two areas first", NEUTRAL,
         ("experiments/evaluation/power.py: judged", "experiments/falsification/trials.py: evaluator"),
         "falsify --only F18"),
    Item("m33", "for everybody, by need and not by ability to pay", AGAINST,
         ("model/outcomes/equity.py: slope_index", "model/outcomes/money.py: patient_charges"),
         "compare dudley --by-fifth"),
    Item("m34", "ageing and long-term conditions raise the need for joined-up care", FOR,
         ("model/population.py", "agents/health.py: need_rate"), "compare dudley --years 10 --by-age"),
    Item("m35", "savings count only against past spending, so history is rewarded", NEUTRAL,
         ("model/payment/shared_savings.py: ratchet", "model/payment/shared_savings.py: benchmark_from"),
         "compare dudley --arms us-aco", PARTLY, "nobody raises spending beforehand on purpose"),
)  # fmt: skip

ITEMS = (*ACTORS, *FORMS, *MECHANISMS)


def markdown() -> str:
    """The tables as the README shows them."""
    lines = []
    for title, items in (
        ("Actors", ACTORS),
        ("Forms and contracts", FORMS),
        ("Claims and mechanisms", MECHANISMS),
    ):
        lines += [
            "",
            f"**{title}**",
            "",
            "| | what | | in the code | to see it: `joinedup …` | |",
            "|---|---|---|---|---|---|",
        ]
        for item in items:
            code = ", ".join(f"`{place}`" for place in item.code)
            status = f"{item.status}: {item.missing}" if item.missing else str(item.status)
            lines.append(
                f"| {item.id} | {item.what} | {item.stance} | {code} | `{item.command}` | {status} |"
            )
    return "\n".join(lines[1:]) + "\n"
