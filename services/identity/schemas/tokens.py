"""What the token endpoint gives."""

from typing import Literal

from pydantic import Field

from kit.schemas import Schema


class TokensOut(Schema):
    """What the token endpoint gives (RFC 6749 section 5.1, OpenID Connect Core 3.1.3.3)."""

    access_token: str = Field(description="JWT for the API, sent as `Authorization: Bearer`")
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="seconds the access token lives", examples=[600])
    scope: str = Field(description="what was granted", examples=["openid profile"])
    refresh_token: str | None = Field(default=None, description="absent for client_credentials; good for one use")
    id_token: str | None = Field(default=None, description="JWT about the sign-in, when `openid` was granted")
