"""What the token endpoint gives."""

from typing import Literal

from pydantic import Field

from kit.schemas import Schema


class TokensOut(Schema):
    """What the token endpoint gives (RFC 6749 section 5.1, OpenID Connect Core 3.1.3.3)."""

    access_token: str = Field(description="JWT for the API, sent as `Authorization: Bearer` or `DPoP`")
    token_type: Literal["Bearer", "DPoP"] = Field(description="DPoP: bound to the key of the proof")
    expires_in: int = Field(description="seconds the access token lives", examples=[600])
    scope: str = Field(description="what was granted", examples=["openid profile"])
    refresh_token: str | None = Field(default=None, description="absent for client_credentials; good for one use")
    id_token: str | None = Field(default=None, description="JWT about the sign-in, when `openid` was granted")
    issued_token_type: str | None = Field(default=None, description="token-exchange: always an access token")


class IntrospectionOut(Schema):
    """What introspection tells (RFC 7662 section 2.2); of a token that is not live, `active` alone."""

    active: bool
    iss: str | None = None
    sub: str | None = Field(default=None, description="the person as the token's client knows them")
    aud: str | None = Field(default=None, examples=["motcua"])
    client_id: str | None = Field(default=None, examples=["demo-web"])
    scope: str | None = Field(default=None, examples=["openid profile"])
    exp: int | None = Field(default=None, description="seconds since 1970")
    iat: int | None = None
    jti: str | None = None
    acr: str | None = Field(default=None, examples=["substantial"])
    auth_time: int | None = None
    cnf: dict[str, str] | None = Field(default=None, description="thumbprint of the key it is bound to (`jkt`)")
    act: dict[str, str] | None = Field(default=None, description="who acts")
    delegation: str | None = Field(default=None, description="by which delegation")
    kind: str | None = Field(default=None, examples=["citizen"])
    agency: str | None = Field(default=None, examples=["G01.24.91"])
    token_type: Literal["Bearer", "DPoP"] | None = None
