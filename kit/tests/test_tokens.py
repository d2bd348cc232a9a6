"""Only identity's own live access tokens open a door; everything else is the same refusal, never a crash."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import httpx
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from kit import tokens
from kit.problems import Problem, Unauthorized, Unavailable
from kit.tokens import Verifier, check_access, header_of, key_of, verify

ISSUER = "http://127.0.0.1:8080"
KEY = ECKey.generate_key("P-256", {"kid": "first", "use": "sig", "alg": "ES256"})
NEXT = ECKey.generate_key("P-256", {"kid": "second", "use": "sig", "alg": "ES256"})
RSA = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})


class Identity:
    """Publishes keys; `asked` counts how often."""

    def __init__(self) -> None:
        self.keys: Any = {"keys": [KEY.as_dict(private=False)]}
        self.asked, self.is_up = 0, True

    def answer(self, _: httpx.Request) -> httpx.Response:
        self.asked += 1
        return httpx.Response(200, json=self.keys) if self.is_up else httpx.Response(502)


@pytest.fixture
def identity() -> Identity:
    return Identity()


@pytest_asyncio.fixture
async def verifier(identity: Identity) -> AsyncIterator[Verifier]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(identity.answer), base_url="http://local") as client:
        yield Verifier(issuer=ISSUER, client=client)


def claims(**changed: object) -> dict[str, object]:
    at = int(time.time())
    fine: dict[str, object] = {
        "iss": ISSUER, "aud": "motcua", "sub": "a", "client_id": "demo-web", "jti": "j", "iat": at, "exp": at + 600,
        "kind": "citizen", "scope": "openid",
    }  # fmt: skip
    return {name: value for name, value in (fine | changed).items() if value is not ...}


def token(body: object = None, *, key: Any = KEY, **header: object) -> str:
    """A signed token; `header` overrides its header, `...` removes a field."""
    fine = {"alg": "ES256", "typ": "at+jwt", "kid": "first"} | header
    told = {name: value for name, value in fine.items() if value is not ...}
    content = json.dumps(claims() if body is None else body).encode()
    algorithms = ["ES256", "RS256", "ES384"]
    if told.get("alg") not in algorithms or told.keys() - {"alg", "typ", "kid"}:
        return by_hand(told, content)
    return jws.serialize_compact(told, content, key, algorithms=algorithms)


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def by_hand(header: object, content: bytes, *, sign: Callable[[bytes], bytes] | None = None) -> str:
    """A token as an attacker makes it, whose signature is our key's own unless told otherwise."""
    first = b64(header if isinstance(header, bytes) else json.dumps(header).encode())
    signing = f"{first}.{b64(content)}".encode()
    signature = sign(signing) if sign else _raw_signature(signing)
    return f"{signing.decode()}.{b64(signature)}"


def _raw_signature(signing: bytes) -> bytes:
    return bytes(jws.JWSRegistry(algorithms=["ES256"]).get_alg("ES256").sign(signing, KEY))


async def test_a_live_access_token_of_ours_is_accepted_and_its_keys_are_fetched_once(
    verifier: Verifier, identity: Identity
) -> None:
    one = token()
    assert (await verifier.access(one))["sub"] == "a"
    assert (await verifier.access(one))["sub"] == "a"
    assert (await verifier.access(token(claims(sub="b"))))["sub"] == "b"
    assert await verifier.access(by_hand(FINE_HEADER, json.dumps(claims()).encode()))
    assert identity.asked == 1


def hs256_with_the_public_key() -> str:
    secret = KEY.as_pem(private=False)
    header = {"alg": "HS256", "typ": "at+jwt", "kid": "first"}
    return by_hand(header, json.dumps(claims()).encode(), sign=lambda s: hmac.digest(secret, s, hashlib.sha256))


def unsigned(alg: str) -> str:
    return by_hand({"alg": alg, "typ": "at+jwt", "kid": "first"}, json.dumps(claims()).encode(), sign=lambda _: b"")


