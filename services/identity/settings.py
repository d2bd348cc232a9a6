"""What identity needs to be told beyond what every service is told."""

from typing import Annotated

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import NoDecode

from kit.settings import DEVELOPMENT_SECRET, Settings
from services.identity.providers.configuration import Upstreams, checked


class IdentitySettings(Settings):
    """Settings of the OpenID Provider."""

    key_secret: SecretStr = Field(
        default=SecretStr(DEVELOPMENT_SECRET),
        description="seals the private signing keys in the database and signs forms; at least 32 random characters",
    )
    older_key_secret: SecretStr | None = Field(
        default=None, description="the secret before this one, while what it sealed is still in use"
    )
    code_secret: SecretStr = Field(
        default=SecretStr(DEVELOPMENT_SECRET),
        description="seals one-time codes on their way to notification, which is told the same; 32 random characters",
    )
    recovery_wait_hours: int = Field(
        default=72,
        ge=24,
        le=720,
        description="how long somebody who lost every factor waits for a new password, while the owner may object",
    )
    hash_workers: int = Field(default=2, ge=1, le=64, description="passwords checked at the same time; one per core")
    upstreams: Annotated[Upstreams, NoDecode] = Field(
        default=(), description="providers people may sign in with: a JSON list, or file:/path of one (docs/operations)"
    )

    @model_validator(mode="after")
    def refuse_strange_providers(self) -> "IdentitySettings":
        """Providers are told apart by name and issuer, and in production reached over TLS elsewhere."""
        checked(self.upstreams, is_production=self.mode == "production")
        return self

    @model_validator(mode="after")
    def refuse_weak_ground(self) -> "IdentitySettings":
        """In production tokens are issued only over TLS, under a secret that cannot be guessed."""
        if self.mode == "production":
            if not self.public_url.startswith("https://"):
                raise ValueError("PUBLIC_URL must be https in production mode")
            if len(self.key_secret.get_secret_value()) < 32:
                raise ValueError("MOTCUA_KEY_SECRET must have at least 32 characters in production mode")
        return self

    @property
    def is_secure(self) -> bool:
        """Whether people come over TLS, so that cookies may be bound to it."""
        return self.public_url.startswith("https://")
