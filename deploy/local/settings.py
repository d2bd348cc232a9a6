"""What the runner can be told: by environment, or by a `.env` file in the repository's root (see .env.example)."""

import os
from pathlib import Path

from dotenv import dotenv_values
from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy.local.layout import REPO

DOTENV = REPO / ".env"


def _also(name: str) -> AliasChoices:
    return AliasChoices(name, f"MOTCUA_{name}")


class LocalSettings(BaseSettings):
    """Settings of the runner. Without any, everything is embedded and listens on loopback only."""

    model_config = SettingsConfigDict(
        env_prefix="MOTCUA_", env_file=DOTENV, env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True
    )

    host: str = Field(default="127.0.0.1", description="address the gateway listens on, the only public one")
    port: int = Field(default=8080, ge=1, le=65_535, description="port the gateway listens on")
    public_url: str = Field(
        default="", validation_alias=_also("PUBLIC_URL"), description="address people use; default http://HOST:PORT"
    )
    extra_hosts: str = Field(
        default="", description="names, comma-separated, the gateway answers for besides PUBLIC_URL's and loopback"
    )
    state: Path = Field(default=REPO / ".motcua", description="folder that keeps database, files, secrets and logs")
    account: str = Field(
        default="",
        description="user the programs run as when root starts them; default motcua if it exists, else nobody",
    )
    database_url: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=_also("DATABASE_URL"),
        description="administrator's URL of a PostgreSQL >= 15; databases and roles are made there; default embedded",
    )
    kafka_bootstrap_servers: str = Field(
        default="",
        validation_alias=_also("KAFKA_BOOTSTRAP_SERVERS"),
        description="host:port[,host:port] of a real Kafka; default an embedded broker that keeps events in memory",
    )
    files_url: str = Field(
        default="",
        validation_alias=_also("FILES_URL"),
        description="where files go: file:///... or s3://bucket; default .motcua/files",
    )
    smtp_url: str = Field(
        default="", validation_alias=_also("SMTP_URL"), description="mail server; default the demo mailbox"
    )
    sms_url: str = Field(default="", description="SMS gateway; default the demo phone, beside the demo mailbox")
    carrier_url: str = Field(default="", description="who carries results; default the demo post, beside the mailbox")
    mail_port: int = Field(default=8025, ge=1, le=65_535, description="loopback port of the demo mailbox's SMTP")
    upstreams: str = Field(
        default="", description="providers people may sign in with, as identity is told; default the VNeID sandbox"
    )
    rate_scale: int = Field(
        default=1, ge=1, le=1_000_000, description="multiplies the gateway's rate limits: load tests"
    )

    @field_validator("state")
    @classmethod
    def from_the_repository(cls, value: Path) -> Path:
        """A relative folder counts from the repository's root, wherever the command was typed."""
        return (REPO / value).resolve()

    @property
    def here(self) -> str:
        """host:port at which this machine itself reaches the gateway."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104 - compares, does not bind
        return f"{host}:{self.port}"

    @property
    def address(self) -> str:
        """The public address, without a trailing slash."""
        return (self.public_url or f"http://{self.here}").rstrip("/")

    @property
    def other_hosts(self) -> tuple[str, ...]:
        """The extra hosts, one by one."""
        return tuple(name.strip() for name in self.extra_hosts.split(",") if name.strip())

    @property
    def has_own_mailbox(self) -> bool:
        """True when mails go to the demo mailbox."""
        return not self.smtp_url

    @property
    def has_own_phone(self) -> bool:
        """True when SMS go to the demo phone; never where mails are real, for it shows everybody's codes."""
        return self.has_own_mailbox and not self.sms_url

    @property
    def has_own_post(self) -> bool:
        """True when results by post go to the demo post."""
        return self.has_own_mailbox and not self.carrier_url

    @property
    def has_own_vneid(self) -> bool:
        """True when people may sign in with the sandbox of electronic identities."""
        return not self.upstreams


def given() -> dict[str, str]:
    """Everything said by the environment and `.env`, the environment first."""
    written = {name: value for name, value in dotenv_values(DOTENV).items() if value is not None}
    return written | dict(os.environ)
