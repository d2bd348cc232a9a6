"""Kit's own tables, present in every service's database.

    outbox         events said, in the transaction of their fact
    relays         how far they were sent, per Kafka cluster
    inbox          ids of events whose effect is recorded
    positions      next offset per topic, partition and cluster
    dead_letters   events that could not be handled, and those waiting behind them
    answers        stored answers of idempotent requests

`outbox.xid` comes before `outbox.id`: the transaction gets its number before it draws from the sequence, which is
what lets the relay know when no lower id can still appear (kit/relay.py).
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import UserDefinedType

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction number."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "xid8"


ischema_names["xid8"] = Xid8  # so that a database can be read back and compared with the models


def _moment(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


def _now(name: str) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.now())


def add_tables(metadata: MetaData) -> None:
    """Declare kit's tables in a service's metadata."""
    _add_speaking(metadata)
    _add_hearing(metadata)
    _add_dead_letters(metadata)
    _add_answers(metadata)


def _add_speaking(metadata: MetaData) -> None:
    Table(
        "outbox",
        metadata,
        Column("xid", Xid8(), nullable=False, server_default=text("pg_current_xact_id()")),
        Column("id", BigInteger, Identity(), primary_key=True),
        *_envelope(),
        Column("topic", Text, nullable=False),
    )
    Table(
        "relays",
        metadata,
        Column("cluster", Text, primary_key=True),
        Column("sent_to", BigInteger, nullable=False),
        _now("updated_at"),
    )


def _add_hearing(metadata: MetaData) -> None:
    Table(
        "inbox",
        metadata,
        Column("event_id", Uuid, primary_key=True),
        Column("type", Text, nullable=False),
        _now("heard_at"),
    )
    Table(
        "positions",
        metadata,
        Column("cluster", Text, primary_key=True),
        Column("topic", Text, primary_key=True),
        Column("partition", Integer, primary_key=True, autoincrement=False),
        Column("next_offset", BigInteger, nullable=False),
    )


def _envelope() -> list[Column[Any]]:
    """An event as it travels."""
    return [
        Column("event_id", Uuid, nullable=False),
        Column("type", Text, nullable=False),
        Column("subject", Text, nullable=False),
        _moment("occurred_at"),
        Column("traceparent", Text),
        Column("body", LargeBinary, nullable=False),
    ]


def _add_dead_letters(metadata: MetaData) -> None:
    letters = Table(
        "dead_letters",
        metadata,
        Column("id", BigInteger, Identity(), primary_key=True),
        *_envelope(),
        Column("topic", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("state", String(12), nullable=False),
        Column("reason", Text, nullable=False),
        Column("tries", Integer, nullable=False),
        _moment("retry_at", nullable=True),
        _now("created_at"),
        UniqueConstraint("event_id"),
    )
    Index("ix_dead_letters_topic_subject_id", letters.c.topic, letters.c.subject, letters.c.id)
    Index("ix_dead_letters_waiting", letters.c.id, postgresql_where=letters.c.state == "waiting")


def _add_answers(metadata: MetaData) -> None:
    answers = Table(
        "answers",
        metadata,
        Column("subject", Text, primary_key=True),
        Column("route", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("body_hash", LargeBinary, nullable=False),
        Column("status", Integer, nullable=False),
        Column("headers", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
        _now("created_at"),
    )
    Index("ix_answers_created_at", answers.c.created_at)
