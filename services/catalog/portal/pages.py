"""The shape of a portal page as it was recorded."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from contracts.terms import Channel


class Recorded(BaseModel):
    """A value recorded from outside: unknown keys are left aside."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class PageLimit(Recorded):
    """A time limit in the portal's units."""

    value: int
    unit: Literal["working_day", "day", "hour"]
    unit_basis: str | None = None


class PageFee(Recorded):
    """An amount as printed; None where the page has none."""

    amount_vnd: int | None = None
    note: str = ""


class PageChannel(Recorded):
    """One row of the table "Cách thức thực hiện"; a channel may have several rows."""

    channel: Channel
    time_limit: PageLimit | None = None
    fees: list[PageFee] = Field(default_factory=list)
    note: str = ""


class PagePaper(Recorded):
    """One row of the table "Thành phần hồ sơ"."""

    name: str
    group: str | None = None
    form_file: str | None = None
    originals: int = 0
    copies: int = 0


class PageResult(Recorded):
    """A result paper."""

    code: str = ""
    name: str


class PageOnline(Recorded):
    """How far the procedure goes online, and where that is known from."""

    level: Literal["thong_tin", "mot_phan", "toan_trinh"]
    level_basis: str | None = None


class Page(Recorded):
    """One procedure page."""

    code: str
    name: str
    field: str
    ministry_group: str = ""
    levels: list[str] = Field(default_factory=list)
    decision: str | None = None
    applicants: list[str] = Field(default_factory=list)
    agency: str | None = None
    channels: list[PageChannel] = Field(default_factory=list)
    components: list[PagePaper] = Field(default_factory=list)
    legal_basis: list[str] = Field(default_factory=list)
    results: list[PageResult] = Field(default_factory=list)
    conditions: str | None = None
    deadline_rule: str | None = None
    online: PageOnline
    steps: list[str] = Field(default_factory=list)
    sub_procedures: list[str] = Field(default_factory=list)
    portal_url: str | None = None
    source: str
