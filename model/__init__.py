"""How the world turns: a place, its people, the days, the books.

health_system   HealthSystem(mesa.Model): the day, the month and the year, readable as lists
mesa_tools      what Mesa's own tools expect of a model
branch          an independent copy of a model
place           a place: practices, hospitals, distances
links           links between providers that are set otherwise than they would be
place_file      the door for YAML places
yaml_file       what YAML doors share: every fault with its line and column
england         all of England as places
practice_list   the door for the practice list that NHS Digital publishes
positions       where sites stand on the map
population      people drawn by age, sex, deprivation, long-term conditions
given_people    people whose age, sex and illness are given, not drawn
synthea         the door for CSV exports of Synthea
households      means and care of each person on the first day
sites           the table of sites, sized from published numbers
genesis         the first day of a place
parameters      every number an experiment may change, in one immutable object
chance          luck that belongs to the patient: draws by hash
calendar        who is due when: one day per person, read every morning
tables          tables of fixed records with room to grow
world           everything kernels read and write, and the diary of what happens
panel           whose contacts are counted by doctor and provider; two histograms
messages        letters on their way: lost, late, complete
waiting_list    lists on which people stand in line
referral_graph  networkx: who refers to whom, how well; as arrays for kernels
edges           one row per referral edge
edge_dynamics   how relationships, records and letters change from month to month
year_book       what one year leaves behind
closing         the year's book is made, and its tallies are emptied
last_year       what contracts would have paid for the last twelve months
policy          planned changes of policy, and what they set off
new_numbers     numbers of the register that change on a day
settled_early   numbers that no switch can change, and why
month_end        the books audited, and what behaviour sees brought up to date
monthly_review  what providers sense of a month, and the levers they set
staff_pools     staff month by month: work, overtime, leavers, minutes lent inside one employer
planned_care    how many reviews, visits and people on the caseload: levers of the month
yearly_review   the year's decisions, in order
investing       what a joint budget is spent on
funded_places   what money from outside opens, as fast as staff are found
taking_part     how far practices take part
selecting       lists reviewed for what people are expected to cost
governance      what a joint agreement has been through
ledger          pence, double entry
books           payments outside contracts, tables
accounts        the books of a place: activity into money, money into margins
head_count      who is where, on whose list, in whose care: counted in one pass, once a month
audit           people, places and pence must balance, every month of every run
digest          a hash by which two runs are told apart
journey         the only folder that moves patients: one setting a file
payment         how providers are paid: one contract a file
organisation    who belongs to whom; what a switch of policy may change
outcomes        what we count: one concern a file
data            tables too long for a line of code
"""

from typing import Any

__all__ = ["HealthSystem"]


def __getattr__(name: str) -> Any:
    """`from joinedup.model import HealthSystem`, loaded when asked for: compiled code takes a second to import."""
    if name == "HealthSystem":
        from joinedup.model.health_system import HealthSystem

        return HealthSystem
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
