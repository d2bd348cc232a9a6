"""Demo keys: a certificate authority of our own, and of each agency a key and a certificate that names it.

All of it is derived from one secret, so every replica and every restart has the same and nothing need be kept. It
proves that a paper was not changed and came from this installation; it is no signature in the sense of Luật Giao dịch
điện tử 20/2023/QH15, and the authority's name says so.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from services.dossier.signing import Agency

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256."""
FROM, UNTIL = datetime(2025, 7, 1, tzinfo=UTC), datetime(2045, 7, 1, tzinfo=UTC)
MOST = 64
"""Characters of a name in a certificate (X.520)."""
AUTHORITY = "Mot Cua demo CA (khong co gia tri phap ly)"


class DemoSigner:
    """Keys from a secret."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._key = self._derived("authority")
        self._root = _certificate(_name(AUTHORITY), self._key, issuer=_name(AUTHORITY), by=self._key, is_authority=True)
        self._of = lru_cache(maxsize=512)(self._made)

    @contextmanager
    def hand(self, agency: Agency) -> Iterator[signers.Signer]:
        """What signs as the agency."""
        yield self._of(agency)

    def authorities(self) -> bytes:
        """The certificate of the demo authority."""
        return self._root.public_bytes(serialization.Encoding.PEM)

    def _made(self, agency: Agency) -> signers.SimpleSigner:
        key = self._derived(f"agency {agency.code}")
        certificate = _certificate(
            _name(agency.name, code=agency.code), key, issuer=self._root.subject, by=self._key, is_authority=False
        )
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        registry.register_multiple(load_certs_from_pemder_data(self.authorities()))
        [named] = load_certs_from_pemder_data(certificate.public_bytes(serialization.Encoding.PEM))
        return signers.SimpleSigner(named, load_private_key_from_pemder_data(private, None), registry)

    def _derived(self, purpose: str) -> ec.EllipticCurvePrivateKey:
        """The P-256 key of a purpose: 48 bytes leave no bias worth mentioning (NIST FIPS 186-5, A.2.1)."""
        drawn = HKDF(hashes.SHA256(), 48, salt=b"motcua signing", info=purpose.encode()).derive(self._secret)
        return ec.derive_private_key(int.from_bytes(drawn) % (ORDER - 1) + 1, ec.SECP256R1())


def _name(called: str, *, code: str | None = None) -> x509.Name:
    short = called.encode()[:MOST].decode(errors="ignore")  # the library counts a common name's bytes
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, short)]
    if code is not None:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, called[:MOST]))
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, code[:MOST]))
    return x509.Name(parts)


def _certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    *,
    issuer: x509.Name,
    by: ec.EllipticCurvePrivateKey,
    is_authority: bool,
) -> x509.Certificate:
    """The certificate of a key, the same bytes each time it is made."""
    public = key.public_key()
    told = f"{subject.rfc4514_string()}|{public.public_numbers().x}".encode()
    usage = x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(int.from_bytes(hashlib.sha256(told).digest()[:16]) >> 1 or 1)
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    return builder.sign(by, hashes.SHA256(), ecdsa_deterministic=True)
