"""Keys on a PKCS#11 token (an HSM or the token of the government's specialised certification service).

On the token each agency's key and certificate carry the agency's code as their label. Signing is one at a time: a
token's login belongs to the whole process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import pkcs11
from pkcs11.exceptions import PKCS11Error
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.sign import signers
from pyhanko.sign.pkcs11 import PKCS11Signer

from services.dossier.signing import Agency, KeyMissing


class HardwareSigner:
    """Keys on a token. `chain`: a file with the PEM certificates above the agencies' own, up to the root."""

    def __init__(self, *, module: str, token: str, pin: str, chain: Path) -> None:
        self._module, self._token, self._pin = module, token, pin
        self._pem = chain.read_bytes()
        self._chain = list(load_certs_from_pemder_data(self._pem))
        self._lock = Lock()

    @contextmanager
    def hand(self, agency: Agency) -> Iterator[signers.Signer]:
        """What signs as the agency, while the token is open."""
        with self._lock:
            try:
                with pkcs11.lib(self._module).get_token(token_label=self._token).open(user_pin=self._pin) as session:
                    yield self._found(session, label=agency.code)
            except (PKCS11Error, RuntimeError) as error:  # the second: the library cannot be loaded
                raise KeyMissing from error

    def _found(self, session: pkcs11.Session, *, label: str) -> PKCS11Signer:
        hand = PKCS11Signer(
            session,
            cert_label=label,
            key_label=label,
            ca_chain=self._chain,
            use_raw_mechanism=True,  # many tokens take a digest only (SoftHSM for one, with elliptic curves)
        )
        if hand.signing_cert is None:
            raise KeyMissing
        return hand

    def authorities(self) -> bytes:
        """The chain as it was given."""
        return self._pem
