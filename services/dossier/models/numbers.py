"""How many numbers each agency has drawn on a day."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from services.dossier.models.table import Table


class NumberSequence(Table):
    """How many numbers an agency has drawn on a day; the row lock makes them gap-free."""

    __tablename__ = "number_sequences"

    agency_code: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]
