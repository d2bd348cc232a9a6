"""Whoever changes a history is found: every kind of tampering, in the database and in an exported file."""

import io
import json
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from kit.db import transaction
from services.dossier.auditing import reading
from services.dossier.auditing.__main__ import main, verify, verify_file
from services.dossier.auditing.examining import Closing, Finding, Link, examine, gaps
from services.dossier.history import standing
from services.dossier.lifecycle import Act, Status
from services.dossier.sight import as_system
from services.dossier.tests.conftest import Office
from services.dossier.tests.test_history import WHOLE_LIFE, chained, lived


def chain() -> list[Link]:
    return chained(lived(WHOLE_LIFE)[0])


def told(found: list[Link], row: dict[str, Any] | None = None) -> list[str]:
    return [finding.what for finding in examine(found[0][0].dossier_id, found, row=row)]


def test_an_untouched_history_has_no_findings() -> None:
    assert told(chain()) == []


def test_what_was_changed_removed_or_brought_in_is_named() -> None:
    links = chain()
    deed, previous, sealed = links[2]
    assert told([*links[:2], (replace(deed, note="khác"), previous, sealed), *links[3:]]) == [
        "the seal or place of entry 3 is wrong"
    ]
    assert "the seal or place of entry 3 is wrong" in told([*links[:2], *links[3:]])
    stranger = (replace(deed, dossier_id=uuid4()), previous, sealed)
    assert "has an entry of another dossier" in told([*links[:2], stranger, *links[3:]])
    assert list(examine(uuid4(), [])) != []


def test_entries_that_are_well_sealed_but_no_life_are_found() -> None:
    """Somebody who can seal, writes an acceptance where none is possible."""
    deeds = lived(WHOLE_LIFE)[0]
    forged = chained([*deeds[:2], replace(deeds[2], act=Act.ACCEPT, before=Status.DRAFT, after=Status.ACCEPTED)])
    assert told(forged) == ["its entries are no life of a dossier: entry 3 is not a move of the table"]


def test_a_row_without_its_last_entry_is_found() -> None:
    links = chain()
    row = {"head": "0" * 64, "answers": {}} | asdict(standing(deed for deed, _, _ in links))
    row["interrupted"] = list(row["interrupted"])
    assert told(links, row) == ["the last entry is not the one the dossier knows of"]
    row |= {"head": links[-1][2], "status": Status.DRAFT}
    assert told(links, row) == ["the row is not what its entries say in: status"]


def test_numbers_drawn_and_not_used_are_found() -> None:
    day = date(2026, 11, 25)
    assert list(gaps({("G01", day): 3}, {("G01", day): 3})) == []
    assert list(gaps({("G01", day): 3}, {("G01", day): 2})) == [
        Finding("G01 2026-11-25", "3 numbers were drawn, 2 dossiers were accepted")
    ]
    assert len(list(gaps({}, {("G01", day): 1}))) == 1


def test_an_exported_file_is_checked_without_a_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    links = chain()
    closing = Closing()
    closing.add(links)
    lines = [*reading.written(links[0][0].dossier_id, links), json.dumps(closing.told())]
    file = tmp_path / "chain.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    assert verify_file(file) == (1, len(links), [])
    assert main(["verify", "--file", str(file)]) == 0
    entry = json.loads(lines[3]) | {"note": "khác"}
    file.write_text("\n".join([*lines[:3], json.dumps(entry), *lines[4:]]), encoding="utf-8")
    assert main(["verify", "--file", str(file)]) == 1
    assert "entry 4" in capsys.readouterr().out
    for cut in (lines[:-1], [*lines[:-2], lines[-1]], lines[-1:]):
        file.write_text("\n".join(cut), encoding="utf-8")
        assert main(["verify", "--file", str(file)]) == 1
        assert "it was cut" in capsys.readouterr().out
    file.write_text("\n".join([*lines, lines[0]]), encoding="utf-8")
    assert main(["verify", "--file", str(file)]) == 2
    assert main(["verify", "--file", str(tmp_path / "missing")]) == 2


@pytest.mark.parametrize("line", ["{", "[]", '{"act": "open"}', "null"])
def test_a_line_that_is_no_entry_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="line 1 is no entry"):
        reading.read_back(io.StringIO(line))


async def findings(app: FastAPI, *, of: str) -> list[str]:
    """What the audit finds of one dossier in the database."""
    async with transaction(app) as session:
        found = [
            finding
            async for dossier_id, links, row in reading.histories(session, only=UUID(of))
            for finding in examine(dossier_id, links, row=row)
        ]
    return [finding.what for finding in found]


async def tampered(app: FastAPI, statement: str, **values: Any) -> None:
    async with transaction(app) as session:
        await as_system(session)
        await session.execute(text(statement), values)


async def test_a_row_that_was_changed_behind_the_entries_is_found(live_office: Office) -> None:
    sent = await live_office.in_progress()
    assert await findings(live_office.app, of=sent["id"]) == []
    await tampered(
        live_office.app, "UPDATE dossiers SET due_at = due_at + interval '9 days' WHERE id = :id", id=sent["id"]
    )
    assert await findings(live_office.app, of=sent["id"]) == ["the row is not what its entries say in: due_at"]
    await tampered(live_office.app, "UPDATE dossiers SET head = :head WHERE id = :id", id=sent["id"], head="0" * 64)
    assert "the last entry is not the one the dossier knows of" in await findings(live_office.app, of=sent["id"])


async def test_answers_that_were_changed_after_they_were_sent_are_found(live_office: Office) -> None:
    sent = await live_office.submitted()
    changed = """UPDATE dossiers SET answers = jsonb_set(answers, '{reason}', '"khác"') WHERE id = :id"""
    await tampered(live_office.app, changed, id=sent["id"])
    assert await findings(live_office.app, of=sent["id"]) == ["the answers are not those that were sent"]
    await live_office.act(sent, "withdrawal", live_office.lan)
    assert await findings(live_office.app, of=sent["id"]) == [], "a draft's answers are the applicant's to change"


@pytest.mark.parametrize(
    "statement", ["UPDATE entries SET note = 'x'", "DELETE FROM entries"], ids=["change", "remove"]
)
async def test_the_service_itself_cannot_change_or_remove_an_entry(live_office: Office, statement: str) -> None:
    """Row-level security has no policy for it: nothing is touched, or it is refused outright."""
    sent = await live_office.submitted()
    async with transaction(live_office.app) as session:
        await as_system(session)
        try:
            touched = await session.execute(text(f"{statement} RETURNING 1"))
            assert touched.all() == []
        except ProgrammingError:
            await session.rollback()
    assert await findings(live_office.app, of=sent["id"]) == []


async def test_the_whole_database_is_read_and_its_numbers_add_up(live_office: Office) -> None:
    await live_office.in_progress()
    url = live_office.app.state.settings.database_url.get_secret_value()
    dossiers, entries, found = await verify(url)
    assert dossiers > 0
    assert entries >= dossiers
    assert [one for one in found if live_office.agency in one.about] == []
