"""How a joint dossier's due date comes about: the chain of limits leads to it, each with its days."""

from typing import Any
from uuid import uuid4

import pytest

from contracts.limits import aware
from contracts.terms import TimeLimit
from contracts.workflow import JointPart
from services.dossier import clock, joint
from services.dossier.chains import legs
from services.dossier.history import Deed, plain
from services.dossier.lifecycle import Act, Role, Status
from services.dossier.tests.factories import HOURS, local
from services.dossier.tests.test_joint import SAME_DAY, THREE_DAYS, TWO_DAYS, part

FRIDAY = aware(local(2026, 11, 20, 9))
"""Tuesday 24/11/2026 is a day off."""
FORK = [part("b", "a", limit=TWO_DAYS), part("a", limit=SAME_DAY), part("c", "a", limit=SAME_DAY)]


def accepted(due: Any) -> Deed:
    return Deed(
        dossier_id=uuid4(),
        sequence=1,
        act=Act.ACCEPT,
        actor_id=None,
        role=Role.COUNTER,
        agency_code=None,
        client_id=None,
        before=Status.SUBMITTED,
        after=Status.ACCEPTED,
        at=FRIDAY,
        decided=plain({"due_at": due}),
    )


@pytest.mark.parametrize(
    ("shares", "law", "names"),
    [
        pytest.param([part("a", limit=TWO_DAYS)], None, ["a"], id="one-part"),
        pytest.param(FORK, None, ["a", "b"], id="longest-chain"),
        pytest.param(FORK, THREE_DAYS, ["a", "b"], id="law-is-longer"),
        pytest.param(FORK, SAME_DAY, ["cả hồ sơ"], id="law-is-shorter"),
        pytest.param([part("a", limit=TWO_DAYS), part("b", "a")], THREE_DAYS, ["cả hồ sơ"], id="a-part-has-none"),
    ],
)
def test_the_chain_leads_to_the_due_date_day_by_day(
    shares: list[JointPart], law: TimeLimit | None, names: list[str]
) -> None:
    chain = legs(shares, law=law, received_at=FRIDAY, calendar=HOURS)
    assert [one.vi for one in chain] == names
    due = joint.due_at(shares, law=law, received_at=FRIDAY, calendar=HOURS)
    assert due is not None
    [stage] = clock.stages([accepted(due)], limit=chain[-1].limit, calendar=HOURS, names={}, legs=chain)
    assert stage.due_at == due
    assert stage.rows, "the days do not lead to the date that was promised"
    assert [row.vi.partition(":")[0] for row in stage.rows if row.kind is clock.RowKind.START] == names


def test_nothing_is_explained_of_what_is_not_promised() -> None:
    assert legs([part("a"), part("b", "a", limit=SAME_DAY)], law=None, received_at=FRIDAY, calendar=HOURS) == []
