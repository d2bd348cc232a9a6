"""Passkeys (W3C Web Authentication Level 3): the one module that knows the library.

A passkey belongs to the host of PUBLIC_URL and answers only our own pages (`origins`). No attestation is asked for: who
made the device is nobody's business. A counter that goes back means a copy exists: refused.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from webauthn.helpers import base64url_to_bytes, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from services.identity import origins

LARGEST = 16 * 1024
"""Characters of an answer that are read."""

_READABLE = frozenset({"usb", "nfc", "ble", "internal", "hybrid", "smart-card", "cable"})


class NotAccepted(Exception):  # noqa: N818 - not a programming error
    """The answer is unreadable, was made for another challenge, page or key, or is a copy's."""


@dataclass(frozen=True)
class Known:
    """A passkey of the account: its id and public key in base64url, and its counter."""

    credential_id: str
    public_key: str
    sign_count: int


@dataclass(frozen=True)
class Made:
    """A new passkey."""

    credential_id: str
    public_key: str
    sign_count: int
    transports: list[str]
    is_backed_up: bool


@dataclass(frozen=True)
class Shown:
    """A passkey was shown: its new counter, and whether it checked who holds it (fingerprint, PIN)."""

    sign_count: int
    is_person_checked: bool
    is_backed_up: bool


@dataclass(frozen=True)
class Site:
    """The site passkeys are made for."""

    public_url: str

    @property
    def id(self) -> str:
        """The relying party: the host alone. Browsers take no address for one, so on this machine it is `localhost`."""
        host = urlsplit(self.public_url).hostname or ""
        return "localhost" if host == "127.0.0.1" else host

    @property
    def origins(self) -> list[str]:
        """The pages that may ask."""
        return sorted(origins.own(self.public_url))


def challenge() -> str:
    """A fresh challenge, 64 bytes in base64url."""
    return _text(webauthn.helpers.generate_challenge())


def options_to_make(site: Site, *, asked: str, account_id: UUID, name: str, existing: Iterable[str]) -> str:
    """What a browser needs to make a passkey for `name`, none of the `existing` ones, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=site.id,
        rp_name="Một Cửa",
        user_id=account_id.bytes,
        user_name=name,
        challenge=base64url_to_bytes(asked),
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=_descriptors(existing),
    )
    return webauthn.options_to_json(options)


def options_to_show(site: Site, *, asked: str, allowed: Iterable[str], is_alone: bool) -> str:
    """What a browser needs to show one of the `allowed` passkeys (any, when none is named), as JSON.

    `is_alone`: it is all the person shows, so it must check who holds it.
    """
    wanted = UserVerificationRequirement.REQUIRED if is_alone else UserVerificationRequirement.PREFERRED
    options = webauthn.generate_authentication_options(
        rp_id=site.id,
        challenge=base64url_to_bytes(asked),
        allow_credentials=_descriptors(allowed),
        user_verification=wanted,
    )
    return webauthn.options_to_json(options)


def made(site: Site, answer: str, *, asked: str) -> Made:
    """The passkey an answer to options_to_make brings; NotAccepted otherwise."""
    try:
        found = webauthn.verify_registration_response(
            credential=_read(answer),
            expected_challenge=base64url_to_bytes(asked),
            expected_rp_id=site.id,
            expected_origin=site.origins,
        )
        transports = json.loads(answer).get("response", {}).get("transports") or []
    except _FAULTS as fault:
        raise NotAccepted from fault
    return Made(
        credential_id=_text(found.credential_id),
        public_key=_text(found.credential_public_key),
        sign_count=found.sign_count,
        transports=sorted({one for one in transports if isinstance(one, str)} & _READABLE),
        is_backed_up=found.credential_backed_up,
    )


def credential_of(answer: str) -> str:
    """Which passkey an answer to options_to_show was made with (base64url); NotAccepted when it cannot be read."""
    try:
        return _text(parse_authentication_credential_json(_read(answer)).raw_id)
    except _FAULTS as fault:
        raise NotAccepted from fault


def shown(site: Site, answer: str, *, asked: str, known: Known, is_alone: bool) -> Shown:
    """Check the answer against the passkey it says it was made with; NotAccepted otherwise."""
    try:
        found = webauthn.verify_authentication_response(
            credential=_read(answer),
            expected_challenge=base64url_to_bytes(asked),
            expected_rp_id=site.id,
            expected_origin=site.origins,
            credential_public_key=base64url_to_bytes(known.public_key),
            credential_current_sign_count=known.sign_count,
            require_user_verification=is_alone,
        )
    except _FAULTS as fault:
        raise NotAccepted from fault
    return Shown(found.new_sign_count, found.user_verified, found.credential_backed_up)


_FAULTS = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError)
"""What the library raises for an answer somebody made up."""


def _read(answer: str) -> str:
    if len(answer) > LARGEST:
        raise ValueError("too large")
    return answer


def _descriptors(ids: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in ids]


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
