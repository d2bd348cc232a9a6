"""The lists of an account's own lines, the latest first: which page of them is asked for, and how the next is named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from pydantic import SecretStr

from kit.pages import Cursor, Limit, decode_place, encode_place
from kit.problems import language_of
from services.identity.provider import Here
from services.identity.routes.me.record import Owner

Place = tuple[datetime, UUID]
"""When a line was written, and its id."""


@dataclass(frozen=True)
class Leaf:
    """One page of somebody's own lines, those after a place, told in their language."""

    owner_id: UUID
    after: Place | None
    limit: int
    language: str
    key: SecretStr

    @property
    def wanted(self) -> int:
        """How many lines to look for: one more than the page holds tells whether there is another."""
        return self.limit + 1

    def onward(self, places: Sequence[Place]) -> str | None:
        """The cursor of the next page, from the places of the lines found; None on the last."""
        if len(places) <= self.limit:
            return None
        return encode_place(self.key, places[self.limit - 1])


async def leaf(
    who: Owner, request: Request, response: Response, *, here: Here, cursor: Cursor = None, limit: Limit = 50
) -> Leaf:
    """The page the owner asks for; nobody keeps a copy of the answer."""
    response.headers["Cache-Control"] = "no-store"
    key = here.settings.cursor_key
    return Leaf(who.id, decode_place(key, cursor) if cursor else None, limit, language_of(request), key)


OwnLeaf = Annotated[Leaf, Depends(leaf)]
