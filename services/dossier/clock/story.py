"""Every due date a dossier had: where it came from, what moved it, each with its arithmetic; and the figures. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from contracts.limits import counted_from, local
from contracts.terms import LimitUnit, TimeLimit
from kit.workdays import Calendar
from services.dossier.clock.reckoning import Names, Row, clock_time, due_row, limit_rows, off, pushed_rows
from services.dossier.clock.segments import Segment
from services.dossier.deadlines import wait_begun
from services.dossier.history import Deed
from services.dossier.lifecycle import Act, Status

MINUTE = timedelta(minutes=1)
MOST_ROWS = 400


class StageKind(StrEnum):
    """Why a due date is what it is."""

    LIMIT = "limit"
    WAIT = "wait"
    RESTART = "restart"
    EXTENSION = "extension"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A due date (UTC) and how it was reckoned; no `rows` where today's calendar does not lead there any more."""

    kind: StageKind
    at: datetime
    due_at: datetime
    vi: str
    en: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What statistics count, in open minutes of the agency: the legal time used, and time waited by status.

    `days_late`: days after the due day (negative: before it); None without a limit or while it is not finished.
    """

    counted_minutes: int
    waited_minutes: dict[Status, int]
    days_late: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A limit on the way to the due date of a joint dossier: whose it is, and since when it runs (UTC)."""

    vi: str
    en: str
    limit: TimeLimit
    begins_at: datetime


def stages(
    deeds: Sequence[Deed], *, limit: TimeLimit, calendar: Calendar, names: Names, legs: Sequence[Leg] = ()
) -> list[Stage]:
    """Every due date in order; `deeds` are the whole history. Empty: it has not been received.

    `legs`: of a joint dossier, the limits that lead to its first due date one after the other.
    """
    told, since, begun, due = list[Stage](), None, None, None
    rows_left = MOST_ROWS
    for deed in deeds:
        decided = deed.decided
        if due is not None and decided.get("due_at") not in (None, due.isoformat(timespec="microseconds")):
            waiting = wait_begun(since or deed.at, resumed_at=deed.at, counted_since=begun)
            stage = _moved(deed, before=due, since=waiting, limit=limit, calendar=calendar, names=names)
        elif due is None and decided.get("due_at") and legs:
            stage = _chained(deed, legs, calendar=calendar, names=names)
        elif due is None and decided.get("due_at"):
            stage = _begun(deed, limit=limit, calendar=calendar, names=names, kind=StageKind.LIMIT)
        else:
            stage = None
        if stage is not None:
            due, kept = stage.due_at, stage.rows if len(stage.rows) <= rows_left else ()
            rows_left -= len(kept)
            told.append(stage if kept == stage.rows else _without_rows(stage))
        if "paused_since" in decided or "resolved_at" in decided:
            since = _moment(decided.get("paused_since") or decided.get("resolved_at"))
        begun = _moment(decided["counted_since"]) if decided.get("counted_since") else begun
    return told


def _without_rows(stage: Stage) -> Stage:
    return Stage(kind=stage.kind, at=stage.at, due_at=stage.due_at, vi=stage.vi, en=stage.en, rows=())


def _chained(deed: Deed, legs: Sequence[Leg], *, calendar: Calendar, names: Names) -> Stage:
    rows = list[Row]()
    for leg in legs:
        begin = counted_from(leg.begins_at, calendar=calendar)
        first, *others = limit_rows(leg.limit, counted_since=begin, calendar=calendar, names=names)
        rows += [replace(first, vi=f"{leg.vi}: {first.vi}", en=f"{leg.en}: {first.en}"), *others]
    vi = ", rồi ".join(f"{leg.vi} ({_limit(leg.limit)[0]})" for leg in legs)
    en = ", then ".join(f"{leg.en} ({_limit(leg.limit)[1]})" for leg in legs)
    words = (f"phần xong sau cùng: {vi}", f"the part that ends last: {en}")
    return _stage(StageKind.LIMIT, deed, due=_due_of(deed), words=words, rows=rows)


def _begun(deed: Deed, *, limit: TimeLimit, calendar: Calendar, names: Names, kind: StageKind) -> Stage:
    due = _due_of(deed)
    begin = counted_from(deed.at, calendar=calendar)
    rows = limit_rows(limit, counted_since=begin, calendar=calendar, names=names)
    how = _received(deed.at, begin=begin, calendar=calendar, names=names)
    vi, en = f"{_limit(limit)[0]}; {how[0]}", f"{_limit(limit)[1]}; {how[1]}"
    if kind is StageKind.RESTART:
        vi, en = f"hồ sơ đã đủ: tính lại từ đầu {vi}", f"complete now: counted anew, {en}"
    return _stage(kind, deed, due=due, words=(vi, en), rows=rows)


