"""Clients as administrators register and see them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from kit.schemas import Line, Schema
from services.identity.credentials.assurance import Level
from services.identity.models import Authentication, Client, SubjectType
from services.identity.oauth2.registering import Registration

Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Texts = Annotated[list[Text], Field(max_length=20)]
ClientId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{2,62}$")]


class ClientIn(Schema):
    """What a client is registered with; rules between the fields: services.identity.oauth2.registering."""

    name: Line = Field(description="tên người dùng thấy / as people see it", examples=["Bưu điện Việt Nam"])
    authentication: Literal["none", "client_secret_basic", "private_key_jwt"] = Field(examples=["client_secret_basic"])
    grants: Texts = Field(
        description="grant types (RFC 7591), and `introspection` to ask about every token made for the platform",
        examples=[["authorization_code", "refresh_token"]],
    )
    scopes: Texts = Field(default=[], examples=[["openid", "profile"]])
    redirect_uris: Texts = Field(default=[], examples=[["https://vnpost.example/callback"]])
    post_logout_redirect_uris: Texts = Field(default=[], examples=[["https://vnpost.example/signed-out"]])
    backchannel_logout_uri: Text | None = Field(default=None, examples=["https://vnpost.example/backchannel-logout"])
    jwks: dict[str, Any] | None = Field(default=None, description="private_key_jwt: P-256 public keys", examples=[None])
    subject_type: Literal["public", "pairwise"] = Field(
        default="public", description="pairwise: people have a name of their own in its sector", examples=["pairwise"]
    )
    sector: Text | None = Field(default=None, description="pairwise: its host name", examples=["vnpost.example"])
    default_acr: Literal["low", "substantial", "high"] | None = Field(default=None, examples=["substantial"])
    is_par_required: bool = Field(default=False, examples=[False])
    is_dpop_bound: bool = Field(default=False, examples=[False])
    is_third_party: bool = Field(default=True, description="people are asked for consent", examples=[True])
    agency_code: Text | None = Field(default=None, description="who answers for it", examples=["G18.24"])

    def registration(self) -> Registration:
        """As the rules read it."""
        fields = {name: getattr(self, name) for name in ClientIn.model_fields}
        return Registration(**fields)


class NewClientIn(ClientIn):
    """A client to be registered."""

    id: ClientId = Field(description="client_id", examples=["vnpost-web"])


class ClientOut(Schema):
    """A client as the registry has it; never its secret. `disabled_at` absent: it may ask for tokens."""

    id: str = Field(examples=["vnpost-web"])
    name: str = Field(examples=["Bưu điện Việt Nam"])
    authentication: Authentication
    grants: list[str] = Field(examples=[["authorization_code", "refresh_token"]])
    scopes: list[str] = Field(examples=[["openid", "profile"]])
    redirect_uris: list[str]
    post_logout_redirect_uris: list[str]
    backchannel_logout_uri: str | None = None
    jwks: dict[str, Any] | None = None
    subject_type: SubjectType
    sector: str | None = None
    default_acr: Level | None = None
    is_par_required: bool
    is_dpop_bound: bool
    is_third_party: bool
    agency_code: str | None = None
    has_secret: bool
    older_secret_until: datetime | None = Field(default=None, description="until when the secret before is good too")
    created_at: datetime
    changed_at: datetime
    disabled_at: datetime | None = None

    @classmethod
    def of(cls, client: Client) -> "ClientOut":
        """The client without what proves it."""
        shown = {name: getattr(client, name) for name in cls.model_fields if name not in ("has_secret", "default_acr")}
        level = Level(client.default_acr) if client.default_acr else None
        return cls(**shown, default_acr=level, has_secret=client.secret_hash is not None)


class SecretOut(Schema):
    """A client's new secret, told once: absent when the answer is repeated."""

    client_id: str = Field(examples=["vnpost-web"])
    secret: str | None = Field(default=None, description="good from now on", examples=["k3P...43 characters"])
    older_secret_until: datetime | None = Field(default=None, description="until when the secret before is good too")
