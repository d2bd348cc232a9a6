"""The house's rules, kept by tests: sizes, names, imports, guarded routes, migrations, words."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SERVICES = ("identity", "catalog", "dossier", "payment", "notification", "feedback")


RULES = [
    "services/identity/pkce.py",
    "services/identity/redirects.py",
    "services/identity/scopes.py",
    "services/identity/lockouts.py",
    "services/identity/origins.py",
    "services/identity/refreshing.py",
    "services/identity/sittings.py",
    "services/identity/keys.py",
    "services/catalog/forms.py",
    "services/catalog/calendars.py",
    "services/catalog/content.py",
    "services/catalog/searching.py",
    "services/dossier/lifecycle.py",
    "services/dossier/deadlines.py",
    "services/dossier/codes.py",
    "services/dossier/completeness.py",
    "services/dossier/prefill.py",
    "services/dossier/permissions.py",
    "services/dossier/history.py",
    "services/dossier/clock.py",
    "services/dossier/answers.py",
    "services/dossier/admission.py",
    "services/dossier/supplements.py",
    "services/payment/lifecycle.py",
    "services/payment/amounts.py",
    "services/payment/ledger.py",
    "services/notification/choosing.py",
    "services/notification/attempts.py",
    "services/notification/kinds.py",
    "services/feedback/scores.py",
    "services/feedback/windows.py",
    "kit/workdays.py",
    "kit/vietnamese.py",
    "kit/faults.py",
]
"""Modules that decide and do nothing else; `make test` demands 100 % coverage of them."""


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
