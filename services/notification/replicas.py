"""Copies of identity's facts: whom to reach and how, and who became another. Only what a notice needs; no personal
number, no birth date."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from kit.successors import Succession
from services.notification.models import Table
from services.notification.wording import Language


class Recipient(Table):
    """A person who may be told something, as last heard at `changed_at`."""

    __tablename__ = "recipients"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    full_name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    language: Mapped[Language]
    changed_at: Mapped[datetime]


class Merge(Succession, Table):
    """A person's former id, and the one whose inbox it is now."""

    __tablename__ = "merges"
