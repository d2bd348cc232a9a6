"""Words of the protocol that are written on the wire, and the endpoints' paths."""

from datetime import timedelta
from enum import StrEnum
from typing import Final


class GrantType(StrEnum):
    """How a token may be asked for."""

    AUTHORIZATION_CODE = "authorization_code"
    REFRESH_TOKEN = "refresh_token"  # noqa: S105 - the protocol's word
    CLIENT_CREDENTIALS = "client_credentials"
    TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 - the protocol's word


INTROSPECTION: Final = "introspection"
"""Among a client's grants: it may ask about every token made for the platform, not only about its own."""

AUTHORIZE: Final = "/oauth2/authorize"
TOKEN: Final = "/oauth2/token"  # noqa: S105 - a path
USERINFO: Final = "/oauth2/userinfo"
JWKS: Final = "/oauth2/jwks"
REVOKE: Final = "/oauth2/revoke"
LOGOUT: Final = "/oauth2/logout"
PAR: Final = "/oauth2/par"
INTROSPECT: Final = "/oauth2/introspect"
SIGN_IN: Final = "/signin"
FACTOR: Final = "/signin/factor"
REGISTER: Final = "/register"
RECOVER: Final = "/recover"
CONSENT: Final = "/consent"
ACCOUNT: Final = "/account"
SIGNED_OUT: Final = "/signed-out"

AUDIENCE: Final = "motcua"
"""`aud` of every access token: the platform's services together."""

ACCESS_TYPE: Final = "at+jwt"
ID_TYPE: Final = "JWT"
LOGOUT_TYPE: Final = "logout+jwt"
ALGORITHM: Final = "ES256"

CODE_LIFE: Final = timedelta(seconds=60)
TOKEN_LIFE: Final = timedelta(minutes=10)
LOGOUT_LIFE: Final = timedelta(minutes=2)
LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"

ACCESS_TOKEN: Final = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - the protocol's word
DELEGATION: Final = "urn:motcua:token-type:delegation"
"""Kinds of tokens in an exchange (RFC 8693 section 3); the second is ours: a delegation, by its id."""

ACR_PASSWORD: Final = "low"  # noqa: S105 - an assurance level
AMR_PASSWORD: Final = ["pwd"]

NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
