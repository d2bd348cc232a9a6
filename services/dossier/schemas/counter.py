"""What the desk sends and reads where somebody stands before it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from kit.schemas import Line, Schema
from services.dossier.actions.confirming import Sent, Trial
from services.dossier.models import CodePurpose
from services.dossier.schemas.requests import Code, like


class CounterChannel(StrEnum):
    """How what the desk enters came: its applicant brought it, or the post did."""

    DIRECT = "direct"
    POST = "post"


class CounterDossier(Schema):
    """A dossier the desk enters for the person with this name and personal number."""

    model_config = like(
        procedure_code="1.004194", full_name="Nguyễn Thị Lan", personal_number="030194001234", channel="direct"
    )

    procedure_code: Code = Field(examples=["1.004194"])
    case: Line | None = None
    channel: CounterChannel = Field(default=CounterChannel.DIRECT, strict=False)
    full_name: Line = Field(examples=["Nguyễn Thị Lan"])
    personal_number: Annotated[str, Field(pattern="^[0-9]{12}$")] = Field(examples=["030194001234"])
    answers: dict[str, Any] = Field(default_factory=dict)


class CodeWanted(Schema):
    """What the owner is to confirm."""

    model_config = like(purpose="counter_entry")

    purpose: CodePurpose = Field(strict=False)


class CodeSent(Schema):
    """`to`: the address, shown so that only its owner recognises it."""

    to: str
    expires_at: datetime

    @classmethod
    def of(cls, sent: Sent) -> "CodeSent":
        """A code on its way."""
        return cls(to=sent.to, expires_at=sent.expires_at)


class CodeTyped(Schema):
    """The code as the owner reads it out; spaces and dashes do not matter."""

    model_config = like(purpose="counter_entry", code="012345")

    purpose: CodePurpose = Field(strict=False)
    code: Annotated[str, Field(min_length=1, max_length=40)] = Field(examples=["012345"])


class CodeTried(Schema):
    """How it went. `tries_left` 0: another code must be asked for, or none is needed."""

    is_confirmed: bool
    tries_left: int

    @classmethod
    def of(cls, trial: Trial) -> "CodeTried":
        """A try."""
        return cls(is_confirmed=trial.is_confirmed, tries_left=trial.tries_left)
