"""`/livez`, `/readyz` with lag, `/metrics`: for operators, never routed through the public door."""

from contextlib import suppress

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from kit.listen import Listening
from kit.relay import Relay

health = APIRouter(include_in_schema=False)
_lag = Gauge("motcua_listener_lag", "Events not yet heard", ["topic_partition"])
_dead = Gauge("motcua_dead_letters", "Events that could not be handled", ["state"])


@health.get("/livez")
async def read_liveness() -> dict[str, str]:
    """The process turns."""
    return {"status": "alive"}


@health.get("/readyz")
async def read_readiness(request: Request) -> JSONResponse:
    """The database answers; the broker's state is told but does not take the service away: submitting goes on without
    it."""
    listening: Listening | None = request.app.state.listening
    relay: Relay | None = request.app.state.relay
    told: dict[str, object] = {"status": "ready"}
    try:
        told["dead_letters"] = await _dead_letters(request)
    except (SQLAlchemyError, OSError):
        return JSONResponse({"status": "no database"}, 503)
    told["relay"] = "leads" if relay and relay.is_leading else "stands by"
    if listening is not None:
        told["broker"] = "connected" if listening.is_connected else "away"
        told["lag"] = sum(listening.lag.values())
    return JSONResponse(told)


@health.get("/metrics")
async def read_metrics(request: Request) -> Response:
    """Prometheus text."""
    _lag.clear()
    if (listening := request.app.state.listening) is not None:
        for place, lag in listening.lag.items():
            _lag.labels(place).set(lag)
    with suppress(SQLAlchemyError, OSError):  # the other figures are wanted most when the database is away
        counted = await _dead_letters(request)
        for state in ("waiting", "dead"):
            _dead.labels(state).set(counted.get(state, 0))
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _dead_letters(request: Request) -> dict[str, int]:
    async with request.app.state.engine.connect() as connection:
        rows = await connection.execute(text("SELECT state, count(*) AS n FROM dead_letters GROUP BY state"))
        return {row.state: row.n for row in rows}
