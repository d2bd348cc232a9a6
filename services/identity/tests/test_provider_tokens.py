"""ID tokens of upstream providers: whatever is not signed for this very sign-in is not believed."""

import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from services.identity.providers import ADAPTERS, id_tokens
from services.identity.providers.configuration import Kind
from services.identity.providers.id_tokens import Expected
from services.identity.providers.upstream import Unbelievable
from services.identity.tests.upstreams import CLIENT_ID, OTHER_RSA, FakeProvider, b64, ec_jwk, rsa_jwk, signed
from services.identity.tests.visiting import Visit

every = pytest.mark.parametrize("kind", sorted(ADAPTERS))


@every
async def test_es256_is_believed_where_the_operator_allows_it(kind: Kind) -> None:
    visit = Visit(kind, algorithms=frozenset({"ES256"}))
    visit.fake.algorithm = "ES256"
    assert (await visit.whole()).subject == "tech-1"


@every
async def test_new_keys_are_read_when_a_token_names_one(kind: Kind) -> None:
    visit = Visit(kind)
    visit.fake.keys = [ec_jwk()]
    with pytest.raises(Unbelievable):
        await visit.whole()
    visit.fake.keys = [rsa_jwk()]
    with pytest.raises(Unbelievable):  # not at once: strangers must not make us ask for ever
        await visit.whole()
    visit.upstream.conversation._keys_at = float("-inf")  # type: ignore[attr-defined]
    assert (await visit.whole()).subject == "tech-1"


LIES: dict[str, Callable[[FakeProvider], None]] = {
    "another issuer": lambda fake: fake.id_token.update(iss="https://evil.example"),
    "another audience": lambda fake: fake.id_token.update(aud="somebody"),
    "two audiences without azp": lambda fake: fake.id_token.update(aud=[CLIENT_ID, "somebody"]),
    "another party": lambda fake: fake.id_token.update(azp="somebody"),
    "another nonce": lambda fake: fake.id_token.update(nonce="replayed"),
    "no nonce": lambda fake: fake.id_token.update(nonce=None),
    "expired": lambda fake: fake.id_token.update(exp=int(time.time()) - 120),
    "from the future": lambda fake: fake.id_token.update(iat=int(time.time()) + 600),
    "exp is a text": lambda fake: fake.id_token.update(exp="never"),
    "no exp": lambda fake: fake.id_token.update(exp=None),
    "another access token": lambda fake: fake.id_token.update(at_hash="x"),
    "another subject": lambda fake: fake.id_token.update(sub="tech-2"),
    "no subject": lambda fake: fake.id_token.update(sub=None),
    "signed by another key": lambda fake: setattr(fake, "key", OTHER_RSA),
    "algorithm not allowed": lambda fake: setattr(fake, "algorithm", "ES256"),
    "a key of its own": lambda fake: fake.header.update(jwk=rsa_jwk(OTHER_RSA)),
    "crit": lambda fake: fake.header.update(crit=["exp"]),
    "unknown kid": lambda fake: fake.header.update(kid="nobody"),
    "a short key": lambda fake: setattr(fake, "keys", [rsa_jwk(n=b64(b"\x7f" * 64))]),
    "keys that are no list": lambda fake: setattr(fake, "keys", {"rsa": rsa_jwk()}),
}


@every
@pytest.mark.parametrize("lie", LIES)
async def test_an_id_token_that_is_not_for_this_sign_in_is_not_believed(kind: Kind, lie: str) -> None:
    visit = Visit(kind)
    LIES[lie](visit.fake)
    with pytest.raises(Unbelievable):
        await visit.whole()


@every
@pytest.mark.parametrize(
    "header", [{"alg": "none"}, {"alg": "HS256"}, {"alg": "RS512"}, {"alg": ["RS256"]}, {}], ids=str
)
async def test_no_other_algorithm_exists(kind: Kind, header: dict[str, Any]) -> None:
    visit = Visit(kind)
    begun = await visit.begin()

    def forged(_: httpx.Request) -> httpx.Response:
        token = signed({"sub": "tech-1"}, {"alg": "RS256"}).split(".")
        token[0] = b64(json.dumps({"kid": "rsa", **header}).encode())
        return httpx.Response(200, json={"access_token": "a", "id_token": ".".join(token)})

    visit.fake.answers["token"] = forged
    with pytest.raises(Unbelievable):
        await visit.finish(begun, visit.fake.authorize(begun.address))


EXPECTED = Expected("https://vneid.example", CLIENT_ID, "n", frozenset({"RS256", "ES256"}))


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b",
        "a.b.c",
        f"{'a' * 20_000}.b.c",
        "é.b.c",
        f"{b64(b'[]')}.b.c",
        f"{b64(b'[' * 9_000)}.b.c",
        f"{b64(json.dumps({'alg': 'RS256', 'kid': 'rsa'}).encode())}.{b64(b'{}')}.!",
        f"{b64(json.dumps({'alg': 'ES256', 'kid': 'ec'}).encode())}.{b64(b'{}')}.{b64(b'short')}",
        f"{b64(json.dumps({'alg': 'ES256', 'kid': 'ec'}).encode())}.{b64(b'{}')}.{'A' * 85}",
    ],
    ids=["nothing", "two parts", "no base64", "long", "letters", "list", "deep", "sign", "short", "one too few"],
)
def test_what_is_no_token_is_refused_and_never_crashes(token: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        id_tokens.verify(token, [rsa_jwk(), ec_jwk()], expected=EXPECTED, at=time.time())


@pytest.mark.parametrize(
    "keys",
    [
        [],
        [rsa_jwk(), rsa_jwk()],
        [rsa_jwk(use="enc")],
        [rsa_jwk(alg="RS512")],
        [{**ec_jwk(), "kid": "rsa"}],
    ],
    ids=["none", "two of one name", "for encryption", "of another algorithm", "of another kind"],
)
def test_a_key_must_fit_and_be_the_only_one(keys: list[dict[str, Any]]) -> None:
    token = signed({}, {"alg": "RS256", "kid": "rsa"})
    with pytest.raises(KeyError):
        id_tokens.verify(token, keys, expected=EXPECTED, at=time.time())


@pytest.mark.parametrize("spoilt", [{"crv": "P-384"}, {"x": None}, {"x": "AA"}], ids=str)
def test_a_key_that_is_no_point_of_the_curve_is_refused(spoilt: dict[str, Any]) -> None:
    token = signed({}, {"alg": "ES256", "kid": "ec"})
    with pytest.raises(ValueError, match=r"\w"):
        id_tokens.verify(token, [{**ec_jwk(), **spoilt}], expected=EXPECTED, at=time.time())


def test_an_id_token_may_leave_out_the_hash_of_the_access_token() -> None:
    assert id_tokens.is_half({}, "anything")
    assert not id_tokens.is_half({"at_hash": 1}, "anything")
