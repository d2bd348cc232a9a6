"""When a person must be asked before a client may see what it asks for, and for how long their yes is good."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.identity.oauth2 import scopes

GOOD_FOR: Final = timedelta(days=365)


@dataclass(frozen=True)
class Agreement:
    """What a person agreed to before: a scope, until when."""

    scope: str
    expires_at: datetime
    revoked_at: datetime | None

    def is_good(self, *, at: datetime) -> bool:
        """Whether it still counts: not revoked, not older than a year."""
        return self.revoked_at is None and at < self.expires_at


def covers(agreement: Agreement | None, scope: str, *, at: datetime) -> bool:
    """Whether everything in `scope` was agreed to and that still counts."""
    if agreement is None or not agreement.is_good(at=at):
        return False
    return frozenset(scopes.words(scope)) <= frozenset(scopes.words(agreement.scope))


def together(agreement: Agreement | None, scope: str, *, at: datetime) -> str:
    """The scope agreed to once `scope` is: it grows, unless the older agreement no longer counts."""
    older = agreement.scope if agreement is not None and agreement.is_good(at=at) else ""
    return " ".join(scopes.words(f"{older} {scope}"))
