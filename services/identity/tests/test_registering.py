"""What a client may be registered with, and what its assertions must say: rules, without a database."""

from typing import Any

import pytest
from joserfc.jwk import ECKey

from services.identity.oauth2 import assertions
from services.identity.oauth2.registering import Registration, faults, is_address
from services.identity.tests.holding import Key

ISSUER = "http://127.0.0.1:8080"
KEY = Key()
PUBLIC = {**KEY.public, "kid": "a"}
WEB: dict[str, Any] = {
    "name": "Bưu điện",
    "authentication": "client_secret_basic",
    "grants": ["authorization_code", "refresh_token"],
    "scopes": ["openid"],
    "redirect_uris": ["https://a.example/callback"],
}
SYSTEM = {**WEB, "grants": ["client_credentials"], "scopes": [], "redirect_uris": [], "agency_code": "G18.24"}
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"

GOOD = [
    WEB,
    SYSTEM,
    {**WEB, "authentication": "none", "redirect_uris": ["vn.example.app:/callback", "http://127.0.0.1/callback"]},
    {**WEB, "authentication": "private_key_jwt", "jwks": {"keys": [PUBLIC]}},
    {**WEB, "subject_type": "pairwise"},
    {**WEB, "subject_type": "pairwise", "sector": "group.example", "redirect_uris": ["https://a.e/c", "https://b.e/c"]},
    {**WEB, "backchannel_logout_uri": "https://a.example/out", "post_logout_redirect_uris": ["https://a.example/"]},
    {**SYSTEM, "grants": ["introspection"], "agency_code": None},
    {**WEB, "grants": [*WEB["grants"], EXCHANGE]},
]


@pytest.mark.parametrize("fine", GOOD, ids=range(len(GOOD)))
def test_a_right_registration_has_no_fault(fine: dict[str, Any]) -> None:
    assert faults(Registration(**fine)) == []


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"redirect_uris": []}, "/redirect_uris", "missing"),
    ({"redirect_uris": ["https://a.example/x", "https://a.example/x"]}, "/redirect_uris", "repeated"),
    ({"redirect_uris": ["https://a.example/*"]}, "/redirect_uris/0", "malformed"),
    ({"redirect_uris": ["vn.example.app:/callback"]}, "/redirect_uris/0", "malformed"),
    ({"post_logout_redirect_uris": ["http://a.example/"]}, "/post_logout_redirect_uris/0", "malformed"),
    ({"backchannel_logout_uri": "http://a.example/"}, "/backchannel_logout_uri", "malformed"),
    ({"grants": []}, "/grants", "missing"),
    ({"grants": ["password"]}, "/grants/0", "not-a-choice"),
    ({"grants": ["refresh_token"], "redirect_uris": []}, "/grants", "not-allowed"),
    ({"grants": ["authorization_code"] * 2}, "/grants", "repeated"),
    ({"grants": ["introspection"]}, "/redirect_uris", "not-allowed"),
    ({"grants": ["authorization_code", "client_credentials"]}, "/agency_code", "missing"),
    ({"authentication": "none", "grants": ["authorization_code", "introspection"]}, "/grants/1", "not-allowed"),
    ({"scopes": []}, "/scopes", "missing"),
    ({"scopes": ["openid", "everything"]}, "/scopes/1", "not-a-choice"),
    ({"scopes": ["openid", "openid"]}, "/scopes", "repeated"),
    ({"jwks": {"keys": [PUBLIC]}}, "/jwks", "not-allowed"),
    ({"authentication": "private_key_jwt"}, "/jwks", "missing"),
    ({"authentication": "private_key_jwt", "jwks": {"keys": []}}, "/jwks", "missing"),
    ({"authentication": "private_key_jwt", "jwks": {"keys": "x"}}, "/jwks", "missing"),
    ({"authentication": "private_key_jwt", "jwks": {"keys": [PUBLIC] * 2}}, "/jwks/keys", "repeated"),
    ({"authentication": "private_key_jwt", "jwks": {"keys": [7]}}, "/jwks/keys/0", "malformed"),
    ({"authentication": "private_key_jwt", "jwks": {"keys": [{**PUBLIC, "d": "x"}]}}, "/jwks/keys/0", "malformed"),
    ({"authentication": "private_key_jwt", "jwks": {"keys": [{**PUBLIC, "kid": 1}]}}, "/jwks/keys/0", "malformed"),
    ({"authentication": "private_key_jwt", "jwks": {"keys": [{**PUBLIC, "kid": "\0"}]}}, "/jwks/keys/0", "malformed"),
    (
        {"authentication": "private_key_jwt", "jwks": {"keys": [{**PUBLIC, "kid": "\ud800"}]}},
        "/jwks/keys/0",
        "malformed",
    ),
    (
        {"authentication": "private_key_jwt", "jwks": {"keys": [{**PUBLIC, "kid": "x" * 257}]}},
        "/jwks/keys/0",
        "malformed",
    ),
    ({"sector": "Not a host"}, "/sector", "malformed"),
    ({"subject_type": "pairwise", "redirect_uris": ["https://a.e/c", "https://b.e/c"]}, "/sector", "missing"),
    ({"subject_type": "pairwise", "grants": ["authorization_code", EXCHANGE]}, "/subject_type", "not-allowed"),
]


