"""What every grant is given."""

from dataclasses import dataclass
from datetime import datetime

from services.identity.models import Client
from services.identity.oauth2.parameters import Parameters
from services.identity.provider import Provider


@dataclass(frozen=True)
class TokenRequest:
    """A request at the token endpoint by a client that already proved to be itself.

    `proof_key` is the thumbprint of the key it proved to hold (DPoP), to which its tokens are bound.
    """

    provider: Provider
    client: Client
    parameters: Parameters
    at: datetime
    proof_key: str | None = None
