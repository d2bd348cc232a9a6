"""The arithmetic of due dates down to the day, and the days people ask about."""

import os
import time as system_time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from contracts.limits import counted_from, due_at
from contracts.terms import LimitUnit, TimeLimit
from kit.workdays import Calendar
from services.dossier import clock
from services.dossier.clock import limit_rows, pushed_rows
from services.dossier.history import Deed, plain
from services.dossier.lifecycle import Act, Role, Status
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import HOURS
from services.dossier.tests.factories import local as at
from services.dossier.tests.test_supplements import CT01, answered

THREE_DAYS = TimeLimit(value=3, unit=LimitUnit.WORKING_DAY)


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Ho_Chi_Minh"])
def server_in(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server's own time zone, which must not matter."""
    monkeypatch.setenv("TZ", request.param)
    system_time.tzset()
    yield
    monkeypatch.undo()
    os.environ.setdefault("TZ", "")
    if not os.environ["TZ"]:
        del os.environ["TZ"]
    system_time.tzset()


@pytest.mark.usefixtures("server_in")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        # Friday 20/11 17:01 is after closing: Monday 23/11 07:00; Tuesday 24/11 is off: 25, 26, 27
        pytest.param(at(2026, 11, 20, 17, 1), at(2026, 11, 27, 7), id="friday-17-01"),
        # Friday 20/11 17:00 sharp the office is closed too
        pytest.param(at(2026, 11, 20, 17), at(2026, 11, 27, 7), id="friday-17-00"),
        # a minute before it still counts on Friday: 23, 25, 26
        pytest.param(at(2026, 11, 20, 16, 59), at(2026, 11, 26, 16, 59), id="friday-16-59"),
        # the last second of Thursday 19/11: Friday 07:00; 23, 25, 26
        pytest.param(at(2026, 11, 19, 23, 59, 59), at(2026, 11, 26, 7), id="last-second"),
        # in the lunch break: 13:30
        pytest.param(at(2026, 11, 25, 12), at(2026, 11, 30, 13, 30), id="lunch"),
        # before opening: 07:00
        pytest.param(at(2026, 11, 25, 6), at(2026, 11, 30, 7), id="early"),
        # on the day of culture itself: Wednesday 07:00; 26, 27, 30
        pytest.param(at(2026, 11, 24, 9), at(2026, 11, 30, 7), id="day-of-culture"),
        # Thursday 4/2/2027, Tet is 5-10 February: Thursday 11, Friday 12, Monday 15
        pytest.param(at(2027, 2, 4, 10), at(2027, 2, 15, 10), id="before-tet"),
        # Friday 21/8: Saturday 22/8 is worked, Monday 24, Tuesday 25
        pytest.param(at(2026, 8, 21, 10), at(2026, 8, 25, 10), id="make-up-saturday"),
    ],
)
def test_the_days_people_ask_about(received: datetime, due: datetime) -> None:
    assert due_at(THREE_DAYS, received_at=received, calendar=HOURS) == due


def told(received: datetime, limit: TimeLimit = THREE_DAYS) -> list[tuple[date, str, str]]:
    begin = counted_from(received, calendar=HOURS)
    rows = limit_rows(limit, counted_since=begin, calendar=HOURS, names={date(2026, 11, 24): "Ngày Văn hóa Việt Nam"})
    return [(row.day, row.kind.value, row.vi) for row in rows]


def test_every_day_is_told_with_what_it_is() -> None:
    assert told(at(2026, 11, 20, 10)) == [
        (date(2026, 11, 20), "start", "ngày tiếp nhận, không tính (Bộ luật Dân sự điều 147)"),
        (date(2026, 11, 21), "skipped", "cuối tuần"),
        (date(2026, 11, 22), "skipped", "cuối tuần"),
        (date(2026, 11, 23), "counted", "ngày thứ 1"),
        (date(2026, 11, 24), "skipped", "nghỉ: Ngày Văn hóa Việt Nam"),
        (date(2026, 11, 25), "counted", "ngày thứ 2"),
        (date(2026, 11, 26), "counted", "ngày thứ 3"),
        (date(2026, 11, 26), "due", "hạn: 10:00"),
    ]


