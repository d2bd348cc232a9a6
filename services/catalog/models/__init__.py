"""Catalog's own tables, one module per aggregate."""

from services.catalog.models.areas import UNRECORDED, Area, AreaLevel, AreaSuccession
from services.catalog.models.calendars import WorkCalendar
from services.catalog.models.procedures import (
    Edition,
    LifeEvent,
    Origin,
    Procedure,
    Revision,
    RevisionStatus,
    Synonym,
)
from services.catalog.models.table import Table

__all__ = [
    "UNRECORDED",
    "Area",
    "AreaLevel",
    "AreaSuccession",
    "Edition",
    "LifeEvent",
    "Origin",
    "Procedure",
    "Revision",
    "RevisionStatus",
    "Synonym",
    "Table",
    "WorkCalendar",
]
