"""REST shapes of advice before anything is filed: what it costs, whether one may apply, whether the answers are right.

What is sent is judged and forgotten: nothing of it is stored or logged.
"""

import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from contracts.terms import Channel, FeeKind
from kit.schemas import Money, Schema
from services.catalog.content import Applicant
from services.catalog.schemas.faults import FaultOut
from services.catalog.schemas.listing import Day

MOST_BYTES = 64 * 1024
"""Answers of one dossier as JSON, as dossier takes them."""


def _small(answers: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(answers, ensure_ascii=False).encode()) > MOST_BYTES:
        raise ValueError("too large")
    return answers


Count = Annotated[int, Field(ge=0, le=1_000_000)]
Word = Annotated[str, Field(pattern=r"^[a-z0-9_\-]{1,80}$")]


class FactsIn(Schema):
    """What is known of a dossier to be; the rest may be unknown. `on`: the day it is for, today when absent."""

    case: Annotated[str | None, Field(max_length=200)] = None
    channel: Annotated[Channel, Field(strict=False)] = Channel.ONLINE
    applicant: Annotated[Applicant | None, Field(strict=False)] = None
    agency: Annotated[str | None, Field(pattern=r"^[A-Z0-9.\-]{1,40}$", examples=["G01.24.91"])] = None
    ward: Annotated[str | None, Field(pattern=r"^[0-9]{5}$", examples=["10891"])] = None
    groups: Annotated[list[Word] | None, Field(max_length=20, examples=[["poor_household"]])] = None
    on: Annotated[Day | None, Field(examples=["2026-12-01"])] = None
    pages: Count | None = None
    copies: Count | None = None
    items: Count | None = None
    answers: Annotated[dict[str, Any], AfterValidator(_small)] = Field(default_factory=dict)


class ReliefOut(Schema):
    """A relief that holds, and what it takes off; 0 beside a greater one."""

    code: str
    vi: str
    en: str
    percent: int
    amount: Money
    basis: str | None


class FeeLineOut(Schema):
    """One line of what is owed. `amount` null: not known, `vi` and `en` say why; else they are the arithmetic."""

    code: str
    name: str
    name_en: str | None
    kind: FeeKind
    amount: Money | None
    quantity: int | None
    vi: str
    en: str
    basis: str | None
    reliefs: list[ReliefOut]


class UndecidedOut(Schema):
    """A fee of which it is not known yet whether it is owed: the facts it `needs`."""

    code: str
    name: str
    vi: str
    en: str
    needs: list[str]


class FeesOut(Schema):
    """What a dossier owes. `is_complete`: `total` is all of it, nothing is open or undecided."""

    procedure_code: str
    revision: int
    channel: Channel
    items: list[FeeLineOut]
    undecided: list[UndecidedOut]
    total: Money
    is_complete: bool


class JudgedOut(Schema):
    """One requirement. `holds` null: not known yet (facts it `needs`), or `is_by_person`: an officer judges it."""

    id: str
    holds: bool | None
    vi: str
    en: str
    basis: str | None
    needs: list[str]
    is_by_person: bool


class EligibilityOut(Schema):
    """Whether one may apply, null while it is not known, and every requirement."""

    procedure_code: str
    revision: int
    is_eligible: bool | None
    requirements: list[JudgedOut]


class ValidationOut(Schema):
    """The answers judged as the dossier service will judge them, and the values it will compute."""

    procedure_code: str
    revision: int
    is_valid: bool
    faults: list[FaultOut]
    computed: dict[str, Any]


class PictureAsked(Schema):
    """The language of a picture's words."""

    lang: Literal["vi", "en"] = "vi"
