"""VNPAY's two signatures, HMAC-SHA512 in lower-case hex, written from the specification.

Form: over `name=value` pairs joined by `&`, sorted by name, form-encoded (space is `+`), without empty values and
without the hash fields. Pipe (querydr): over values joined by `|` in a fixed order.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import quote_plus

HASH = "vnp_SecureHash"
HASH_TYPE = "vnp_SecureHashType"


def _mac(text: str, secret: str) -> str:
    return hmac.new(secret.encode("utf-8"), text.encode("utf-8"), hashlib.sha512).hexdigest()


def encoded(fields: Mapping[str, str]) -> str:
    """The signed text of a form, which is also its query string."""
    names = sorted(name for name in fields if name not in (HASH, HASH_TYPE) and fields[name] != "")
    return "&".join(f"{quote_plus(name)}={quote_plus(fields[name])}" for name in names)


def signed_query(fields: Mapping[str, str], secret: str) -> str:
    """The query string with its signature at the end."""
    text = encoded(fields)
    return f"{text}&{HASH}={_mac(text, secret)}"


def is_genuine(fields: Mapping[str, str], secret: str) -> bool:
    """Whether a form's hash is right, compared in constant time."""
    return hmac.compare_digest(fields.get(HASH, "").lower().encode(), _mac(encoded(fields), secret).encode())


def piped(values: Iterable[str], secret: str) -> str:
    """The signature of a querydr request or answer."""
    return _mac("|".join(values), secret)


def is_piped(values: Iterable[str], secret: str, *, given: str) -> bool:
    """Whether a querydr signature is right, compared in constant time."""
    return hmac.compare_digest(given.lower().encode(), piped(values, secret).encode())
