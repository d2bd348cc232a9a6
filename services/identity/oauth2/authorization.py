"""The authorization request (OpenID Connect Core 3.1.2.1), read once client and redirect are known to be right."""

from dataclasses import dataclass
from typing import Final

from services.identity import pkce, scopes
from services.identity.models import Client
from services.identity.oauth2.errors import (
    InvalidRequest,
    InvalidScope,
    OAuthError,
    RequestNotSupported,
    RequestUriNotSupported,
    UnauthorizedClient,
    UnsupportedResponseType,
)
from services.identity.oauth2.parameters import Parameters
from services.identity.oauth2.words import GrantType
from services.identity.sittings import PROMPTS

_NOT_SUPPORTED: Final[dict[str, type[OAuthError]]] = {
    "request": RequestNotSupported,
    "request_uri": RequestUriNotSupported,
}


@dataclass(frozen=True)
class AuthorizationRequest:
    """What a client asks of a person; `scope` is already what it can get, `max_age` is in seconds."""

    redirect_uri: str
    scope: str
    challenge: str
    nonce: str | None
    prompts: frozenset[str]
    max_age: int | None


def read(parameters: Parameters, client: Client) -> AuthorizationRequest:
    """The request of a client whose redirect was already found right; OAuthError when it must be refused."""
    for name, refusal in _NOT_SUPPORTED.items():
        if name in parameters:
            raise refusal("Request objects are not supported.")
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
    )


def _prompts(parameters: Parameters) -> frozenset[str]:
    prompts = frozenset(parameters.get("prompt", "").split())
    if not prompts <= PROMPTS or len(prompts) > 1:
        raise InvalidRequest("The prompt is not one of none, login.")
    return prompts


def _max_age(parameters: Parameters) -> int | None:
    text = parameters.get("max_age")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise InvalidRequest("The max_age is not a number of seconds.")
    return int(text)
