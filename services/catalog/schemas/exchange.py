"""REST shapes of import and export."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from kit.schemas import Schema
from services.catalog.schemas.faults import FaultOut
from services.catalog.schemas.listing import Asked


class Shape(StrEnum):
    """What an import is written in."""

    NATIONAL = "national"
    BUNDLE = "bundle"


class ImportIn(Schema):
    """`content`: a bundle, or a list of the portal's LayThuTuc answers. Nothing is written when something is refused,
    unless `is_partial`; with `is_dry_run` nothing is written at all."""

    format: Annotated[Shape, Field(strict=False, examples=["national"])]
    is_dry_run: bool = Field(default=False, examples=[True])
    is_partial: bool = Field(default=False, examples=[False])
    content: Any = Field(
        examples=[
            [
                {
                    "error_code": "00",
                    "result": {"MATTHC": "9.000001", "TENTTHC": "Thủ tục mới", "LINHVUCTHUCHIEN": "Hộ tịch"},
                }
            ]
        ]
    )


class Outcome(StrEnum):
    """What became of one entry."""

    CREATED = "created"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class EntryKind(StrEnum):
    """What an entry is."""

    PROCEDURE = "procedure"
    LIFE_EVENT = "life_event"
    SYNONYM = "synonym"
    CALENDAR = "calendar"


class EntryOut(Schema):
    """One entry of an import. `is_draft`: an editor has to publish it."""

    kind: EntryKind
    code: str
    outcome: Outcome
    is_draft: bool = False
    faults: list[FaultOut] = Field(default=[])


class ReportOut(Schema):
    """What an import did, or would do (`is_written` false)."""

    is_written: bool
    entries: list[EntryOut]


class BundleAsked(Asked):
    """Query keys of a bundle."""

    codes: Annotated[
        str | None,
        Field(
            pattern=r"^[0-9A-Za-z.\-]{1,40}(,[0-9A-Za-z.\-]{1,40}){0,99}$",
            description="Mã thủ tục, cách nhau dấu phẩy / codes",
            examples=["1.004194,1.001193"],
        ),
    ] = None
    limit: Annotated[int, Field(ge=1, le=100, description="Số mục mỗi trang / items per page")] = 100
    cursor: Annotated[str | None, Field(max_length=600, description="`next` của trang trước / of the page before")] = (
        None
    )


class ThuTucAsked(Asked):
    """Query keys of LayThuTuc."""

    code: Annotated[
        str, Field(alias="maTTHC", pattern=r"^[0-9A-Za-z.\-]{1,40}$", description="MATTHC", examples=["1.004194"])
    ]
