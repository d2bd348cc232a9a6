"""Forms 01 to 07 and results, with their signatures, are the PDF/A-2b they say they are (ISO 19005-2)."""

import subprocess
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest

from deploy.kafka.jars import java, resolve
from kit.people import Officer
from kit.testing import officer
from services.dossier.tests.conftest import Office
from services.dossier.tests.test_slips import stopped

pytestmark = pytest.mark.pdfa

HERE = Path(__file__).parent
JARS = HERE.parents[1] / ".pdfa" / "lib"
SECONDS = 120


def judged(papers: Mapping[str, bytes], *, folder: Path) -> dict[str, tuple[str, str]]:
    """By name: the flavour a paper claims, and the rules of it that it breaks."""
    files = [folder / f"{name}.pdf" for name in papers]
    for file, content in zip(files, papers.values(), strict=True):
        file.write_bytes(content)
    jars = resolve(JARS, pom=HERE / "pom.xml")
    words = [java(), "-cp", f"{jars}/*", str(HERE / "Judge.java"), *map(str, files)]
    told = subprocess.run(words, check=True, capture_output=True, text=True, timeout=SECONDS)
    rows = [line.split("|") for line in told.stdout.splitlines() if line.count("|") == 2]
    return {Path(file).stem: (flavour, broken) for file, flavour, broken in rows}


async def test_every_form_and_result_is_the_pdf_a_it_says_it_is(
    office: Office, clock_at: Callable[[datetime], None], tmp_path: Path
) -> None:
    sent = await stopped(office, clock_at)
    slips = (await office.seen(sent, office.lan, "/slips"))["items"]
    papers = {one["form"]: await _printed(office, one["door"], by=office.dung) for one in slips}
    span = "from_on=2026-11-20&to_on=2026-11-24"
    papers["07"] = await _printed(office, f"/v1/worklist/register?{span}", by=office.hoa)
    declined = await office.submitted()
    await office.act(declined, "refusal", office.hoa, reason="Không thuộc thẩm quyền.")
    papers["03"] = await _printed(office, f"/v1/dossiers/{declined['id']}/slips/refusal", by=office.hoa)
    papers |= await _results(office)
    assert sorted(papers) == ["01", "02", "03", "04", "05", "06", "07", "drawn", "signed"]
    assert judged(papers, folder=tmp_path) == dict.fromkeys(papers, ("2b", ""))


async def _results(office: Office) -> dict[str, bytes]:
    """A result as it is drawn, and signed."""
    sent, found = await office.in_progress(), dict[str, bytes]()
    leader = officer(office.agency, "leader")
    await office.act(sent, "result-drafts", office.dung, content="Đã đăng ký tạm trú theo đề nghị của ông/bà.")
    for name in ("drawn", "signed"):
        shown = (await office.seen(sent, office.dung))["papers"]
        result = max((one for one in shown if one["kind"] == "result"), key=lambda one: one["uploaded_at"])
        found[name] = await _printed(office, f"/v1/dossiers/{sent['id']}/papers/{result['id']}", by=office.dung)
        if name == "drawn":
            signed = await office.ask("POST", f"/v1/dossiers/{sent['id']}/signature", leader, json={})
            assert signed.status_code == 201, signed.text
    assert found["drawn"] != found["signed"]
    return found


async def _printed(office: Office, door: str, *, by: Officer) -> bytes:
    answer = await office.ask("GET", door, by)
    assert answer.status_code == 200, answer.text
    return answer.content
