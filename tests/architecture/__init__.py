"""The house's rules, kept by tests: sizes, names, imports, guarded routes, migrations, words."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SERVICES = ("identity", "catalog", "dossier", "payment", "notification", "feedback")


def tracked() -> list[Path]:
    """Every file of the repository, committed or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=30,
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def sources() -> list[Path]:
    """Every Python file of the repository."""
    return [path for path in tracked() if path.suffix == ".py"]
