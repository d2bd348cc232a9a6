"""Reading parameters strictly: each once (RFC 6749 3.1), bounded, no control characters; empty counts as absent."""

from base64 import b64decode
from collections.abc import Iterable
from typing import NamedTuple
from unicodedata import category
from urllib.parse import parse_qsl, unquote_plus

from services.identity.oauth2.errors import InvalidClient, InvalidRequest

LONGEST = 2048
"""Characters in one value; tokens, and a whole request carried by the sign-in form, may be longer."""

LONGEST_TOKEN = 8192
MOST = 50

_TOKENS = frozenset({"id_token_hint", "token", "request", "answer", "client_assertion", "subject_token", "actor_token"})
_UNWRITTEN = frozenset({"Cc", "Cs"})


class Parameters(dict[str, str]):
    """The parameters of one request, by name."""

    def require(self, name: str) -> str:
        """The value; InvalidRequest when it is absent."""
        if name not in self:
            raise InvalidRequest(f"The parameter {name} is missing.")
        return self[name]


def is_text(value: str) -> bool:
    """Whether a value is free of control characters and lone surrogates."""
    return value.isprintable() or not any(category(letter) in _UNWRITTEN for letter in value)


def read(pairs: Iterable[tuple[str, str]]) -> Parameters:
    """The parameters; InvalidRequest for a repeated, oversized or one with control characters."""
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise InvalidRequest("A parameter is given more than once.")
        longest = LONGEST_TOKEN if name in _TOKENS else LONGEST
        if len(value) > longest or not is_text(name) or not is_text(value):
            raise InvalidRequest("A parameter is too long or holds control characters.")
        found[name] = value
    return Parameters((name, value) for name, value in found.items() if value)


def parse(query: str) -> Parameters:
    """The parameters of a query string or form body; InvalidRequest when it cannot be read."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST, errors="strict")
    except ValueError:
        raise InvalidRequest("The parameters cannot be read.") from None
    return read(pairs)


class Credentials(NamedTuple):
    """What a client says it is. `secret` None: a public client that proves nothing."""

    client_id: str
    secret: str | None


def credentials(authorization: str | None, parameters: Parameters) -> Credentials:
    """The client's credentials: HTTP Basic (client_secret_basic) or `client_id` alone (none).

    InvalidRequest when two ways are used at once, InvalidClient when none is readable.
    """
    if "client_secret" in parameters:
        raise InvalidClient("Use client_secret_basic: the secret does not belong in the body.")
    if authorization is None:
        if "client_id" not in parameters:
            raise InvalidClient("The client did not say who it is.")
        return Credentials(parameters["client_id"], None)
    scheme, _, encoded = authorization.partition(" ")
    try:
        text = b64decode(encoded.strip(), validate=True).decode("utf-8")
    except ValueError:
        text = ""
    name, colon, secret = text.partition(":")
    if scheme.lower() != "basic" or not colon or not is_text(text):
        raise InvalidClient("The Authorization header cannot be read.")
    found = Credentials(unquote_plus(name), unquote_plus(secret))
    if not is_text(found.client_id) or parameters.get("client_id", found.client_id) != found.client_id:
        raise InvalidRequest("The request names two clients.")
    return found
