"""Accounts elsewhere, as their owner sees them."""

from datetime import datetime

from pydantic import Field

from kit.schemas import Schema
from services.identity.credentials.assurance import Level
from services.identity.models import LinkedIdentity


class IdentityOut(Schema):
    """An account elsewhere that signs in here. `level` is what the provider vouched for; its own names are not told."""

    provider: str = Field(examples=["vneid"])
    label_vi: str = Field(examples=["VNeID"])
    label_en: str = Field(examples=["VNeID"])
    level: Level
    linked_at: datetime
    used_at: datetime

    @classmethod
    def of(cls, link: LinkedIdentity, *, label_vi: str, label_en: str) -> "IdentityOut":
        """The link, called as its provider is called."""
        return cls(
            provider=link.provider,
            label_vi=label_vi,
            label_en=label_en,
            level=Level(link.level),
            linked_at=link.linked_at,
            used_at=link.used_at,
        )


class IdentitiesOut(Schema):
    """All of them."""

    items: list[IdentityOut]
