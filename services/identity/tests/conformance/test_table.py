"""docs/conformance.md and these tests say the same: every module listed as covered has its test, every test a row."""

import ast
import re
from pathlib import Path

FOLDER = Path(__file__).parent
TABLE = (FOLDER.parents[3] / "docs" / "conformance.md").read_text("utf-8")
ROW = re.compile(r"^\| `((?:oidcc|fapi2)[\w-]+)` \| (?:`(\w+)`|--) \| (.+) \|$", re.MULTILINE)


def _tests() -> set[str]:
    return {
        node.name
        for path in FOLDER.glob("test_*.py")
        if path != Path(__file__)
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_module_of_the_table_has_its_test_and_every_test_its_row() -> None:
    rows = ROW.findall(TABLE)
    covered = {test for _, test, _ in rows if test}
    assert covered == _tests()
    assert {test for module, test, _ in rows if test != f"test_{module.lower().replace('-', '_')}"} <= {""}
    assert all(words.startswith("not applicable: ") for _, test, words in rows if not test)


def test_the_figures_of_the_table_are_right() -> None:
    rows = ROW.findall(TABLE)
    assert f"| together | {len(rows)} | {sum(bool(test) for _, test, _ in rows)} |" in TABLE
    assert len({module for module, _, _ in rows}) == len(rows)
