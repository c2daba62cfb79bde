"""Age bands, and the groups of deprivation and age that results are split by."""

from joinedup.agents.compiled import rule

AGE_BANDS = (0, 5, 15, 25, 45, 65, 75, 85)  # youngest age of each band, in years
AGE_BAND_NAMES = ("0-4", "5-14", "15-24", "25-44", "45-64", "65-74", "75-84", "85+")


@rule
def age_band(age):
    """The band of an age in years: 0 for 0-4, to 7 for 85 and over."""
    band = 0
    for youngest in AGE_BANDS[1:]:
        if age >= youngest:
            band += 1
    return band


@rule
def group_of(fifth, age):
    """The row of the tallies of a deprivation fifth (0 most deprived) and an age: fifth × 8 + band."""
    return fifth * 8 + age_band(age)
