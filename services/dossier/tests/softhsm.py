"""A PKCS#11 token in software: SoftHSM, where it is installed, with a key and a certificate for one agency."""

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pkcs11 import Attribute, ObjectClass
from pkcs11.util.ec import decode_ec_private_key

from services.dossier.signing import Agency
from services.dossier.signing.hardware import HardwareSigner

PLACES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so")
UTILITY = os.environ.get("MOTCUA_TEST_SOFTHSM_UTIL") or shutil.which("softhsm2-util")
MODULE = os.environ.get("MOTCUA_TEST_PKCS11_MODULE") or next((one for one in PLACES if Path(one).exists()), PLACES[0])
PIN = "987654"


def furnished(folder: Path, patch: pytest.MonkeyPatch, *, agency: Agency) -> HardwareSigner:
    """A signer with a token of its own; the agency's certificate comes from an authority made here."""
    assert UTILITY is not None
    tokens = folder / "tokens"
    tokens.mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\n")
    patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
    new = [UTILITY, "--module", MODULE, "--init-token", "--free", "--label", folder.name, "--pin", PIN, "--so-pin", PIN]
    subprocess.run(new, check=True, capture_output=True)
    root_key = ec.generate_private_key(ec.SECP256R1())
    root = certificate("Root of the test", root_key, issuer="Root of the test", by=root_key)
    chain = folder / "chain.pem"
    chain.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    key = ec.generate_private_key(ec.SECP256R1())
    _keep(folder.name, key, certificate(agency.name, key, issuer="Root of the test", by=root_key), label=agency.code)
    return HardwareSigner(module=MODULE, token=folder.name, pin=PIN, chain=chain)


def certificate(
    name: str, key: ec.EllipticCurvePrivateKey, *, issuer: str, by: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    """A certificate; one that names itself as issuer is an authority."""
    is_root = name == issuer
    usage = x509.KeyUsage(not is_root, not is_root, False, False, False, is_root, is_root, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2025, 7, 1, tzinfo=UTC))
        .not_valid_after(datetime(2045, 7, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(by, hashes.SHA256())
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _keep(token: str, key: ec.EllipticCurvePrivateKey, found: x509.Certificate, *, label: str) -> None:
    library = pkcs11.lib(MODULE)
    library.reinitialize()  # tokens made after the library was loaded are seen only so
    der = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    with library.get_token(token_label=token).open(user_pin=PIN, rw=True) as session:
        told = decode_ec_private_key(der) | {Attribute.LABEL: label, Attribute.ID: b"1", Attribute.TOKEN: True}
        session.create_object(told | {Attribute.SIGN: True})
        public = found.public_bytes(serialization.Encoding.DER)
        subject, issuer = found.subject.public_bytes(), found.issuer.public_bytes()
        session.create_object(
            {
                Attribute.CLASS: ObjectClass.CERTIFICATE,
                Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                Attribute.TOKEN: True,
                Attribute.LABEL: label,
                Attribute.ID: b"1",
                Attribute.SUBJECT: subject,
                Attribute.ISSUER: issuer,
                Attribute.VALUE: public,
            }
        )
