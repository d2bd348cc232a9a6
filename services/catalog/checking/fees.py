"""Whether fee rules can be reckoned with: one amount for each line, day and province. Pure."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from contracts.fees import FeeRule, FeeUnit
from kit.faults import Fault
from services.catalog.checking import wording
from services.catalog.checking.places import schedules
from services.catalog.checking.wording import fault
from services.catalog.checking.world import World
from services.catalog.content import Content


def faults(content: Content, world: World, *, asked: frozenset[str]) -> Iterator[Fault]:
    """Everything wrong with the fees of every channel. `asked`: the ids of the forms' fields."""
    for at, rules in schedules(content):
        for place, rule in enumerate(rules):
            yield from _rule(rule, world, at=f"{at}/{place}", asked=asked)
        yield from _overlaps(rules, at)


def _rule(rule: FeeRule, world: World, *, at: str, asked: frozenset[str]) -> Iterator[Fault]:
    if not wording.ID.fullmatch(rule.code):
        yield fault(f"{at}/code", "malformed")
    yield from _prices(rule, at)
    yield from wording.period(rule.valid_from, rule.valid_to, at=at)
    yield from wording.twice(rule.province_codes, f"{at}/province_codes")
    for place, code in enumerate(rule.province_codes):
        if code not in world.provinces:
            yield fault(f"{at}/province_codes/{place}", "unknown")
    yield from wording.twice((relief.code for relief in rule.reliefs), f"{at}/reliefs", name="code")
    for place, relief in enumerate(rule.reliefs):
        if relief.when is not None and "groups" in relief.when.names() and "groups" not in asked:
            vi = "Tờ khai không hỏi nhóm đối tượng được miễn, giảm."
            yield Fault(f"{at}/reliefs/{place}/when", "groups-not-asked", vi, "No form asks for the relieved groups.")


def _prices(rule: FeeRule, at: str) -> Iterator[Fault]:
    if any(later.beyond <= earlier.beyond for earlier, later in pairwise(rule.steps)):
        yield Fault(f"{at}/steps", "not-ascending", "Các bậc phải tăng dần.", "The steps must ascend.")
    if rule.steps and rule.unit is FeeUnit.DOSSIER:
        vi = "Tính theo hồ sơ thì không có bậc."
        yield Fault(f"{at}/steps", "no-quantity", vi, "What is counted by the dossier has no steps.")
    if rule.amount is None and (rule.steps or rule.most is not None):
        yield fault(f"{at}/amount", "missing")
    if rule.amount is not None and rule.most is not None and rule.most < rule.amount:
        vi = "Mức tối đa thấp hơn mức thu của một đơn vị."
        yield Fault(f"{at}/most", "below-amount", vi, "The cap is below the amount of one unit.")


def _overlaps(rules: Sequence[FeeRule], at: str) -> Iterator[Fault]:
    """Two rules of one code that hold under the same condition on one day, in one province."""
    for place, rule in enumerate(rules):
        if any(_both_hold(rule, other) for other in rules[:place] if other.code == rule.code):
            vi = "Hai mức thu cùng mã có hiệu lực cùng lúc."
            yield Fault(f"{at}/{place}/code", "overlap", vi, "Two rules with this code hold at the same time.")


def _both_hold(rule: FeeRule, other: FeeRule) -> bool:
    """A rule of a province goes before a general one: these two may stand side by side."""
    if (rule.when and rule.when.test) != (other.when and other.when.test):
        return False
    is_anywhere = not rule.province_codes and not other.province_codes
    shares = is_anywhere or bool(set(rule.province_codes) & set(other.province_codes))
    return shares and wording.overlap((rule.valid_from, rule.valid_to), (other.valid_from, other.valid_to))
