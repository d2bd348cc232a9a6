"""The authorization request (OpenID Connect Core 3.1.2.1), read once client and redirect are known to be right.

What is not served is either refused with the protocol's own word (request objects, registration in the request, other
response types and modes) or, where the protocol says so, passed over: unknown scopes, `display`, `claims`,
`claims_locales`, languages we do not speak, `acr_values` without a level of ours. `offline_access` is passed over like
any unknown scope: there is no access after the sign-in ends, and refresh tokens, which end with it, come with the
grant a client is registered for.
"""

import re
from dataclasses import dataclass
from typing import Final

from services.identity.credentials import assurance
from services.identity.credentials.assurance import Level
from services.identity.models import Client
from services.identity.oauth2 import pkce, scopes
from services.identity.oauth2.errors import (
    InvalidRequest,
    InvalidScope,
    OAuthError,
    RegistrationNotSupported,
    RequestNotSupported,
    RequestUriNotSupported,
    UnauthorizedClient,
    UnsupportedResponseType,
)
from services.identity.oauth2.parameters import Parameters
from services.identity.oauth2.words import GrantType
from services.identity.sittings import NONE, PROMPTS

_NOT_SUPPORTED: Final[dict[str, type[OAuthError]]] = {
    "request": RequestNotSupported,
    "request_uri": RequestUriNotSupported,
    "registration": RegistrationNotSupported,
}
_THUMBPRINT: Final = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class AuthorizationRequest:
    """What a client asks of a person.

    `scope` is already what it can get, `max_age` is in seconds, `acr` the least level it takes, `proof_key` the
    thumbprint its code is to be bound to (RFC 9449 section 10), `hint` an ID token not yet looked into.
    """

    redirect_uri: str
    scope: str
    challenge: str
    nonce: str | None
    prompts: frozenset[str]
    max_age: int | None
    acr: Level | None
    proof_key: str | None
    hint: str | None


def read(parameters: Parameters, client: Client) -> AuthorizationRequest:
    """The request of a client whose redirect was already found right; OAuthError when it must be refused."""
    for name, refusal in _NOT_SUPPORTED.items():
        if name in parameters:
            raise refusal(f"The parameter {name} is not supported.")
    if GrantType.AUTHORIZATION_CODE not in client.grants:
        raise UnauthorizedClient("The client may not ask people for codes.")
    if parameters.require("response_type") != "code":
        raise UnsupportedResponseType("Only response_type=code is supported.")
    if parameters.get("response_mode", "query") != "query":
        raise InvalidRequest("Only response_mode=query is supported.")
    if parameters.get("code_challenge_method") != "S256":
        raise InvalidRequest("PKCE with code_challenge_method=S256 is required.")
    if not pkce.is_challenge(challenge := parameters.require("code_challenge")):
        raise InvalidRequest("The code_challenge is malformed.")
    scope = scopes.granted(parameters.get("scope", ""), client.scopes)
    if not scope:
        raise InvalidScope("None of the scopes asked for is open to the client.")
    return AuthorizationRequest(
        redirect_uri=parameters["redirect_uri"],
        scope=scope,
        challenge=challenge,
        nonce=parameters.get("nonce"),
        prompts=_prompts(parameters),
        max_age=_max_age(parameters),
        acr=_acr(parameters, client),
        proof_key=_proof_key(parameters),
        hint=parameters.get("id_token_hint"),
    )


def _prompts(parameters: Parameters) -> frozenset[str]:
    prompts = frozenset(parameters.get("prompt", "").split())
    if not prompts <= PROMPTS:
        raise InvalidRequest("The prompt holds a word that is not supported.")
    if NONE in prompts and len(prompts) > 1:
        raise InvalidRequest("The prompt none goes with no other.")
    return prompts


def _max_age(parameters: Parameters) -> int | None:
    text = parameters.get("max_age")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise InvalidRequest("The max_age is not a number of seconds.")
    return int(text)


def _acr(parameters: Parameters, client: Client) -> Level | None:
    asked = assurance.demanded(parameters.get("acr_values", ""))
    return asked or (Level(client.default_acr) if client.default_acr else None)


def _proof_key(parameters: Parameters) -> str | None:
    key = parameters.get("dpop_jkt")
    if key is not None and not _THUMBPRINT.fullmatch(key):
        raise InvalidRequest("The dpop_jkt is not a thumbprint.")
    return key
