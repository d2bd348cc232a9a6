"""`python -m contracts`: write every generated contract; refuse to break one that is committed.

`--check` writes nothing and fails when a file is not up to date. Exit 1 with every reason listed.
"""

import json
import sys
from pathlib import Path

from contracts.compatibility import api_breaks, breaks
from contracts.generate import ROOT, everything


def faults(path: Path, fresh: str) -> list[str]:
    """Why the fresh text may not replace the committed contract at `path`."""
    committed = ROOT / path
    if not committed.exists() or path.suffix != ".json" or path.name == "asyncapi.json":
        return []
    compare = api_breaks if path.parent.name == "openapi" else breaks
    return [f"{path}: {one}" for one in compare(json.loads(committed.read_text("utf-8")), json.loads(fresh))]


def main(*, is_check: bool) -> int:
    """Write or check; the exit code."""
    files = everything()
    wrong = [fault for path, text in files.items() for fault in faults(path, text)]
    if is_check:
        wrong += [
            f"{path}: not up to date, run `make contracts`" for path, text in files.items() if _read(path) != text
        ]
    for line in wrong:
        sys.stderr.write(line + "\n")
    if wrong:
        return 1
    for path, text in files.items() if not is_check else ():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, "utf-8")
    return 0


def _read(path: Path) -> str:
    found = ROOT / path
    return found.read_text("utf-8") if found.exists() else ""


if __name__ == "__main__":
    sys.exit(main(is_check="--check" in sys.argv))
