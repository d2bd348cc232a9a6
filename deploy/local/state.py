"""What the runner remembers of itself, so that `down`, `status`, `doctor` and the next `run` find its programs."""

import fcntl
import os
from pathlib import Path
from typing import IO, Literal

from pydantic import BaseModel, Field, ValidationError

from deploy.local.layout import Layout
from deploy.local.pids import Mark

Phase = Literal["starting", "ready", "stopping"]


class State(BaseModel):
    """One run: its runner, its phase, the seconds it took to be ready, its programs."""

    runner: Mark
    phase: Phase = "starting"
    seconds: float = 0.0
    address: str = ""
    programs: dict[str, Mark] = Field(default_factory=dict)
    restarts: dict[str, int] = Field(default_factory=dict)


def read(path: Path) -> State | None:
    """The last known state; None when there is none or a crash tore it."""
    try:
        return State.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def write(path: Path, state: State) -> None:
    """Replaces the state in one step."""
    fresh = path.with_suffix(".new")
    fresh.write_text(state.model_dump_json(indent=2))
    fresh.replace(path)


def take(layout: Layout) -> IO[str] | None:
    """The runner's lock, held while the returned file stays open (the kernel frees it at death); None when taken."""
    layout.root.mkdir(parents=True, exist_ok=True)
    file = layout.lock.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    os.fchmod(file.fileno(), 0o600)
    return file
