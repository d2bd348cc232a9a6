"""A provider elsewhere, in this process: says what a test tells it to say, truthfully or not."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from pydantic import SecretStr

from services.identity.credentials.assurance import Level
from services.identity.providers import ADAPTERS
from services.identity.providers.configuration import Kind, UpstreamSettings
from services.identity.providers.conversation import Conversation
from services.identity.providers.upstream import Upstream

CLIENT_ID = "motcua"
CLIENT_SECRET = "a-secret-shared-with-the-provider"

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())

Claims = dict[str, Any]


def b64(content: bytes) -> str:
    """base64url without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def number(value: int) -> str:
    """An integer as JWKs write it."""
    return b64(value.to_bytes((value.bit_length() + 7) // 8))


def rsa_jwk(key: rsa.RSAPrivateKey = RSA, **more: str) -> Claims:
    """The public half of an RSA key."""
    public = key.public_key().public_numbers()
    return {"kty": "RSA", "use": "sig", "kid": "rsa", "n": number(public.n), "e": number(public.e), **more}


def ec_jwk(**more: str) -> Claims:
    """The public half of the EC key."""
    public = EC.public_key().public_numbers()
    x, y = (b64(one.to_bytes(32)) for one in (public.x, public.y))
    return {"kty": "EC", "crv": "P-256", "use": "sig", "kid": "ec", "x": x, "y": y, **more}


def signed(claims: Claims, header: Claims, *, key: rsa.RSAPrivateKey = RSA) -> str:
    """A compact JWS, by the algorithm the header names."""
    text = ".".join(b64(json.dumps(part).encode()) for part in (header, claims))
    if header["alg"] == "ES256":
        r, s = decode_dss_signature(EC.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{text}.{b64(r.to_bytes(32) + s.to_bytes(32))}"
    return f"{text}.{b64(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


@dataclass
class FakeProvider:
    """One provider. `person` are the claims it tells; what is set besides makes it lie or fail.

    `beside` is another provider of the same installation.
    """

    issuer: str
    person: Claims
    algorithm: str = "RS256"
    header: Claims = field(default_factory=dict)
    id_token: Claims = field(default_factory=dict)
    key: rsa.RSAPrivateKey = RSA
    keys: list[Claims] = field(default_factory=lambda: [rsa_jwk(), ec_jwk()])
    answers: dict[str, Callable[[httpx.Request], httpx.Response]] = field(default_factory=dict)
    codes: dict[str, Claims] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)
    beside: "FakeProvider | None" = None

    @property
    def subject(self) -> str:
        """Who is signed in there."""
        return str(self.person.get("sub") or self.person.get("TechID"))

    def authorize(self, address: str) -> dict[str, str]:
        """The person agrees; the answer a browser brings back."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def handle(self, request: httpx.Request) -> httpx.Response:
        """What the provider answers to our server."""
        self.asked.append(request)
        name = request.url.path.rsplit("/", 1)[-1]
        if name in self.answers:
            return self.answers[name](request)
        if name == "openid-configuration":
            places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
            told = {one: f"{self.issuer}/{path}" for one, path in places.items()}
            return httpx.Response(200, json={"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks", **told})
        if name == "jwks":
            return httpx.Response(200, json={"keys": self.keys})
        if name == "userinfo":
            return httpx.Response(200, json=self.person)
        return self._token(request)

    def _token(self, request: httpx.Request) -> httpx.Response:
        form = dict(parse_qsl(request.content.decode()))
        asked = self.codes.pop(form.get("code", ""), None)
        verifier = form.get("code_verifier", "")
        if asked is None or form["client_secret"] != CLIENT_SECRET or form["redirect_uri"] != asked["redirect_uri"]:
            return httpx.Response(400, json={"error": "invalid_grant"})
        if "code_challenge" in asked and b64(sha256(verifier.encode()).digest()) != asked["code_challenge"]:
            return httpx.Response(400, json={"error": "invalid_grant"})
        at, access = int(time.time()), "an-access-token"
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": self.subject,
            "nonce": asked["nonce"],
            "iat": at,
            "exp": at + 300,
            "auth_time": at,
            "at_hash": b64(sha256(access.encode()).digest()[:16]),
            **({"acr": self.person["acr"]} if "acr" in self.person else {}),
            **self.id_token,
        }
        kid = "ec" if self.algorithm == "ES256" else "rsa"
        header = {"alg": self.algorithm, "kid": kid, "typ": "JWT", **self.header}
        token = signed({name: one for name, one in claims.items() if one is not None}, header, key=self.key)
        return httpx.Response(200, json={"access_token": access, "token_type": "Bearer", "id_token": token})


def settings_of(kind: Kind, **changed: Any) -> UpstreamSettings:
    """A provider of a kind, as an operator would describe it."""
    issuer = f"https://{kind}.example"
    told: dict[str, Any] = {
        "name": str(kind),
        "kind": kind,
        "label_vi": "Tài khoản định danh",
        "label_en": "Electronic identity",
        "issuer": issuer,
        "client_id": CLIENT_ID,
        "client_secret": SecretStr(CLIENT_SECRET),
        "algorithms": frozenset({"RS256"}),
        "levels": {"1": Level.LOW, "2": Level.HIGH},
        "organisation_level": Level.HIGH,
    }
    return UpstreamSettings(**told | changed)


def person_of(kind: Kind, **changed: Any) -> Claims:
    """Somebody known there with level 2, in the provider's own words."""
    if kind is Kind.VNEID:
        told = {
            "TechID": "tech-1",
            "SoDinhDanh": "030194001234",
            "HoVaTen": "NGUYỄN THỊ LAN",
            "NgaySinh": "12/05/1994",
            "GioiTinh": "Nữ",
            "loAs": "2",
        }
    else:
        told = {
            "sub": "tech-1",
            "national_id": "030194001234",
            "name": "NGUYỄN THỊ LAN",
            "birthdate": "1994-05-12",
            "gender": "female",
            "acr": "2",
        }
    return {name: one for name, one in (told | changed).items() if one is not None}


def provided(kind: Kind, fake: FakeProvider, **changed: Any) -> Upstream:
    """The adapter, speaking with the fake."""
    settings = settings_of(kind, **changed)
    conversation = Conversation(settings)
    conversation.client = httpx.AsyncClient(transport=httpx.MockTransport(fake.handle), base_url=settings.issuer)
    return ADAPTERS[kind](settings, conversation)
