"""Build a service: what starts with it, how it answers failures, how it tells its health."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from sqlalchemy.ext.asyncio import async_sessionmaker

from kit import http
from kit.db import new_engine, transaction
from kit.dpop import Seen
from kit.events import Listener
from kit.health import health
from kit.idempotency import keep_forgetting, replay_answers
from kit.listen import Listening
from kit.logs import configure, log
from kit.openapi import describe
from kit.people import anyone
from kit.problems import speak_problems
from kit.relay import Relay
from kit.schedule import Schedule
from kit.settings import Settings
from kit.stopping import stop
from kit.tokens import Verifier
from kit.watching import Watch

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def build(
    service: str,
    settings: Settings,
    *,
    routers: Sequence[APIRouter],
    listener: Listener | None = None,
    schedule: Schedule | None = None,
    lifespan: Lifespan | None = None,
    is_connected: bool = True,
) -> FastAPI:
    """A service with its routers under its own paths.

    `lifespan` opens what the service alone needs, after the database. With `is_connected` false neither relay nor
    listener nor schedule run: journeys in tests carry the events themselves.
    """
    configure(service, settings.log_level)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await _open(app, stack)
            if lifespan is not None:
                await stack.enter_async_context(lifespan(app))
            if is_connected:
                await stack.enter_async_context(_running(app, listener, schedule))
            yield

    app = _framework(f"Một Cửa: {service}", running)
    app.state.service, app.state.settings, app.state.listener = service, settings, listener
    app.state.wakes, app.state.relay, app.state.listening = [], None, None
    app.add_middleware(Watch, service=service)
    for router in routers:
        app.include_router(router)
    app.include_router(health, dependencies=[Depends(anyone)])
    return app


def _framework(title: str, lifespan: Lifespan) -> FastAPI:
    """FastAPI without pages of its own, and without redirects: they would go where a Host header says."""
    app = FastAPI(
        title=title,
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        separate_input_output_schemas=False,
        generate_unique_id_function=lambda route: route.name,
    )
    speak_problems(app)
    replay_answers(app)
    setattr(app, "openapi", lambda: describe(app))  # noqa: B010 - the framework's own way to replace it
    return app


async def _open(app: FastAPI, stack: AsyncExitStack) -> None:
    settings: Settings = app.state.settings
    app.state.engine = new_engine(settings)
    stack.push_async_callback(app.state.engine.dispose)
    app.state.sessions = async_sessionmaker(app.state.engine, expire_on_commit=False)
    alone = app.state.engine.execution_options(isolation_level="AUTOCOMMIT")
    app.state.statements = async_sessionmaker(alone, expire_on_commit=False)
    client = http.client(settings.identity_url)
    stack.push_async_callback(client.aclose)
    app.state.verifier = Verifier(issuer=settings.issuer, client=client)
    app.state.proofs = Seen()


@asynccontextmanager
async def _running(app: FastAPI, listener: Listener | None, schedule: Schedule | None) -> AsyncIterator[None]:
    """Relay, listener and schedule beside the routes; a task that ends by itself is a fault and is logged."""
    settings: Settings = app.state.settings
    relay = Relay(app.state.service, engine=app.state.engine, settings=settings)
    app.state.relay = relay
    app.state.wakes.append(lambda info: relay.wake() if info.get("emitted") else None)
    work: list[Any] = [relay.run()]
    if listener is not None and listener.handlers:
        listening = Listening(
            listener, engine=app.state.engine, settings=settings, transaction=lambda: transaction(app)
        )
        app.state.listening = listening
        work += [listening.run(), listening.retry()]
    work.append(keep_forgetting(app))
    if schedule is not None:
        app.state.wakes.append(lambda info: schedule.wake() if info.get("due") else None)
        work.append(schedule.run(app))
    tasks = [asyncio.create_task(one) for one in work]
    for task in tasks:
        task.add_done_callback(_ended)
    try:
        yield
    finally:
        await stop(tasks)


def _ended(task: "asyncio.Task[None]") -> None:
    error = None if task.cancelled() else task.exception()
    log.log(logging.ERROR if error else logging.DEBUG, "background work ended", task=task.get_name(), exc_info=error)
