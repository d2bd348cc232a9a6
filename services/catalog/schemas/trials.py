"""REST shapes of trying a revision: what it says otherwise, and what it would have meant."""

from typing import Any
from uuid import UUID

from pydantic import Field

from kit.schemas import Schema
from services.catalog.comparing import Op
from services.catalog.simulating import Aspect


class ChangeOut(Schema):
    """One thing a revision says otherwise; `pointer` into its content (of what was removed: into the other's)."""

    kind: str
    op: Op
    pointer: str
    name: str
    before: Any
    after: Any
    vi: str
    en: str


class DiffOut(Schema):
    """What `revision_id` says otherwise than `against`."""

    revision_id: UUID
    against: UUID
    changes: list[ChangeOut]


class SimulationIn(Schema):
    """How many of the newest accepted dossiers to try it on."""

    last: int = Field(default=100, ge=1, le=500, description="số hồ sơ gần nhất / newest dossiers", examples=[100])


class DifferenceOut(Schema):
    """One aspect of one dossier that would come out otherwise."""

    dossier_id: UUID
    aspect: Aspect
    before: Any
    after: Any
    vi: str
    en: str


class SimulationOut(Schema):
    """`tried` dossiers; `skipped`: those whose revision or agency is not known here. `counts`: dossiers per aspect."""

    tried: int
    skipped: int
    changed: int
    counts: dict[Aspect, int]
    differences: list[DifferenceOut]
