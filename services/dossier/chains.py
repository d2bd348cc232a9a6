"""How the due date of a joint dossier comes about: the limits of its parts, one after the other. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from contracts.terms import TimeLimit
from contracts.workflow import JointPart
from kit.workdays import Calendar
from services.dossier import joint
from services.dossier.clock import Leg


def legs(parts: Sequence[JointPart], *, law: TimeLimit | None, received_at: datetime, calendar: Calendar) -> list[Leg]:
    """The longest chain of the parts' limits in order; the law's limit of the whole alone where that one decides.

    They lead to `joint.due_at`. Empty: nothing is promised.
    """
    due = joint.due_at(parts, law=law, received_at=received_at, calendar=calendar)
    if due is None:
        return []
    ends = joint.ends_of(parts, received_at=received_at, calendar=calendar)
    known = {id_: end for id_, end in ends.items() if end is not None}
    if len(known) < len(ends) or not known or max(known.values()) != due:
        return [Leg(vi="cả hồ sơ", en="the whole", limit=law, begins_at=received_at)] if law else []
    chain = [max(parts, key=lambda one: known[one.id])]
    while before := _before(chain[0], parts, known):
        chain.insert(0, before)
    found, begins_at = list[Leg](), received_at
    for one in chain:
        assert one.limit is not None, "a part without a limit has no end"
        found.append(Leg(vi=one.name, en=one.name_en, limit=one.limit, begins_at=begins_at))
        begins_at = known[one.id]
    return found


def _before(part: JointPart, parts: Sequence[JointPart], ends: Mapping[str, datetime]) -> JointPart | None:
    """Of the parts it waits for, the one that ends last."""
    waited = [one for one in parts if one.id in part.after]
    return max(waited, key=lambda one: ends[one.id], default=None)
