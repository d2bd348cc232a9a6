"""Nothing personal and nothing secret reaches a log, whatever way it takes; every line carries its trace."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from kit.logs import configure, log, redact, start_trace, traceparent
from kit.testing import citizen, token_for

NUMBER, PHONE, MAIL = "030194001234", "0912345001", "lan@motcua.example"
TOKEN = token_for(citizen())
CANARIES = (NUMBER, PHONE, "+84912345001", "84912345001", MAIL, TOKEN)


class Personal(BaseModel):
    age: int


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is logged during the test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", io.StringIO())
        _configure()
        assert isinstance(sys.stdout, io.StringIO)
        yield sys.stdout
    _configure()


def _configure() -> None:
    log.__dict__.pop("bind", None)  # it keeps the logger it made first
    configure("sample", "debug")


@pytest.mark.parametrize("canary", CANARIES)
def test_a_canary_never_appears(written: io.StringIO, canary: str) -> None:
    log.info(f"hello {canary}", field=canary, nested={"a": [{"b": (canary,)}], canary: 1}, found={canary})
    log.info("an object", error=ValueError(canary), raw=canary.encode())
    logging.getLogger("some.library").warning("it said %s", canary)
    try:
        raise RuntimeError(f"about {canary}, really")
    except RuntimeError:
        log.exception("crash")
        logging.getLogger("some.library").exception("crash of a library")
    if canary.isdigit():
        log.info("as a number", field=int(canary) if canary[0] != "0" else 130194001234)
    told = written.getvalue()
    assert told.count("\n") >= 5
    assert canary not in told
    assert "130194001234" not in told
    assert "[…]" in told


def test_values_under_telling_names_are_masked(written: io.StringIO) -> None:
    secret = "plain words"
    names = ("password", "client_secret", "access_token", "Authorization", "cookie", "full_name", "home_address")
    log.info("a", **dict.fromkeys(names, secret), nested={"answers": secret})
    assert secret not in written.getvalue()


def test_what_a_database_or_a_validator_quotes_is_masked(written: io.StringIO) -> None:
    body = {"age": "Nguyễn " + "Bí Mật"}  # in two parts: a traceback quotes its source line
    try:
        Personal.model_validate(body)
    except ValidationError as error:
        log.error("refused", exc_info=error)
    log.error("refused", error="duplicate key\nDETAIL:  Key (name)=(Nguyễn Bí Mật) already exists.\nmore")
    told = written.getvalue()
    assert "Bí Mật" not in told
    assert "duplicate key" in told
    assert "more" in told


@given(st.uuids(version=4), st.binary(min_size=32, max_size=32))
def test_identifiers_stay_readable(identifier: UUID, digest: bytes) -> None:
    for text in (str(identifier), identifier.hex, digest.hex(), f"/v1/dossiers/{identifier}/papers"):
        assert redact(text) == text
    assert redact(str(UUID("12345678-1234-4123-8123-030194001234"))).endswith("030194001234")


@pytest.mark.parametrize(
    "value", [None, True, 1.5, 7000, "Đã nộp 7.000 đ lúc 2026-11-23T09:00:00", "H24.01-20261123-1"]
)
def test_harmless_values_stay(value: object) -> None:
    assert redact(value) == value


def test_a_trace_is_continued_when_well_formed_and_begun_otherwise() -> None:
    fine = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    assert start_trace(fine) == fine == traceparent()
    zeros = "00-" + "0" * 32 + "-00f067aa0ba902b7-01"
    for wrong in (None, "", "x", fine.upper(), fine + "\n", zeros, "ff" + fine[2:], fine + "-more"):
        assert start_trace(wrong) not in (wrong, fine)
        assert traceparent() != fine


def test_a_line_is_one_json_object_with_service_level_time_and_trace(written: io.StringIO) -> None:
    trace = start_trace()
    log.info("từ của ta", amount=7000)
    logging.getLogger("a.library").info("its words\nin two lines")
    logging.getLogger("httpx").info("too much")
    logging.getLogger("aiokafka").error("too often")
    told = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [one["event"] for one in told] == ["từ của ta", "its words\nin two lines"]
    for one in told:
        assert (one["service"], one["level"], one["trace_id"]) == ("sample", "info", trace[3:35])
        assert one["timestamp"].endswith("Z")
    assert told[0]["amount"] == 7000
