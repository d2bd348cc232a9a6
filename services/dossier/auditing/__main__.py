"""`python -m services.dossier.auditing verify [--file F] | export [--dossier ID]`; settings as the service's own."""

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from services.dossier.auditing import reading
from services.dossier.auditing.examining import Closing, Finding, cut, examine, gaps
from services.dossier.settings import DossierSettings


def arguments() -> argparse.ArgumentParser:
    """What the command understands."""
    parser = argparse.ArgumentParser(prog="motcua audit", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    verify = commands.add_parser("verify", help="check every chain, every row, every number")
    verify.add_argument("--file", type=Path, help="check an exported file instead of the database")
    export = commands.add_parser("export", help="write chains as JSON lines")
    export.add_argument("--dossier", type=UUID, help="only this one")
    return parser


async def verify(url: str) -> tuple[int, int, list[Finding]]:
    """How many dossiers and entries there are, and what is wrong."""
    dossiers, entries, findings = 0, 0, list[Finding]()
    engine = create_async_engine(url)
    async with AsyncSession(engine) as session, session.begin():
        async for dossier_id, chain, row in reading.histories(session):
            dossiers, entries = dossiers + 1, entries + len(chain)
            findings += examine(dossier_id, chain, row=row)
        findings += gaps(*await reading.numbers(session))
        findings += [
            Finding(str(part), "is a part of another person's dossier") for part in await reading.strays(session)
        ]
    await engine.dispose()
    return dossiers, entries, findings


async def export(url: str, *, only: UUID | None) -> None:
    """Write the chains to standard output, and last how much there is."""
    closing = Closing()
    engine = create_async_engine(url)
    async with AsyncSession(engine) as session, session.begin():
        async for dossier_id, chain, _ in reading.histories(session, only=only):
            sys.stdout.writelines(f"{line}\n" for line in reading.written(dossier_id, chain))
            closing.add(chain)
    await engine.dispose()
    sys.stdout.write(f"{json.dumps(closing.told())}\n")


def verify_file(file: Path) -> tuple[int, int, list[Finding]]:
    """The same of an exported file: chains only, for it holds no rows. ValueError when it is no export."""
    with file.open(encoding="utf-8") as lines:
        chains, said = reading.read_back(lines)
    findings = [finding for dossier_id, chain in chains.items() for finding in examine(dossier_id, chain)]
    findings += cut(chains.values(), said)
    return len(chains), sum(map(len, chains.values())), findings


def main(words: list[str] | None = None) -> int:
    """Run the command; 1 when anything is wrong, 2 when the file is no export."""
    asked = arguments().parse_args(words)
    url = "" if getattr(asked, "file", None) else DossierSettings().database_url.get_secret_value()
    if asked.command == "export":
        asyncio.run(export(url, only=asked.dossier))
        return 0
    began = time.monotonic()
    try:
        dossiers, entries, findings = verify_file(asked.file) if asked.file else asyncio.run(verify(url))
    except (OSError, ValueError) as error:
        if not asked.file:
            raise
        sys.stderr.write(f"{asked.file} cannot be read as an export: {error}\n")
        return 2
    for finding in findings:
        sys.stdout.write(f"{finding.about}: {finding.what}\n")
    rate = entries / max(time.monotonic() - began, 1e-9)
    sys.stdout.write(f"{dossiers} dossiers, {entries} entries ({rate:.0f}/s), {len(findings)} findings\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
