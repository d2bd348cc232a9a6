"""Reads of the web inbox. PostgreSQL builds the JSON of the list: it is asked for more than anything else here."""

import json
from datetime import datetime
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.ext.asyncio import AsyncSession

from kit import pages
from services.notification.models import Notice

_INBOX = """
    WITH page AS (
        SELECT id, kind, title, text, link, dossier_id, language, created_at, read_at
        FROM notices
        WHERE owner_id = :owner_id {unread} {after}
        ORDER BY created_at DESC, id DESC
        LIMIT :limit + 1
    ), shown AS (
        SELECT * FROM page ORDER BY created_at DESC, id DESC LIMIT :limit
    )
    SELECT (SELECT coalesce(json_agg(shown), '[]')::text FROM shown) AS items,
           (SELECT count(*) FROM page) AS found, last.created_at, last.id
    FROM (SELECT 1) AS one
    LEFT JOIN LATERAL (SELECT created_at, id FROM shown ORDER BY created_at, id LIMIT 1) AS last ON true
    """

_STATEMENTS = {
    (is_unread, is_later): text(
        _INBOX.format(
            unread="AND read_at IS NULL" if is_unread else "",
            after="AND (created_at, id) < (:created_at, :id)" if is_later else "",
        )
    ).bindparams(*([bindparam("created_at", type_=TIMESTAMP(timezone=True))] if is_later else []))
    for is_unread in (False, True)
    for is_later in (False, True)
}


async def inbox(
    session: AsyncSession, owner_id: UUID, *, is_unread: bool, limit: int, cursor: str | None, key: SecretStr
) -> bytes:
    """A page of the owner's notices, newest first, as the JSON of Page[NoticeOut]."""
    after = dict[str, object]()
    if cursor is not None:
        created_at, notice_id = pages.decode(key, cursor, fields=2)
        after = {"created_at": datetime.fromisoformat(str(created_at)), "id": UUID(str(notice_id))}
    row = (
        await session.execute(
            _STATEMENTS[is_unread, cursor is not None], {"owner_id": owner_id, "limit": limit, **after}
        )
    ).one()
    following = pages.encode(key, row.created_at.isoformat(), str(row.id)) if row.found > limit else None
    return f'{{"items":{row.items},"next":{json.dumps(following)}}}'.encode()


async def notice(session: AsyncSession, notice_id: UUID, *, owner_id: UUID) -> Notice | None:
    """The owner's notice; None for an unknown one and for anybody else's."""
    return await session.scalar(select(Notice).where(Notice.id == notice_id, Notice.owner_id == owner_id))
