"""Money in words and numbers, as everything about money on the dashboard writes it."""


def pounds(value: float, sign: bool = False) -> str:
    """£ a head: pennies where they count, whole pounds from £100 on; a real minus."""
    digits = 0 if abs(value) >= 99.995 else 2
    amount = f"£{abs(value):,.{digits}f}"
    if not any(c in "123456789" for c in amount):
        return "£0" if value == 0.0 else f"{'−' if value < 0.0 else ''}less than 1p"
    return ("−" if value < 0.0 else "+" if sign else "") + amount


def pence_in_words(pence: int) -> str:
    """Pence as pounds and pence: £12,345.67."""
    whole, rest = divmod(abs(pence), 100)
    return f"{'−' if pence < 0 else ''}£{whole:,}.{rest:02}"
