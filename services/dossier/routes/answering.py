"""How routes answer: a dossier with its marks, and an act with where the dossier stands after it."""

from fastapi import Response

from kit.db import Session
from kit.idempotency import Idempotent
from services.dossier.models import Dossier
from services.dossier.schemas.whole import Standing


def marks(dossier: Dossier) -> dict[str, str]:
    """Headers of every answer that shows a dossier: its version, and that nobody may keep a copy."""
    return {"ETag": f'"{dossier.version}"', "Cache-Control": "no-store"}


async def kept(once: Idempotent, session: Session, dossier: Dossier) -> Response:
    """Where the dossier stands after an act, kept for a retry."""
    return await once.keep(session, 201, Standing.of(dossier), headers=marks(dossier))
