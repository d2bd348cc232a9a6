"""The table of a revision's life."""

from datetime import date, timedelta

import pytest

from kit.faults import Fault
from services.catalog import revising
from services.catalog.models import RevisionStatus
from services.catalog.problems import NotNow
from services.catalog.revising import LIFE, Act

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("status", list(RevisionStatus))
def test_an_act_is_possible_from_one_state_only(status: RevisionStatus, act: Act) -> None:
    if status is LIFE[act].before:
        assert revising.undergo(status, act) is LIFE[act].after
    else:
        with pytest.raises(NotNow):
            revising.undergo(status, act)


def test_what_was_published_is_never_a_draft_again() -> None:
    assert not [
        act for act, rule in LIFE.items() if rule.before in revising.PUBLIC and rule.after not in revising.PUBLIC
    ]


def test_a_revision_ends_closed_when_its_procedure_is() -> None:
    assert revising.ends(None, on=TODAY) is Act.SUPERSEDE
    assert revising.ends(TODAY + DAY, on=TODAY) is Act.SUPERSEDE
    assert revising.ends(TODAY, on=TODAY) is Act.CLOSE


def code(fault: Fault | None) -> str | None:
    """Which fault it is."""
    return None if fault is None else fault.code


def test_a_revision_begins_today_at_the_earliest_and_not_before_the_newest() -> None:
    assert code(revising.wrong_day(TODAY, today=TODAY, after=None)) is None
    assert code(revising.wrong_day(TODAY, today=TODAY, after=TODAY)) is None
    assert code(revising.wrong_day(TODAY - DAY, today=TODAY, after=None)) == "past"
    assert code(revising.wrong_day(TODAY, today=TODAY, after=TODAY + DAY)) == "too-early"


def test_a_procedure_closes_after_its_newest_revision_was_in_force_for_a_day() -> None:
    assert code(revising.wrong_closing(TODAY, today=TODAY, after=TODAY - DAY)) is None
    assert code(revising.wrong_closing(TODAY, today=TODAY, after=TODAY)) == "too-early"
    assert code(revising.wrong_closing(TODAY - DAY, today=TODAY, after=TODAY - DAY * 9)) == "past"