FINE_HEADER = {"alg": "ES256", "typ": "at+jwt", "kid": "first"}
ATTACKS: dict[str, Callable[[], str]] = {
    "alg none": lambda: unsigned("none"),
    "alg None in odd case": lambda: unsigned("nOnE"),
    "no signature": lambda: unsigned("ES256"),
    "alg none with one": lambda: token(alg="none"),
    "HS256 keyed with the public key": hs256_with_the_public_key,
    "RS256": lambda: token(key=RSA, alg="RS256"),
    "no alg": lambda: token(alg=...),
    "alg a list": lambda: token(alg=["ES256"]),
    "an ID token": lambda: token(typ="JWT"),
    "a refresh of its type": lambda: token(typ="rt+jwt"),
    "no typ": lambda: token(typ=...),
    "no kid": lambda: token(kid=...),
    "kid a number": lambda: by_hand(FINE_HEADER | {"kid": 1}, json.dumps(claims()).encode()),
    "kid unknown": lambda: token(kid="third"),
    "kid a path": lambda: token(kid="../../etc/passwd"),
    "its own key": lambda: token(jwk=KEY.as_dict(private=False)),
    "its own key's address": lambda: token(jku="http://evil.example/jwks"),
    "its own certificate's address": lambda: token(x5u="http://evil.example/cert"),
    "its own certificate": lambda: token(x5c=["MII"]),
    "critical extension": lambda: token(crit=["exp"], exp=1),
    "unencoded payload": lambda: token(b64=False),
    "compressed": lambda: token(zip="DEF"),
    "another's signature under our kid": lambda: token(key=NEXT),
    "padding": lambda: token() + "=",
    "junk after the signature": lambda: token() + "!",
    "a newline": lambda: token() + "\n",
    "a space within": lambda: token().replace(".", ". ", 1),
    "four parts": lambda: token() + ".a",
    "two parts": lambda: token().rpartition(".")[0],
    "empty parts": lambda: "..",
    "nothing": lambda: "",
    "oversized": lambda: token(claims(scope="x" * 5000)),
    "deep header": lambda: b64(b"[" * 3000) + ".e30.e30",
    "deep claims": lambda: by_hand(FINE_HEADER, b"[" * 2900),
    "header no object": lambda: by_hand([], b"{}"),
    "header not JSON": lambda: by_hand(b"{", b"{}"),
    "header not text": lambda: by_hand(b"\xff\xfe", b"{}"),
    "claims no object": lambda: by_hand(FINE_HEADER, b"[]"),
    "claims not JSON": lambda: by_hand(FINE_HEADER, b"{"),
    "claims not text": lambda: by_hand(FINE_HEADER, b"\xff"),
    "not ASCII": lambda: "é.é.é",
    "a lone surrogate": lambda: "\ud800.e30.e30",
    "for another audience": lambda: token(claims(aud="others")),
    "for several audiences": lambda: token(claims(aud=["motcua", "others"])),
    "of another issuer": lambda: token(claims(iss="http://evil.example")),
    "expired": lambda: token(claims(iat=1, exp=2)),
    "expiring now": lambda: token(claims(exp=int(time.time()))),
    "issued in the future": lambda: token(claims(iat=int(time.time()) + 120)),
    "exp a bool": lambda: token(claims(exp=True)),
    "iat a bool": lambda: token(claims(iat=True)),
    "exp a float": lambda: token(claims(exp=time.time() + 60)),
    "exp text": lambda: token(claims(exp="9999999999")),
    "exp infinite": lambda: token(claims(exp=float("inf"))),
    "scope a list": lambda: token(claims(scope=["openid"])),
    **{f"no {name}": partial(lambda name: token(claims(**{name: ...})), name) for name in claims()},
    **{f"{name} null": partial(lambda name: token(claims(**{name: None})), name) for name in claims()},
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
async def test_a_forged_token_is_refused(verifier: Verifier, attack: Callable[[], str]) -> None:
    with pytest.raises(Unauthorized) as refused:
        await verifier.access(attack())
    assert refused.value.headers == {"WWW-Authenticate": 'Bearer error="invalid_token"'}


@pytest.mark.parametrize("attack", [ATTACKS["deep header"], ATTACKS["deep claims"], ATTACKS["alg none"]])
def test_verifying_alone_raises_value_errors_only(attack: Callable[[], str]) -> None:
    with pytest.raises(ValueError, match=r"accepted|compact"):
        verify(attack(), keys={"first": key_of(KEY.as_dict(private=False))}, typ="at+jwt")


async def _outcome(verifier: Verifier, text: str) -> type[Problem] | None:
    try:
        await verifier.access(text)
    except Problem as problem:
        return type(problem)
    return None


SHARED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SHARED
@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
async def test_random_text_is_unauthorized(verifier: Verifier, text: str) -> None:
    assert await _outcome(verifier, text) is Unauthorized


@SHARED
@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=80))
async def test_random_bytes_in_the_shape_of_a_token_are_unauthorized(
    verifier: Verifier, header: bytes, content: bytes, signature: bytes
) -> None:
    assert await _outcome(verifier, f"{b64(header)}.{b64(content)}.{b64(signature)}") is Unauthorized
    assert await _outcome(verifier, by_hand(FINE_HEADER, content)) is Unauthorized


