"""A person's record and who read it; the account they sign in with, apart, so that the person outlives it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.identity.identifiers import Kind
from services.identity.models.table import Table
from services.identity.provenance import Source, outranking


class PersonKind(StrEnum):
    """Whose record it is."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    FOREIGNER = "foreigner"
    STAFF = "staff"


class Person(Table):
    """Somebody the platform knows; `id` is the subject (`sub`) of their tokens.

    `merged_into_id`: it turned out to be a second record of that person; nobody signs in to it any more.
    """

    __tablename__ = "people"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[PersonKind]
    language: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    attributes: Mapped[list["Attribute"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    def record(self) -> dict[str, "Attribute"]:
        """The attributes that count, by name: verified values outrank declared ones."""
        return outranking(self.attributes)


class Attribute(Table):
    """One source's value of one attribute of a person.

    `value` is text, an ISO date, or (residence) an address with the fields of contracts.terms.Address. `valid_until` is
    the last day it may be relied on (an identity paper's, say).
    """

    __tablename__ = "attributes"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[Source] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)
    verified_at: Mapped[datetime | None]
    valid_until: Mapped[date | None]
    recorded_at: Mapped[datetime]


class Account(Table):
    """The credentials of a person; `disabled_at` closes it without forgetting it.

    Without a password it is opened with a passkey or by another provider only.
    """

    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), unique=True)
    password_hash: Mapped[str | None]
    password_changed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Identifier(Table):
    """A name an account signs in with, in its one written form (identifiers.read)."""

    __tablename__ = "identifiers"

    kind: Mapped[Kind] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    confirmed_at: Mapped[datetime]


class Recovery(Table):
    """Somebody who lost every way in asked for a new one, usable from `effective_at` unless the owner objects.

    `state`: what was proven, so that the new way in never reaches further than that.
    """

    __tablename__ = "recoveries"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    state: Mapped[dict[str, Any]]
    requested_at: Mapped[datetime]
    effective_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class Disclosure(Table):
    """Somebody read a person's attributes: who, for whom, why, when, and which; for the person to see.

    `reader_kind` is `client`, `officer` or `partner`; `reader` its client id or person id, `reader_name` in words.
    """

    __tablename__ = "disclosures"
    __table_args__ = (Index("ix_disclosures_person_id", "person_id", text("read_at DESC"), text("id DESC")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    reader_kind: Mapped[str]
    reader: Mapped[str]
    reader_name: Mapped[str]
    agency_code: Mapped[str | None]
    purpose: Mapped[str]
    attributes: Mapped[list[str]]
    read_at: Mapped[datetime]
