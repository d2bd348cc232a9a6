"""What one dossier owes, reckoned from fee rules and explained: catalog says it, dossier states it, payment bills it.

Whole đồng, exactly. A relief takes `percent` of a line; what is left is rounded half up. When several reliefs hold only
the greatest counts: they are never added. An amount nobody laid down, or whose quantity is not known, stays None: it
is zero only for who is exempt from the whole of it. Of rules with the same code one applies: a province's own before a
general one, then the latest.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from contracts.conditions import Facts, holds
from contracts.fees import FeeRule, FeeUnit, Relief
from contracts.terms import FeeKind, FeeLine, Term
from kit.vietnamese import dong

MOST_UNITS: Final = 1_000_000
"""A quantity beyond this is nobody's dossier, and counts as not known."""
COUNTED: Final = {
    FeeUnit.PAGE: ("pages", "trang", "page"),
    FeeUnit.COPY: ("copies", "bản", "copy"),
    FeeUnit.ITEM: ("items", "đơn vị", "item"),
}
"""Unit -> the fact that counts it, and its words. A dossier is one."""
OPEN: Final = (
    "Mức thu chưa có trong danh mục; cơ quan tiếp nhận sẽ cho biết",
    "The amount is not in the catalogue; the receiving agency will tell it",
)
_PLURALS: Final = {"page": "pages", "copy": "copies", "item": "items"}


class ReckonedRelief(Term):
    """A relief that holds, and what it takes off in đồng; 0 beside a greater one."""

    code: str
    vi: str
    en: str
    percent: int
    amount: int
    basis: str | None = None


class Reckoned(Term):
    """One line of what a dossier owes, in đồng. `amount` None: not known, `vi` and `en` say why.

    `quantity`: the units it was counted by (1 for a dossier; of one copy where the rule is per copy), None: not known.
    `vi`, `en`: the arithmetic in words. `reliefs`: those that hold, the one that counts first.
    """

    code: str
    name: str
    name_en: str | None
    kind: FeeKind
    amount: int | None
    quantity: int | None
    vi: str
    en: str
    basis: str | None
    reliefs: list[ReckonedRelief]


def reckon(rules: Sequence[FeeRule], *, facts: Facts, on: date, province: str) -> list[Reckoned]:
    """The lines a dossier owes on a day in a province (its code), in the order of the rules."""
    known = {**facts, "on": on.isoformat()}
    return [_reckoned(rule, known) for rule in _applying(rules, known, on=on, province=province)]


def undecided(rules: Iterable[FeeRule], *, facts: Facts, on: date, province: str) -> list[FeeRule]:
    """The rules in force of which it is not known yet whether they apply: a fact they ask about is missing."""
    known = {**facts, "on": on.isoformat()}
    current = (rule for rule in rules if in_force(rule, on=on, province=province))
    return [rule for rule in current if rule.when is not None and rule.when.answer(known) is None]


def in_force(rule: FeeRule, *, on: date, province: str) -> bool:
    """Whether a rule is law on a day in a province."""
    begun = rule.valid_from is None or rule.valid_from <= on
    ended = rule.valid_to is not None and rule.valid_to < on
    return begun and not ended and (not rule.province_codes or province in rule.province_codes)


def lines(reckoned: Iterable[Reckoned]) -> list[FeeLine]:
    """What is billed: the lines whose amount is known and not zero."""
    return [
        FeeLine(code=one.code, name=one.name, kind=one.kind, amount=one.amount, note=one.vi, basis=one.basis)
        for one in reckoned
        if one.amount
    ]


def total(reckoned: Iterable[Reckoned]) -> int:
    """The sum of the amounts that are known, in đồng."""
    return sum(one.amount for one in reckoned if one.amount is not None)


def _applying(rules: Sequence[FeeRule], facts: Facts, *, on: date, province: str) -> list[FeeRule]:
    """Of the rules that hold, one per code."""
    chosen: dict[str, FeeRule] = {}
    for rule in rules:
        if in_force(rule, on=on, province=province) and holds(rule.when, facts):
            chosen[rule.code] = max(chosen.get(rule.code, rule), rule, key=_rank)
    return list(chosen.values())


def _rank(rule: FeeRule) -> tuple[bool, date, bool, str]:
    """The greatest of a code applies. The last word is only there so that the order of the rules never matters."""
    return bool(rule.province_codes), rule.valid_from or date.min, rule.when is not None, rule.model_dump_json()


def _reckoned(rule: FeeRule, facts: Facts) -> Reckoned:
    quantity = _quantity(rule.unit, facts)
    copies = _quantity(FeeUnit.COPY, facts) if _is_per_copy(rule) else 1
    if rule.amount is None or quantity is None or copies is None:
        words = OPEN if rule.amount is None else _lacking(rule, rule.amount, facts)
        return _exempt(rule, facts, quantity=quantity) or _line(rule, amount=None, quantity=quantity, words=words)
    price, vi, en = _priced(rule, rule.amount, quantity=quantity, copies=copies)
    reliefs = _relieved(rule.reliefs, price, facts)
    if reliefs:
        price -= reliefs[0].amount
        told = _relief_words(reliefs, price)
        vi, en = f"{vi}; {told[0]}", f"{en}; {told[1]}"
    return _line(rule, amount=price, quantity=quantity, words=(vi, en), reliefs=reliefs)


