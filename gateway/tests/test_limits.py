"""How much the door takes: bytes, headers, requests a second, seconds."""

from collections.abc import Iterator

import httpx
import pytest

from gateway.filters import ALLOWANCES
from gateway.row import DOCUMENT, FORM, MIB, PIECE, UPLOAD, Rate
from gateway.tests.conftest import Tokens, standing, told


def pieces(size: int) -> Iterator[bytes]:
    """`size` bytes without a Content-Length."""
    for start in range(0, size, 65_536):
        yield b"x" * min(65_536, size - start)


def test_a_document_at_the_limit_passes_and_one_byte_more_is_a_problem(http: httpx.Client, token: Tokens) -> None:
    assert http.post("/v1/ratings", content=b"x" * DOCUMENT, headers=token()).json()["bytes"] == DOCUMENT
    told(http.post("/v1/ratings", content=b"x" * (DOCUMENT + 1), headers=token()), 413, "too-large")


def test_a_body_without_a_length_is_counted_while_it_streams(http: httpx.Client, token: Tokens) -> None:
    told(http.post("/v1/ratings", content=pieces(DOCUMENT + MIB), headers=token()), 413, "too-large")


def test_a_form_may_have_less(http: httpx.Client) -> None:
    assert http.post("/oauth2/token", content=b"x" * FORM).json()["bytes"] == FORM
    told(http.post("/oauth2/token", content=b"x" * (FORM + 1)), 413, "too-large")


def test_a_paper_may_have_as_much_as_its_service_takes_and_the_refusal_says_how_much(
    http: httpx.Client, token: Tokens
) -> None:
    path = "/v1/dossiers/1/papers"
    assert http.post(path, content=b"x" * UPLOAD, headers=token()).json()["bytes"] == UPLOAD
    refused = http.post(path, content=b"x" * (UPLOAD + 1), headers={**token(), "accept-language": "en"})
    told(refused, 413, "too-large")
    assert refused.json()["detail"] == (
        "At most 10 MiB in a file, 4 MiB in a piece of one, 64 KiB in a sign-in form, 1 MiB else."
    )


def test_a_piece_of_a_file_may_have_as_much_as_its_service_takes(http: httpx.Client, token: Tokens) -> None:
    path = "/v1/dossiers/1/uploads/2"
    sent = http.patch(path, content=b"x" * PIECE, headers={**token(), "upload-offset": "0", "tus-resumable": "1.0.0"})
    assert sent.json()["bytes"] == PIECE
    assert ["upload-offset", "0"] in sent.json()["headers"]
    told(http.patch(path, content=b"x" * (PIECE + 1), headers=token()), 413, "too-large")
    told(http.patch("/v1/dossiers/1", content=b"x" * (DOCUMENT + 1), headers=token()), 413, "too-large")


def test_a_large_body_needs_a_token_before_it_is_read(http: httpx.Client) -> None:
    told(http.post("/v1/dossiers/1/papers", content=b"x" * 2 * MIB), 401, "unauthorized")


def test_too_large_or_too_many_headers_are_a_problem(http: httpx.Client) -> None:
    told(http.get("/v1/tracking/abc", headers={"cookie": "x" * 20_000}), 431, "headers-too-large")
    told(http.get("/v1/tracking/abc", headers={f"x-{n}": "1" for n in range(80)}), 431, "headers-too-large")
    told(http.get("/v1/tracking/abc", headers={"x_forwarded_for": "1"}), 400, "invalid")


def test_too_many_tries_to_sign_in_are_a_problem_whatever_address_is_claimed(http: httpx.Client) -> None:
    answers = [
        http.post("/signin", data={"login": "lan"}, headers={"x-forwarded-for": f"203.0.113.{n}"})
        for n in range(ALLOWANCES[Rate.SIGN_IN].burst + 30)
    ]
    refused = next(answer for answer in answers if answer.status_code == 429)
    told(refused, 429, "too-many")
    assert refused.headers["retry-after"] == "1"
    assert int(refused.headers["x-ratelimit-remaining"]) == 0
    assert answers[0].status_code == 200
    assert http.get("/v1/tracking/abc").status_code == 200, "another class has its own allowance"


def test_guessing_tracking_codes_is_slower_than_reading() -> None:
    burst = ALLOWANCES[Rate.TRACKING].burst
    with standing() as door, httpx.Client(base_url=door.url, timeout=10) as guesser:
        answers = [guesser.get(f"/v1/tracking/{n}") for n in range(burst + 30)]
        assert {answer.status_code for answer in answers[:burst]} == {200}
        told(next(answer for answer in answers if answer.status_code == 429), 429, "too-many")
        assert guesser.get("/v1/ratings/summary").status_code == 200, "another class has its own allowance"


@pytest.mark.parametrize("rate", list(Rate))
def test_every_class_regains_at_least_one_request_in_the_second_retry_after_promises(rate: Rate) -> None:
    assert ALLOWANCES[rate].burst >= ALLOWANCES[rate].per_second >= 1
