"""Fees as rules, and the reckoning of what one dossier owes: catalog explains it, dossier states it, payment bills it.

Phí is the price of a service, lệ phí a fixed charge (Luật 97/2015/QH13); copies and postage are ordinary prices. Local
amounts are set by the provincial council (Thông tư 85/2019/TT-BTC): a rule may hold in some provinces and some days
only. An amount nobody laid down stays open (None), never zero.
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from contracts.conditions import Condition
from contracts.terms import Dong, FeeKind, Term


class FeeUnit(StrEnum):
    """What one amount is counted by. Pages, copies and items are facts of the same names (`contracts.conditions`)."""

    DOSSIER = "dossier"
    PAGE = "page"
    COPY = "copy"
    ITEM = "item"


class PriceStep(Term):
    """From the `beyond`+1-th unit on, each costs `amount` (certified copies: 2,000 a page, 1,000 from the third)."""

    beyond: int = Field(gt=0)
    amount: Dong


class Relief(Term):
    """Less to pay, by `percent` of the line; 100 is an exemption. `when` None: for everybody (an online rate)."""

    code: str
    vi: str
    en: str
    percent: int = Field(ge=1, le=100)
    when: Condition | None = None
    basis: str | None = None


class FeeRule(Term):
    """One line a dossier may owe.

    `amount` in đồng per `unit`; None: not laid down here, which is not free. `steps` change it with the quantity,
    `most` caps the line. `is_per_copy`: all that is for one copy, and owed as many times as the fact `copies` says
    (certified copies: at most 200,000 each). Days are inclusive. `province_codes` empty: everywhere.
    """

    code: str
    name: str
    name_en: str | None = None
    kind: FeeKind
    amount: Dong | None
    unit: FeeUnit = FeeUnit.DOSSIER
    steps: list[PriceStep] = Field(default=[])
    most: Dong | None = None
    is_per_copy: bool = False
    reliefs: list[Relief] = Field(default=[])
    when: Condition | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    province_codes: list[str] = Field(default=[])
    basis: str | None = None
    note: str | None = None