@SHARED
@given(st.data())
async def test_a_token_with_one_character_changed_is_unauthorized(verifier: Verifier, data: st.DataObject) -> None:
    whole = token()
    place = data.draw(st.integers(0, len(whole) - 2))  # the last character carries unused bits
    other = data.draw(st.sampled_from("ABab01-_.=\n").filter(lambda char: char != whole[place]))
    assert await _outcome(verifier, whole[:place] + other + whole[place + 1 :]) is Unauthorized


async def test_a_new_key_is_picked_up_and_the_old_one_lives_on_while_published(
    verifier: Verifier, identity: Identity
) -> None:
    old = token()
    await verifier.access(old)
    identity.keys = {"keys": [KEY.as_dict(private=False), NEXT.as_dict(private=False), RSA.as_dict(private=False)]}
    verifier._fetched_at = float("-inf")
    assert await verifier.access(token(key=NEXT, kid="second"))
    assert await verifier.access(old)


async def test_a_withdrawn_key_takes_remembered_tokens_with_it(verifier: Verifier, identity: Identity) -> None:
    old = token()
    await verifier.access(old)
    identity.keys = {"keys": [NEXT.as_dict(private=False)]}
    verifier._fetched_at = float("-inf")
    await verifier.access(token(key=NEXT, kid="second"))
    with pytest.raises(Unauthorized):
        await verifier.access(old)


async def test_a_withdrawn_key_is_forgotten_though_no_new_one_is_met(verifier: Verifier, identity: Identity) -> None:
    await verifier.access(token())
    identity.keys = {"keys": [NEXT.as_dict(private=False)]}
    assert await verifier.access(token(claims(sub="again")))
    verifier._fetched_at -= tokens.REREAD_AFTER
    assert await _outcome(verifier, token(claims(sub="another"))) is Unauthorized


async def test_made_up_key_ids_cost_identity_one_question(verifier: Verifier, identity: Identity) -> None:
    await verifier.access(token())
    for number in range(50):
        assert await _outcome(verifier, token(kid=f"x{number}")) is Unauthorized
    assert identity.asked == 1


@pytest.mark.parametrize("keys", [[], {"keys": 1}, {}, {"keys": ["x"]}, {"keys": [{"alg": "ES256", "use": "sig"}]}])
async def test_without_keys_the_service_is_unavailable_and_recovers(
    verifier: Verifier, identity: Identity, keys: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine, identity.keys = identity.keys, keys
    assert await _outcome(verifier, token()) is Unavailable
    assert await _outcome(verifier, token()) is Unavailable
    assert identity.asked == 1, "a failing identity is not asked by every request"
    identity.keys = fine
    verifier._fetched_at = float("-inf")
    assert await _outcome(verifier, token()) is None


async def test_identity_down_is_unavailable_but_known_keys_go_on_working(
    verifier: Verifier, identity: Identity
) -> None:
    identity.is_up = False
    assert await _outcome(verifier, token()) is Unavailable
    identity.is_up = True
    verifier._fetched_at = float("-inf")
    await verifier.access(token())
    identity.is_up = False
    verifier._fetched_at = float("-inf")
    assert await _outcome(verifier, token(kid="unknown")) is Unauthorized
    assert await _outcome(verifier, token(claims(sub="again"))) is None


async def test_only_so_many_tokens_are_remembered(verifier: Verifier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "REMEMBERED", 3)
    for number in range(6):
        await verifier.access(token(claims(sub=str(number))))
    assert len(verifier._known) == 3


async def test_a_remembered_token_still_expires(verifier: Verifier, monkeypatch: pytest.MonkeyPatch) -> None:
    one = token()
    await verifier.access(one)
    later = time.time() + 601
    monkeypatch.setattr("kit.tokens.time.time", lambda: later)
    with pytest.raises(Unauthorized):
        await verifier.access(one)


def test_the_header_alone_is_read_as_strictly() -> None:
    assert header_of(token())["kid"] == "first"
    check_access(claims(), issuer=ISSUER, at=time.time())
