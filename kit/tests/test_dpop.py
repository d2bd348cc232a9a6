"""A proof of possession is good for one request, and a bound token for whoever has its key."""

import time
from typing import Any
from uuid import uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from kit import dpop
from kit.dpop import Proof, Seen, check, check_possession
from kit.tokens import public_key, thumbprint

KEY = ECKey.generate_key("P-256")
JWK: dict[str, Any] = {name: KEY.as_dict(private=False)[name] for name in ("kty", "crv", "x", "y")}
AT = time.time()
URL = "https://a.example/v1/me"
BOUND = {"cnf": {"jkt": thumbprint(JWK)}}


def proof(token: str | None = None, **changed: Any) -> str:
    fine = {"jti": uuid4().hex, "htm": "GET", "htu": URL, "iat": int(AT)}
    ath = {"ath": dpop.hash_of(token)} if token else {}
    claims = {name: value for name, value in (fine | ath | changed).items() if value is not None}
    return jwt.encode({"typ": "dpop+jwt", "alg": "ES256", "jwk": JWK}, claims, KEY)


def shown(claims: dict[str, Any], scheme: str, *proofs: str) -> Proof | None:
    return check_possession(claims, scheme, proofs=proofs, token="t", method="GET", url=URL, at=AT)


def test_a_proof_is_of_its_key() -> None:
    found = check(proof(), method="GET", url=URL, at=AT)
    assert found.key == thumbprint(JWK) == KEY.thumbprint()
    assert found.expires_at == int(AT) + 300
    assert check(proof(jti="a"), method="GET", url=URL, at=AT) == check(proof(jti="a"), method="GET", url=URL, at=AT)


@pytest.mark.parametrize("late", [-9, 0, 299])
def test_a_proof_is_good_for_five_minutes(late: int) -> None:
    assert check(proof(iat=int(AT)), method="GET", url=URL, at=int(AT) + late)


@pytest.mark.parametrize("late", [-11, 301])
def test_a_proof_is_not_good_for_longer(late: int) -> None:
    with pytest.raises(ValueError, match="not now"):
        check(proof(iat=int(AT)), method="GET", url=URL, at=int(AT) + late)


@pytest.mark.parametrize(
    "address",
    ["https://a.example:443/v1/me", "HTTPS://A.example/v1/me", URL + "?a=b#c", "https://a.example/v1/%6de"],
)
def test_an_address_may_be_written_in_several_ways(address: str) -> None:
    assert check(proof(htu=address), method="GET", url=URL, at=AT)


@pytest.mark.parametrize(
    "address",
    [
        *("http://a.example/v1/me", "https://a.example:8443/v1/me", URL + "/", "https://b.example/v1/me", "", 7, None),
        *("https://me@a.example/v1/me", "https://a.example:99999/v1/me"),
    ],
)
def test_another_address_is_another_address(address: object) -> None:
    with pytest.raises(ValueError, match="another request"):
        check(proof(htu=address), method="GET", url=URL, at=AT)


@pytest.mark.parametrize("changed", [{"jti": ""}, {"jti": 7}, {"jti": None}, {"htm": "POST"}, {"iat": True}])
def test_a_proof_says_what_it_must(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - every failure is the same
        check(proof(**changed), method="GET", url=URL, at=AT)


def test_another_kind_of_token_is_no_proof() -> None:
    other = jwt.encode({"typ": "JWT", "alg": "ES256", "jwk": JWK}, {"jti": "a"}, KEY)
    with pytest.raises(ValueError, match="not a proof"):
        check(other, method="GET", url=URL, at=AT)


def test_a_bound_token_needs_its_own_proof() -> None:
    assert shown(BOUND, "dpop", proof("t")) is not None
    assert shown({}, "bearer") is None
    assert shown({}, "bearer", proof("t")) is None
    refused: list[tuple[dict[str, Any], str, tuple[str, ...]]] = [
        (BOUND, "bearer", ()),
        (BOUND, "bearer", (proof("t"),)),
        (BOUND, "dpop", ()),
        (BOUND, "dpop", (proof("t"), proof("t"))),
        (BOUND, "dpop", (proof(),)),
        (BOUND, "dpop", (proof("other"),)),
        (BOUND, "dpop", ("x",)),
        ({"cnf": {"jkt": "other"}}, "dpop", (proof("t"),)),
        ({"cnf": "text"}, "dpop", (proof("t"),)),
        ({"cnf": {}}, "dpop", (proof("t"),)),
        ({}, "dpop", (proof("t"),)),
    ]
    for claims, scheme, proofs in refused:
        with pytest.raises(ValueError):  # noqa: PT011 - every failure is the same
            shown(claims, scheme, *proofs)


def test_a_proof_is_new_once_and_forgotten_when_it_is_good_no_longer() -> None:
    seen = Seen()
    first, second = (Proof("k", digest, 0) for digest in "ab")
    assert seen.is_new(first, at=AT)
    assert not seen.is_new(first, at=AT + 1)
    assert seen.is_new(second, at=AT + 1)
    assert not seen.is_new(first, at=AT + 310)
    assert seen.is_new(first, at=AT + 320)
    assert len(seen._until) == 1


def test_only_so_many_proofs_are_remembered() -> None:
    seen = Seen(most=2)
    for digest in "abc":
        assert seen.is_new(Proof("k", digest, 0), at=AT)
    assert seen.is_new(Proof("k", "a", 0), at=AT)
    assert not seen.is_new(Proof("k", "c", 0), at=AT)


def test_a_challenge_names_the_algorithm() -> None:
    assert dpop.challenge() == 'DPoP algs="ES256"'
    assert dpop.challenge("invalid_token") == 'DPoP error="invalid_token", algs="ES256"'


@pytest.mark.parametrize(
    "changed",
    [{"use": "enc"}, {"alg": "ES384"}, {"d": "A" * 43}, {"x": "A" * 44}, {"x": 1}, {"y": None}, {"x": "A" * 43}],
)
def test_only_a_plain_public_key_is_one(changed: dict[str, Any]) -> None:
    assert public_key({**JWK, "use": "sig", "alg": "ES256", "kid": "a"})
    with pytest.raises(ValueError):  # noqa: PT011 - every failure is the same
        public_key({**JWK, **changed})
