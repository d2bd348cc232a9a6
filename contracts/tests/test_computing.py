"""Computed values: each operation by example, chains, and absence while an input is missing."""

from datetime import date
from typing import Any

import pytest

from contracts.computing import MOST, completed, computed

TODAY = date(2026, 11, 23)


def value_of(how: str, *inputs: object, on: date = TODAY) -> object:
    names = [f"i{place}" for place in range(len(inputs))]
    schema = {"properties": {"it": {"x-computed": {"how": how, "of": names}}, "never": False}}
    return computed(schema, dict(zip(names, inputs, strict=True)), on=on).get("it")


@pytest.mark.parametrize(
    ("how", "inputs", "value"),
    [
        ("years_between", ["1994-05-12"], 32),
        ("years_between", ["2008-11-24"], 17),
        ("years_between", ["2008-11-23"], 18),
        ("years_between", ["2008-02-29", "2026-02-28"], 17),
        ("years_between", ["2008-02-29", "2026-03-01"], 18),
        ("years_between", ["nonsense"], None),
        ("years_between", ["1994-05-12", "nonsense"], None),
        ("days_between", ["2026-09-24"], 60),
        ("days_between", ["2026-12-01", "2026-11-30"], -1),
        ("days_between", [7], None),
        ("total", [1, 2, 3], 6),
        ("total", [0.1, 0.2], 0.3),
        ("total", [1.5, 0.5], 2),
        ("total", [1, "2"], None),
        ("total", [1, True], None),
        ("product", [3, 2_000], 6_000),
        ("product", [MOST, 2], None),
        ("count", [["a", "b"], ["c"]], 3),
        ("count", ["ab"], None),
        ("join", ["Nguyễn", "Thị", "Lan"], "Nguyễn Thị Lan"),
        ("join", ["a", 1], None),
        ("upper", ["Nguyễn Thị Lan"], "NGUYỄN THỊ LAN"),
        ("upper", [1], None),
        ("date_in_words", ["2016-10-20"], "ngày hai mươi tháng mười năm hai nghìn không trăm mười sáu"),
        ("date_in_words", ["20/10/2016"], None),
    ],
)
def test_an_operation_gives(how: str, inputs: list[object], value: object) -> None:
    assert value_of(how, *inputs) == value


CHAIN: dict[str, Any] = {
    "properties": {
        "pages": {"type": "integer"},
        "copies": {"type": "integer"},
        "all_pages": {"x-computed": {"how": "product", "of": ["pages", "copies"]}},
        "with_cover": {"x-computed": {"how": "total", "of": ["all_pages", "copies"]}},
        "round": {"x-computed": {"how": "total", "of": ["and_round"]}},
        "and_round": {"x-computed": {"how": "total", "of": ["round"]}},
    }
}


def test_a_value_may_be_computed_of_a_computed_one() -> None:
    found = computed(CHAIN, {"pages": 3, "copies": 2}, on=TODAY)
    assert found == {"all_pages": 6, "with_cover": 8}


def test_a_missing_input_leaves_the_value_absent() -> None:
    assert computed(CHAIN, {"pages": 3}, on=TODAY) == {}


def test_what_a_client_says_of_a_computed_value_is_not_heard() -> None:
    sent = {"pages": 3, "all_pages": 1, "with_cover": 99, "round": 1}
    assert completed(CHAIN, sent, on=TODAY) == {"pages": 3}
    assert completed(CHAIN, sent | {"copies": 1}, on=TODAY) == {
        "pages": 3,
        "copies": 1,
        "all_pages": 3,
        "with_cover": 4,
    }
