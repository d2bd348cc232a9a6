"""The environment of every child program: an allow-list, and only the secrets that are its own."""

import importlib
import importlib.util
import json
import os
from collections.abc import Mapping

from pydantic import AliasChoices
from pydantic_settings import BaseSettings

from deploy.local.databases import administrator_url, database_of, role_url, sqlalchemy_url
from deploy.local.layout import Layout
from deploy.local.secrets import Secrets
from deploy.local.settings import LocalSettings, given
from kit.settings import Settings

PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE")
OBJECT_STORE = "AWS_"
"""How object stores want their keys; only services that keep files are told."""
VNEID = "/sandbox/vneid"
RELYING_PARTY = "motcua"
EMBEDDED_FETCH_WAIT_MS = 25
"""The embedded broker does not wake a waiting fetch: a short wait keeps news fast."""
RELAY_POLL_MS = 500
"""There are no replicas here whose commits a relay must find: its own commits wake it."""


class Environments:
    """Makes the environment of each program of one run."""

    def __init__(self, settings: LocalSettings, layout: Layout, secrets: Secrets) -> None:
        self._settings, self._layout, self._secrets = settings, layout, secrets
        self._given = given()
        self.administrator = administrator_url(settings, layout, secrets=secrets)

    def plain(self) -> dict[str, str]:
        """What any program may know: how to find programs, speak and tell the time."""
        passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        fixed = {"HOME": str(self._layout.run), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
        return {"LANG": "C.UTF-8"} | passed | fixed

    def service(self, service: str) -> dict[str, str]:
        """What one service is told: what the operator said about its settings, then what only the runner knows."""
        settings = names(settings_class(service))
        known = self._shared(service) | self._own(service)
        free = (choices for choices in settings.values() if known.keys().isdisjoint(choices))
        said = {name: self._given[name] for choices in free for name in choices if name in self._given}
        if "files_url" in settings:
            said |= {name: value for name, value in self._given.items() if name.startswith(OBJECT_STORE)}
        return self.plain() | said | known

    def prepare(self) -> dict[str, str]:
        """What prepare is told: everything, for it hands out the rest."""
        return self.plain() | {
            "MOTCUA_PREPARE_DATABASE_URL": self.administrator,
            "MOTCUA_PREPARE_PUBLIC_URL": self._settings.address,
            "MOTCUA_PREPARE_SECRETS": self._secrets.model_dump_json(),
        }

    def mailbox(self) -> dict[str, str]:
        """What the demo mailbox is told: of SMS and the post only where it takes them."""
        keys = {"MOTCUA_MAILBOX_SMS_KEY": self._secrets.sms_key} if self._settings.has_own_phone else {}
        if self._settings.has_own_post:
            keys["MOTCUA_MAILBOX_POST_KEY"] = self._secrets.post_key
        places = {
            "MOTCUA_MAILBOX_FOLDER": str(self._layout.mail),
            "MOTCUA_MAILBOX_PORT": str(self._settings.mail_port),
        }
        return self.plain() | places | keys

    def vnpay(self) -> dict[str, str]:
        """What the payment gateway's sandbox is told: the same merchant as payment."""
        return self.plain() | {
            "VNPAY_SANDBOX_TMN_CODE": self._secrets.vnpay_tmn_code,
            "VNPAY_SANDBOX_HASH_SECRET": self._secrets.vnpay_hash_secret,
            # straight to the gateway on this machine, also when people come through another address
            "VNPAY_SANDBOX_IPN_URL": f"http://{self._settings.here}/v1/gateways/vnpay/ipn",
        }

    def vneid(self) -> dict[str, str]:
        """What the sandbox of electronic identities is told: identity is its relying party."""
        return self.plain() | {
            "VNEID_SANDBOX_ISSUER": f"{self._settings.address}{VNEID}",
            "VNEID_SANDBOX_CLIENT_ID": RELYING_PARTY,
            "VNEID_SANDBOX_CLIENT_SECRET": self._secrets.vneid_client_secret,
            "VNEID_SANDBOX_REDIRECT_URI": f"{self._settings.address}/signin/vneid/callback",
        }

    def _shared(self, service: str) -> dict[str, str]:
        settings, layout = self._settings, self._layout
        database = role_url(
            self.administrator, service, password=self._secrets.roles[service], database=database_of(service)
        )
        told = {
            "MOTCUA_MODE": "demo",
            "MOTCUA_LISTEN": f"unix:{layout.socket(service)}",
            "MOTCUA_DATABASE_URL": sqlalchemy_url(database),
            "MOTCUA_KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers or f"file:{layout.broker}",
            "MOTCUA_PUBLIC_URL": settings.address,
            "MOTCUA_IDENTITY_URL": f"unix:{layout.socket('identity')}",
            "MOTCUA_CURSOR_KEY": self._secrets.cursor_keys[service],
            "MOTCUA_FILES_URL": settings.files_url or layout.files.as_uri(),
            "MOTCUA_RELAY_POLL_MS": str(RELAY_POLL_MS),
        }
        if os.geteuid() != 0 and "MOTCUA_IS_INSPECTABLE" not in self._given:
            # everything runs as the person who started it and owns secrets.json: nothing to hide, memory to measure
            told["MOTCUA_IS_INSPECTABLE"] = "true"
        if not settings.kafka_bootstrap_servers:
            told["MOTCUA_KAFKA_FETCH_WAIT_MS"] = str(EMBEDDED_FETCH_WAIT_MS)
        return told

    def _own(self, service: str) -> dict[str, str]:
        """The secrets and addresses that only some services are told; what the operator said of them goes first."""
        secrets, settings = self._secrets, self._settings
        codes = {"MOTCUA_CODE_SECRET": self._given.get("MOTCUA_CODE_SECRET", secrets.code_secret)}
        confirmations = {
            "MOTCUA_CONFIRMATION_SECRET": self._given.get("MOTCUA_CONFIRMATION_SECRET", secrets.confirmation_secret)
        }
        merchant = {
            "MOTCUA_VNPAY_TMN_CODE": secrets.vnpay_tmn_code,
            "MOTCUA_VNPAY_HASH_SECRET": secrets.vnpay_hash_secret,
        }
        own: Mapping[str, Mapping[str, str]] = {
            "identity": codes
            | {"MOTCUA_KEY_SECRET": self._given.get("MOTCUA_KEY_SECRET", secrets.key_secret)}
            | self._upstreams(),
            "dossier": confirmations | self._dossier(),
            "payment": {name: self._given.get(name, value) for name, value in merchant.items()},
            "notification": codes
            | confirmations
            | {"MOTCUA_SMTP_URL": settings.smtp_url or f"smtp://127.0.0.1:{settings.mail_port}"}
            | self._phone(),
        }
        return dict(own.get(service, {}))

    def _signing(self) -> dict[str, str]:
        """Demo keys come from a secret of this installation, unless the operator brought a token or a secret."""
        return {"MOTCUA_SIGNING_SECRET": self._given.get("MOTCUA_SIGNING_SECRET", self._secrets.signing_secret)}

    def _upstreams(self) -> dict[str, str]:
        if not self._settings.has_own_vneid:
            return {}
        told = {
            "name": "vneid",
            "kind": "vneid",
            "label_vi": "VNeID (thử nghiệm)",
            "label_en": "VNeID (sandbox)",
            "issuer": f"{self._settings.address}{VNEID}",
            # browsers go through the gateway, the service straight to the sandbox
            "transport": f"unix:{self._layout.socket('vneid')}",
            "client_id": RELYING_PARTY,
            "client_secret": self._secrets.vneid_client_secret,
            "has_issuer_in_answers": True,
            "levels": {"1": "low", "2": "high"},
            "organisation_level": "high",
        }
        return {"MOTCUA_UPSTREAMS": json.dumps([told])}

    def _phone(self) -> dict[str, str]:
        if not self._settings.has_own_phone:
            return {}
        socket = self._layout.socket("mailbox")
        return {"MOTCUA_SMS_URL": f"unix:{socket}:/sandbox/sms/messages", "MOTCUA_SMS_KEY": self._secrets.sms_key}

    def _dossier(self) -> dict[str, str]:
        index = {"MOTCUA_INDEX_KEY": self._given.get("MOTCUA_INDEX_KEY", self._secrets.index_key)}
        return index | self._post() | self._signing()

    def _post(self) -> dict[str, str]:
        if not self._settings.has_own_post:
            return {}
        socket = self._layout.socket("mailbox")
        return {
            "MOTCUA_CARRIER_URL": f"unix:{socket}:/sandbox/post",
            "MOTCUA_CARRIER_KEY": self._secrets.post_key,
            "MOTCUA_CARRIER_NAME": "Bưu điện (thử nghiệm)",
            "MOTCUA_CARRIER_PAUSE_SECONDS": "3",
        }


def settings_class(service: str) -> type[Settings]:
    """The settings class of a service: its own, or the shared one when it adds nothing."""
    if importlib.util.find_spec(f"services.{service}.settings") is None:
        return Settings
    module = importlib.import_module(f"services.{service}.settings")
    own = (each for each in vars(module).values() if isinstance(each, type) and issubclass(each, Settings))
    return next((each for each in own if each.__module__ == module.__name__), Settings)


def names(settings: type[BaseSettings]) -> dict[str, tuple[str, ...]]:
    """The environment names of every field of a settings class, the preferred one first."""
    prefix = settings.model_config.get("env_prefix", "")
    return {name: _names(name, field.validation_alias, prefix) for name, field in settings.model_fields.items()}


def _names(field: str, alias: object, prefix: str) -> tuple[str, ...]:
    if isinstance(alias, AliasChoices):
        return tuple(str(choice) for choice in alias.choices)
    return (f"{prefix}{field.upper()}",)
