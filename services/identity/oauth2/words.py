"""Words of the protocol that are written on the wire, and the endpoints' paths."""

from datetime import timedelta
from enum import StrEnum
from typing import Final


class GrantType(StrEnum):
    """How a token may be asked for."""

    AUTHORIZATION_CODE = "authorization_code"
    REFRESH_TOKEN = "refresh_token"  # noqa: S105 - the protocol's word
    CLIENT_CREDENTIALS = "client_credentials"


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
ALGORITHM: Final = "ES256"

CODE_LIFE: Final = timedelta(seconds=60)
TOKEN_LIFE: Final = timedelta(minutes=10)

ACR_PASSWORD: Final = "low"  # noqa: S105 - an assurance level
AMR_PASSWORD: Final = ["pwd"]

NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
