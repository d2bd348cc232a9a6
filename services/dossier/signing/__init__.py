"""Signing papers with the agency's key (PAdES B-B), so that any PDF reader can check them without asking us.

`Signer` is where keys are: `demo` derives them from a secret, `hardware` finds them on a PKCS#11 token. `pades` puts
the signature and its visible seal into a PDF, the same for every adapter. tests/test_signing.py holds all adapters to
the same promises.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from pyhanko.sign import signers

from kit.problems import Problem


class KeyMissing(Problem):
    """Cơ quan chưa có khóa ký số, hoặc thiết bị ký số không sẵn sàng."""

    status = 503
    english = "The agency has no signing key, or the signing device is not ready."


@dataclass(frozen=True, slots=True)
class Agency:
    """Whose signature it is; the certificate names it."""

    code: str
    name: str


class Signer(Protocol):
    """Where the keys of agencies are."""

    def hand(self, agency: Agency) -> AbstractContextManager[signers.Signer]:
        """What signs as the agency, for as long as the context lasts. Blocks: use it in a thread. Raises KeyMissing."""
        ...

    def authorities(self) -> bytes:
        """The certificates a reader must trust, as PEM."""
        ...