def _moved(
    deed: Deed,
    *,
    before: datetime,
    since: datetime,
    limit: TimeLimit,
    calendar: Calendar,
    names: Names,
) -> Stage:
    due = _due_of(deed)
    if deed.act is Act.EXTEND:
        words = (
            f"lãnh đạo xác nhận xin lỗi và hẹn lại (mẫu 04), một lần, không quá {_limit(limit)[0]}",
            f"the leader confirmed an apology and a new date (form 04), once, at most {_limit(limit)[1]} more",
        )
        return _stage(StageKind.EXTENSION, deed, due=due, words=words, rows=[due_row(local(due))])
    if "counted_since" in deed.decided:
        return _begun(deed, limit=limit, calendar=calendar, names=names, kind=StageKind.RESTART)
    waited = _waited(since, deed.at, unit=limit.unit, calendar=calendar)
    unit = ("theo lịch", "by the clock") if limit.unit is LimitUnit.DAY else ("giờ làm việc", "of open hours")
    minutes = round(waited / MINUTE)
    words = (
        f"thời gian chờ không tính: {clock_time(minutes)} {unit[0]}; hạn lùi đúng bấy nhiêu",
        f"the wait does not count: {clock_time(minutes)} {unit[1]}; the due date moves by as much",
    )
    rows = pushed_rows(local(before), waited, unit=limit.unit, calendar=calendar, names=names)
    return _stage(StageKind.WAIT, deed, due=due, words=words, rows=rows)


def _stage(kind: StageKind, deed: Deed, *, due: datetime, words: tuple[str, str], rows: Iterable[Row]) -> Stage:
    """With its rows where they lead to the date that was promised; a calendar published since may lead elsewhere."""
    told = tuple(rows)
    leads_there = told[-1] == due_row(local(due))
    vi, en = words
    if not leads_there:
        vi += "; lịch làm việc đã thay đổi từ đó, hạn đã hẹn được giữ"
        en += "; the calendar has changed since, the date promised stays"
    return Stage(kind=kind, at=deed.at, due_at=due, vi=vi, en=en, rows=told if leads_there else ())


def _waited(since: datetime, until: datetime, *, unit: LimitUnit, calendar: Calendar) -> timedelta:
    return until - since if unit is LimitUnit.DAY else calendar.working_time(local(since), local(until))


UNITS = {
    LimitUnit.WORKING_DAY: ("ngày làm việc", "working days"),
    LimitUnit.WORKING_HOUR: ("giờ làm việc", "working hours"),
    LimitUnit.DAY: ("ngày", "days"),
}


def _limit(limit: TimeLimit) -> tuple[str, str]:
    if limit.unit is LimitUnit.SAME_DAY:
        return "trong ngày", "the same day"
    vi, en = UNITS[limit.unit]
    return f"{limit.value} {vi}", f"{limit.value} {en}"


def _received(at: datetime, *, begin: datetime, calendar: Calendar, names: Names) -> tuple[str, str]:
    """Since when the limit counts, and why not since it was received."""
    here = local(at)
    if here == begin:
        return f"tính từ lúc tiếp nhận {begin:%H:%M %d/%m/%Y}", f"counted from receipt at {begin:%H:%M %d/%m/%Y}"
    if not calendar.is_working_day(here.date()):
        vi, en = off(here.date(), calendar=calendar, names=names)
    elif begin.date() > here.date():
        vi, en = "sau giờ đóng cửa", "after closing"
    elif here < begin and calendar.working_time(datetime.combine(here.date(), datetime.min.time()), here):
        vi, en = "trong giờ nghỉ trưa", "in the lunch break"
    else:
        vi, en = "trước giờ mở cửa", "before opening"
    return (
        f"tiếp nhận {here:%H:%M %d/%m/%Y} ({vi}), tính từ {begin:%H:%M %d/%m/%Y}",
        f"received {here:%H:%M %d/%m/%Y} ({en}), counted from {begin:%H:%M %d/%m/%Y}",
    )


def figures(
    told: Sequence[Segment], *, due: datetime | None, finished_at: datetime | None, now: datetime, calendar: Calendar
) -> Figures:
    """The figures of a life: `told` its stretches; `now` ends the last one when it lasts."""
    spans = list(_spans(told, now=now, calendar=calendar))
    waited: dict[Status, int] = {}
    for one, minutes in spans:
        if not one.is_running and one.status in WAITED:
            waited[one.status] = waited.get(one.status, 0) + minutes
    late = None if due is None or finished_at is None else (local(finished_at).date() - local(due).date()).days
    return Figures(
        counted_minutes=sum(minutes for one, minutes in spans if one.is_running),
        waited_minutes=waited,
        days_late=late,
    )


WAITED = frozenset({Status.SUPPLEMENT_REQUIRED, Status.PAYMENT_REQUIRED, Status.WITHDRAWAL_REQUESTED, Status.STOPPED})


def _spans(told: Sequence[Segment], *, now: datetime, calendar: Calendar) -> Iterator[tuple[Segment, int]]:
    for one in told:
        opened = calendar.working_time(local(one.starts_at), local(one.ends_at or now))
        yield one, round(opened / MINUTE)


def _due_of(deed: Deed) -> datetime:
    due = _moment(deed.decided["due_at"])
    assert due is not None
    return due


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
