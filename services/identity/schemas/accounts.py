"""Registering, contacts and the password, as the API takes and answers them; the rules judge values, not these."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kit.schemas import Schema
from services.identity.models import Identifier
from services.identity.records.identifiers import LONGEST
from services.identity.records.registrations import FIELDS, Registrant

_Text = Annotated[str, StringConstraints(max_length=300)]
_Password = Annotated[str, StringConstraints(max_length=2048)]


class RegistrationIn(Schema):
    """What somebody declares. Which fields count follows from `kind`; every fault is told at once."""

    kind: Literal["citizen", "business", "foreigner"] = Field(examples=["citizen"])
    contact: _Text = Field(description="mobile number or e-mail address the code goes to", examples=["0912345009"])
    password: _Password = Field(description="at least 10 characters", examples=["một câu dài dễ nhớ"])
    full_name: _Text | None = Field(default=None, description="citizen, foreigner", examples=["Hoàng Thị Mai"])
    personal_number: _Text | None = Field(default=None, description="citizen", examples=["030195004321"])
    birth_date: _Text | None = Field(default=None, description="citizen, foreigner", examples=["1995-05-12"])
    sex: _Text | None = Field(default=None, description="citizen, foreigner: `male`, `female`", examples=["female"])
    business_name: _Text | None = Field(default=None, description="business", examples=["Công ty TNHH Sen Vàng"])
    tax_code: _Text | None = Field(default=None, description="business", examples=["0100109106"])
    representative: _Text | None = Field(default=None, description="business", examples=["Hoàng Thị Mai"])
    representative_number: _Text | None = Field(default=None, description="business", examples=["030195004321"])
    passport_number: _Text | None = Field(default=None, description="foreigner", examples=["PA1234567"])
    nationality: _Text | None = Field(default=None, description="foreigner: ISO 3166-1 alpha-3", examples=["AUS"])
    residence_card: _Text | None = Field(default=None, description="foreigner, optional", examples=["NA3012345"])

    def typed(self) -> dict[str, str]:
        """The fields that count for this kind, as a form would have them."""
        names = (*FIELDS[Registrant(self.kind)], "contact", "password")
        return {name: getattr(self, name) or "" for name in names}


class RegistrationOut(Schema):
    """A registration that awaits its code. `id` names it; whoever knows it still needs the code."""

    id: str = Field(examples=["lZ2oG6m0cQ3nq1l9w8b7v6c5x4z3a2s1d0f9g8h7j6k"])
    channel: Literal["email", "sms"]
    sent_to: str = Field(description="the address, masked", examples=["*** 009"])
    expires_at: datetime


class CodeIn(Schema):
    """The code that was sent."""

    code: str = Field(min_length=1, max_length=12, examples=["123456"])


class ConfirmedOut(Schema):
    """The account exists; sign in with the contact and the password."""

    is_reopened: bool = Field(description="a closed account was opened again", examples=[False])


class ContactIn(Schema):
    """A new mobile number or e-mail address."""

    contact: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)] = Field(examples=["0912345009"])


class PendingContactOut(Schema):
    """An address that awaits its code."""

    id: str = Field(examples=["lZ2oG6m0cQ3nq1l9w8b7v6c5x4z3a2s1d0f9g8h7j6k"])
    channel: Literal["email", "sms"]
    expires_at: datetime


class ContactOut(Schema):
    """A proven address; the account signs in with it."""

    kind: Literal["phone", "email"]
    value: str = Field(examples=["+84912345001"])
    confirmed_at: datetime

    @classmethod
    def of(cls, one: Identifier) -> "ContactOut":
        """An address as its owner sees it."""
        kind: Literal["phone", "email"] = "phone" if one.kind == "phone" else "email"
        return cls(kind=kind, value=one.value, confirmed_at=one.confirmed_at)


class ContactsOut(Schema):
    """Every proven address: at most one phone and one e-mail address."""

    items: list[ContactOut]


class PasswordIn(Schema):
    """The password that is and the one to be. `old` is left out by an account without a password."""

    old: _Password | None = Field(default=None, examples=["mật khẩu đang dùng"])
    new: _Password = Field(examples=["một câu dài dễ nhớ"])
