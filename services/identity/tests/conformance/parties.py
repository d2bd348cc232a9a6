"""The relying parties that the conformance suite plays: a confidential client, and one of the FAPI 2.0 profile."""

import time
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from kit.dpop import hash_of
from kit.testing import PUBLIC_URL
from services.identity.models import Authentication, Client, SubjectType
from services.identity.tests.factories import PASSWORD, SECRET, Browser, answer_of, fields_of

CALLBACK = "https://rp.example/callback"
LEFT = "https://rp.example/left"
LAN = "030194001234"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def registered(client_id: str, **changed: Any) -> Client:
    """A client as an administrator would have registered it."""
    at = changed.pop("at")
    good: dict[str, Any] = {
        "id": client_id,
        "name": f"Ứng dụng {client_id}",
        "authentication": Authentication.SECRET,
        "redirect_uris": [CALLBACK],
        "post_logout_redirect_uris": [LEFT],
        "scopes": ["openid", "profile", "email", "phone", "address", "identity"],
        "grants": ["authorization_code", "refresh_token"],
        "subject_type": SubjectType.PUBLIC,
        "is_par_required": False,
        "is_dpop_bound": False,
        "is_third_party": False,
        "created_at": at,
        "changed_at": at,
        **changed,
    }
    return Client(**good)


@dataclass
class Party(Browser):
    """A client with a secret, and the browser it sends to us."""

    client_id: str = "party"

    def query(self, **changed: str | None) -> dict[str, str]:
        """A good authorization request; a None leaves a parameter out."""
        return super().query(**{"client_id": self.client_id, "redirect_uri": CALLBACK, **changed})

    async def complete(self, answer: httpx.Response, *, login: str = LAN, decision: str = "agree") -> httpx.Response:
        """Do what the pages ask for until the client is answered (or the page cannot be gone on from)."""
        while answer.status_code == 303 and not answer.headers["location"].startswith("https://rp.example/"):
            address = answer.headers["location"]
            shown = await self.client.get(address)
            filled = {
                "/signin": {"login": login, "password": PASSWORD},
                "/consent": {"decision": decision},
            }.get(urlsplit(address).path)
            if filled is None or shown.status_code != 200:
                answer = shown
            else:
                data = {**fields_of(shown.text), **filled}
                answer = await self.client.post(urlsplit(address).path, data=data)
        return answer

    async def answer(self, **changed: str | None) -> dict[str, str]:
        """What the client is answered after the person did everything asked of them."""
        return answer_of(await self.complete(await self.authorize(**changed)))

    async def redeem(self, code: str, **changed: str | None) -> httpx.Response:
        """A code for tokens, with the client's secret."""
        good = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": self.verifier,
            **changed,
        }
        return await self.token({name: value for name, value in good.items() if value is not None})

    async def token(self, data: dict[str, str]) -> httpx.Response:
        """A request at the token endpoint."""
        return await self.client.post("/oauth2/token", data=data, auth=(self.client_id, SECRET))

    async def tokens(self, login: str = LAN, **changed: str | None) -> dict[str, Any]:
        """Sign in and get tokens."""
        done = await self.complete(await self.authorize(**changed), login=login)
        answer = await self.redeem(answer_of(done)["code"])
        assert answer.status_code == 200, answer.text
        tokens: dict[str, Any] = answer.json()
        return tokens

    async def refresh(self, token: str, **changed: str) -> httpx.Response:
        """New tokens for a refresh token."""
        return await self.token({"grant_type": "refresh_token", "refresh_token": token, **changed})

    async def claims(self, token: str) -> dict[str, Any]:
        """The claims of an ID token whose signature our published keys confirm."""
        keys = KeySet.import_key_set((await self.client.get("/oauth2/jwks")).json())
        return jwt.decode(token, keys, algorithms=["ES256"]).claims


@dataclass
class Bank(Party):
    """A client of the FAPI 2.0 Security Profile: pushed requests, signed assertions, tokens bound to its key."""

    client_id: str = "bank"
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    proof_key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))

    @property
    def jwks(self) -> dict[str, Any]:
        """Its public keys, as registered."""
        return {"keys": [self.key.as_dict(private=False)]}

    @property
    def thumbprint(self) -> str:
        """Of the key its tokens are bound to."""
        return self.proof_key.thumbprint()

    def assertion(self, **changed: Any) -> dict[str, str]:
        """What proves who it is; a None leaves a claim out."""
        at = int(time.time())
        good = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": PUBLIC_URL,
            "iat": at,
            "exp": at + 60,
            "jti": token_urlsafe(),
            **changed,
        }
        claims = {name: value for name, value in good.items() if value is not None}
        signed = jwt.encode({"alg": "ES256", "typ": "JWT"}, claims, self.key)
        return {"client_assertion_type": ASSERTION, "client_assertion": signed}

    def proof(self, path: str, *, method: str = "POST", key: ECKey | None = None, **changed: Any) -> dict[str, str]:
        """The header that proves it holds its key; a None leaves a claim out."""
        held = key or self.proof_key
        good = {
            "htm": method,
            "htu": PUBLIC_URL + path,
            "iat": int(time.time()),
            "jti": token_urlsafe(),
            **changed,
        }
        header = {"alg": "ES256", "typ": "dpop+jwt", "jwk": held.as_dict(private=False)}
        return {"DPoP": jwt.encode(header, {name: one for name, one in good.items() if one is not None}, held)}

    async def push(
        self, *, assertion: dict[str, str] | None = None, headers: dict[str, str] | None = None, **changed: Any
    ) -> httpx.Response:
        """Push a request."""
        data = {**self.query(**changed), **(self.assertion() if assertion is None else assertion)}
        return await self.client.post("/oauth2/par", data=data, headers=headers or {})

    async def reference(self, *, headers: dict[str, str] | None = None, **changed: Any) -> str:
        """The `request_uri` of a request that was pushed."""
        pushed = await self.push(headers=headers, **changed)
        assert pushed.status_code == 201, pushed.text
        assert 5 <= pushed.json()["expires_in"] < 600
        name: str = pushed.json()["request_uri"]
        return name

    async def bring(self, reference: str, **besides: str) -> httpx.Response:
        """Send the browser with a pushed request."""
        parameters = {"client_id": self.client_id, "request_uri": reference, **besides}
        return await self.client.get(f"/oauth2/authorize?{urlencode(parameters)}")

    async def authorize(self, **changed: str | None) -> httpx.Response:
        """Push, then send the browser."""
        return await self.bring(await self.reference(headers=None, **changed))

    async def token(
        self,
        data: dict[str, str],
        *,
        assertion: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """A request at the token endpoint."""
        given = self.assertion() if assertion is None else assertion
        shown = self.proof("/oauth2/token") if headers is None else headers
        return await self.client.post("/oauth2/token", data={**data, **given}, headers=shown)

    def grant(self, code: str, **changed: str | None) -> dict[str, str]:
        """The body of a token request for a code."""
        good = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": self.verifier,
            **changed,
        }
        return {name: value for name, value in good.items() if value is not None}

    async def code(self, **changed: str | None) -> str:
        """A code, the person having done all that was asked."""
        return (await self.answer(**changed))["code"]

    async def resource(self, token: str, *, scheme: str = "DPoP", **changed: Any) -> httpx.Response:
        """A protected resource, with the token and a proof."""
        proof = self.proof("/oauth2/userinfo", method="GET", **{"ath": hash_of(token), **changed})
        headers = {"Authorization": f"{scheme} {token}", **proof}
        return await self.client.get("/oauth2/userinfo", headers=headers)
