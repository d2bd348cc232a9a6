"""What feedback says: satisfaction ratings."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from kit.events import Event

Score = Annotated[int, Field(ge=1, le=5)]
"""5 rất hài lòng ... 1 rất không hài lòng."""


class RatingGiven(Event, type="feedback.rating_given.v1", about="dossier_id"):
    """An applicant rated the service received on a finished dossier."""

    rating_id: UUID
    dossier_id: UUID
    agency_code: str
    procedure_code: str
    score: Score
    rated_at: datetime
