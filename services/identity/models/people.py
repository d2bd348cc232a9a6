"""A person's record and who read it; the account they sign in with, apart, so that the person outlives it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.identity.models.table import Table
from services.identity.records.corrections import Status
from services.identity.records.identifiers import Kind
from services.identity.records.provenance import Source, outranking


class PersonKind(StrEnum):
    """Whose record it is."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    FOREIGNER = "foreigner"
    STAFF = "staff"


class Person(Table):
    """Somebody the platform knows; `id` is the subject (`sub`) of their tokens.

    `merged_into_id`: it turned out to be a second record of that person; nobody signs in to it any more. `doubted_at`:
    since the account was recovered on weak proof then, whoever signs in is at level `low`, however well the record is
    verified, until they are proven again (services.identity.credentials.recovery).
    """

    __tablename__ = "people"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[PersonKind]
    language: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    doubted_at: Mapped[datetime | None]
    attributes: Mapped[list["Attribute"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    def record(self, *, on: date) -> dict[str, "Attribute"]:
        """The attributes that count on a day, by name: verified values outrank declared ones while they are valid."""
        return outranking(self.attributes, on=on)


class Attribute(Table):
    """One source's value of one attribute of a person.

    `value` is text, an ISO date, or (residence) an address with the fields of contracts.terms.Address. `valid_until` is
    the last day it may be relied on (an identity paper's, say).
    """

    __tablename__ = "attributes"
    __table_args__ = (
        Index("ix_attributes_personal_number", "value", postgresql_where=text("name = 'personal_number'")),
        Index("ix_attributes_identity_card", "value", postgresql_where=text("name = 'identity_card'")),
        Index("ix_attributes_tax_code", "value", postgresql_where=text("name = 'tax_code'")),
    )

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


class AttributeChange(Table):
    """One source's value of an attribute was written, replaced or taken out: by whom, when. Never changed or deleted.

    `sealed_old` and `sealed_new` hold the values as JSON, sealed (kit.sealing); None: there was, or is, none.
    `changed_by` is who did it, None when a registry's word came in.
    """

    __tablename__ = "attribute_changes"
    __table_args__ = (Index("ix_attribute_changes_person_id", "person_id", text("changed_at DESC"), text("id DESC")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str]
    source: Mapped[Source]
    sealed_old: Mapped[str | None]
    sealed_new: Mapped[str | None]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None]


class Correction(Table):
    """A person asks for a value others vouch for to be put right (services.identity.records.corrections).

    `sealed_claim` is the value they say is right, as JSON, sealed; `evidence` names what shows it. `agency_code` is who
    must answer, `answer` what they said.
    """

    __tablename__ = "corrections"
    __table_args__ = (
        Index("ix_corrections_person_id", "person_id", text("received_at DESC"), text("id DESC")),
        Index("ix_corrections_agency_code", "agency_code", "status", "received_at", "id"),
        # one open request at a time for one attribute
        Index("uq_corrections_open", "person_id", "name", unique=True, postgresql_where=text("status = 'received'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    name: Mapped[str]
    sealed_claim: Mapped[str]
    reason: Mapped[str]
    evidence: Mapped[str | None]
    agency_code: Mapped[str] = mapped_column(ForeignKey("agencies.code"))
    status: Mapped[Status]
    received_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None]
    answer: Mapped[str | None]


class Lookup(Table):
    """A member of staff looked for somebody's record, found or not: counted against browsing, kept for auditors."""

    __tablename__ = "lookups"
    __table_args__ = (Index("ix_lookups_officer_id", "officer_id", text("looked_at DESC")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    officer_id: Mapped[UUID]
    agency_code: Mapped[str]
    purpose: Mapped[str]
    dossier_code: Mapped[str | None]
    looked_at: Mapped[datetime]
