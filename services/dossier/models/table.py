"""The registry of dossier's tables."""

from sqlalchemy.orm import DeclarativeBase

from kit.db import COLUMN_TYPES, new_metadata


class Table(DeclarativeBase):
    """Base of dossier's tables."""

    metadata = new_metadata()
    type_annotation_map = COLUMN_TYPES
