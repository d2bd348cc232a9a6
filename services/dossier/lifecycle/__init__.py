"""The life of a dossier: `table.py` is the whole of it; here it is asked.

States and their national codes: the ten codes synchronised with the National Portal, plus the draft the agency never
sees. What else must be true is in `guards.py`; nothing here reads a database or a clock.
"""

from collections.abc import Collection, Iterator

from kit.problems import Forbidden, Problem
from services.dossier.guards import GUARDS, Facts
from services.dossier.lifecycle.rows import SENT, STAFF
from services.dossier.lifecycle.states import OPEN, OVER, STATES, UNSENT, WAITING, State, Status
from services.dossier.lifecycle.table import LIFE
from services.dossier.lifecycle.terms import Act, After, Clock, Role, Rule
from services.dossier.problems import NotNow, NotYours

__all__ = [
    "LIFE",
    "OPEN",
    "OVER",
    "SENT",
    "STAFF",
    "STATES",
    "UNSENT",
    "WAITING",
    "Act",
    "After",
    "Clock",
    "Role",
    "Rule",
    "State",
    "Status",
    "allowed",
    "check",
    "check_role",
    "obstacle",
]

SIDES = (frozenset({Role.APPLICANT, Role.CO_AUTHOR, Role.INVITEE}), frozenset(STAFF), frozenset({Role.PARTNER}))
"""Of the counter, and the systems beyond it: nobody is on two of one dossier."""
NOT_OPENED = State(None, "Chưa lập", "Not opened")


def check(act: Act, status: Status | None, *, by: Collection[Role], facts: Facts) -> Rule:
    """The rule of an act that may be done now; else raises the problem that stands in its way.

    `status` None: the dossier does not exist yet. `by` holds every role the actor has on this dossier.
    """
    if problem := obstacle(act, status, by=by, facts=facts):
        raise problem
    return LIFE[act]


def check_role(act: Act, *, by: Collection[Role]) -> None:
    """Raise NotYours, or Forbidden (`_stranger`), unless the actor has a role that may do the act."""
    if problem := _stranger(LIFE[act], by):
        raise problem


def obstacle(act: Act, status: Status | None, *, by: Collection[Role], facts: Facts) -> Problem | None:
    """The first thing that forbids the act: the wrong person, the wrong moment, or something missing."""
    rule = LIFE[act]
    if problem := _stranger(rule, by):
        return problem
    if not _is_moment(rule, status):
        return NotNow(*_moments(rule, status))
    return next((problem for need in rule.needs if (problem := GUARDS[need](facts))), None)


def allowed(status: Status, *, by: Collection[Role], facts: Facts) -> Iterator[tuple[Act, Problem | None]]:
    """Every act people can do to an existing dossier, with what stands in its way (None: nothing)."""
    for act, rule in LIFE.items():
        if rule.before and rule.by != {Role.SYSTEM}:
            yield act, obstacle(act, status, by=by, facts=facts)


def _stranger(rule: Rule, by: Collection[Role]) -> Problem | None:
    """Forbidden to those of the counter's other side, NotYours to the others of the side whose act it is."""
    if not rule.by.isdisjoint(by):
        return None
    sides = [side for side in SIDES if not side.isdisjoint(by)]
    return NotYours() if any(not side.isdisjoint(rule.by) for side in sides) else Forbidden()


def _is_moment(rule: Rule, status: Status | None) -> bool:
    return status in rule.before if status is not None else not rule.before


def _moments(rule: Rule, status: Status | None) -> tuple[str, str]:
    """In which states the act is possible, in words."""
    here = STATES[status] if status is not None else NOT_OPENED
    there = [state for one, state in STATES.items() if one in rule.before] or [NOT_OPENED]
    vi, en = ", ".join(state.vi for state in there), ", ".join(state.en for state in there)
    return (
        f"“{rule.vi}” chỉ thực hiện được khi hồ sơ ở trạng thái: {vi}. Hiện tại: {here.vi}.",
        f"“{rule.en}” is possible only in: {en}. The dossier is: {here.en}.",
    )
