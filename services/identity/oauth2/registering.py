"""What a client may be registered with (RFC 7591 section 2, RFC 8252, RFC 9700 section 2.1): every fault at once.

Addresses are exact: no wildcard, no fragment, nobody's name in them. A page is https; http only on a loopback address,
for programs on a person's own machine; a private-use scheme (`vn.example.app:/callback`) only for public clients.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from kit.faults import Fault
from kit.tokens import public_key
from services.identity.oauth2 import scopes
from services.identity.oauth2.subjects import sector_of
from services.identity.oauth2.words import INTROSPECTION, GrantType

OLDER_SECRET_LIFE: Final = timedelta(hours=24)
"""How long the secret before the present one is still good after an exchange."""

MOST_KEYS: Final = 10
LONGEST_KID: Final = 256
GRANTS: Final = frozenset({*GrantType, INTROSPECTION})
OPEN_TO_ALL: Final = frozenset({GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN, GrantType.TOKEN_EXCHANGE})
"""Grants of a client that cannot prove to be itself."""

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
_PRIVATE_SCHEME: Final = re.compile(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+")
_HOST: Final = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


@dataclass(frozen=True)
class Registration:
    """What a client is registered with; `authentication` and `grants` in the protocol's words."""

    name: str
    authentication: str
    grants: Sequence[str]
    scopes: Sequence[str] = ()
    redirect_uris: Sequence[str] = ()
    post_logout_redirect_uris: Sequence[str] = ()
    backchannel_logout_uri: str | None = None
    jwks: dict[str, Any] | None = None
    subject_type: str = "public"
    sector: str | None = None
    default_acr: str | None = None
    is_par_required: bool = False
    is_dpop_bound: bool = False
    is_third_party: bool = True
    agency_code: str | None = None

    @property
    def is_public(self) -> bool:
        """Whether it cannot prove to be itself."""
        return self.authentication == "none"


def faults(one: Registration) -> list[Fault]:
    """Everything that is wrong with a registration; empty when it may be made."""
    return [*_addresses(one), *_grants(one), *_scopes(one), *_keys(one), *_subjects(one)]


def _addresses(one: Registration) -> Iterator[Fault]:
    needs_redirect = GrantType.AUTHORIZATION_CODE in one.grants
    if needs_redirect and not one.redirect_uris:
        yield _fault("/redirect_uris", "missing", "Cần ít nhất một địa chỉ nhận mã.", "A redirect address is needed.")
    if not needs_redirect and one.redirect_uris:
        yield _fault(
            "/redirect_uris", "not-allowed", "Chỉ dùng với authorization_code.", "Only with authorization_code."
        )
    yield from _listed("/redirect_uris", one.redirect_uris, is_public=one.is_public)
    yield from _listed("/post_logout_redirect_uris", one.post_logout_redirect_uris, is_public=one.is_public)
    told = one.backchannel_logout_uri
    if told is not None and not is_address(told, is_public=False):
        yield _fault(
            "/backchannel_logout_uri",
            "malformed",
            "Phải là địa chỉ https đầy đủ, không có phần #.",
            "It must be a whole https address without a fragment.",
        )


def _listed(pointer: str, addresses: Sequence[str], *, is_public: bool) -> Iterator[Fault]:
    for place, address in enumerate(addresses):
        if not is_address(address, is_public=is_public):
            yield _fault(
                f"{pointer}/{place}",
                "malformed",
                "Phải là địa chỉ https đầy đủ, không có *, # hay tên người dùng; http chỉ cho 127.0.0.1 và [::1].",
                "It must be a whole https address without *, # or a user name; http only on 127.0.0.1 and [::1].",
            )
    yield from _repeated(pointer, addresses)


def is_address(address: str, *, is_public: bool) -> bool:
    """Whether an answer may be sent to such an address."""
    if not address.isascii() or any(letter <= " " or letter in '\\"<>`{}|^#*' for letter in address):
        return False
    try:
        parts = urlsplit(address)
        _ = parts.port  # out of range raises here
    except ValueError:
        return False
    if parts.scheme == "https":
        return _HOST.fullmatch(parts.hostname or "") is not None and "@" not in parts.netloc
    if parts.scheme == "http":
        return parts.hostname in _LOOPBACK and "@" not in parts.netloc
    is_private = _PRIVATE_SCHEME.fullmatch(parts.scheme) is not None and not parts.netloc
    return is_public and is_private and parts.path.startswith("/")


