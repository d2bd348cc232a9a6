"""Where a client leaves an authorization request before it sends the person (pushed authorization requests, RFC 9126).

The request is checked here as it would be at the authorization endpoint, so most refusals reach the client itself. A
DPoP proof or `dpop_jkt` binds the code to a key from the start (RFC 9449 section 10.1).
"""

from datetime import datetime

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import Session
from kit.people import anyone
from services.identity import actions
from services.identity.oauth2 import authorization, dpop, pushed, words
from services.identity.oauth2.errors import InvalidProof, InvalidRequest, OAuthError, documented, refusal
from services.identity.oauth2.parameters import Parameters
from services.identity.oauth2.redirects import is_registered
from services.identity.provider import Here, Provider
from services.identity.routes.bodies import read_form
from services.identity.routes.documents import CLIENT, form
from services.identity.routes.protocol.clients import authenticate
from services.identity.schemas.pushed import PushedOut

router = APIRouter(tags=["OpenID"], dependencies=[Depends(anyone)])

_OF_THE_CLIENT = frozenset({"client_secret", "client_assertion", "client_assertion_type"})
"""What proves who the client is: checked, never kept."""


@router.post(
    words.PAR,
    status_code=201,
    summary="Gửi trước yêu cầu đăng nhập / Push an authorization request",
    description="Takes the parameters of an authorization request, with the client's authentication. The `request_uri` "
    "in the answer must be taken to the authorization endpoint within 90 s, and is good for one answer.",
    response_model=PushedOut,
    responses=documented(400, 401),
    openapi_extra=form(
        redirect_uri="*one of the client's registered redirects",
        response_type="*code",
        scope="openid profile email phone address identity",
        state="given back unchanged",
        nonce="put into the ID token",
        code_challenge="*base64url(SHA-256(code_verifier))",
        code_challenge_method="*S256",
        **CLIENT,
    ),
)
async def push_request(request: Request, session: Session, here: Here, now: Now) -> JSONResponse:
    """Keep the request and name it."""
    try:
        parameters = await read_form(request)
        request_uri = await _keep(request, session, here, parameters, at=now)
    except OAuthError as error:
        return refusal(error)
    told = {"request_uri": request_uri, "expires_in": int(pushed.LIFE.total_seconds())}
    return JSONResponse(told, status_code=201, headers=words.NO_STORE)


async def _keep(
    request: Request, session: AsyncSession, here: Provider, parameters: Parameters, *, at: datetime
) -> str:
    client = await authenticate(session, request, parameters, here=here, at=at)
    if "request_uri" in parameters:
        raise InvalidRequest("A pushed request holds no request_uri.")
    if not is_registered(parameters.get("redirect_uri", ""), client.redirect_uris):
        raise InvalidRequest("The redirect_uri is missing or not registered.")
    asked = authorization.read(parameters, client)
    proof_key = await _proof_key(request, session, here, asked.proof_key, at=at)
    kept = Parameters((name, value) for name, value in parameters.items() if name not in _OF_THE_CLIENT)
    kept["client_id"] = client.id
    return await actions.pushed.keep(session, client, kept, proof_key=proof_key, at=at)


async def _proof_key(
    request: Request, session: AsyncSession, here: Provider, named: str | None, *, at: datetime
) -> str | None:
    """The key the code is to be bound to: that of the proof, the one named, or none."""
    proof = dpop.read(request.headers.getlist("dpop"), url=here.issuer + words.PAR, at=at.timestamp())
    if proof is None:
        return named
    if named not in (None, proof.key):
        raise InvalidRequest("The dpop_jkt is not the key of the DPoP proof.")
    if not await actions.proofs.use(session, proof.digest, expires_at=proof.expires_at):
        raise InvalidProof("The DPoP proof was used before.")
    return proof.key
