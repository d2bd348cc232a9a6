"""Who is looking at an order: a browser session, and a token that binds a form to session and order."""

import hmac
import secrets
from dataclasses import dataclass, field

COOKIE = "vnpay_sandbox"


@dataclass(frozen=True)
class Visits:
    """Tokens under a key that lives as long as the process."""

    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def token(self, session: str, reference: str) -> str:
        """The token of an order's form in one browser session."""
        return hmac.digest(self.key, f"{session}\n{reference}".encode(), "sha256").hex()

    def is_own(self, session: str, reference: str, *, token: str) -> bool:
        """Whether the form came from the page shown to this session."""
        return bool(session) and hmac.compare_digest(token.encode(), self.token(session, reference).encode())
