"""The page that draws the life of a dossier shows the table as it is."""

from pathlib import Path

from services.dossier.lifecycle import LIFE, STATES
from services.dossier.lifecycle.drawing import page

PAGE = Path(__file__).parents[3] / "docs" / "lifecycle.md"


def test_the_page_is_drawn_from_the_table() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m services.dossier.lifecycle.drawing > docs/lifecycle.md"


def test_every_status_and_every_act_is_on_it() -> None:
    told = page()
    assert all(f"    {status.value}: {state.vi} (" in told for status, state in STATES.items())
    assert all(f"| `{act}` | {rule.vi} |" in told for act, rule in LIFE.items())
    assert "    submitted --> accepted: Accept\n" in told
