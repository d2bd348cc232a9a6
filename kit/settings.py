"""What every service can be told from outside.

One prefix, `MOTCUA_`; the names operators expect everywhere (`DATABASE_URL`, `KAFKA_BOOTSTRAP_SERVERS`, `PUBLIC_URL`,
`FILES_URL`, `SMTP_URL`) also work without it. A service's own settings subclass this one.
"""

from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_SECRET = "development-only"  # noqa: S105 - refused in production mode below


def also(name: str) -> AliasChoices:
    """The setting `MOTCUA_{name}`, also under its plain name."""
    return AliasChoices(f"MOTCUA_{name}", name)


class Settings(BaseSettings):
    """Settings shared by all services."""

    model_config = SettingsConfigDict(
        env_prefix="MOTCUA_", extra="ignore", frozen=True, populate_by_name=True, hide_input_in_errors=True
    )

    mode: Literal["demo", "production"] = Field(
        default="demo", description="production refuses development secrets at start"
    )
    listen: str = Field(default="127.0.0.1:8000", description="unix:/path.sock or host:port the service listens on")
    database_url: SecretStr = Field(
        default=SecretStr("postgresql+asyncpg://localhost/motcua"),
        validation_alias=also("DATABASE_URL"),
        description="the service's own database, as its application role",
    )
    database_pool: int = Field(
        default=10, ge=2, le=100, description="connections for requests and events; two more are held"
    )
    kafka_bootstrap_servers: str = Field(
        default="127.0.0.1:9092",
        validation_alias=also("KAFKA_BOOTSTRAP_SERVERS"),
        description="host:port[,host:port]; file:/path reads the address from a file at each connection",
    )
    kafka_fetch_wait_ms: int = Field(
        default=500, ge=1, le=10_000, description="how long a fetch may wait for news; a real broker answers at once"
    )
    relay_poll_ms: int = Field(
        default=50, ge=5, le=10_000, description="how often the relay looks for commits made by other replicas"
    )
    public_url: str = Field(
        default="http://127.0.0.1:8080",
        validation_alias=also("PUBLIC_URL"),
        description="the address people use; also the issuer of tokens",
    )
    identity_url: str = Field(
        default="http://127.0.0.1:8001",
        description="where identity publishes its keys: http(s)://... or unix:/path.sock",
    )
    cursor_key: SecretStr = Field(
        default=SecretStr(DEVELOPMENT_SECRET),
        description="signs page cursors and tracking links; the same for all replicas",
    )
    is_inspectable: bool = Field(
        default=False,
        description="programs of the same user may read this one's environment and measure its memory",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="least level logged")

    @model_validator(mode="after")
    def refuse_development_secrets(self) -> "Settings":
        """Production mode does not start on a secret everybody knows."""
        if self.mode == "production":
            for name, value in self:
                if isinstance(value, SecretStr) and value.get_secret_value() in ("", DEVELOPMENT_SECRET):
                    raise ValueError(f"MOTCUA_{name.upper()} must be set in production mode")
        return self

    @property
    def issuer(self) -> str:
        """The `iss` of every token."""
        return self.public_url.rstrip("/")
