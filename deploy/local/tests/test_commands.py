"""What a person types: run, down, status, logs, doctor, reset; with a small stack of trivial programs."""

import asyncio
import json
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from rich.console import Console
from typer.testing import CliRunner
from uvicorn import Config, Server

from deploy.local import __main__ as commands
from deploy.local import account, caught_up, doctor, memory, runner, state
from deploy.local.layout import SERVICES, Layout
from deploy.local.pids import mark
from deploy.local.plan import Plan
from deploy.local.program import Program
from deploy.local.runner import Run
from deploy.local.screen import Screen
from deploy.local.secrets import Secrets
from deploy.local.settings import LocalSettings
from deploy.local.supervisor import Part, Stage

ENVIRONMENT = {"PATH": os.environ["PATH"]}


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalSettings:
    """A state folder and ports of its own, for the commands too."""
    monkeypatch.setenv("MOTCUA_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("MOTCUA_PORT", str(_free()))
    monkeypatch.setenv("MOTCUA_MAIL_PORT", str(_free()))
    return LocalSettings()


async def _until(check: Callable[[], bool]) -> None:
    for _ in range(500):
        if check():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not happen in time")


def _small(*programs: Program) -> object:
    return lambda _: list(programs)


async def _nobody_is_late(_: Layout) -> list[str]:
    return []


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No services to ask, no user to become."""
    monkeypatch.setattr(runner, "caught_up", _nobody_is_late)
    monkeypatch.setattr(account, "choose", lambda _: None)


@pytest.mark.usefixtures("quick")
async def test_a_run_shows_where_to_go_and_stops_all_on_a_signal(
    settings: LocalSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleeper = Program(name="broker", command=("sleep", "60"), environment=ENVIRONMENT)
    monkeypatch.setattr(Plan, "programs", _small(sleeper))
    console = Console(record=True, width=140, file=open(os.devnull, "w"))  # noqa: ASYNC230, SIM115 - recorded
    kept = asyncio.create_task(Run(settings, console).keep())
    layout = Layout(settings.state)
    await _until(lambda: (now := state.read(layout.state)) is not None and now.phase == "ready")
    assert commands._stop(Layout(settings.state / "elsewhere")) is False
    told = CliRunner().invoke(commands.app, ["status"])
    assert "broker" in told.output
    os.kill(os.getpid(), signal.SIGTERM)
    assert await asyncio.wait_for(kept, 20) == 0
    text = console.export_text()
    assert f"http://127.0.0.1:{settings.port}/docs" in text
    assert "hoa.counter" in text
    assert "ready in" in text
    assert state.read(layout.state) is None
    console.file.close()


@pytest.mark.usefixtures("quick")
async def test_a_run_that_cannot_start_says_why_and_ends_with_1(
    settings: LocalSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Program(
        name="prepare", command=("sh", "-c", "echo bad seed; exit 1"), environment=ENVIRONMENT, is_task=True
    )
    monkeypatch.setattr(Plan, "programs", _small(broken))
    console = Console(record=True, width=140, file=open(os.devnull, "w"))  # noqa: ASYNC230, SIM115 - recorded
    assert await asyncio.wait_for(Run(settings, console).keep(), 20) == 1
    assert "bad seed" in console.export_text()
    console.file.close()


def test_the_plan_leaves_out_what_the_operator_brought(settings: LocalSettings) -> None:
    layout = Layout(settings.state)
    whole = [each.name for each in Plan(settings, layout, secrets=Secrets(), account=None).programs()]
    assert whole == ["postgres", "broker", "prepare", "vnpay", "vneid", "mailbox", "routes", *SERVICES, "gateway"]
    given = settings.model_copy(
        update={
            "database_url": type(settings.database_url)("postgresql://a:b@db/postgres"),
            "kafka_bootstrap_servers": "k:9092",
            "smtp_url": "smtp://mail.example",
            "upstreams": "[]",
        }
    )
    rest = Plan(given, layout, secrets=Secrets(), account=None).programs()
    assert {each.name for each in rest} == set(whole) - {"postgres", "broker", "vneid", "mailbox"}
    names = {each.name for each in rest}
    assert all(names.issuperset(each.after) for each in rest)


def test_the_gateway_is_told_every_extra_host(settings: LocalSettings) -> None:
    named = settings.model_copy(update={"extra_hosts": "dvc.example, 10.0.0.5"})
    parts = {
        each.name: each for each in Plan(named, Layout(settings.state), secrets=Secrets(), account=None).programs()
    }
    assert parts["routes"].command[-2:] == ("--extra-host=dvc.example", "--extra-host=10.0.0.5")


def test_commands_say_when_nothing_runs(settings: LocalSettings) -> None:
    cli = CliRunner()
    assert cli.invoke(commands.app, ["status"]).exit_code == 3
    assert "Nothing ran" in cli.invoke(commands.app, ["down"]).output
    assert cli.invoke(commands.app, ["doctor"]).exit_code == 1


def test_reset_removes_the_state_folder_and_nothing_else(settings: LocalSettings) -> None:
    layout = Layout(settings.state)
    layout.pg.mkdir(parents=True)
    (layout.pg / "PG_VERSION").write_text("18")
    cli = CliRunner()
    assert cli.invoke(commands.app, ["reset"]).exit_code == 1
    assert layout.pg.exists()
    layout.secrets.write_text("{}")
    assert cli.invoke(commands.app, ["reset"]).exit_code == 0
    assert not layout.root.exists()


def test_logs_shows_the_end_of_each_part(settings: LocalSettings) -> None:
    layout = Layout(settings.state)
    layout.logs.mkdir(parents=True)
    layout.log("catalog").write_text("one\ntwo\n")
    layout.log("dossier").write_text("three\n")
    told = CliRunner().invoke(commands.app, ["logs", "-n", "1", "--no-follow"])
    assert told.output.splitlines() == ["catalog       two", "dossier       three"]


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_PORT", "none")
    told = CliRunner().invoke(commands.app, ["status"])
    assert told.exit_code == 1
    assert "port" in told.output


@pytest.fixture
async def stack(settings: LocalSettings) -> AsyncIterator[FastAPI]:
    """One small app in place of all services and the gateway, so that there is somebody to ask."""
    layout = Layout(settings.state)
    for folder in layout.folders():
        folder.mkdir(parents=True, exist_ok=True)
    app = FastAPI()
    app.state.told = {"status": "ready", "broker": "connected", "lag": 0}

    @app.get("/readyz")
    def readyz() -> JSONResponse:
        return JSONResponse(app.state.told)

    @app.get("/ready")
    def ready() -> str:
        return "LIVE"

    @app.get("/oauth2/jwks")
    def jwks() -> dict[str, list[dict[str, str]]]:
        return {"keys": [{"kid": "k1"}]}

    places = [{"uds": str(layout.socket(name))} for name in (*SERVICES, "envoy-admin")]
    servers = [Server(Config(app, log_config=None, **place)) for place in places]  # type: ignore[arg-type]
    servers.append(Server(Config(app, log_config=None, port=settings.port)))
    tasks = [asyncio.create_task(server._serve()) for server in servers]
    await _until(lambda: all(server.started for server in servers))
    known = mark(os.getpid())
    layout.state.write_text(state.State(runner=known, phase="ready", programs={"catalog": known}).model_dump_json())
    yield app
    for server in servers:
        server.should_exit = True
    await asyncio.gather(*tasks)


async def test_the_doctor_tells_what_answers_and_what_does_not(settings: LocalSettings, stack: FastAPI) -> None:
    stack.state.told = {"status": "ready", "broker": "connected", "lag": 5000}
    found = {finding.what: finding for finding in await doctor.examine(settings)}
    assert found["runner"].is_well
    assert found["gateway"].found.strip('"') == "LIVE"
    assert found["signing keys"].found == "k1"
    assert found[f"port {settings.port}"].is_well
    assert not found[f"port {settings.mail_port}"].is_well
    assert not found["database"].is_well
    assert not found["broker"].is_well
    assert not found["catalog"].is_well
    assert "MiB in all" in found["memory"].found
    assert "lag 5000" in found["catalog"].found
    commands._show(list(found.values()))


@pytest.mark.usefixtures("stack")
async def test_memory_that_may_not_be_read_is_told_so(settings: LocalSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> int:
        raise PermissionError

    monkeypatch.setattr(memory, "_pss", refuse)
    found = {finding.what: finding for finding in await doctor.examine(settings)}
    assert found["memory"].found.endswith("not readable for this user: catalog")
    told = await asyncio.to_thread(CliRunner().invoke, commands.app, ["status"])
    assert "not readable" in told.output


async def test_a_start_waits_until_nothing_is_left_to_hear(
    settings: LocalSettings, stack: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = Layout(settings.state)
    stack.state.told = {"status": "ready", "broker": "connected", "lag": 3}
    waiting = asyncio.create_task(caught_up.caught_up(layout))
    await asyncio.sleep(0.5)
    assert not waiting.done()
    stack.state.told = {"status": "ready", "broker": "connected", "lag": 0}
    assert await asyncio.wait_for(waiting, 5) == []
    stack.state.told = {"status": "ready", "broker": "away", "lag": 0}
    monkeypatch.setattr(caught_up, "PATIENCE", 0.2)
    assert await caught_up.caught_up(layout) == list(SERVICES)


async def test_a_silent_service_is_not_ready(settings: LocalSettings) -> None:
    told = await caught_up.hearing(Layout(settings.state), "catalog")
    assert not told.is_ready
    assert told.words.startswith("no answer")


def test_a_terminal_sees_a_living_table_of_the_parts() -> None:
    console = Console(force_terminal=True, width=100, record=True, file=open(os.devnull, "w"))  # noqa: SIM115
    screen = Screen(console)
    part = Part(Program(name="catalog", command=("true",)), stage=Stage.READY, seconds=1.2)
    screen.open({"catalog": part})
    screen.changed(part)
    screen.close()
    assert "catalog" in console.export_text()
    console.file.close()


def test_the_state_of_a_torn_write_is_no_state(tmp_path: Path) -> None:
    file = tmp_path / "runner.json"
    file.write_text(json.dumps({"runner": {"pid": 1}})[:-3])
    assert state.read(file) is None
