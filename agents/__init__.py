"""Who decides: patients, providers and payers, their rules and their numbers.

patient              one person: the record, the chart, `Patient` (a Mesa agent seen through them)
patients             all of them: a lazy Mesa agent set over the records
patient_columns      what can be read of a patient, and set
age_bands            age bands and deprivation fifths, by which results are told apart
health               rules of the body: falls ill, worsens, recovers, ages, dies
quality_of_life      how good a year of life is
help_seeking         rules of the person: seeks help, which door
decision             THE decision rule: the only place where money meets benefit
testing              rules of testing: need, validity, what repeats what
meetings             rules of joint meetings: hours offered, hours agreed
staff                minutes that care takes, overtime, leavers
participation        how far a practice takes part in joint work
investment           what a surplus is spent on, with learned effects
selection            who is accepted and kept
data_sharing         rules of data sharing: who signs
provider             what every provider shares: a row of the site table
gp_practice          general practice
hospital             the acute hospital
community_care       the community trust
mental_health        the mental health trust
social_care          the council's social care
means_test           who pays for social care
household            means, home, carer and social care of a person
care_home            a care home
home_care            a home-care agency
out_of_hours         111 and out of hours
commissioner         who pays, and what it plans when money is short
accountable_body     who holds one budget, when somebody does; when it fails
costs                what care costs its provider
vocabulary           codes stored in tables; purposes of random draws
happenings           what can happen to a patient: columns of the tallies and of the event log
sourced              how a number enters: value, unit, source, range
compiled             how code that runs per patient is compiled, with a cache that cannot go stale
"""

from joinedup.agents.accountable_body import AccountableBody
from joinedup.agents.care_home import CareHome
from joinedup.agents.commissioner import Commissioner
from joinedup.agents.community_care import CommunityCare
from joinedup.agents.gp_practice import GPPractice
from joinedup.agents.home_care import HomeCare
from joinedup.agents.hospital import Hospital
from joinedup.agents.mental_health import MentalHealthCare
from joinedup.agents.out_of_hours import OutOfHours
from joinedup.agents.patient import Patient
from joinedup.agents.patients import Patients
from joinedup.agents.social_care import SocialCare

__all__ = [
    "AccountableBody",
    "CareHome",
    "Commissioner",
    "CommunityCare",
    "GPPractice",
    "HomeCare",
    "Hospital",
    "MentalHealthCare",
    "OutOfHours",
    "Patient",
    "Patients",
    "SocialCare",
]
