"""The only folder that moves patients: one setting a file.

day               one day of a place, readable as a list
waking            what is due for one patient today
need_bounds       how steeply needs rise at most, and how prone a patient is
episode           a problem begins, waits for help, ends
appointments      the practice's appointment book, and the door a patient chooses
general_practice  a consultation: treat, refer, send in, step up, ask for help
calls             a call to 111: answered, heard, sent on
caseload          planned visits to people at high risk
reviews           planned care of long-term conditions
contact           at any contact: history seen, record opened, tests done, duplicates
emergency         the acute take
wards             who gets a bed
leaving           fit, delayed, discharged
electives         the waiting list
community         step-down and step-up places
mental_health     the crisis team and its beds
social_care       assessment, means test, short and lasting care at home
care_homes        looking for a care home and moving in
care_month        a month of social care: bills, new requests, supply
"""