def test_hours_are_counted_down() -> None:
    """Eight working hours from Friday 15:00: two on Friday, six on Monday: 4 h 30 before lunch, 1 h 30 after it."""
    assert told(at(2026, 11, 20, 15), TimeLimit(value=8, unit=LimitUnit.WORKING_HOUR)) == [
        (date(2026, 11, 20), "counted", "tính 2 h, còn 6 h"),
        (date(2026, 11, 21), "skipped", "cuối tuần"),
        (date(2026, 11, 22), "skipped", "cuối tuần"),
        (date(2026, 11, 23), "counted", "tính 6 h, còn 0 h"),
        (date(2026, 11, 23), "due", "hạn: 15:00"),
    ]


def test_the_same_day_is_the_next_one_after_three() -> None:
    limit = TimeLimit(value=1, unit=LimitUnit.SAME_DAY)
    assert [row[2] for row in told(at(2026, 11, 20, 15), limit)] == ["trả trong ngày", "hạn: 17:00"]
    assert [row[2] for row in told(at(2026, 11, 20, 15, 1), limit)] == [
        "tiếp nhận sau 15 giờ: trả trong ngày làm việc tiếp theo",
        "cuối tuần",
        "cuối tuần",
        "hạn: 17:00",
    ]


def test_a_calendar_day_limit_moves_on_from_a_day_off() -> None:
    """Two days from Thursday 19/11 is Saturday 21/11: Monday 23/11."""
    assert [row[0].day for row in told(at(2026, 11, 19, 10), TimeLimit(value=2, unit=LimitUnit.DAY))] == [
        19, 20, 21, 21, 22, 23,
    ]  # fmt: skip


async def story(office: Office, dossier: dict[str, Any]) -> dict[str, Any]:
    return await office.seen(dossier, office.lan, "/clock")


async def test_the_clock_of_a_dossier_explains_each_due_date(office: Office, clock_at: Any) -> None:
    """Received Friday 20/11 17:01, due Friday 27/11 07:00; waits from Wednesday 25/11 10:00 to Thursday 26/11 10:00:
    1 h 30 and 3 h 30 on Wednesday, 3 h on Thursday are 8 hours, the whole of Friday 27/11.
    """
    clock_at(at(2026, 11, 20, 17, 1))
    sent = await office.in_progress()
    clock_at(at(2026, 11, 25, 10))
    await office.supplement(sent, CT01)
    clock_at(at(2026, 11, 26, 10))
    await answered(office, sent)
    shown = await story(office, sent)
    assert [(one["kind"], one["due_at"]) for one in shown["stages"]] == [
        ("limit", "2026-11-27T00:00:00Z"),
        ("wait", "2026-11-27T10:00:00Z"),
    ]
    first, second = shown["stages"]
    assert first["words"]["vi"] == (
        "3 ngày làm việc; tiếp nhận 17:01 20/11/2026 (sau giờ đóng cửa), tính từ 07:00 23/11/2026"
    )
    assert [one["day"] for one in first["days"] if one["kind"] == "skipped"] == ["2026-11-24"]
    assert second["words"]["en"] == ("the wait does not count: 8 h of open hours; the due date moves by as much")
    assert [one["minutes"] for one in second["days"]] == [480, None]
    assert shown["due_at"] == second["due_at"]
    assert shown["figures"]["waited_minutes"] == {"supplement_required": 480}
    assert shown["figures"]["days_late"] is None
    clock_at(at(2026, 11, 26, 16))
    await office.upload(sent, office.dung)
    await office.act(sent, "resolution", office.dung, outcome="granted")
    done = await story(office, sent)
    assert (done["timeliness"], done["figures"]["days_late"]) == ("early", -1)
    assert done["timeliness_in_words"]["vi"].startswith("Trước hạn")
    # Monday 23/11 8 h, Tuesday off, Wednesday 07:00-10:00 3 h, Thursday 10:00-16:00 with lunch 4 h
    assert done["figures"]["counted_minutes"] == (8 + 3 + 4) * 60


async def test_a_draft_has_no_due_date_to_explain(office: Office) -> None:
    shown = await story(office, await office.opened())
    assert (shown["stages"], shown["limit"], shown["figures"]["counted_minutes"]) == ([], None, 0)


def deed(act: Act, moment: datetime, **decided: Any) -> Deed:
    """An entry as far as the clock looks at it."""
    return Deed(
        dossier_id=UUID(int=1), sequence=1, act=act, actor_id=None, role=Role.SYSTEM, agency_code=None, client_id=None,
        before=None, after=Status.ACCEPTED, at=moment, decided=plain(decided),
    )  # fmt: skip


