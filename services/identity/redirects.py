"""Where an answer may be sent: only to an address registered letter for letter (RFC 9700 section 2.1).

The one exception is the port of a loopback address, which a native application gets from its operating system
(RFC 8252 section 7.3). `localhost` is not loopback here: a name can be made to point elsewhere.
"""

from collections.abc import Iterable, Mapping
from urllib.parse import SplitResult, quote, urlencode, urlsplit

_LOOPBACK = {"127.0.0.1", "::1"}


def _split(address: str) -> SplitResult | None:
    if not address.isascii() or any(letter <= " " or letter in '\\"<>`{}|^' for letter in address):
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port  # out of range raises here
    except ValueError:
        return None
    is_plain = bool(parts.scheme) and "#" not in address and "@" not in parts.netloc
    return parts if is_plain else None


def _is_same_loopback(asked: SplitResult, registered: SplitResult) -> bool:
    hosts = {asked.hostname, registered.hostname}
    if asked.scheme != "http" or registered.scheme != "http" or len(hosts) != 1 or not hosts <= _LOOPBACK:
        return False
    if registered.port is not None or asked.port == 0 or asked.netloc.endswith(":"):
        return False
    return (asked.path, asked.query) == (registered.path, registered.query)


def is_registered(asked: str, registered: Iterable[str]) -> bool:
    """Whether `asked` is one of the registered addresses, the port of a loopback address aside."""
    target = _split(asked)
    if target is None:
        return False
    for address in registered:
        if address == asked:
            return True
        known = _split(address)
        if known is not None and _is_same_loopback(target, known):
            return True
    return False


def with_answer(address: str, answer: Mapping[str, str | None]) -> str:
    """The address with the answer added to its query; None values are left out."""
    extra = urlencode({name: value for name, value in answer.items() if value is not None}, quote_via=quote)
    if not extra:
        return address
    return f"{address}{'&' if '?' in address else '?'}{extra}"


def origin(address: str) -> str:
    """The source expression for `form-action` (CSP) that lets a form's answer be redirected to the address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"
