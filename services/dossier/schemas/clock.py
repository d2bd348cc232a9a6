"""The clock as people see it: where the time went, and how each due date was reckoned, down to the day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self

from pydantic import Field

from contracts.dossier import Timeliness
from contracts.terms import TimeLimit
from kit.schemas import Schema
from services.dossier import clock
from services.dossier.lifecycle import Status
from services.dossier.models import Dossier, Extension
from services.dossier.schemas.whole import Words


class SegmentOut(Schema):
    """A stretch of the dossier's life; `step` of the procedure's workflow."""

    status: Status
    holder: clock.Holder
    is_running: bool
    starts_at: datetime
    ends_at: datetime | None
    step: str | None = None
    words: Words

    @classmethod
    def of(cls, segment: clock.Segment) -> Self:
        """The stretch as people see it."""
        return cls(
            status=segment.status,
            holder=segment.holder,
            is_running=segment.is_running,
            starts_at=segment.starts_at,
            ends_at=segment.ends_at,
            step=segment.step,
            words=Words(vi=segment.vi, en=segment.en),
        )


class DayOut(Schema):
    """A day of the reckoning. `minutes`: open minutes counted on it; `left`: what is left after it, in days of the
    limit or in minutes. `is_makeup`: a day of the weekend that is worked.
    """

    day: date
    kind: clock.RowKind
    minutes: int | None
    left: int | None
    is_makeup: bool
    words: Words


class StageOut(Schema):
    """A due date: why it is what it is, and its days; none where the calendar published since leads elsewhere."""

    kind: clock.StageKind
    at: datetime
    due_at: datetime
    words: Words
    days: list[DayOut]

    @classmethod
    def of(cls, stage: clock.Stage) -> Self:
        """The due date as people see it."""
        days = [
            DayOut(
                day=row.day,
                kind=row.kind,
                minutes=row.minutes,
                left=row.left,
                is_makeup=row.is_makeup,
                words=Words(vi=row.vi, en=row.en),
            )
            for row in stage.rows
        ]
        words = Words(vi=stage.vi, en=stage.en)
        return cls(kind=stage.kind, at=stage.at, due_at=stage.due_at, words=words, days=days)


class FiguresOut(Schema):
    """What statistics count, in open minutes of the agency. `days_late`: after the due day; negative: before it."""

    counted_minutes: int
    waited_minutes: dict[Status, int]
    days_late: int | None

    @classmethod
    def of(cls, told: clock.Figures) -> Self:
        """The figures as they go out."""
        return cls(counted_minutes=told.counted_minutes, waited_minutes=told.waited_minutes, days_late=told.days_late)


class ApologyDraft(Schema):
    """An apology and new date that waits for a leader; shown to the agency alone."""

    new_due_at: datetime
    drafted_at: datetime

    @classmethod
    def of(cls, draft: Extension) -> Self:
        """The draft as the agency sees it."""
        return cls(new_due_at=draft.new_due_at, drafted_at=draft.drafted_at)


FIXED: dict[Timeliness, tuple[str, str]] = {
    Timeliness.EARLY: ("Trước hạn: xong trước ngày hẹn.", "Early: finished on a day before the due day."),
    Timeliness.ON_TIME: ("Đúng hạn: xong trong ngày hẹn, trước giờ hẹn.", "On time: finished by the due moment."),
    Timeliness.LATE: ("Quá hạn: xong sau giờ hẹn.", "Late: finished after the due moment."),
}


class ClockOut(Schema):
    """Where the time went, until when the agency has, and how that was reckoned. `limit` null: the law sets none."""

    due_at: datetime | None
    paused_since: datetime | None
    timeliness: Timeliness | None
    timeliness_in_words: Words | None = None
    limit: TimeLimit | None = None
    segments: list[SegmentOut]
    stages: list[StageOut] = Field(default=[])
    figures: FiguresOut | None = None
    apology_draft: ApologyDraft | None = None

    @classmethod
    def of(
        cls,
        dossier: Dossier,
        *,
        limit: TimeLimit | None,
        segments: Sequence[clock.Segment],
        stages: Sequence[clock.Stage],
        figures: clock.Figures,
        draft: Extension | None,
    ) -> Self:
        """The clock of a dossier."""
        fixed = FIXED[dossier.timeliness] if dossier.timeliness else None
        return cls(
            due_at=dossier.due_at,
            paused_since=dossier.paused_since,
            timeliness=dossier.timeliness,
            timeliness_in_words=Words(vi=fixed[0], en=fixed[1]) if fixed else None,
            limit=limit,
            segments=[SegmentOut.of(segment) for segment in segments],
            stages=[StageOut.of(stage) for stage in stages],
            figures=FiguresOut.of(figures),
            apology_draft=ApologyDraft.of(draft) if draft else None,
        )
