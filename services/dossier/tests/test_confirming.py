"""One-time codes at the desk: their look, and when another may be sent."""

from datetime import UTC, datetime, timedelta

import pytest

from services.dossier import confirming

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)


def ago(*seconds: int) -> list[datetime]:
    return [AT - timedelta(seconds=one) for one in seconds]


def test_a_code_is_six_digits_and_never_the_same_for_long() -> None:
    codes = {confirming.new() for _ in range(200)}
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(codes) > 150


@pytest.mark.parametrize("typed", ["012345", " 012 345 ", "012-345"])
def test_however_its_digits_are_spaced_it_is_the_same_code(typed: str) -> None:
    assert confirming.written(typed) == "012345"


def test_the_content_is_the_same_whatever_the_order_and_another_for_any_change() -> None:
    papers = [("a", "1"), ("b", "2")]
    told = confirming.content({"x": "ă", "y": 1}, papers, case="list")
    assert confirming.content({"y": 1, "x": "ă"}, papers[::-1], case="list") == told
    others = [
        confirming.content({"x": "ă", "y": 1}, papers, case=None),
        confirming.content({"x": "â", "y": 1}, papers, case="list"),
        confirming.content({"x": "ă", "y": 1}, papers[:1], case="list"),
        confirming.content({"x": "ă", "y": 1}, [("a", "1"), ("b", "3")], case="list"),
    ]
    assert len({told, *others}) == 5


@pytest.mark.parametrize(
    ("dossier", "person", "left"),
    [
        pytest.param([], [], None, id="first"),
        pytest.param([0], [0], 60, id="at-once"),
        pytest.param([59], [59], 1, id="a-second-early"),
        pytest.param([60], [60], None, id="after-a-minute"),
        pytest.param([100, 200, 300, 400, 3000], [], 600, id="five-in-an-hour"),
        pytest.param([100, 200, 300, 400, 3600], [], None, id="four-in-an-hour"),
        pytest.param([], [100] * 9 + [3540], 60, id="ten-to-a-person"),
    ],
)
def test_when_another_code_may_be_sent(dossier: list[int], person: list[int], left: int | None) -> None:
    assert confirming.seconds_left(ago(*dossier), ago(*person), at=AT) == left


@pytest.mark.parametrize(
    ("address", "shown"), [("lan@motcua.example", "l•••@motcua.example"), ("0912345001", "••• 001")]
)
def test_an_address_is_shown_so_that_only_its_owner_knows_it(address: str, shown: str) -> None:
    assert confirming.masked(address) == shown
