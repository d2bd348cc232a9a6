"""What the operator says of an upstream provider, typed and checked at start (MOTCUA_UPSTREAMS)."""

import json
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, field_validator, model_validator

from services.identity.credentials.assurance import Level
from services.identity.oauth2.words import SIGN_IN

Algorithm = Literal["RS256", "ES256"]
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
TAKEN = frozenset({"factor", "linking", "passkey", "code", "callback"})
"""Names that are pages of our own below /signin/."""


class Kind(StrEnum):
    """Which adapter speaks with the provider."""

    VNEID = "vneid"
    OIDC = "oidc"


class UpstreamSettings(BaseModel):
    """One provider. Its endpoints are told here, all four, or read from its discovery document.

    `transport` is how this server reaches it when that is not by the endpoints' own addresses: `unix:/path.sock` or
    `http(s)://host:port`. `levels` maps its word for assurance to ours, a word not named is `low`; a business has no
    word of its own and gets `organisation_level`. `claims` replaces the adapter's own names of claims.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")
    kind: Kind
    label_vi: str = Field(min_length=1, max_length=80)
    label_en: str = Field(min_length=1, max_length=80)
    issuer: str
    authorization_endpoint: str | None = None
    token_endpoint: str | None = None
    userinfo_endpoint: str | None = None
    jwks_uri: str | None = None
    transport: str | None = None
    client_id: str = Field(min_length=1)
    client_secret: SecretStr = Field(min_length=1)
    scope: str = "openid"
    acr_values: str | None = None
    algorithms: frozenset[Algorithm] = Field(default=frozenset({"RS256"}), min_length=1)
    has_pkce: bool = True
    has_issuer_in_answers: bool = False
    timeout_seconds: float = Field(default=5.0, gt=0, le=10)
    levels: dict[str, Level] = Field(default_factory=dict)
    organisation_level: Level = Level.LOW
    claims: dict[str, str] = Field(default_factory=dict)

    @field_validator("name")
    @classmethod
    def is_free(cls, name: str) -> str:
        """A provider's name is part of an address: it must not be one of our pages."""
        if name in TAKEN:
            raise ValueError("this name is a page of our own")
        return name

    @field_validator("issuer", "transport", *ENDPOINTS)
    @classmethod
    def is_address(cls, value: str | None) -> str | None:
        """Addresses are absolute, without fragment or credentials."""
        if value is None or value.startswith("unix:/"):
            return value
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment or parts.username:
            raise ValueError("not an absolute http(s) address")
        return value

    @model_validator(mode="after")
    def knows_where(self) -> Self:
        """All endpoints or none."""
        given = [getattr(self, name) is not None for name in ENDPOINTS]
        if any(given) and not all(given):
            raise ValueError(f"either none of {', '.join(ENDPOINTS)} or all of them")
        return self

    def address(self, request: str = "") -> str:
        """Our page that leads there; `request` is what the sign-in is for."""
        return f"{SIGN_IN}/{self.name}{'?' + urlencode({'request': request}) if request else ''}"

    @property
    def is_safe(self) -> bool:
        """Whether everything said to and heard from it travels over TLS, to a machine that is not this one."""
        told = (self.issuer, self.transport, *(getattr(self, name) for name in ENDPOINTS))
        return all(_is_safe(one) for one in told if one is not None)


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        is_near = ip_address(host).is_loopback
    except ValueError:
        is_near = host == "localhost" or host.endswith(".localhost")
    return parts.scheme == "https" and not is_near


def read_upstreams(told: object) -> object:
    """The list as JSON, or the JSON in the file named by `file:/path` (a mounted secret); anything else unchanged."""
    if not isinstance(told, str):
        return told
    text = Path(told.removeprefix("file:")).read_text("utf-8") if told.startswith("file:") else told
    return json.loads(text) if text.strip() else ()


def _named_once(told: tuple[UpstreamSettings, ...]) -> tuple[UpstreamSettings, ...]:
    if len({one.name for one in told}) != len(told) or len({one.issuer for one in told}) != len(told):
        raise ValueError("two providers have the same name or issuer")
    return told


Upstreams = Annotated[tuple[UpstreamSettings, ...], BeforeValidator(read_upstreams)]


def checked(told: tuple[UpstreamSettings, ...], *, is_production: bool) -> None:
    """ValueError when two providers cannot be told apart, or production would trust an address anybody here can be."""
    _named_once(told)
    if is_production and not all(one.is_safe for one in told):
        raise ValueError("MOTCUA_UPSTREAMS must name https addresses of other machines in production mode")