def _grants(one: Registration) -> Iterator[Fault]:
    asked = frozenset(one.grants)
    if not asked:
        yield _fault("/grants", "missing", "Cần ít nhất một quyền.", "At least one grant is needed.")
    for place, grant in enumerate(one.grants):
        if grant not in GRANTS:
            yield _choice(f"/grants/{place}")
        elif one.is_public and grant not in OPEN_TO_ALL:
            yield _fault(
                f"/grants/{place}",
                "not-allowed",
                "Ứng dụng phải tự chứng thực để dùng quyền này.",
                "Only a client that authenticates may use this grant.",
            )
    if GrantType.REFRESH_TOKEN in asked and GrantType.AUTHORIZATION_CODE not in asked:
        yield _fault("/grants", "not-allowed", "refresh_token cần authorization_code.", "It needs authorization_code.")
    if GrantType.CLIENT_CREDENTIALS in asked and one.agency_code is None:
        yield _fault(
            "/agency_code", "missing", "Cần cơ quan chịu trách nhiệm.", "The agency that answers for it is needed."
        )
    yield from _repeated("/grants", one.grants)


def _scopes(one: Registration) -> Iterator[Fault]:
    for place, scope in enumerate(one.scopes):
        if scope not in scopes.CLAIMS:
            yield _choice(f"/scopes/{place}")
    if GrantType.AUTHORIZATION_CODE in one.grants and not one.scopes:
        yield _fault("/scopes", "missing", "Cần ít nhất một phạm vi.", "At least one scope is needed.")
    yield from _repeated("/scopes", one.scopes)


def _keys(one: Registration) -> Iterator[Fault]:
    if one.authentication != "private_key_jwt":
        if one.jwks is not None:
            yield _fault("/jwks", "not-allowed", "Chỉ dùng với private_key_jwt.", "Only with private_key_jwt.")
        return
    keys = one.jwks.get("keys") if one.jwks is not None else None
    if not isinstance(keys, list) or not 0 < len(keys) <= MOST_KEYS:
        yield _fault("/jwks", "missing", "Cần từ 1 đến 10 khóa công khai.", "One to ten public keys are needed.")
        return
    for place, key in enumerate(keys):
        if not _is_key(key):
            yield _fault(
                f"/jwks/keys/{place}",
                "malformed",
                "Phải là khóa công khai P-256 (ES256), không kèm khóa bí mật.",
                "It must be a public P-256 key (ES256) without its private half.",
            )
    yield from _repeated("/jwks/keys", [str(key.get("kid")) for key in keys if isinstance(key, dict)])


def _is_key(key: object) -> bool:
    try:
        public_key(key)
    except ValueError:
        return False
    kid = key.get("kid") if isinstance(key, dict) else None
    return kid is None or (isinstance(kid, str) and len(kid) <= LONGEST_KID and kid.isprintable())


def _subjects(one: Registration) -> Iterator[Fault]:
    if one.sector is not None and not _HOST.fullmatch(one.sector):
        yield _fault("/sector", "malformed", "Phải là một tên miền.", "It must be a host name.")
    if one.subject_type != "pairwise":
        return
    if one.sector is None and sector_of(one.redirect_uris) is None:
        yield _fault(
            "/sector", "missing", "Các địa chỉ có nhiều tên miền.", "The addresses are on several hosts: name one."
        )
    if not OPEN_TO_ALL - {GrantType.TOKEN_EXCHANGE} >= frozenset(one.grants):
        yield _fault(
            "/subject_type",
            "not-allowed",
            "Ứng dụng dùng định danh riêng chỉ được đăng nhập người dùng.",
            "A client with pairwise subjects may sign people in, nothing else.",
        )


def _repeated(pointer: str, values: Iterable[str]) -> Iterator[Fault]:
    if any(count > 1 for count in Counter(values).values()):
        yield _fault(pointer, "repeated", "Có mục bị lặp lại.", "An item is repeated.")


def _choice(pointer: str) -> Fault:
    return _fault(pointer, "not-a-choice", "Không phải lựa chọn cho phép.", "It is not one of the choices.")


def _fault(pointer: str, code: str, vi: str, en: str) -> Fault:
    return Fault(pointer, code, vi, en)