def _exempt(rule: FeeRule, facts: Facts, *, quantity: int | None) -> Reckoned | None:
    """Nothing, whatever the price would have been, where a relief takes the whole of it."""
    reliefs = _relieved(rule.reliefs, 0, facts)
    if not reliefs or reliefs[0].percent < 100:
        return None
    return _line(rule, amount=0, quantity=quantity, words=_relief_words(reliefs, 0), reliefs=reliefs)


def _line(
    rule: FeeRule,
    *,
    amount: int | None,
    quantity: int | None,
    words: tuple[str, str],
    reliefs: Sequence[ReckonedRelief] = (),
) -> Reckoned:
    return Reckoned(
        code=rule.code,
        name=rule.name,
        name_en=rule.name_en,
        kind=rule.kind,
        amount=amount,
        quantity=quantity,
        vi=words[0],
        en=words[1],
        basis=rule.basis,
        reliefs=list(reliefs),
    )


def _is_per_copy(rule: FeeRule) -> bool:
    return rule.is_per_copy and rule.unit is not FeeUnit.COPY


def _quantity(unit: FeeUnit, facts: Facts) -> int | None:
    if unit is FeeUnit.DOSSIER:
        return 1
    told = facts.get(COUNTED[unit][0])
    if isinstance(told, bool) or not isinstance(told, int | float) or not 0 <= told <= MOST_UNITS:
        return None
    return int(told) if told == int(told) else None


def _lacking(rule: FeeRule, amount: int, facts: Facts) -> tuple[str, str]:
    """What must be known first."""
    asked = [unit for unit in (rule.unit, FeeUnit.COPY if _is_per_copy(rule) else None) if unit in COUNTED]
    words = [COUNTED[unit] for unit in dict.fromkeys(asked) if unit and _quantity(unit, facts) is None]
    vi = "cần biết " + " và ".join(f"số {one[1]}" for one in words)
    en = "to be known: " + " and ".join(f"the number of {_PLURALS[one[2]]}" for one in words)
    if rule.unit is FeeUnit.DOSSIER:
        return f"{dong(amount)} mỗi bản; {vi}", f"{_vnd(amount)} a copy; {en}"
    _, unit_vi, unit_en = COUNTED[rule.unit]
    return f"{dong(amount)} mỗi {unit_vi}; {vi}", f"{_vnd(amount)} a {unit_en}; {en}"


def _priced(rule: FeeRule, amount: int, *, quantity: int, copies: int) -> tuple[int, str, str]:
    """The price before reliefs, with its arithmetic."""
    stretches = _stretches(rule, amount, quantity=quantity)
    price = sum(count * each for count, each in stretches)
    if rule.unit is FeeUnit.DOSSIER:
        vi, en = dong(price), _vnd(price)
    else:
        _, unit_vi, unit_en = COUNTED[rule.unit]
        vi = " + ".join(f"{count} {unit_vi} x {dong(each)}" for count, each in stretches) + f" = {dong(price)}"
        en = " + ".join(f"{_count(count, unit_en)} x {_vnd(each)}" for count, each in stretches) + f" = {_vnd(price)}"
    if rule.most is not None and price > rule.most:
        price = rule.most
        each = (" mỗi bản", " a copy") if _is_per_copy(rule) else ("", "")
        vi, en = f"{vi}; tối đa {dong(price)}{each[0]}", f"{en}; at most {_vnd(price)}{each[1]}"
    if copies != 1:
        price *= copies
        vi, en = f"{vi}; x {copies} bản = {dong(price)}", f"{en}; x {_count(copies, 'copy')} = {_vnd(price)}"
    return price, vi, en


def _stretches(rule: FeeRule, amount: int, *, quantity: int) -> list[tuple[int, int]]:
    """How many units at which price each."""
    steps = sorted(rule.steps, key=lambda step: (step.beyond, step.amount))
    begins, prices = [0, *(step.beyond for step in steps)], [amount, *(step.amount for step in steps)]
    ends = [*begins[1:], quantity]
    counts = [max(0, min(end, quantity) - begin) for begin, end in zip(begins, ends, strict=True)]
    return [(count, each) for count, each in zip(counts, prices, strict=True) if count] or [(0, amount)]


def _relieved(reliefs: Iterable[Relief], price: int, facts: Facts) -> list[ReckonedRelief]:
    """The reliefs that hold, the greatest first: it alone takes anything off."""
    holding = [one for one in reliefs if holds(one.when, facts)]
    holding.sort(key=lambda one: (-one.percent, one.code, one.vi, one.en))
    left = (price * (100 - holding[0].percent) + 50) // 100 if holding else price
    return [
        ReckonedRelief(
            code=one.code,
            vi=one.vi,
            en=one.en,
            percent=one.percent,
            amount=0 if place else price - left,
            basis=one.basis,
        )
        for place, one in enumerate(holding)
    ]


def _relief_words(reliefs: Sequence[ReckonedRelief], left: int) -> tuple[str, str]:
    first = reliefs[0]
    if first.percent == 100:
        vi, en = f"miễn ({first.vi}): {dong(left)}", f"exempt ({first.en}): {_vnd(left)}"
    else:
        vi = f"giảm {first.percent} % ({first.vi}): còn {dong(left)}"
        en = f"{first.percent} % less ({first.en}): {_vnd(left)} left"
    if len(reliefs) > 1:
        return f"{vi}; chỉ tính mức giảm cao nhất", f"{en}; only the greatest relief counts"
    return vi, en


def _count(count: int, unit: str) -> str:
    return f"{count} {unit if count == 1 else _PLURALS[unit]}"


def _vnd(amount: int) -> str:
    return f"{amount:,} VND"
