"""A person's record, and the account they sign in with: apart, so that the person outlives the account."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
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
    """Somebody the platform knows; `id` is the subject (`sub`) of their tokens."""

    __tablename__ = "people"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[PersonKind]
    language: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    attributes: Mapped[list["Attribute"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    def record(self) -> dict[str, "Attribute"]:
        """The attributes that count, by name: verified values outrank declared ones."""
        return outranking(self.attributes)


class Attribute(Table):
    """One source's value of one attribute of a person.

    `value` is text, an ISO date, or (residence) an address with the fields of contracts.terms.Address.
    """

    __tablename__ = "attributes"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[Source] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)
    verified_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]


class Account(Table):
    """The credentials of a person; `disabled_at` closes it without forgetting it."""

    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), unique=True)
    password_hash: Mapped[str]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Identifier(Table):
    """A name an account signs in with, in its one written form (identifiers.read)."""

    __tablename__ = "identifiers"

    kind: Mapped[Kind] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
