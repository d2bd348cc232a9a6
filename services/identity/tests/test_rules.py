"""The pure rules: no database, no clock."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.sealing import Sealer
from services.identity import keys, origins, tokens
from services.identity.credentials import opaque
from services.identity.keys import Phase
from services.identity.oauth2 import pkce, redirects, scopes
from services.identity.oauth2.refreshing import GRACE, Presented, Verdict, judge
from services.identity.records.identifiers import Identifier, Kind, read

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_the_challenge_is_the_one_of_rfc_7636_appendix_b() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert pkce.challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert pkce.is_challenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")


@pytest.mark.parametrize("verifier", ["", "a" * 42, "a" * 129, "a" * 42 + "=", "a" * 42 + "é", "a" * 43 + "\n"])
def test_what_is_not_a_verifier_answers_no_challenge(verifier: str) -> None:
    assert pkce.challenge_of(verifier) is None


@pytest.mark.parametrize("challenge", ["", "a" * 42, "a" * 44, "a" * 42 + "=", "a" * 42 + "+", "a" * 43 + "\n"])
def test_what_is_not_a_challenge_is_refused(challenge: str) -> None:
    assert not pkce.is_challenge(challenge)


REGISTERED = ["http://127.0.0.1/callback", "http://[::1]/callback", "https://a.example/cb?x=1", "motcua.demo:/callback"]


@pytest.mark.parametrize(
    "asked",
    [
        *REGISTERED,
        "http://127.0.0.1:1/callback",
        "http://127.0.0.1:65535/callback",
        "http://[::1]:8000/callback",
    ],
)
def test_a_registered_redirect_is_taken_whatever_its_loopback_port(asked: str) -> None:
    assert redirects.is_registered(asked, REGISTERED)


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "http://localhost/callback",
        "http://127.0.0.1:8000/callback/",
        "http://127.0.0.1:8000/Callback",
        "http://127.0.0.1:8000/callback?x=1",
        "http://127.0.0.1:8000/callback#",
        "http://127.0.0.1:8000/callback#f",
        "http://127.0.0.1:0/callback",
        "http://127.0.0.1:08000/callback",
        "HTTP://127.0.0.1:8000/callback",
        "Http://127.0.0.1/callback",
        "http://127.0.0.1:+8000/callback",
        "http://127.0.0.1:8_0/callback",
        "http://127.0.0.1:/callback",
        "http://127.0.0.1:65536/callback",
        "http://127.0.0.1:x/callback",
        "http://127.0.0.1:80@evil.example/callback",
        "http://evil.example@127.0.0.1/callback",
        "http://127.0.0.1.evil.example/callback",
        "http://127.0.0.2/callback",
        "http://127.1/callback",
        "https://127.0.0.1/callback",
        "http://127.0.0.1\\@evil.example/callback",
        "http://127.0.0.1/callback/../evil",
        "http://127.0.0.1/%63allback",
        "https://a.example/cb",
        "https://a.example/cb?x=1&y=2",
        "https://a.example:443/cb?x=1",
        "https://A.example/cb?x=1",
        "https://a.example/cb?x=1 ",
        "\nhttps://a.example/cb?x=1",
        "motcua.demo:/callback/x",
        "motcua.demo://callback",
        "javascript:alert(1)",
        "//127.0.0.1/callback",
        "http://127.0.0.1/callbаck",
        "http://[::1/callback",
    ],
)
def test_any_other_redirect_is_refused(asked: str) -> None:
    assert not redirects.is_registered(asked, REGISTERED)


def test_a_registered_loopback_port_is_meant() -> None:
    assert not redirects.is_registered("http://127.0.0.1:2/cb", ["http://127.0.0.1:1/cb", "not an address \x00"])


def test_the_answer_joins_what_the_redirect_already_carries() -> None:
    assert redirects.with_answer("a:/c", {"code": "a b&", "state": None}) == "a:/c?code=a%20b%26"
    assert redirects.with_answer("https://a/c?x=1", {"code": "y"}) == "https://a/c?x=1&code=y"
    assert redirects.with_answer("https://a/c", {"state": None}) == "https://a/c"


def test_the_form_target_of_a_redirect_is_its_origin() -> None:
    assert redirects.origin("http://127.0.0.1:8000/cb") == "http://127.0.0.1:8000"
    assert redirects.origin("motcua.demo:/callback") == "motcua.demo:"


@pytest.mark.parametrize(
    ("public_url", "given", "is_own"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080", True),
        ("http://127.0.0.1:8080", "http://localhost:8080", True),
        ("http://localhost:8080/", "http://127.0.0.1:8080", True),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8081", False),
        ("http://127.0.0.1:8080", "https://127.0.0.1:8080", False),
        ("https://a.example", "https://a.example", True),
        ("https://a.example:443", "https://a.example", True),
        ("https://a.example", "https://b.a.example", False),
        ("https://a.example", "http://127.0.0.1", False),
        ("http://[::1]:8080", "http://[::1]:8080", True),
        ("https://a.example", "null", True),
        ("https://a.example", "", False),
    ],
)
def test_a_form_is_ours_by_the_public_address_or_a_twin_of_it(public_url: str, given: str, *, is_own: bool) -> None:
    assert origins.is_own(given, public_url) is is_own


def test_a_scope_is_cut_to_what_the_client_is_registered_for() -> None:
    assert scopes.granted("email openid email admin", ["openid", "email", "phone"]) == "email openid"


def test_a_scope_can_be_narrowed_but_not_widened() -> None:
    assert scopes.narrowed("openid", "openid email") == "openid"
    assert scopes.narrowed("openid phone", "openid email") is None
    assert scopes.narrowed(" ", "openid") is None


def test_a_scope_shows_its_own_claims_only() -> None:
    assert scopes.claims("openid email unheard") == {"email": "email"}


def presented(**changed: object) -> Presented:
    fields = {"expires_at": AT + SECOND, "used_at": None, "is_successor_used": False, "is_family_live": True}
    return Presented(**{**fields, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("token", "verdict"),
    [
        (presented(), Verdict.ROTATE),
        (presented(expires_at=AT), Verdict.DEAD),
        (presented(is_family_live=False), Verdict.DEAD),
        (presented(is_family_live=False, used_at=AT - GRACE - SECOND), Verdict.DEAD),
        (presented(used_at=AT - GRACE), Verdict.REPEAT),
        (presented(used_at=AT - GRACE - SECOND), Verdict.REUSED),
        (presented(used_at=AT - SECOND, is_successor_used=True), Verdict.REUSED),
    ],
)
def test_a_refresh_token_is_judged_by_its_use_and_its_family(token: Presented, verdict: Verdict) -> None:
    assert judge(token, at=AT) is verdict


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" 030194001234 ", Identifier(Kind.PERSONAL_NUMBER, "030194001234")),
        ("030 194 001 234", Identifier(Kind.PERSONAL_NUMBER, "030194001234")),
        ("0912345001", Identifier(Kind.PHONE, "+84912345001")),
        ("+84 912 345 001", Identifier(Kind.PHONE, "+84912345001")),
        ("0084.912.345.001", Identifier(Kind.PHONE, "+84912345001")),
        ("Lan@MotCua.example", Identifier(Kind.EMAIL, "lan@motcua.example")),
        ("Hoa.Counter", Identifier(Kind.USER_NAME, "hoa.counter")),
        ("hoa\x00.counter\n", Identifier(Kind.USER_NAME, "hoa.counter")),
        ("", Identifier(Kind.USER_NAME, "")),
    ],
)
def test_what_is_typed_is_read_as_the_identifier_meant(typed: str, meant: Identifier) -> None:
    assert read(typed) == meant


@given(st.text())
def test_anything_typed_is_read_to_something_a_database_can_hold(typed: str) -> None:
    value = read(typed).value
    assert "\x00" not in value
    value.encode()


def test_a_key_is_published_before_and_a_day_after_it_signs() -> None:
    day = timedelta(hours=24)
    assert keys.is_published(Phase.NEXT, retired_at=None, at=AT)
    assert keys.is_published(Phase.CURRENT, retired_at=None, at=AT)
    assert keys.is_published(Phase.RETIRED, retired_at=AT - day + SECOND, at=AT)
    assert not keys.is_published(Phase.RETIRED, retired_at=AT - day, at=AT)
    assert not keys.is_published(Phase.RETIRED, retired_at=None, at=AT)
    assert keys.is_due(AT - keys.ROTATE_EVERY, at=AT)
    assert not keys.is_due(AT - keys.ROTATE_EVERY + SECOND, at=AT)


def test_what_is_sealed_opens_with_the_same_or_an_older_secret_only() -> None:
    sealed = Sealer("old secret", name="identity").seal(b"private")
    assert b"private" not in sealed.encode()
    assert Sealer("new secret", older=("old secret",), name="identity").unseal(sealed) == b"private"
    with pytest.raises(ValueError, match="another secret"):
        Sealer("new secret", name="identity").unseal(sealed)


def test_a_mac_is_good_for_its_purpose_and_parts_only() -> None:
    sealer = Sealer("secret", name="identity")
    mac = sealer.mac("form", "a", "b")
    assert sealer.is_mac(mac, "form", "a", "b")
    assert not sealer.is_mac(mac, "form", "ab")
    assert not sealer.is_mac(mac, "logout", "a", "b")
    assert not sealer.is_mac("đ\ud800", "form", "a", "b")


def test_a_credential_matches_its_digest_alone() -> None:
    credential = opaque.new()
    assert len(credential) == 43
    assert opaque.matches(credential, opaque.digest(credential))
    assert not opaque.matches(opaque.new(), opaque.digest(credential))


def test_a_token_without_family_or_session_names_none() -> None:
    family = uuid4()
    assert tokens.family_of({"jti": f"{family}:x"}) == family
    assert tokens.family_of({"jti": "x"}) is None
    assert tokens.session_of({"sid": str(family)}) == family
    assert tokens.session_of({}) is None
