"""`python -m deploy.local run|up|down|reset|logs|doctor|audit|status`: what the Makefile calls."""

import asyncio
import shutil
import signal
import subprocess
import sys
import time
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from deploy.local import journal, secrets, state
from deploy.local.doctor import Finding, examine
from deploy.local.environment import Environments
from deploy.local.layout import REPO, Layout
from deploy.local.memory import weigh
from deploy.local.pids import end, is_alive
from deploy.local.runner import RefusedError, Run
from deploy.local.screen import show_welcome
from deploy.local.settings import LocalSettings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
WIDE = 140
console = Console(width=None if sys.stdout.isatty() else WIDE)
RUNNER = "runner"
STOP_PATIENCE = 60.0


@app.command()
def run(detached: Annotated[bool, typer.Option(hidden=True)] = False) -> None:
    """Chạy tất cả ở cửa sổ này, Ctrl-C để dừng (run here)."""
    try:
        code = asyncio.run(Run(_settings(), console).keep(is_detached=detached))
    except RefusedError as refused:
        console.print(f"[bold red]{refused}[/]", highlight=False)
        code = 1
    sys.exit(code)


@app.command()
def up() -> None:
    """Chạy tất cả ở nền (run in the background)."""
    settings = _settings()
    layout = Layout(settings.state)
    layout.logs.mkdir(parents=True, exist_ok=True)
    log = layout.log(RUNNER)
    log.unlink(missing_ok=True)
    with log.open("ab") as output:
        child = subprocess.Popen(
            [sys.executable, "-m", "deploy.local", "run", "--detached"],
            cwd=REPO,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    told, now = 0, None
    while child.poll() is None and (now is None or now.phase != "ready" or now.runner.pid != child.pid):
        time.sleep(0.1)
        told = _repeat(layout, RUNNER, told)
        now = state.read(layout.state)
    _repeat(layout, RUNNER, told)
    if child.poll() is not None or now is None:
        sys.exit(child.returncode or 1)
    show_welcome(console, settings, secrets=secrets.load(layout.secrets), seconds=now.seconds)


@app.command()
def down() -> None:
    """Dừng tất cả, giữ dữ liệu (stop, keep everything)."""
    console.print("Stopped." if _stop(Layout(_settings().state)) else "Nothing ran here.")


@app.command()
def reset() -> None:
    """Dừng và xoá mọi dữ liệu chạy thử (stop and wipe)."""
    layout = Layout(_settings().state)
    _stop(layout)
    if layout.root.exists() and not (layout.lock.exists() or layout.secrets.exists()):
        sys.exit(f"{layout.root} does not look like a state folder of Một Cửa: nothing was removed.")
    for folder in (layout.run, layout.root):
        shutil.rmtree(folder, ignore_errors=True)
    console.print(f"Removed {layout.root}", highlight=False)


@app.command()
def logs(
    names: Annotated[list[str] | None, typer.Argument(help="parts; all when none is named")] = None,
    lines: Annotated[int, typer.Option("-n", help="lines of each to begin with")] = 20,
    follow: Annotated[bool | None, typer.Option(help="go on; by default on a terminal")] = None,
) -> None:
    """Nhật ký của từng phần (what each part wrote)."""
    layout = Layout(_settings().state)
    known = names or sorted(path.stem for path in layout.logs.glob("*.log"))
    for name in known:
        for line in journal.last_lines(layout.log(name), lines):
            typer.echo(f"{name:<13} {line}")
    places = {name: layout.log(name).stat().st_size for name in known if layout.log(name).exists()}
    while follow or (follow is None and console.is_terminal):
        time.sleep(0.3)
        for name, place in places.items():
            places[name] = _repeat(layout, name, place, label=f"{name:<13} ")


@app.command()
def doctor() -> None:
    """Kiểm tra từng phần (ask every part how it is); mã 1 khi có lỗi."""
    findings = asyncio.run(examine(_settings()))
    _show(findings)
    sys.exit(0 if all(finding.is_well for finding in findings) else 1)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def audit(context: typer.Context) -> None:
    """Kiểm tra chuỗi lịch sử hồ sơ (verify the history of dossiers): verify, export; mã 1 khi có sai lệch."""
    settings = _settings()
    layout = Layout(settings.state)
    environment = Environments(settings, layout, secrets.load(layout.secrets)).service("dossier")
    command = [sys.executable, "-m", "services.dossier.auditing", *(context.args or ["verify"])]
    sys.exit(subprocess.run(command, cwd=REPO, env=environment, check=False).returncode)


@app.command()
def status() -> None:
    """Phần nào đang chạy (what runs); mã 3 khi không chạy."""
    now = state.read(Layout(_settings().state).state)
    if now is None or not is_alive(now.runner):
        console.print("Nothing runs here.")
        sys.exit(3)
    table = Table("part", "pid", "restarts", "MiB", title=f"{now.phase}, {now.address}", box=None)
    weights = weigh(now)
    for name, known in now.programs.items():
        if is_alive(known):
            weight = str(weights[name] >> 20) if name in weights else "not readable"
            table.add_row(name, str(known.pid), str(now.restarts.get(name, 0)), weight)
    console.print(table)


def _settings() -> LocalSettings:
    try:
        return LocalSettings()
    except ValidationError as error:
        for fault in error.errors():
            console.print(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}", style="bold red")
        sys.exit(1)


def _stop(layout: Layout) -> bool:
    now = state.read(layout.state)
    return now is not None and end(now.runner, first=signal.SIGTERM, patience=STOP_PATIENCE)


def _repeat(layout: Layout, name: str, place: int, *, label: str = "") -> int:
    """Prints what a part wrote since byte `place`; where it stands now."""
    now, lines = journal.new_lines(layout.log(name), place)
    for line in lines:
        typer.echo(f"{label}{line}")
    return now


def _show(findings: list[Finding]) -> None:
    table = Table(box=None, show_header=False)
    for finding in findings:
        sign, style = ("✓", "green") if finding.is_well else ("✗", "red")
        table.add_row(f"[{style}]{sign}[/]", finding.what, finding.found)
    console.print(table, highlight=False)


if __name__ == "__main__":
    app()
