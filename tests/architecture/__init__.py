"""The house's rules, kept by tests: sizes, names, imports, guarded routes, migrations, words."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SERVICES = ("identity", "catalog", "dossier", "payment", "notification", "feedback")


RULES = [
    "services/identity/pkce.py",
    "services/identity/onetime.py",
    "services/identity/totp.py",
    "services/identity/recovery_codes.py",
    "services/identity/device_names.py",
    "services/identity/factors.py",
    "services/identity/assurance.py",
    "services/identity/redirects.py",
    "services/identity/scopes.py",
    "services/identity/lockouts.py",
    "services/identity/origins.py",
    "services/identity/refreshing.py",
    "services/identity/provenance.py",
    "services/identity/attributes.py",
    "services/identity/corrections.py",
    "services/identity/attention.py",
    "services/identity/showing.py",
    "services/identity/returning.py",
    "services/identity/sittings.py",
    "services/identity/keys.py",
    "services/identity/pushed.py",
    "services/identity/locales.py",
    "services/identity/linking.py",
    "services/identity/providers/claims.py",
    "services/identity/consenting.py",
    "services/identity/organisations.py",
    "services/identity/jurisdiction.py",
    "services/identity/delegations.py",
    "services/identity/subjects.py",
    "services/identity/registering.py",
    "services/identity/oauth2/assertions.py",
    "services/identity/personal_numbers.py",
    "services/identity/tax_codes.py",
    "services/identity/foreigners.py",
    "services/identity/contacts.py",
    "services/identity/identifiers.py",
    "services/identity/password_rules.py",
    "services/identity/registrations.py",
    "services/identity/claiming.py",
    "services/identity/recovery.py",
    "services/identity/rations.py",
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
    "kit/dpop.py",
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
