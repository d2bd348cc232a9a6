"""The declarative root of identity's tables."""

from sqlalchemy.orm import DeclarativeBase

from kit.db import COLUMN_TYPES, new_metadata


class Table(DeclarativeBase):
    """Root of identity's tables; its metadata also holds kit's."""

    metadata = new_metadata()
    type_annotation_map = COLUMN_TYPES
