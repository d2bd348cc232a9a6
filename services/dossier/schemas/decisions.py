"""What comes in when a dossier leaves its ordinary way: withdrawal, stop, reopening, payment, a new date."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from contracts.terms import Dong
from kit.schemas import Line, LongText, Schema
from services.dossier.schemas.requests import like


class WithdrawalWish(Schema):
    """Why the applicant withdraws; they need not say."""

    model_config = like(note="Tôi không chuyển chỗ ở nữa.")

    note: LongText | None = None


class WithdrawalAnswerIn(Schema):
    """Whether the agency lets the dossier go; else why not."""

    model_config = like(is_granted=True)

    is_granted: bool
    note: LongText | None = None


class Reason(Schema):
    """Why; the applicant reads it."""

    model_config = like(note="Có tranh chấp về chỗ ở hợp pháp đang được Tòa án giải quyết.")

    note: LongText


class FeeWanted(Schema):
    """A fee the catalogue leaves open, by its code, and its amount in đồng."""

    code: Line = Field(examples=["phi-tham-dinh"])
    amount: Annotated[Dong, Field(gt=0, examples=[50000])]


class PaymentWanted(Schema):
    """What must be paid before work goes on, and within how many days."""

    model_config = like(lines=[{"code": "phi-tham-dinh", "amount": 50000}], pay_within_days=10)

    lines: Annotated[list[FeeWanted], Field(min_length=1, max_length=20)]
    pay_within_days: Annotated[int, Field(ge=1, le=90)]
    note: LongText | None = None


class ExtensionWanted(Schema):
    """An apology: its reason, and the new date, within the legal limit once more."""

    model_config = like(
        new_due_at="2026-12-02T09:00:00+07:00", reason="Phải xác minh chỗ ở tại nơi cư trú trước đây của người nộp."
    )

    new_due_at: AwareDatetime = Field(strict=False)
    reason: LongText


class ExtensionAnswerIn(Schema):
    """Whether a leader confirms the new date."""

    model_config = like(is_confirmed=True)

    is_confirmed: bool
    note: LongText | None = None