@pytest.mark.parametrize(("changed", "pointer", "code"), WRONG, ids=range(len(WRONG)))
def test_a_fault_is_told_where_it_is(changed: dict[str, Any], pointer: str, code: str) -> None:
    assert (pointer, code) in {(one.pointer, one.code) for one in faults(Registration(**{**WEB, **changed}))}


def test_every_fault_is_told_at_once() -> None:
    wrong = Registration(**{**WEB, "redirect_uris": ["x"], "scopes": ["y"], "sector": "z z", "grants": ["q"]})
    assert {one.pointer.split("/")[1] for one in faults(wrong)} == {"redirect_uris", "scopes", "sector", "grants"}


@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            "x",
            "https://",
            "https:///callback",
            "//a.example/callback",
            "https://me@a.example/",
            "https://a.example/#x",
        ),
        *("http://localhost/", "http://a.example/", "http://127.0.0.1.evil.example/", "http://me@127.0.0.1/"),
        *(
            "https://a.example:99999/",
            "https://[::1/",
            "https://a .example/",
            "https://ä.example/",
            "javascript:alert(1)",
        ),
        *("app:/callback", "vn.example.app://host/callback", "vn.example.app:callback", "data:text/html,x"),
        *("https://a.example;script-src/", "https://a..example/", "https://a.example,b.example/", "https://[::1]/"),
        *("https://*.example/", "file:///etc/passwd", "https://a.example\\@b.example/"),
    ],
)
def test_an_answer_is_not_sent_just_anywhere(address: str) -> None:
    assert not is_address(address, is_public=True)


@pytest.mark.parametrize("address", ["http://[::1]/callback", "http://127.0.0.1:49152/x", "https://a.example"])
def test_a_page_or_a_program_on_the_own_machine_is_answered(address: str) -> None:
    assert is_address(address, is_public=False)


AT = 1_800_000_000


def check(given: dict[str, str], *, keys: list[Any], at: float = AT) -> assertions.Assertion:
    text = given["client_assertion"]
    return assertions.check(text, client_id="a", jwks={"keys": keys}, issuer=ISSUER, at=at)


def test_an_assertion_is_remembered_by_client_and_id() -> None:
    times: dict[str, Any] = {"iat": AT, "exp": AT + 60, "nbf": AT}
    found = check(KEY.assertion("a", jti="one", **times), keys=[PUBLIC])
    assert found.expires_at == AT + 60
    assert found.digest != check(KEY.assertion("a", jti="two", **times), keys=[PUBLIC]).digest
    assert found.digest == check(KEY.assertion("a", jti="one", header={"kid": None}, **times), keys=[PUBLIC]).digest


def test_the_right_one_of_several_keys_is_found() -> None:
    other = ECKey.generate_key("P-256").as_dict(private=False)
    times: dict[str, Any] = {"iat": AT + 10, "exp": AT + 3600}
    assert check(KEY.assertion("a", header={"kid": None}, **times), keys=[{**other, "kid": "b"}, PUBLIC])
    with pytest.raises(ValueError, match="none of its keys"):
        check(KEY.assertion("a", **times), keys=[{**other, "kid": "a"}, {**other, "kid": "b"}])


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": AT},
        {"exp": AT + 3601},
        {"exp": True},
        {"iat": AT + 11},
        {"nbf": AT + 11},
        {"nbf": "soon"},
        {"jti": None},
        {"jti": "j" * 257},
        {"iss": "b"},
        {"sub": "b"},
        {"aud": [ISSUER]},
        {"header": {"typ": "at+jwt"}},
    ],
)
def test_a_wrong_assertion_is_none(changed: dict[str, Any]) -> None:
    times: dict[str, Any] = {"iat": AT, "exp": AT + 60}
    assert check(KEY.assertion("a", **times), keys=[PUBLIC])
    with pytest.raises(ValueError):  # noqa: PT011 - every failure is the same
        check(KEY.assertion("a", **{**times, **changed}), keys=[PUBLIC])


@pytest.mark.parametrize(
    ("text", "told"),
    [("x", None), ("a.b.c", None), ("a.bnVsbA.c", None), ("a.e30.c", None), ("a.eyJzdWIiOiJhIn0.c", "a")],
)
def test_an_assertion_says_whose_it_claims_to_be(text: str, told: str | None) -> None:
    assert assertions.client_of(text) == told
