"""How the protocol says no: RFC 6749 sections 4.1.2.1 and 5.2, RFC 6750 section 3, OpenID Connect Core 3.1.2.6.

Descriptions are for developers, fixed texts: nothing a caller sent is echoed.
"""

# ruff: noqa: N818 - the protocol calls them errors, their names are its codes

from typing import Any

from fastapi.responses import JSONResponse

from kit.dpop import challenge
from services.identity.oauth2.words import NO_STORE


class OAuthError(Exception):
    """A refusal in the protocol's words; `status` is used where the answer is JSON."""

    code = "invalid_request"
    status = 400

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self.description = description


class InvalidRequest(OAuthError):
    """A parameter is missing, repeated or malformed."""


class InvalidClient(OAuthError):
    """The client is unknown or did not prove to be itself."""

    code = "invalid_client"
    status = 401


class InvalidGrant(OAuthError):
    """The code or refresh token is unknown, used, expired, revoked or somebody else's."""

    code = "invalid_grant"


class UnauthorizedClient(OAuthError):
    """The client may not use this grant."""

    code = "unauthorized_client"


class UnsupportedGrantType(OAuthError):
    """No such grant here."""

    code = "unsupported_grant_type"


class UnsupportedResponseType(OAuthError):
    """Only `code` is answered."""

    code = "unsupported_response_type"


class InvalidScope(OAuthError):
    """The scope goes beyond what is held or registered."""

    code = "invalid_scope"


class LoginRequired(OAuthError):
    """prompt=none, but the person has to sign in."""

    code = "login_required"


class AccessDenied(OAuthError):
    """The person said no."""

    code = "access_denied"


class ConsentRequired(OAuthError):
    """prompt=none, but the person has to be asked first."""

    code = "consent_required"


class UnmetAuthentication(OAuthError):
    """The person cannot reach the assurance level asked for (OpenID Connect Core Unmet Authentication Requirements)."""

    code = "unmet_authentication_requirements"


class RegistrationNotSupported(OAuthError):
    """Clients do not register themselves in a request."""

    code = "registration_not_supported"


class RequestNotSupported(OAuthError):
    """Request objects are not accepted by value."""

    code = "request_not_supported"


class RequestUriNotSupported(OAuthError):
    """Request objects are not accepted by reference."""

    code = "request_uri_not_supported"


class InvalidTarget(OAuthError):
    """Tokens are made for the platform alone (RFC 8693 section 2.2.2)."""

    code = "invalid_target"


class InvalidProof(OAuthError):
    """The DPoP proof is missing, unreadable, for something else, or was shown before (RFC 9449 section 5)."""

    code = "invalid_dpop_proof"


class InvalidToken(OAuthError):
    """The access token is unreadable, expired, revoked or meant for something else."""

    code = "invalid_token"
    status = 401


class InsufficientScope(OAuthError):
    """The access token does not reach this far."""

    code = "insufficient_scope"
    status = 403


def refusal(error: OAuthError) -> JSONResponse:
    """The JSON answer of an endpoint that speaks to a client."""
    headers: dict[str, str] = dict(NO_STORE)
    if isinstance(error, InvalidClient):
        headers["WWW-Authenticate"] = 'Basic realm="motcua", charset="UTF-8"'
    elif isinstance(error, InvalidToken | InsufficientScope):
        headers["WWW-Authenticate"] = f'Bearer realm="motcua", error="{error.code}", {challenge(error.code)}'
    body = {"error": error.code, "error_description": error.description}
    return JSONResponse(body, status_code=error.status, headers=headers)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of an endpoint for its OpenAPI description."""
    schema = {
        "type": "object",
        "required": ["error"],
        "properties": {"error": {"type": "string"}, "error_description": {"type": "string"}},
        "example": {"error": "invalid_grant", "error_description": "The code is not valid."},
    }
    words = {400: "Refused", 401: "Not authenticated", 403: "Beyond the token's scope"}
    return {
        status: {"description": words[status], "content": {"application/json": {"schema": schema}}}
        for status in statuses
    }
