"""Sign-ins and activities, as their owner sees them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from kit.schemas import Schema
from services.identity import activity
from services.identity.models import Activity
from services.identity.queries.sittings import OpenSitting


class SittingOut(Schema):
    """A sign-in that still serves: the device in words, the network area it came from, the applications in it."""

    id: UUID
    device: str | None = Field(default=None, examples=["Chrome trên Android"])
    network: str | None = Field(default=None, description="vùng mạng / network area", examples=["203.0.113.0/24"])
    started_at: datetime
    seen_at: datetime
    level: str = Field(description="mức bảo đảm / assurance level", examples=["substantial"])
    applications: list[str] = Field(examples=[["Cổng dịch vụ thử nghiệm"]])
    is_current: bool = Field(description="chính phiên này / the one that asks")

    @classmethod
    def of(cls, one: OpenSitting, *, current: UUID | None) -> "SittingOut":
        """The sign-in as its owner sees it, asking from `current`."""
        sitting = one.session
        return cls(
            id=sitting.id,
            device=sitting.device_name,
            network=sitting.network,
            started_at=sitting.created_at,
            seen_at=sitting.seen_at,
            level=sitting.acr,
            applications=list(one.applications),
            is_current=sitting.id == current,
        )


class SittingsOut(Schema):
    """Every sign-in that still serves, the one used last first."""

    items: list[SittingOut]


class EndedOut(Schema):
    """How many sign-ins were ended."""

    ended: int = Field(examples=[2])


class ActivityOut(Schema):
    """Something that happened to the account, in a sentence; `kind` is its word for programs."""

    id: UUID
    kind: str = Field(examples=["signed_in"])
    sentence: str = Field(examples=["Đăng nhập"])
    device: str | None = Field(default=None, examples=["Chrome trên Android"])
    network: str | None = Field(default=None, description="vùng mạng / network area", examples=["203.0.113.0/24"])
    application: str | None = Field(default=None, examples=["Cổng dịch vụ thử nghiệm"])
    facts: dict[str, Any]
    happened_at: datetime

    @classmethod
    def of(cls, one: Activity, application: str | None, *, language: str) -> "ActivityOut":
        """The activity in words."""
        words = activity.words_of(one.kind)
        return cls(
            id=one.id,
            kind=one.kind,
            sentence=words.en if language == "en" else words.vi,
            device=one.device_name,
            network=one.network,
            application=application,
            facts=one.facts,
            happened_at=one.happened_at,
        )
