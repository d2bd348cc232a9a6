"""Settings: documented, complete, and only what a program needs reaches it."""

import json
import os
import re
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from deploy.local.databases import administrator_url, role_url, sqlalchemy_url
from deploy.local.environment import Environments, names, settings_class
from deploy.local.layout import REPO, SERVICES, Layout
from deploy.local.mailbox import MailboxSettings
from deploy.local.prepare import PrepareSettings
from deploy.local.secrets import Secrets, load
from deploy.local.settings import LocalSettings
from deploy.local.vneid.settings import SandboxSettings as VneidSettings
from deploy.local.vnpay.settings import SandboxSettings
from kit.migrate import MigrationSettings

CLASSES: tuple[type[BaseSettings], ...] = (
    LocalSettings,
    PrepareSettings,
    MailboxSettings,
    SandboxSettings,
    VneidSettings,
    MigrationSettings,
    *(settings_class(service) for service in SERVICES),
)
WRITTEN = set(re.findall(r"^#?([A-Z_]+)=", (REPO / ".env.example").read_text(), re.MULTILINE))


@pytest.mark.parametrize("settings", CLASSES, ids=lambda each: each.__name__)
def test_every_setting_is_documented(settings: type[BaseSettings]) -> None:
    missing = [choices for choices in names(settings).values() if WRITTEN.isdisjoint(choices)]
    assert not missing
    assert all(field.description for field in settings.model_fields.values())


def test_every_documented_setting_exists() -> None:
    known = {name for settings in CLASSES for choices in names(settings).values() for name in choices}
    assert WRITTEN - known <= {"MOTCUA_KAFKA_PORT"}


def test_a_relative_state_folder_counts_from_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_STATE", "elsewhere")
    assert LocalSettings().state == REPO / "elsewhere"


def test_the_public_address_follows_host_and_port() -> None:
    assert LocalSettings(host="0.0.0.0", port=9000).address == "http://127.0.0.1:9000"  # noqa: S104 - only told
    assert LocalSettings(public_url="https://dvc.example/").address == "https://dvc.example"
    assert LocalSettings(host="::", port=9000).here == "[::1]:9000"


def test_a_service_hears_only_what_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://admin:topsecret@db.example/postgres")
    monkeypatch.setenv("MOTCUA_LOG_LEVEL", "debug")
    monkeypatch.setenv("MOTCUA_HASH_WORKERS", "3")
    monkeypatch.setenv("UNRELATED", "x")
    environments, secrets = _environments(LocalSettings())
    catalog = environments.service("catalog")
    assert "topsecret" not in str(catalog)
    assert "UNRELATED" not in catalog
    assert catalog["MOTCUA_LOG_LEVEL"] == "debug"
    assert "MOTCUA_HASH_WORKERS" not in catalog
    assert environments.service("identity")["MOTCUA_HASH_WORKERS"] == "3"
    for service in SERVICES:
        told = str(environments.service(service))
        assert not [role for role, password in secrets.roles.items() if role != service and password in told]
        assert (secrets.key_secret in told) is (service == "identity")
        assert (secrets.vnpay_hash_secret in told) is (service == "payment")
        assert (secrets.vneid_client_secret in told) is (service == "identity")
        assert (secrets.signing_secret in told) is (service == "dossier")
        assert (secrets.confirmation_secret in told) is (service in ("dossier", "notification"))
        assert (secrets.code_secret in told) is (service in ("identity", "notification"))


def test_the_key_of_the_demo_phone_is_told_to_notification_and_the_phone_only() -> None:
    environments, secrets = _environments(LocalSettings(smtp_url="", sms_url=""))
    knowing = [service for service in SERVICES if secrets.sms_key in str(environments.service(service))]
    assert knowing == ["notification"]
    assert environments.mailbox()["MOTCUA_MAILBOX_SMS_KEY"] == secrets.sms_key
    assert environments.service("notification")["MOTCUA_SMS_URL"].endswith("/mailbox.sock:/sandbox/sms/messages")


@pytest.mark.parametrize("real", ["smtp_url", "sms_url"])
def test_where_mail_or_sms_is_real_no_demo_phone_shows_peoples_codes(
    monkeypatch: pytest.MonkeyPatch, real: str
) -> None:
    monkeypatch.setenv("MOTCUA_SMS_KEY", "theirs")
    settings = LocalSettings.model_validate({"smtp_url": "", "sms_url": "", real: "https://sms.example/v1"})
    environments, _ = _environments(settings)
    assert "MOTCUA_MAILBOX_SMS_KEY" not in environments.mailbox()
    told = environments.service("notification")
    assert not told.get("MOTCUA_SMS_URL", "").startswith("unix:")
    assert told["MOTCUA_SMS_KEY"] == "theirs"


def test_a_secret_a_newer_version_needs_is_added_to_an_older_file(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    load(file)
    older = {name: secret for name, secret in json.loads(file.read_text()).items() if name != "code_secret"}
    file.write_text(json.dumps(older))
    added = load(file)
    assert len(added.code_secret) >= 32
    assert json.loads(file.read_text()) == {**older, "code_secret": added.code_secret}
    assert load(file) == added


@pytest.mark.parametrize(("user", "told"), [(0, None), (1000, "true")])
def test_services_hide_from_each_other_where_root_gave_them_a_user(
    monkeypatch: pytest.MonkeyPatch, user: int, told: str | None
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    environments, _ = _environments(LocalSettings())
    assert environments.service("catalog").get("MOTCUA_IS_INSPECTABLE") == told
    monkeypatch.setenv("MOTCUA_IS_INSPECTABLE", "false")
    environments, _ = _environments(LocalSettings())
    assert environments.service("catalog")["MOTCUA_IS_INSPECTABLE"] == "false"


def test_what_the_operator_says_of_the_merchant_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_VNPAY_TMN_CODE", "REALSHOP")
    environments, _ = _environments(LocalSettings())
    assert environments.service("payment")["MOTCUA_VNPAY_TMN_CODE"] == "REALSHOP"


def test_the_embedded_broker_is_named_by_its_file_and_a_real_one_by_its_address() -> None:
    embedded, _ = _environments(LocalSettings(kafka_bootstrap_servers=""))
    assert embedded.service("catalog")["MOTCUA_KAFKA_BOOTSTRAP_SERVERS"].startswith("file:/")
    real, _ = _environments(LocalSettings(kafka_bootstrap_servers="k1:9092,k2:9092"))
    assert real.service("catalog")["MOTCUA_KAFKA_BOOTSTRAP_SERVERS"] == "k1:9092,k2:9092"
    assert "MOTCUA_KAFKA_FETCH_WAIT_MS" not in real.service("catalog")


def test_a_given_server_keeps_its_place_and_options() -> None:
    settings = LocalSettings.model_validate({"database_url": "postgres://admin:a%40b@db.example:5433?sslmode=require"})
    administrator = administrator_url(settings, Layout(settings.state), secrets=Secrets())
    assert administrator == "postgresql://admin:a%40b@db.example:5433/postgres?sslmode=require"
    own = role_url(administrator, "dossier", password="p@ss/word", database="motcua_dossier")
    assert own == "postgresql://dossier:p%40ss%2Fword@db.example:5433/motcua_dossier?sslmode=require"
    expected = "postgresql+asyncpg://dossier:p%40ss%2Fword@db.example:5433/motcua_dossier?ssl=require"
    assert sqlalchemy_url(own) == expected


def _environments(settings: LocalSettings) -> tuple[Environments, Secrets]:
    secrets = Secrets()
    return Environments(settings, Layout(settings.state), secrets), secrets
