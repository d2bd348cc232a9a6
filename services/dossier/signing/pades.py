"""The signature itself: PAdES B-B over the whole document, with a visible seal at the bottom left of the last page.

A document is only added to: what was there before stays as the beginning of the signed file.
"""

import asyncio
import binascii
import uuid
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import constants
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.stamp import StaticStampStyle

from kit.clock import LOCAL
from kit.problems import UnsupportedType
from services.dossier.signing import Agency, Signer
from services.dossier.slips.press import render, square

MILLIMETRE = 72 / 25.4
LEFT, BOTTOM, WIDTH, HEIGHT = (each * MILLIMETRE for each in (8, 3, 92, 15))
FULL = SimpleBoxLayoutRule(x_align=AxisAlignment.ALIGN_MIN, y_align=AxisAlignment.ALIGN_MIN)
DEEPEST = 64
"""Levels of a page tree."""
BROKEN = (
    PdfError,
    SigningError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the reader raises for documents that are not what they say: it may stumble anywhere in them."""
_hands = asyncio.Semaphore(2)


class NotSignable(UnsupportedType):
    """Chỉ ký số được tệp PDF nguyên vẹn, không đặt mật khẩu."""

    english = "Only a whole PDF without a password can be signed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What the seal says: the paper's code, and the address that tells whether it is genuine (also its QR code)."""

    code: str
    address: str


async def signed(pdf: bytes, signer: Signer, *, agency: Agency, mark: Mark, at: datetime) -> bytes:
    """The document signed as the agency at a moment. Raises NotSignable, KeyMissing. At most two at a time."""
    async with _hands:
        return await asyncio.to_thread(sign, pdf, signer, agency=agency, mark=mark, at=at)


def sign(pdf: bytes, signer: Signer, *, agency: Agency, mark: Mark, at: datetime) -> bytes:
    """The same, in this thread."""
    seal = render("stamp", _said(agency, mark, at=at), at=at)
    field = f"MotCua-{mark.code}"
    with signer.hand(agency) as hand:
        try:
            writer = IncrementalPdfFileWriter(BytesIO(_ended(pdf)))
            if writer.security_handler is not None:
                raise NotSignable
            spec = fields.SigFieldSpec(field, on_page=-1, box=_room(writer))
            done = _Dated(hand, field=field, spec=spec, seal=seal, at=at).sign_pdf(writer)
        except BROKEN as error:
            raise NotSignable from error  # a broken document fails anywhere within the reader
    return bytes(done.getbuffer())


def _ended(pdf: bytes) -> bytes:
    """With an end of line after its last word: every object begins a line (ISO 19005-2, 6.1.9), also the first one
    that a signature adds.
    """
    return pdf if pdf.endswith((b"\n", b"\r")) else pdf + b"\n"


class _Dated(signers.PdfSigner):
    """Signs at the moment it is told, not by the machine's clock."""

    def __init__(
        self, hand: signers.Signer, *, field: str, spec: fields.SigFieldSpec, seal: bytes, at: datetime
    ) -> None:
        meta = signers.PdfSignatureMetadata(
            field_name=field, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
        )
        style = StaticStampStyle(background=_Page(seal), background_layout=FULL, border_width=0)
        super().__init__(meta, hand, stamp_style=style, new_field_spec=spec)
        self._at = at.astimezone(LOCAL)

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """PAdES is an extension of PDF 1.7; that of elliptic curves would make it PDF 2.0, and so no PDF/A-2."""
        del md_algorithm
        pdf_out.register_extension(constants.ESIC_EXTENSION_1)

    def init_signing_session(self, *given: Any, **named: Any) -> PdfSigningSession:  # noqa: ANN401 - as inherited
        session = super().init_signing_session(*given, **named)
        session.system_time = self._at
        return session


class _Page(PdfContent):
    """A one-page PDF as content of another."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__(box=BoxConstraints(width=round(WIDTH), height=round(HEIGHT)))
        self._pdf = pdf

    def render(self) -> bytes:
        assert self.writer is not None
        name = b"/Seal" + binascii.hexlify(uuid.uuid4().bytes)
        page = self.writer.import_page_as_xobject(PdfFileReader(BytesIO(self._pdf)))
        self.resources.xobject[name.decode()] = page
        return name + b" Do"


def _room(writer: IncrementalPdfFileWriter) -> tuple[int, int, int, int]:
    """Where the seal goes: the bottom left of what is shown of the last page; on a narrow page it is made smaller."""
    page = writer.find_page_for_modification(-1)[0].get_object()  # type: ignore[no-untyped-call]
    shown = _inherited(page, "/CropBox") or _inherited(page, "/MediaBox")
    left, bottom, right, _ = (float(edge) for edge in shown)
    x, y = left + LEFT, bottom + BOTTOM
    return round(x), round(y), round(min(x + WIDTH, right)), round(y + HEIGHT)


def _inherited(page: Any, name: str) -> Any:  # noqa: ANN401 - PDF objects
    for _ in range(DEEPEST):
        if name in page or "/Parent" not in page:
            return page.get(name)
        page = page["/Parent"]
    raise NotSignable


def _said(agency: Agency, mark: Mark, *, at: datetime) -> dict[str, str]:
    return {
        "agency_name": agency.name,
        "signed_at": f"{at.astimezone(LOCAL):%H:%M:%S ngày %d/%m/%Y (%z)}",
        "code": mark.code,
        "address": mark.address,
        "qr": square(mark.address),
    }
