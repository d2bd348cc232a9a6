"""The house's rules, kept by tests: sizes, names, imports, guarded routes, migrations, words."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SERVICES = ("identity", "catalog", "dossier", "payment", "notification", "feedback")


RULES = [
    "services/identity/oauth2/pkce.py",
    "services/identity/credentials/onetime.py",
    "services/identity/credentials/totp.py",
    "services/identity/credentials/recovery_codes.py",
    "services/identity/device_names.py",
    "services/identity/credentials/factors.py",
    "services/identity/credentials/assurance.py",
    "services/identity/oauth2/redirects.py",
    "services/identity/oauth2/scopes.py",
    "services/identity/credentials/lockouts.py",
    "services/identity/origins.py",
    "services/identity/oauth2/refreshing.py",
    "services/identity/records/provenance.py",
    "services/identity/records/attributes.py",
    "services/identity/records/corrections.py",
    "services/identity/records/establishing.py",
    "services/identity/attention.py",
    "services/identity/records/showing.py",
    "services/identity/returning.py",
    "services/identity/sittings.py",
    "services/identity/keys.py",
    "services/identity/oauth2/pushed.py",
    "services/identity/locales.py",
    "services/identity/records/linking.py",
    "services/identity/providers/claims.py",
    "services/identity/oauth2/consenting.py",
    "services/identity/organisations.py",
    "services/identity/jurisdiction.py",
    "services/identity/delegations.py",
    "services/identity/oauth2/subjects.py",
    "services/identity/oauth2/registering.py",
    "services/identity/oauth2/assertions.py",
    "services/identity/records/personal_numbers.py",
    "services/identity/records/tax_codes.py",
    "services/identity/records/foreigners.py",
    "services/identity/records/contacts.py",
    "services/identity/records/identifiers.py",
    "services/identity/credentials/password_rules.py",
    "services/identity/records/registrations.py",
    "services/identity/records/claiming.py",
    "services/identity/credentials/recovery.py",
    "services/identity/credentials/rations.py",
    "services/catalog/forms.py",
    "services/catalog/calendars.py",
    "services/catalog/content.py",
    "services/catalog/searching.py",
    "contracts/conditions.py",
    "contracts/reckoning.py",
    "contracts/limits.py",
    "contracts/forms.py",
    "contracts/answers.py",
    "contracts/computing.py",
    "contracts/offers.py",
    "contracts/competence.py",
    "services/catalog/checking/conditions.py",
    "services/dossier/lifecycle.py",
    "services/dossier/guards.py",
    "services/dossier/deadlines.py",
    "services/dossier/codes.py",
    "services/dossier/completeness.py",
    "services/dossier/prefill.py",
    "services/dossier/permissions.py",
    "services/dossier/history.py",
    "services/dossier/clock.py",
    "services/dossier/answers.py",
    "services/dossier/admission.py",
    "services/dossier/once_only.py",
    "services/dossier/circumstances.py",
    "services/dossier/fees.py",
    "services/dossier/write_back.py",
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
