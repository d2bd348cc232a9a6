"""Production does not start on secrets everybody knows; settings answer to the names operators expect."""

import pytest
from pydantic import Field, SecretStr, ValidationError

from kit.settings import DEVELOPMENT_SECRET, Settings, also


class OwnSettings(Settings):
    pin: SecretStr = Field(default=SecretStr(DEVELOPMENT_SECRET), validation_alias=also("PIN"))


def test_production_refuses_development_secrets_and_tells_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_MODE", "production")
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://a:very-secret@db/a")
    with pytest.raises(ValidationError, match="MOTCUA_CURSOR_KEY must be set") as refused:
        Settings()
    assert "very-secret" not in str(refused.value)
    monkeypatch.setenv("MOTCUA_CURSOR_KEY", "a real key")
    assert Settings().mode == "production"
    with pytest.raises(ValidationError, match="MOTCUA_PIN must be set"):
        OwnSettings()
    with pytest.raises(ValidationError, match="MOTCUA_PIN must be set"):
        OwnSettings(pin=SecretStr(""))
    monkeypatch.setenv("PIN", "1")
    assert OwnSettings().pin.get_secret_value() == "1"


def test_a_demo_starts_without_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_MODE", raising=False)
    assert OwnSettings().mode == "demo"


@pytest.mark.parametrize("name", ["PUBLIC_URL", "MOTCUA_PUBLIC_URL"])
def test_a_setting_has_a_plain_and_a_prefixed_name(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "https://dichvucong.example/")
    assert Settings().public_url == "https://dichvucong.example/"
    assert Settings().issuer == "https://dichvucong.example"
    assert Settings(public_url="http://given.example").issuer == "http://given.example"


def test_other_names_need_the_prefix_and_the_prefixed_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LISTEN", "unix:/plain.sock")
    monkeypatch.setenv("PUBLIC_URL", "http://plain.example")
    monkeypatch.setenv("MOTCUA_PUBLIC_URL", "http://prefixed.example")
    monkeypatch.delenv("MOTCUA_LISTEN", raising=False)
    assert Settings().listen == "127.0.0.1:8000"
    assert Settings().public_url == "http://prefixed.example"


@pytest.mark.parametrize(("name", "value"), [("DATABASE_POOL", "1"), ("MODE", "staging"), ("LOG_LEVEL", "loud")])
def test_a_senseless_value_is_refused_at_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"MOTCUA_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_a_secret_does_not_show_itself() -> None:
    assert "very-secret" not in repr(Settings(cursor_key=SecretStr("very-secret")))
