"""Reads of the web inbox. PostgreSQL builds the JSON of the list: it is asked for more than anything else here."""

import json
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.ext.asyncio import AsyncSession

from kit import pages
from services.notification.models import Notice

_MOMENT = """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS {0}"""

_INBOX = """
    WITH page AS (
        SELECT id, kind, title, text, link, dossier_id, language, created_at, read_at
        FROM notices
        WHERE owner_id = :owner_id {unread} {after}
        ORDER BY created_at DESC, id DESC
        LIMIT :limit + 1
    ), shown AS (
        SELECT * FROM page ORDER BY created_at DESC, id DESC LIMIT :limit
    ), told AS (
        SELECT id, kind, title, text, link, dossier_id, language, {created_at}, {read_at}
        FROM shown ORDER BY shown.created_at DESC, shown.id DESC
    )
    SELECT (SELECT coalesce(json_agg(told), '[]')::text FROM told) AS items,
           (SELECT count(*) FROM page) AS found, last.created_at, last.id
    FROM (SELECT 1) AS one
    LEFT JOIN LATERAL (SELECT created_at, id FROM shown ORDER BY created_at, id LIMIT 1) AS last ON true
    """

_STATEMENTS = {
    (is_unread, is_later): text(
        _INBOX.format(
            unread="AND read_at IS NULL" if is_unread else "",
            after="AND (created_at, id) < (:created_at, :id)" if is_later else "",
            created_at=_MOMENT.format("created_at"),
            read_at=_MOMENT.format("read_at"),
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
        created_at, notice_id = pages.decode_place(key, cursor)
        after = {"created_at": created_at, "id": notice_id}
    row = (
        await session.execute(
            _STATEMENTS[is_unread, cursor is not None], {"owner_id": owner_id, "limit": limit, **after}
        )
    ).one()
    following = pages.encode_place(key, (row.created_at, row.id)) if row.found > limit else None
    return f'{{"items":{row.items},"next":{json.dumps(following)}}}'.encode()


async def notice(session: AsyncSession, notice_id: UUID, *, owner_id: UUID) -> Notice | None:
    """The owner's notice; None for an unknown one and for anybody else's."""
    return await session.scalar(select(Notice).where(Notice.id == notice_id, Notice.owner_id == owner_id))
