"""What a person let an application see, as its owner sees it."""

from datetime import datetime

from pydantic import Field

from kit.schemas import Schema
from services.identity.models import Client, Consent
from services.identity.oauth2 import scopes


class ConsentOut(Schema):
    """One application and what it may see; `agency` is the code of who answers for it."""

    client_id: str = Field(examples=["vnpost-web"])
    client_name: str = Field(examples=["Bưu điện Việt Nam (thử nghiệm)"])
    agency: str | None = Field(default=None, examples=["G18.24"])
    scopes: list[str] = Field(examples=[["openid", "profile"]])
    given_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, consent: Consent, client: Client) -> "ConsentOut":
        """The consent as its owner sees it."""
        return cls(
            client_id=client.id,
            client_name=client.name,
            agency=client.agency_code,
            scopes=scopes.words(consent.scope),
            given_at=consent.given_at,
            expires_at=consent.expires_at,
        )
