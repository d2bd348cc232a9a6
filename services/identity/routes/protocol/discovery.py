"""Where clients learn how to speak to this provider (OpenID Connect Discovery 1.0, RFC 8414)."""

from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from kit.people import anyone
from kit.tokens import ALGORITHM as DPOP_ALGORITHM
from services.identity.credentials.assurance import Level
from services.identity.grants import GRANTS
from services.identity.locales import Locale
from services.identity.models import Authentication, SubjectType
from services.identity.oauth2 import scopes, words
from services.identity.provider import Here
from services.identity.sittings import PROMPTS

router = APIRouter(tags=["OpenID"], dependencies=[Depends(anyone)])

_ID_TOKEN = ("iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "at_hash")
_VERIFIED = ("email_verified", "phone_number_verified")
_PROVEN = [one.value for one in Authentication if one is not Authentication.NONE]
_ALGORITHMS = [words.ALGORITHM]


def metadata(issuer: str) -> dict[str, Any]:
    """What the provider can do, taken from where it is done."""
    return {**_endpoints(issuer), **_requests(), **_clients(), **_tokens()}


def _endpoints(issuer: str) -> dict[str, Any]:
    return {
        "issuer": issuer,
        "authorization_endpoint": issuer + words.AUTHORIZE,
        "pushed_authorization_request_endpoint": issuer + words.PAR,
        "token_endpoint": issuer + words.TOKEN,
        "userinfo_endpoint": issuer + words.USERINFO,
        "jwks_uri": issuer + words.JWKS,
        "revocation_endpoint": issuer + words.REVOKE,
        "introspection_endpoint": issuer + words.INTROSPECT,
        "end_session_endpoint": issuer + words.LOGOUT,
    }


def _requests() -> dict[str, Any]:
    """What an authorization request may say."""
    return {
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": list(scopes.CLAIMS),
        "acr_values_supported": list(Level),
        "prompt_values_supported": sorted(PROMPTS),
        "display_values_supported": ["page"],
        "ui_locales_supported": list(Locale),
        "authorization_response_iss_parameter_supported": True,
        "require_pushed_authorization_requests": False,
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }


def _clients() -> dict[str, Any]:
    """How clients prove to be themselves, and where."""
    everybody = list(Authentication)
    return {
        "token_endpoint_auth_methods_supported": everybody,
        "token_endpoint_auth_signing_alg_values_supported": _ALGORITHMS,
        "revocation_endpoint_auth_methods_supported": everybody,
        "revocation_endpoint_auth_signing_alg_values_supported": _ALGORITHMS,
        "introspection_endpoint_auth_methods_supported": _PROVEN,
        "introspection_endpoint_auth_signing_alg_values_supported": _ALGORITHMS,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }


def _tokens() -> dict[str, Any]:
    """What is given, and in which form."""
    return {
        "grant_types_supported": list(GRANTS),
        "subject_types_supported": list(SubjectType),
        "id_token_signing_alg_values_supported": _ALGORITHMS,
        "dpop_signing_alg_values_supported": [DPOP_ALGORITHM],
        "claims_supported": [*_ID_TOKEN, *scopes.claims(" ".join(scopes.CLAIMS)), *_VERIFIED],
    }


@router.get(
    "/.well-known/openid-configuration",
    summary="Cấu hình OpenID / OpenID configuration",
    description="What this OpenID Provider supports and where its endpoints are.",
)
@router.get(
    "/.well-known/oauth-authorization-server",
    name="describe_authorization_server",
    summary="Cấu hình máy chủ ủy quyền / Authorization server metadata",
    description="The same document, for OAuth 2.0 clients (RFC 8414).",
)
async def describe_provider(here: Here) -> JSONResponse:
    """The provider's metadata."""
    return JSONResponse(metadata(here.issuer), headers={"Cache-Control": "public, max-age=3600"})
