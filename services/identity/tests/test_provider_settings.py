"""What the operator says of providers is checked at start, and production trusts none that anybody here can be."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from services.identity.credentials.assurance import Level
from services.identity.settings import IdentitySettings

GOOD: dict[str, Any] = {
    "name": "vneid",
    "kind": "vneid",
    "label_vi": "VNeID",
    "label_en": "VNeID",
    "issuer": "https://sso.example.vn",
    "client_id": "motcua",
    "client_secret": "a-secret",
    "levels": {"1": "low", "2": "high"},
}
PLACES = {
    name: f"https://sso.example.vn/{name}"
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
}


def told(monkeypatch: pytest.MonkeyPatch, upstreams: object, **more: Any) -> IdentitySettings:
    """Settings as a program reads them from its environment."""
    monkeypatch.setenv("MOTCUA_UPSTREAMS", upstreams if isinstance(upstreams, str) else json.dumps(upstreams))
    return IdentitySettings(**more)


def test_providers_come_as_json_or_from_a_mounted_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "upstreams.json"
    file.write_text(json.dumps([GOOD | PLACES]))
    for given in ([GOOD], f"file:{file}"):
        [found] = told(monkeypatch, given).upstreams
        assert found.name == "vneid"
        assert found.levels["2"] is Level.HIGH
        assert found.address("/account") == "/signin/vneid?request=%2Faccount"
        assert found.address() == "/signin/vneid"
    assert told(monkeypatch, "").upstreams == ()
    monkeypatch.delenv("MOTCUA_UPSTREAMS")
    assert IdentitySettings().upstreams == ()


@pytest.mark.parametrize(
    "spoilt",
    [
        {"name": "factor"},
        {"name": "VNeID"},
        {"kind": "saml"},
        {"issuer": "sso.example.vn"},
        {"issuer": "https://user:password@sso.example.vn"},
        {"issuer": "ftp://sso.example.vn"},
        {"token_endpoint": "https://sso.example.vn/token"},
        {"algorithms": ["HS256"]},
        {"algorithms": ["none"]},
        {"algorithms": []},
        {"levels": {"2": "highest"}},
        {"client_secret": ""},
        {"timeout_seconds": 60},
        {"is_trusted": True},
    ],
    ids=json.dumps,
)
def test_a_provider_that_cannot_be_right_is_refused_without_its_secret_in_the_words(
    monkeypatch: pytest.MonkeyPatch, spoilt: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError) as refused:
        told(monkeypatch, [GOOD | spoilt])
    assert "a-secret" not in str(refused.value)


@pytest.mark.parametrize("same", ["name", "issuer"])
def test_two_providers_are_told_apart_by_name_and_issuer(monkeypatch: pytest.MonkeyPatch, same: str) -> None:
    second = GOOD | {"name": "portal", "issuer": "https://portal.example.vn"} | {same: GOOD[same]}
    with pytest.raises(ValidationError, match="same name or issuer"):
        told(monkeypatch, [GOOD, second])


@pytest.mark.parametrize(
    "place",
    [
        {"issuer": "http://sso.example.vn"},
        {"issuer": "https://127.0.0.1"},
        {"issuer": "https://[::1]:8443"},
        {"issuer": "https://localhost"},
        {"transport": "unix:/run/vneid.sock"},
        {"transport": "http://127.0.0.1:8080"},
        PLACES | {"token_endpoint": "http://sso.example.vn/token"},
    ],
    ids=lambda place: json.dumps(place)[:60],
)
def test_production_trusts_no_provider_without_tls_or_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, place: dict[str, str]
) -> None:
    strong: dict[str, Any] = {
        "public_url": "https://dvc.example.vn",
        **{name: SecretStr("s" * 40) for name in ("key_secret", "code_secret", "cursor_key")},
    }
    assert told(monkeypatch, [GOOD | place]).upstreams  # a demo may
    assert told(monkeypatch, [GOOD | PLACES], mode="production", **strong).upstreams
    with pytest.raises(ValidationError, match="https addresses of other machines"):
        told(monkeypatch, [GOOD | place], mode="production", **strong)
