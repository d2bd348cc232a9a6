"""What an event is, and which handler hears it.

An event class is declared once, in `contracts/`, and registers itself in `CATALOGUE` by its type:

    class DossierSubmitted(Event, type="dossier.submitted.v1", about="dossier_id"): ...

The first word of the type is the speaker and the topic, the last its version; `about` names the field that becomes the
Kafka key, so events on one subject keep their order. A class with `restricted_to` carries personal data: it travels
on the speaker's restricted topic and only the services named may hear it.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr
from sqlalchemy.ext.asyncio import AsyncSession


class Event(BaseModel):
    """A fact that happened. Frozen; unknown fields of a newer speaker are ignored.

    `id` and `occurred_at` travel in the envelope (CloudEvents `ce_id`, `ce_time`), the fields in the body.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")

    type: ClassVar[str] = ""
    about: ClassVar[str] = ""
    restricted_to: ClassVar[tuple[str, ...]] = ()

    _id: UUID = PrivateAttr(default_factory=uuid4)
    _occurred_at: datetime = PrivateAttr(default_factory=lambda: datetime.now(UTC))

    def __init_subclass__(
        cls,
        *,
        type: str = "",  # noqa: A002 - the word CloudEvents uses
        about: str = "",
        restricted_to: tuple[str, ...] = (),
        **more: Any,  # noqa: ANN401 - pydantic's own keywords
    ) -> None:
        super().__init_subclass__(**more)
        cls.type, cls.about, cls.restricted_to = type, about, restricted_to

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        if not cls.type:
            return
        if cls.about not in cls.model_fields:
            raise TypeError(f"{cls.__name__}: about={cls.about!r} names no field")
        if CATALOGUE.setdefault(cls.type, cls) is not cls and CATALOGUE[cls.type].__module__ != cls.__module__:
            raise TypeError(f"{cls.type} is declared twice")

    @property
    def id(self) -> UUID:
        """Identity of this event: an effect is recorded once per id."""
        return self._id

    @property
    def occurred_at(self) -> datetime:
        """When it happened (aware, UTC)."""
        return self._occurred_at

    @property
    def subject(self) -> str:
        """The value of the `about` field as text: the Kafka key."""
        return str(getattr(self, self.about))

    @classmethod
    def speaker(cls) -> str:
        """The service that says this event."""
        return cls.type.partition(".")[0]

    @classmethod
    def topic(cls) -> str:
        """The Kafka topic it travels on."""
        return f"{cls.speaker()}.restricted" if cls.restricted_to else cls.speaker()

    def with_envelope(self, *, id: UUID, occurred_at: datetime) -> "Event":  # noqa: A002 - the envelope's word
        """The same event under the identity and time it was said with."""
        self._id, self._occurred_at = id, occurred_at
        return self


CATALOGUE: dict[str, type[Event]] = {}
"""Every event class by type, filled by the classes themselves."""


class Envelope(BaseModel):
    """An event as it lies in an outbox, a dead letter or a Kafka record."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    type: str
    source: str
    subject: str
    occurred_at: datetime
    traceparent: str | None = None
    body: bytes = Field(repr=False)

    @classmethod
    def from_row(cls, row: Any, *, source: str) -> "Envelope":  # noqa: ANN401 - a row of outbox or dead_letters
        """The event that lies in a row."""
        return cls(
            id=row.event_id,
            type=row.type,
            source=source,
            subject=row.subject,
            occurred_at=row.occurred_at,
            traceparent=row.traceparent,
            body=row.body,
        )

    def open(self) -> Event:
        """The event inside; KeyError for an unknown type, ValidationError for a broken body."""
        return (
            CATALOGUE[self.type].model_validate_json(self.body).with_envelope(id=self.id, occurred_at=self.occurred_at)
        )


class NotYet(Exception):  # noqa: N818 - reads as what it says
    """A handler needs a fact it has not heard yet: the event waits and is tried again."""


E_ = TypeVar("E_", bound=Event)
Handler = Callable[[AsyncSession, Any], Awaitable[None]]


class Listener:
    """The handlers of one service, by event type."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.handlers: dict[str, Handler] = {}

    def on(
        self, event: type[E_]
    ) -> Callable[[Callable[[AsyncSession, E_], Awaitable[None]]], Callable[[AsyncSession, E_], Awaitable[None]]]:
        """Register the decorated function for `event`; its name is the event's in snake case.

        Raises TypeError when the event is restricted and this service is not one of its readers.
        """
        if event.restricted_to and self.service not in event.restricted_to:
            raise TypeError(f"{self.service} may not hear {event.type}")

        def register(
            handler: Callable[[AsyncSession, E_], Awaitable[None]],
        ) -> Callable[[AsyncSession, E_], Awaitable[None]]:
            if event.type in self.handlers:
                raise TypeError(f"{self.service} hears {event.type} twice")
            self.handlers[event.type] = handler
            return handler

        return register

    def topics(self) -> list[str]:
        """The topics to listen to, sorted."""
        return sorted({CATALOGUE[type_].topic() for type_ in self.handlers})
