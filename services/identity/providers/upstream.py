"""What identity wants of an upstream provider, whatever it speaks."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from services.identity.credentials.assurance import Level
from services.identity.providers.configuration import UpstreamSettings


class Who(StrEnum):
    """Whom an account elsewhere is of (the words of models.PersonKind)."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    FOREIGNER = "foreigner"


@dataclass(frozen=True)
class Begun:
    """Where the browser goes, and what must be kept, secretly and for this browser alone, until it comes back."""

    address: str
    kept: dict[str, str]


@dataclass(frozen=True)
class Assertion:
    """What a provider says of the person who signed in there.

    `attributes` are ours by name, each a text in its one written form: full_name, personal_number, identity_card (the
    9 digits used before), birth_date, sex, address, email, phone; for a business
    business_name, tax_code, business_code.
    """

    provider: str
    subject: str
    who: Who
    level: Level
    authenticated_at: datetime
    attributes: Mapping[str, str] = field(default_factory=dict)

    def written(self) -> str:
        """The assertion as text, to be sealed."""
        told = asdict(self) | {"authenticated_at": self.authenticated_at.isoformat()}
        return json.dumps(told)

    @classmethod
    def read(cls, text: str) -> "Assertion":
        """The assertion that was written."""
        told: dict[str, Any] = json.loads(text)
        return cls(
            provider=told["provider"],
            subject=told["subject"],
            who=Who(told["who"]),
            level=Level(told["level"]),
            authenticated_at=datetime.fromisoformat(told["authenticated_at"]),
            attributes=told["attributes"],
        )


class Denied(Exception):  # noqa: N818 - not a programming error
    """The person said no there, or was not let in."""


class Down(Exception):  # noqa: N818 - not a programming error
    """The provider does not answer, or says that it cannot."""


class Unbelievable(Exception):  # noqa: N818 - not a programming error
    """An answer that was not made for this sign-in in this browser, or not by this provider; the text is for logs."""


class Upstream(Protocol):
    """One provider."""

    settings: UpstreamSettings

    async def begin(self, *, callback: str, locale: str, is_fresh: bool = False) -> Begun:
        """Send a browser there, to come back to `callback`; `is_fresh`: to show who they are even if they just did.

        Down when the provider must be asked first and is away.
        """
        ...

    async def finish(
        self, answer: Mapping[str, str], kept: Mapping[str, str], *, callback: str, at: datetime
    ) -> Assertion:
        """Who came back, by the query of the callback and what `begin` kept; Denied, Down or Unbelievable."""
        ...

    async def close(self) -> None:
        """Let connections go."""
        ...
