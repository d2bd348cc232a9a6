"""What a client may ask for, and which of a person's attributes each scope shows (OpenID Connect Core 5.4)."""

from collections.abc import Iterable
from typing import Final

OPENID: Final = "openid"

CLAIMS: Final[dict[str, dict[str, str]]] = {
    OPENID: {},
    "profile": {"name": "full_name", "birthdate": "birth_date", "gender": "sex"},
    "email": {"email": "email"},
    "phone": {"phone_number": "phone"},
    "address": {"address": "residence"},
    "identity": {"personal_number": "personal_number"},
}
"""Scope -> claim -> name of the attribute it shows. `identity` is ours: the 12-digit personal number."""

WORDS: Final[dict[str, tuple[str, str]]] = {
    OPENID: ("Biết rằng chính bạn đã đăng nhập", "Know that it is you who signed in"),
    "profile": ("Họ và tên, ngày sinh, giới tính", "Name, date of birth, sex"),
    "email": ("Địa chỉ thư điện tử", "E-mail address"),
    "phone": ("Số điện thoại", "Phone number"),
    "address": ("Nơi cư trú", "Place of residence"),
    "identity": ("Số định danh cá nhân", "Personal identification number"),
}
"""What a person is told before they agree to a scope: Vietnamese, English."""


def words(text: str) -> list[str]:
    """The scopes in a space-separated list, each once, in order."""
    return list(dict.fromkeys(text.split()))


def granted(asked: str, allowed: Iterable[str]) -> str:
    """What a client gets of what it asks: the part it is registered for (RFC 6749 section 3.3), in its own order."""
    registered = frozenset(allowed)
    return " ".join(word for word in words(asked) if word in registered)


def narrowed(asked: str, held: str) -> str | None:
    """A part of the scope already held; None when `asked` goes beyond it (RFC 6749 section 6)."""
    wanted = words(asked)
    return " ".join(wanted) if wanted and frozenset(wanted) <= frozenset(words(held)) else None


def claims(scope: str) -> dict[str, str]:
    """Claim -> attribute shown by a scope; unknown scopes show nothing."""
    shown: dict[str, str] = {}
    for word in words(scope):
        shown.update(CLAIMS.get(word, {}))
    return shown
