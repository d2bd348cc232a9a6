"""Where an answer may be sent: only to an address registered letter for letter (RFC 9700 section 2.1).

The one exception is the port of a loopback address, which a native application gets from its operating system
(RFC 8252 section 7.3). `localhost` is not loopback here: a name can be made to point elsewhere.
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlencode, urlsplit

_LOOPBACK = re.compile(r"(http://(?:127\.0\.0\.1|\[::1\]))(?::([1-9][0-9]{0,4}))?(|[/?].*)")
"""Host, port and the rest of an address on this very machine."""


def _is_plain(address: str) -> bool:
    if not address.isascii() or any(letter <= " " or letter in '\\"<>`{}|^#' for letter in address):
        return False
    try:
        parts = urlsplit(address)
        _ = parts.port  # out of range raises here
    except ValueError:
        return False
    return bool(parts.scheme) and "@" not in parts.netloc


def _is_same_loopback(asked: str, registered: str) -> bool:
    mine, known = _LOOPBACK.fullmatch(asked), _LOOPBACK.fullmatch(registered)
    if mine is None or known is None or known[2] is not None:
        return False
    return (mine[1], mine[3]) == (known[1], known[3])


def is_registered(asked: str, registered: Iterable[str]) -> bool:
    """Whether `asked` is one of the registered addresses, the port of a loopback address aside."""
    if not _is_plain(asked):
        return False
    return any(address == asked or _is_same_loopback(asked, address) for address in registered)


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
