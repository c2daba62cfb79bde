"""Client contribution: what people pay towards their own social care after the means test."""

from dataclasses import dataclass

from joinedup.model.payment.contract import Party
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.service import Service, one_price


@dataclass(frozen=True, kw_only=True)
class ClientContribution(FeePerProcedure):
    """What the means test charged, passed on in full; or a price per day or hour of social care.

    The only contract under which people pay anything; NHS care has no price for them.
    Source: Care Act 2014 and its charging regulations; model 6.13.
    """

    payer: int = Party.PATIENTS
    prices: tuple[float, ...] = one_price(Service.SOCIAL_CHARGE, 1.0)
