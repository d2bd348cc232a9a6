"""Where clients learn how to speak to this provider (OpenID Connect Discovery 1.0, RFC 8414)."""

from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from kit.people import anyone
from services.identity import scopes
from services.identity.oauth2 import words
from services.identity.provider import Here
from services.identity.sittings import PROMPTS

router = APIRouter(tags=["OpenID"], dependencies=[Depends(anyone)])

_CLIENT_AUTHENTICATION = ["none", "client_secret_basic"]


def metadata(issuer: str) -> dict[str, Any]:
    """What the provider can do; only what is really built is named."""
    return {
        "issuer": issuer,
        "authorization_endpoint": issuer + words.AUTHORIZE,
        "token_endpoint": issuer + words.TOKEN,
        "userinfo_endpoint": issuer + words.USERINFO,
        "jwks_uri": issuer + words.JWKS,
        "revocation_endpoint": issuer + words.REVOKE,
        "end_session_endpoint": issuer + words.LOGOUT,
        "scopes_supported": list(scopes.CLAIMS),
        "claims_supported": [
            *("iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "at_hash"),
            *scopes.claims(" ".join(scopes.CLAIMS)),
        ],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(words.GrantType),
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": _CLIENT_AUTHENTICATION,
        "revocation_endpoint_auth_methods_supported": _CLIENT_AUTHENTICATION,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [words.ALGORITHM],
        "acr_values_supported": [words.ACR_PASSWORD],
        "prompt_values_supported": sorted(PROMPTS),
        "ui_locales_supported": ["vi", "en"],
        "authorization_response_iss_parameter_supported": True,
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
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