def explained(*deeds: Deed, limit: TimeLimit = THREE_DAYS, calendar: Calendar = HOURS) -> list[clock.Stage]:
    return clock.stages(deeds, limit=limit, calendar=calendar, names={})


def test_an_extension_and_a_limit_begun_anew_are_told() -> None:
    received, due = at(2026, 11, 25, 12), at(2026, 11, 30, 13, 30)
    told_ = explained(
        deed(Act.ACCEPT, received, due_at=due),
        deed(Act.REQUEST_SUPPLEMENT, at(2026, 11, 26, 10), paused_since=at(2026, 11, 26, 10)),
        deed(
            Act.ANSWER_SUPPLEMENT,
            at(2026, 11, 27, 6),
            paused_since=None,
            due_at=at(2026, 12, 2, 7),
            counted_since=at(2026, 11, 27, 7),
        ),
        deed(Act.EXTEND, at(2026, 12, 1, 8), due_at=at(2026, 12, 7, 7)),
    )
    assert [one.kind.value for one in told_] == ["limit", "restart", "extension"]
    assert "trong giờ nghỉ trưa" in told_[0].vi
    assert told_[1].en == (
        "complete now: counted anew, 3 working days; "
        "received 06:00 27/11/2026 (before opening), counted from 07:00 27/11/2026"
    )
    assert told_[2].rows == (clock.reckoning.due_row(datetime(2026, 12, 7, 7)),)  # noqa: DTZ001 - local


def test_a_calendar_published_since_leaves_the_promise_and_says_so() -> None:
    [stage] = explained(deed(Act.ACCEPT, at(2026, 11, 24, 9), due_at=at(2026, 11, 27, 9)))
    assert (stage.due_at, stage.rows) == (at(2026, 11, 27, 9), ())
    assert stage.vi.endswith("lịch làm việc đã thay đổi từ đó, hạn đã hẹn được giữ")


def test_a_wait_in_closed_hours_leaves_a_day_limit_where_it_is() -> None:
    received, due, since = at(2026, 11, 19, 10), at(2026, 11, 26, 10), at(2026, 11, 21, 10)
    moved = due + timedelta(minutes=90)
    told_ = explained(
        deed(Act.ACCEPT, received, due_at=due),
        deed(Act.REQUEST_PAYMENT, since, paused_since=since),
        deed(Act.SETTLE, since + timedelta(minutes=90), paused_since=None, due_at=moved),
        limit=TimeLimit(value=7, unit=LimitUnit.DAY),
    )
    assert [one.due_at for one in told_] == [due, moved]
    assert told_[1].en.startswith("the wait does not count: 1 h 30 by the clock")


def test_an_answer_does_not_grow_without_bound() -> None:
    """Two limits of 300 calendar days are 602 rows: the second is told without them."""
    limit = TimeLimit(value=300, unit=LimitUnit.DAY)
    received, again = at(2026, 1, 5, 10), at(2026, 2, 3, 10)
    first = due_at(limit, received_at=received, calendar=HOURS)
    second = due_at(limit, received_at=again, calendar=HOURS)
    told_ = explained(
        deed(Act.ACCEPT, received, due_at=first),
        deed(Act.ANSWER_SUPPLEMENT, again, due_at=second, counted_since=again),
        limit=limit,
    )
    assert [len(one.rows) > 300 for one in told_] == [True, False]
    assert told_[1].due_at == second


def test_a_same_day_limit_and_a_weekday_without_hours_are_told() -> None:
    limit = TimeLimit(value=1, unit=LimitUnit.SAME_DAY)
    assert explained(deed(Act.ACCEPT, at(2026, 11, 25, 9), due_at=at(2026, 11, 25, 17)), limit=limit)[0].en == (
        "the same day; counted from receipt at 09:00 25/11/2026"
    )
    mondays_off = replace(HOURS, sessions=(), weekday_sessions=dict.fromkeys(range(2, 6), HOURS.sessions))
    assert clock.reckoning.off(date(2026, 11, 23), calendar=mondays_off, names={}) == (
        "cơ quan không làm việc",
        "the office is closed",
    )
    assert clock.reckoning.off(date(2026, 11, 24), calendar=HOURS, names={}) == ("ngày nghỉ", "day off")
    assert pushed_rows(datetime(2026, 11, 25, 9), timedelta(), unit=LimitUnit.DAY, calendar=HOURS, names={}) == [  # noqa: DTZ001
        clock.reckoning.due_row(datetime(2026, 11, 25, 9))  # noqa: DTZ001
    ]
