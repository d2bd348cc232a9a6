"""Which tokens the door lets through: it must never accept one a service would refuse for its signature or time."""

import time

import httpx
import pytest
from joserfc.jwk import ECKey

from gateway.tests.conftest import Door, Tokens, claims, standing, told, unsigned


def test_a_live_token_passes_and_reaches_the_service(http: httpx.Client, token: Tokens) -> None:
    sent = token()
    answer = http.get("/v1/dossiers", headers=sent)
    assert answer.status_code == 200
    assert dict(answer.json()["headers"])["authorization"] == sent["authorization"]


def test_a_missing_token_is_a_problem_that_says_how_to_sign_in(http: httpx.Client) -> None:
    answer = http.get("/v1/dossiers")
    told(answer, 401, "unauthorized")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "different",
    [
        {"exp": int(time.time()) - 60},
        {"exp": None},
        {"nbf": int(time.time()) + 3600},
        {"iss": "https://elsewhere.example"},
        {"aud": "demo-web"},
        {"aud": None},
        {"key": ECKey.generate_key("P-256", {"kid": "one"})},
    ],
    ids=["expired", "everlasting", "not yet", "other issuer", "id token", "no audience", "other key"],
)
def test_a_token_that_is_not_live_is_refused(
    door: Door, http: httpx.Client, token: Tokens, different: dict[str, object]
) -> None:
    answer = http.get("/v1/dossiers/refused", headers=token(**different))
    told(answer, 401, "unauthorized")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert door.echo.seen["GET /v1/dossiers/refused"] == 0


def test_a_token_without_a_signature_is_refused(door: Door, http: httpx.Client) -> None:
    for algorithm in ("none", "None", "HS256"):
        forged = unsigned({"alg": algorithm, "typ": "at+jwt", "kid": "one"}, claims(door.url))
        for text in (forged, forged + "AAAA", forged.rstrip(".")):
            told(http.get("/v1/dossiers", headers={"authorization": f"Bearer {text}"}), 401, "unauthorized")


def test_a_token_in_the_query_is_never_looked_at(http: httpx.Client, token: Tokens) -> None:
    text = token()["authorization"].removeprefix("Bearer ")
    told(http.get("/v1/dossiers", params={"access_token": text}), 401, "unauthorized")


def test_public_addresses_do_not_look_at_tokens(http: httpx.Client) -> None:
    assert http.get("/v1/tracking/abc", headers={"authorization": "Bearer nonsense"}).status_code == 200


def test_where_a_token_is_optional_it_must_still_be_live(http: httpx.Client, token: Tokens) -> None:
    assert http.get("/oauth2/userinfo").status_code == 200
    assert http.get("/oauth2/userinfo", headers=token()).status_code == 200
    told(http.get("/oauth2/userinfo", headers=token(exp=1)), 401, "unauthorized")


def test_reads_of_dossiers_need_a_token_on_every_row_of_the_table(http: httpx.Client) -> None:
    for path in ("/v1/dossiers", "/v1/dossiers/1/papers", "/v1/dossiers/1/papers/2/file", "/v1/worklist", "/v1/me"):
        told(http.get(path), 401, "unauthorized")
    told(http.post("/v1/dossiers/1/papers", content=b"x"), 401, "unauthorized")


def test_before_any_key_is_known_a_token_is_not_called_invalid(token: Tokens) -> None:
    with standing(upstreams={"identity": "127.0.0.1:9"}) as early:
        answer = httpx.get(f"{early.url}/v1/dossiers", headers=token(iss=early.url), timeout=10)
        told(answer, 503, "unavailable")
        assert answer.headers["retry-after"] == "1"


def test_a_token_bound_to_a_key_passes_with_its_proof_for_the_service_to_check(
    http: httpx.Client, token: Tokens
) -> None:
    text = token()["authorization"].removeprefix("Bearer ")
    sent = {"authorization": f"DPoP {text}", "dpop": "a.b.c"}
    answer = http.get("/v1/dossiers", headers=sent)
    assert answer.status_code == 200
    assert sent.items() <= dict(answer.json()["headers"]).items()
    told(http.get("/v1/dossiers", headers={**sent, "authorization": "DPoP x.y.z"}), 401, "unauthorized")


def test_a_token_for_userinfo_opens_userinfo_alone(door: Door, http: httpx.Client, token: Tokens) -> None:
    partners = token(aud=f"{door.url}/oauth2/userinfo")
    assert http.get("/oauth2/userinfo", headers=partners).status_code == 200
    told(http.get("/v1/dossiers", headers=partners), 401, "unauthorized")
    told(http.get("/v1/me", headers=partners), 401, "unauthorized")


def test_a_page_of_another_origin_may_send_a_proof_and_read_the_challenge(http: httpx.Client) -> None:
    asked = {"origin": "https://app.example", "access-control-request-method": "GET"}
    allowed = http.options("/v1/me", headers={**asked, "access-control-request-headers": "authorization, dpop"})
    assert "dpop" in allowed.headers["access-control-allow-headers"].lower()
    refused = http.get("/v1/me", headers={"origin": "https://app.example"})
    assert "www-authenticate" in refused.headers["access-control-expose-headers"].lower()
