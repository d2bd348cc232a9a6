"""What every adapter of `Signer` promises: what a signature proves to somebody with only the file and the root."""

import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from services.dossier.settings import DossierSettings
from services.dossier.signing import Agency, KeyMissing, Signer
from services.dossier.signing.choosing import signer as signer_of
from services.dossier.signing.demo import DemoSigner
from services.dossier.signing.hardware import HardwareSigner
from services.dossier.signing.pades import Mark, NotSignable, sign, signed
from services.dossier.slips.press import render
from services.dossier.tests.factories import PDF
from services.dossier.tests.softhsm import UTILITY, furnished

AGENCY = Agency("G01.24.91", "Công an phường Tứ Minh")
MARK = Mark(code="XN-7QK2-M9XA-4DTB", address="https://motcua.example/v1/verify/XN-7QK2-M9XA-4DTB")
AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
PAGE = render(
    "control",
    {"title": "Phiếu", "agency_name": "A", "number": "1", "procedure_name": "B"}
    | {"received_at": None, "due_at": None, "rows": [["1", "2", "3", "4", "5"]]},
    at=AT,
)


@pytest.fixture(params=["demo", "hardware"])
def signer(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Signer:
    if request.param == "demo":
        return DemoSigner("a secret")
    if UTILITY is None:
        pytest.skip("SoftHSM is not installed: its softhsm2-util was not found")
    return furnished(tmp_path, monkeypatch, agency=AGENCY)


def judged(pdf: bytes, signer: Signer, place: int = -1) -> PdfSignatureStatus:
    """What a reader who was given the authorities says of a signature, without the network."""
    roots = list(load_certs_from_pemder_data(signer.authorities()))
    trust = ValidationContext(trust_roots=roots, allow_fetching=False)
    return validate_pdf_signature(PdfFileReader(BytesIO(pdf)).embedded_signatures[place], trust)


def test_a_signed_paper_is_valid_offline_whole_and_says_who_and_when(signer: Signer) -> None:
    pdf = sign(PAGE, signer, agency=AGENCY, mark=MARK, at=AT)
    status = judged(pdf, signer)
    assert (status.bottom_line, status.intact, status.valid, status.trusted) == (True, True, True, True)
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.signing_cert.subject.native["common_name"] == AGENCY.name
    assert status.signer_reported_dt == AT
    reader = PdfFileReader(BytesIO(pdf))
    assert reader.embedded_signatures[0].sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert reader.input_version == (1, 7), "PDF/A-2 is PDF 1.7"
    assert "/Version" not in reader.root


def test_what_was_there_before_stays_as_the_beginning(signer: Signer) -> None:
    assert sign(PAGE, signer, agency=AGENCY, mark=MARK, at=AT).startswith(PAGE)


def test_a_changed_byte_is_noticed(signer: Signer) -> None:
    pdf = bytearray(sign(PAGE, signer, agency=AGENCY, mark=MARK, at=AT))
    pdf[len(PAGE) // 2] ^= 1
    status = judged(bytes(pdf), signer)
    assert not status.intact
    assert not status.bottom_line


def test_another_installations_root_is_not_trusted(signer: Signer) -> None:
    pdf = sign(PAGE, signer, agency=AGENCY, mark=MARK, at=AT)
    assert not judged(pdf, DemoSigner("another secret")).trusted


def test_every_object_a_signature_adds_begins_a_line() -> None:
    # ISO 19005-2 (PDF/A-2), 6.1.9; what typst prints ends with %%EOF and no line
    assert not PAGE.endswith(b"\n")
    done = sign(PAGE, DemoSigner("a"), agency=AGENCY, mark=MARK, at=AT)
    begins = [place.start() for place in re.finditer(rb"[0-9]+ [0-9]+ obj\b", done)]
    assert len(begins) > len(re.findall(rb"[0-9]+ [0-9]+ obj\b", PAGE))
    assert all(done[place - 1 : place] in (b"\n", b"\r") for place in begins)


def test_two_signatures_both_hold_and_the_last_covers_the_whole(signer: Signer) -> None:
    first = sign(PAGE, signer, agency=AGENCY, mark=MARK, at=AT)
    both = sign(first, signer, agency=AGENCY, mark=Mark(code="XN-2", address=MARK.address), at=AT)
    assert judged(both, signer, 0).bottom_line
    assert judged(both, signer, 1).coverage is SignatureCoverageLevel.ENTIRE_FILE


def test_the_demo_keys_are_the_same_after_a_restart_and_differ_by_agency_and_secret() -> None:
    def serial(secret: str, agency: Agency) -> int:
        with DemoSigner(secret).hand(agency) as hand:
            assert hand.signing_cert is not None
            return hash(hand.signing_cert.dump())

    assert DemoSigner("a").authorities() == DemoSigner("a").authorities()
    assert serial("a", AGENCY) == serial("a", AGENCY)
    assert len({serial("a", AGENCY), serial("b", AGENCY), serial("a", Agency("G01.24.92", AGENCY.name))}) == 3


def test_an_agencys_name_longer_than_a_certificate_takes_is_cut() -> None:
    with DemoSigner("a").hand(Agency("H31.99", "Ủy ban nhân dân " * 9)) as hand:
        assert hand.signing_cert is not None
        named = hand.signing_cert.subject.native
        assert named["organization_name"] == ("Ủy ban nhân dân " * 9)[:64]
        assert named["organization_name"].startswith(named["common_name"])


def written(*objects: bytes, prev: bool = False) -> bytes:
    """A PDF of these objects, the first its root."""
    body, places = b"%PDF-1.7\n", []
    for number, said in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, said)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    earlier = b"/Prev %d" % len(body) if prev else b""
    size = len(objects) + 1
    trailer = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, earlier, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + trailer


ROOT = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
LEAF = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>"
BROKEN: dict[str, Callable[[], bytes]] = {
    "without-pages": lambda: PDF,
    "cut-short": lambda: PAGE[: len(PAGE) // 2],
    "no-pdf": lambda: b"\x89PNG\r\n\x1a\n",
    "nothing": lambda: b"",
    "its-own-predecessor": lambda: written(ROOT, PAGES, LEAF, prev=True),
    "its-own-parent": lambda: written(ROOT, b"<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>"),
    "its-own-root": lambda: written(b"1 0 R", b"<<>>"),
    "too-many-pages": lambda: written(ROOT, PAGES.replace(b"1>>", b"999999999>>"), LEAF),
    "without-size": lambda: written(ROOT, PAGES, b"<</Type/Page/Parent 2 0 R>>"),
    "page-above-itself": lambda: written(ROOT, PAGES.replace(b">>", b"/Parent 2 0 R>>"), LEAF.replace(b"Media", b"No")),
    "nested-without-end": lambda: written(ROOT, b"[" * 5000 + b"]" * 5000),
    "noise": lambda: b"%PDF-1.7\n" + secrets.token_bytes(2000) + b"\n%%EOF\n",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_no_whole_pdf_is_refused_and_never_fails_otherwise(kind: str) -> None:
    with pytest.raises(NotSignable):
        sign(BROKEN[kind](), DemoSigner("a"), agency=AGENCY, mark=MARK, at=AT)


def test_the_smallest_page_is_signed() -> None:
    small = written(ROOT, PAGES, LEAF)
    assert sign(small, DemoSigner("a"), agency=AGENCY, mark=MARK, at=AT).startswith(small)


@pytest.mark.parametrize("password", ["", "secret"], ids=["owner", "user"])
def test_a_pdf_with_a_password_is_refused(password: str) -> None:
    writer = copy_into_new_writer(PdfFileReader(BytesIO(PAGE)))
    writer.encrypt(owner_pass="owner", user_pass=password)  # type: ignore[no-untyped-call]
    locked = BytesIO()
    writer.write(locked)  # type: ignore[no-untyped-call]
    with pytest.raises(NotSignable):
        sign(locked.getvalue(), DemoSigner("a"), agency=AGENCY, mark=MARK, at=AT)


async def test_signing_does_not_hold_up_others() -> None:
    assert (await signed(PAGE, DemoSigner("a"), agency=AGENCY, mark=MARK, at=AT)).startswith(PAGE)


@pytest.mark.skipif(UTILITY is None, reason="SoftHSM is not installed: its softhsm2-util was not found")
def test_an_agency_without_a_key_on_the_token_cannot_sign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signer = furnished(tmp_path, monkeypatch, agency=AGENCY)
    with pytest.raises(KeyMissing):
        sign(PAGE, signer, agency=Agency("G01.24.92", "Khác"), mark=MARK, at=AT)


TOKEN: dict[str, Any] = {"signing_module": "/m.so", "signing_token": "t", "signing_pin": "1", "signing_chain": "/c.pem"}


def test_demo_mode_signs_with_demo_keys_of_its_secret() -> None:
    chosen = signer_of(DossierSettings(signing_secret=SecretStr("a")))
    assert chosen.authorities() == DemoSigner("a").authorities()


def test_a_token_is_named_whole(tmp_path: Path) -> None:
    chain = tmp_path / "chain.pem"
    chain.write_bytes(DemoSigner("a").authorities())
    chosen = signer_of(DossierSettings(**TOKEN | {"signing_chain": str(chain)}))
    assert isinstance(chosen, HardwareSigner)
    assert chosen.authorities() == chain.read_bytes()
    for missing in TOKEN:
        with pytest.raises(ValidationError, match="go together"):
            DossierSettings(**TOKEN | {missing: None if missing == "signing_pin" else ""})


def test_production_does_not_sign_with_demo_keys() -> None:
    given: dict[str, Any] = {"mode": "production", "cursor_key": "c" * 32, "index_key": "i" * 32}
    given["confirmation_secret"] = "o" * 32
    given["database_url"] = "postgresql+asyncpg://d/d"
    assert DossierSettings(**given, **TOKEN).mode == "production"
    with pytest.raises(ValidationError, match="MOTCUA_SIGNING_MODULE must be set"):
        DossierSettings(**given, signing_secret=SecretStr("a" * 40))


def test_without_a_device_nobody_signs(tmp_path: Path) -> None:
    chain = tmp_path / "chain.pem"
    chain.write_bytes(DemoSigner("a").authorities())
    absent = HardwareSigner(module=str(tmp_path / "none.so"), token="t", pin="1", chain=chain)
    with pytest.raises(KeyMissing):
        sign(PAGE, absent, agency=AGENCY, mark=MARK, at=AT)
