"""What a dossier owes: the law's own examples, and what is true of every reckoning."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.conditions import Condition
from contracts.fees import FeeRule, FeeUnit, PriceStep, Relief
from contracts.reckoning import MOST_UNITS, OPEN, Reckoned, in_force, lines, reckon, total, undecided
from contracts.terms import FeeKind

TODAY = date(2026, 11, 23)
PROVINCE = "31"


def when(**facts: object) -> Condition:
    wanted = {name: {"const": value} for name, value in facts.items()}
    return Condition(test={"properties": wanted, "required": list(wanted)}, vi="khi đó", en="then")


def rule(amount: int | None = 20_000, **changed: Any) -> FeeRule:
    said: dict[str, Any] = {"code": "le-phi", "name": "Lệ phí", "kind": FeeKind.CHARGE, "amount": amount}
    return FeeRule(**said | changed)


def relief(percent: int, **changed: Any) -> Relief:
    said: dict[str, Any] = {"code": f"r{percent}", "vi": "hộ nghèo", "en": "a poor household", "percent": percent}
    return Relief(**said | changed)


def reckoned(*rules: FeeRule, on: date = TODAY, province: str = PROVINCE, **facts: object) -> list[Reckoned]:
    return reckon(rules, facts=facts, on=on, province=province)


def only(*rules: FeeRule, **facts: object) -> Reckoned:
    (found,) = reckon(rules, facts=facts, on=TODAY, province=PROVINCE)
    return found


CERTIFIED = rule(
    2_000,
    code="chung-thuc",
    name="Phí chứng thực bản sao",
    kind=FeeKind.FEE,
    unit=FeeUnit.PAGE,
    steps=[PriceStep(beyond=2, amount=1_000)],
    most=200_000,
    is_per_copy=True,
    basis="Thông tư 226/2016/TT-BTC",
)


@pytest.mark.parametrize(
    ("pages", "copies", "amount", "words"),
    [
        (1, 1, 2_000, "1 trang x 2.000 đ = 2.000 đ"),
        (2, 1, 4_000, "2 trang x 2.000 đ = 4.000 đ"),
        (3, 1, 5_000, "2 trang x 2.000 đ + 1 trang x 1.000 đ = 5.000 đ"),
        (5, 3, 21_000, "2 trang x 2.000 đ + 3 trang x 1.000 đ = 7.000 đ; x 3 bản = 21.000 đ"),
        (198, 1, 200_000, "2 trang x 2.000 đ + 196 trang x 1.000 đ = 200.000 đ"),
        (
            500,
            2,
            400_000,
            "2 trang x 2.000 đ + 498 trang x 1.000 đ = 502.000 đ; tối đa 200.000 đ mỗi bản; x 2 bản = 400.000 đ",
        ),
        (0, 1, 0, "0 trang x 2.000 đ = 0 đ"),
        (5.0, 1, 7_000, "2 trang x 2.000 đ + 3 trang x 1.000 đ = 7.000 đ"),
    ],
)
def test_certified_copies_cost_what_the_circular_says(pages: float, copies: int, amount: int, words: str) -> None:
    """2,000 a page, 1,000 from the third, at most 200,000 a copy (Thông tư 226/2016/TT-BTC art. 4)."""
    found = only(CERTIFIED, pages=pages, copies=copies)
    assert (found.amount, found.vi, found.quantity) == (amount, words, pages)
    assert found.basis == "Thông tư 226/2016/TT-BTC"


def test_the_arithmetic_is_told_in_english_too() -> None:
    assert only(CERTIFIED, pages=500, copies=2).en == (
        "2 pages x 2,000 VND + 498 pages x 1,000 VND = 502,000 VND; at most 200,000 VND a copy; "
        "x 2 copies = 400,000 VND"
    )
    relieved = rule(1_000, unit=FeeUnit.ITEM, most=1_500, reliefs=[relief(50), relief(20)])
    assert only(relieved, items=2).en == (
        "2 items x 1,000 VND = 2,000 VND; at most 1,500 VND; 50 % less (a poor household): 750 VND left; "
        "only the greatest relief counts"
    )
    assert only(rule(1_000, reliefs=[relief(100)])).en == "1,000 VND; exempt (a poor household): 0 VND"


@pytest.mark.parametrize(("channel", "amount"), [("online", 10_000), ("direct", 20_000), ("post", 20_000)])
def test_temporary_residence_costs_half_online(channel: str, amount: int) -> None:
    """1.004194 and 1.004222: 20,000 in person, 10,000 online (Thông tư 75/2022/TT-BTC)."""
    half = relief(50, code="online", vi="nộp trực tuyến", en="sent online", when=when(channel="online"))
    assert only(rule(20_000, reliefs=[half]), channel=channel).amount == amount


def test_the_greatest_relief_counts_alone() -> None:
    found = only(rule(10_000, reliefs=[relief(30), relief(50), relief(80, when=when(poor=True))]))
    assert found.amount == 5_000
    assert [(one.code, one.amount) for one in found.reliefs] == [("r50", 5_000), ("r30", 0)]
    assert found.vi == "10.000 đ; giảm 50 % (hộ nghèo): còn 5.000 đ; chỉ tính mức giảm cao nhất"


@pytest.mark.parametrize(("price", "percent", "left"), [(1, 50, 1), (3, 50, 2), (101, 1, 100), (99, 33, 66)])
def test_what_is_left_is_rounded_half_up(price: int, percent: int, left: int) -> None:
    assert only(rule(price, reliefs=[relief(percent)])).amount == left


def test_an_open_amount_is_not_zero() -> None:
    found = only(rule(None))
    assert (found.amount, found.vi, found.en) == (None, *OPEN)
    assert lines([found]) == []


def test_who_is_exempt_owes_nothing_though_the_amount_is_open() -> None:
    found = only(rule(None, reliefs=[relief(100)]))
    assert (found.amount, [one.percent for one in found.reliefs], found.vi[:4]) == (0, [100], "miễn")
    assert only(rule(None, reliefs=[relief(50)])).amount is None
    assert only(CERTIFIED.model_copy(update={"reliefs": [relief(100)]})).amount == 0


@pytest.mark.parametrize("pages", [None, -1, 2.5, True, "5", MOST_UNITS + 1, float("inf")])
def test_a_quantity_that_is_not_known_leaves_the_amount_open(pages: object) -> None:
    found = only(CERTIFIED, pages=pages, copies=1)
    assert (found.amount, found.quantity) == (None, None)
    assert found.vi == "2.000 đ mỗi trang; cần biết số trang"


def test_every_missing_quantity_is_named() -> None:
    assert only(CERTIFIED).vi == "2.000 đ mỗi trang; cần biết số trang và số bản"
    assert only(CERTIFIED, pages=2).en == "2,000 VND a page; to be known: the number of copies"
    assert only(rule(5_000, is_per_copy=True)).vi == "5.000 đ mỗi bản; cần biết số bản"
    assert only(rule(5_000, unit=FeeUnit.COPY, is_per_copy=True), copies=3).amount == 15_000


@pytest.mark.parametrize(
    ("changed", "on", "province", "is_law"),
    [
        ({}, TODAY, "31", True),
        ({"valid_from": TODAY, "valid_to": TODAY}, TODAY, "31", True),
        ({"valid_from": date(2026, 11, 24)}, TODAY, "31", False),
        ({"valid_to": date(2026, 11, 22)}, TODAY, "31", False),
        ({"province_codes": ["01", "31"]}, TODAY, "31", True),
        ({"province_codes": ["01"]}, TODAY, "31", False),
    ],
)
def test_a_rule_is_law_on_its_days_in_its_provinces(
    changed: dict[str, Any], on: date, province: str, *, is_law: bool
) -> None:
    assert in_force(rule(**changed), on=on, province=province) is is_law
    assert bool(reckoned(rule(**changed), on=on, province=province)) is is_law


def test_of_one_code_the_provinces_own_rule_applies_then_the_latest() -> None:
    old, new = rule(1_000, valid_from=date(2020, 1, 1)), rule(2_000, valid_from=date(2025, 1, 1))
    local = rule(3_000, province_codes=[PROVINCE], valid_from=date(2019, 1, 1))
    assert only(old, new, rule(500)).amount == 2_000
    assert only(old, new, local).amount == 3_000
    assert only(rule(500), rule(400, when=when(case="a")), case="a").amount == 400


def test_a_condition_may_ask_for_the_day() -> None:
    dated = rule(when=when(on=TODAY.isoformat()))
    assert reckoned(dated, on=TODAY) != []
    assert reckoned(dated, on=date(2026, 11, 22)) == []


def test_a_rule_nobody_can_decide_yet_is_told_apart() -> None:
    late, gone = rule(5_000, when=when(is_late=True)), rule(when=when(is_late=True), valid_to=date(2020, 1, 1))
    asked: dict[str, Any] = {"on": TODAY, "province": PROVINCE}
    assert undecided([late, gone, rule()], facts={}, **asked) == [late]
    assert undecided([late], facts={"is_late": False}, **asked) == []


def test_a_bill_holds_the_known_amounts_with_their_words() -> None:
    found = reckoned(rule(), rule(None, code="b"), rule(0, code="c"), rule(7, code="d", name_en="Charge"))
    assert [(one.code, one.amount, one.note) for one in lines(found)] == [
        ("le-phi", 20_000, "20.000 đ"),
        ("d", 7, "7 đ"),
    ]
    assert [one.name_en for one in found] == [None, None, None, "Charge"]


amounts = st.integers(0, 10_000_000)
reliefs = st.lists(st.builds(relief, st.integers(1, 100)), max_size=3)
rules = st.builds(
    FeeRule,
    code=st.sampled_from(["a", "b", "c"]),
    name=st.just("Phí"),
    name_en=st.none(),
    kind=st.sampled_from(FeeKind),
    amount=st.none() | amounts,
    unit=st.sampled_from(FeeUnit),
    steps=st.lists(st.builds(PriceStep, beyond=st.integers(1, 50), amount=amounts), max_size=3),
    most=st.none() | amounts,
    is_per_copy=st.booleans(),
    reliefs=reliefs,
    when=st.none() | st.just(when(channel="online")) | st.just(when(channel="direct")),
    valid_from=st.none() | st.dates(date(2024, 1, 1), date(2027, 1, 1)),
    valid_to=st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    province_codes=st.sampled_from([[], ["31"], ["01"]]),
    basis=st.none(),
    note=st.none(),
)
known = st.fixed_dictionaries(
    {"channel": st.sampled_from(["online", "direct"])},
    optional={name: st.integers(-1, 500) for name in ("pages", "copies", "items")},
)


@given(st.lists(rules, max_size=6), known)
def test_no_line_is_negative_above_its_cap_or_billed_twice(given_rules: list[FeeRule], facts: dict[str, Any]) -> None:
    found = reckon(given_rules, facts=facts, on=TODAY, province=PROVINCE)
    caps = {(one.code, one.most) for one in given_rules}
    for line in found:
        assert line.amount is None or line.amount >= 0
        if line.amount is not None:
            copies = facts.get("copies", 1)
            assert any(most is None or line.amount <= most * max(copies, 1) for code, most in caps if code == line.code)
    assert len({line.code for line in found}) == len(found)


@given(st.lists(rules, max_size=6), known, st.randoms(use_true_random=False))
def test_the_order_of_the_rules_does_not_matter(given_rules: list[FeeRule], facts: dict[str, Any], chance: Any) -> None:
    mixed = list(given_rules)
    chance.shuffle(mixed)
    first = reckon(given_rules, facts=facts, on=TODAY, province=PROVINCE)
    second = reckon(mixed, facts=facts, on=TODAY, province=PROVINCE)
    assert sorted(first, key=lambda one: one.code) == sorted(second, key=lambda one: one.code)


@given(st.lists(rules, max_size=6), known)
def test_the_total_is_the_sum_of_what_is_billed(given_rules: list[FeeRule], facts: dict[str, Any]) -> None:
    found = reckon(given_rules, facts=facts, on=TODAY, province=PROVINCE)
    assert total(found) == sum(line.amount for line in lines(found))


@given(rules, st.integers(0, 300), st.integers(0, 300))
def test_more_units_never_cost_less(one: FeeRule, few: int, more: int) -> None:
    always = one.model_copy(update={"when": None, "valid_from": None, "valid_to": None, "province_codes": []})
    few, more = sorted((few, more))
    cheap = only(always, pages=few, copies=few, items=few).amount
    dear = only(always, pages=more, copies=more, items=more).amount
    assert (cheap is None and dear is None) or (cheap is not None and dear is not None and cheap <= dear)


@given(rules, known)
def test_an_exemption_leaves_nothing(one: FeeRule, facts: dict[str, Any]) -> None:
    exempt = one.model_copy(update={"reliefs": [*one.reliefs, relief(100)]})
    for line in reckon([exempt], facts=facts, on=TODAY, province=PROVINCE):
        assert line.amount == 0


@given(rules, known, st.integers(1, 100))
def test_a_relief_never_raises_a_line_and_says_what_it_took(one: FeeRule, facts: dict[str, Any], percent: int) -> None:
    asked: dict[str, Any] = {"facts": facts, "on": TODAY, "province": PROVINCE}
    plain = reckon([one.model_copy(update={"reliefs": []})], **asked)
    relieved = reckon([one.model_copy(update={"reliefs": [relief(percent), *one.reliefs]})], **asked)
    for before, after in zip(plain, relieved, strict=True):
        if before.amount is not None and after.amount is not None:
            assert before.amount - after.amount == sum(each.amount for each in after.reliefs)
            assert 0 <= after.amount <= before.amount
