"""Secrets of this installation: made at the first start, kept in `.motcua/secrets.json` (0600)."""

import os
import secrets
from pathlib import Path
from typing import Self

from pydantic import BaseModel, Field, model_validator

from deploy.local.layout import SERVICES
from deploy.local.people import PEOPLE

ADMINISTRATOR = "postgres"
ROLES = (ADMINISTRATOR, *SERVICES, *(f"{service}_owner" for service in SERVICES))
WORDS = (
    *("tre", "song", "nui", "bien", "hoa", "sen", "lua", "gio", "mua", "nang", "trang", "sao", "cay", "la", "rung"),
    *("suoi", "dong", "vang", "bac", "ngoc", "chim", "cau", "en", "co", "voi", "ca", "tom", "cua", "com", "banh"),
    *("tra", "cam", "buoi", "nhan", "xoai", "dua", "khe", "thuyen", "buom", "que", "nha", "vuon", "ao", "ho", "dinh"),
)


def token() -> str:
    """256 random bits as text."""
    return secrets.token_urlsafe(32)


def passphrase() -> str:
    """A password people can read aloud: `tre-song-nui-4821`."""
    words = "-".join(secrets.choice(WORDS) for _ in range(3))
    return f"{words}-{secrets.randbelow(9_000) + 1_000}"  # at least 2 + 1 + 2 + 1 + 2 + 1 + 4 = 13 characters


class Secrets(BaseModel):
    """Everything secret here. A name that a newer version needs is added to an older file."""

    roles: dict[str, str] = Field(default_factory=dict)
    cursor_keys: dict[str, str] = Field(default_factory=dict)
    people: dict[str, str] = Field(default_factory=dict)
    key_secret: str = Field(default_factory=token)
    code_secret: str = Field(default_factory=token)
    confirmation_secret: str = Field(default_factory=token)
    signing_secret: str = Field(default_factory=token)
    index_key: str = Field(default_factory=token)
    sms_key: str = Field(default_factory=token)
    post_key: str = Field(default_factory=token)
    partner: str = Field(default_factory=token)
    vnpay_tmn_code: str = Field(default_factory=lambda: secrets.token_hex(4).upper())
    vnpay_hash_secret: str = Field(default_factory=lambda: secrets.token_hex(16).upper())
    vneid_client_secret: str = Field(default_factory=token)

    @model_validator(mode="after")
    def complete(self) -> Self:
        """Every role, service and demo person has one."""
        for names, known, make in (
            (ROLES, self.roles, token),
            (SERVICES, self.cursor_keys, token),
            ([person.name for person in PEOPLE], self.people, passphrase),
        ):
            for name in names:
                known.setdefault(name, make())
        return self


def load(path: Path) -> Secrets:
    """The secrets kept in `path`, made and written when they are not there yet."""
    before = path.read_text() if path.exists() else "{}"
    found = Secrets.model_validate_json(before)
    after = found.model_dump_json(indent=2)
    if after != before:
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(after)
        fresh.replace(path)
    return found
