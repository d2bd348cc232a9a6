"""How tokens are asked for: one file per grant, each a function from a request to the answer on the wire."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.grants import authorization_code, client_credentials, refresh_token, token_exchange
from services.identity.grants.request import TokenRequest
from services.identity.oauth2.words import GrantType

GRANTS: dict[GrantType, Callable[[AsyncSession, TokenRequest], Awaitable[dict[str, Any]]]] = {
    GrantType.AUTHORIZATION_CODE: authorization_code.redeem,
    GrantType.REFRESH_TOKEN: refresh_token.refresh,
    GrantType.CLIENT_CREDENTIALS: client_credentials.grant,
    GrantType.TOKEN_EXCHANGE: token_exchange.exchange,
}
