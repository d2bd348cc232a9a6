"""Where things lie: the state folder, its parts, and sockets whose paths stay short enough for the kernel."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
SERVICES = ("identity", "catalog", "dossier", "payment", "notification", "feedback")
DATABASE_LOCK = ".s.PGSQL.5432.lock"  # PostgreSQL's, beside its socket: the longest name in the folder
SOCKET_LIMIT = 100  # bytes; the kernel refuses 108, PostgreSQL adds a suffix of its own


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths under one state folder (`.motcua/`)."""

    root: Path

    @property
    def run(self) -> Path:
        """Sockets. A folder under /tmp, named by hash, when the state folder lies too deep."""
        wanted = self.root / "run"
        if len(bytes(wanted / DATABASE_LOCK)) <= SOCKET_LIMIT:
            return wanted
        return Path("/tmp") / f"motcua-{hashlib.sha256(bytes(self.root)).hexdigest()[:12]}"  # noqa: S108 - see create()

    @property
    def broker(self) -> Path:
        """The file that holds the address of the embedded broker."""
        return self.root / "run" / "broker"

    @property
    def pg(self) -> Path:
        return self.root / "pg"

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def envoy(self) -> Path:
        return self.root / "envoy"

    @property
    def mail(self) -> Path:
        return self.root / "mail"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets.json"

    @property
    def state(self) -> Path:
        """What runs now: see state.py."""
        return self.root / "runner.json"

    @property
    def lock(self) -> Path:
        """Held by the runner as long as it lives."""
        return self.root / "runner.lock"

    def socket(self, name: str) -> Path:
        """The unix socket of one service or sandbox."""
        return self.run / f"{name}.sock"

    def log(self, name: str) -> Path:
        """What one program wrote."""
        return self.logs / f"{name}.log"

    def folders(self) -> tuple[Path, ...]:
        """The folders the programs write to, all owned by the account they run as."""
        return (self.root / "run", self.run, self.files, self.logs, self.envoy, self.mail)
