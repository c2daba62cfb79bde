"""Continuity of care: how much of one person's care one doctor or one provider gives."""

from collections.abc import Sequence


def usual_provider_index(visits: Sequence[int]) -> float:
    """Share of a person's visits with whom they see most: max n_j ÷ N; nan without a visit.

    visits: how often each provider was seen.
    Source: Breslau & Reeb (1975), "Continuity of care in a university-based practice", J Med Educ 50:965-969.
    """
    whole = sum(visits)
    return max(visits) / whole if whole else float("nan")


def bice_boxerman(visits: Sequence[int]) -> float:
    """Chance that two of a person's visits were with the same provider: (Σ n_j² - N) ÷ (N·(N - 1)).

    visits: how often each provider was seen. nan with fewer than two visits.
    Source: Bice & Boxerman (1977), "A quantitative measure of continuity of care", Med Care 15(4):347-349.
    """
    whole = sum(visits)
    if whole < 2:
        return float("nan")
    return (sum(n * n for n in visits) - whole) / (whole * (whole - 1))
