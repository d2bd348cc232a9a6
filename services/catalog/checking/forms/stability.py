"""What a later revision may not do to a field: give its id another meaning."""

from collections.abc import Iterator, Mapping
from typing import Any

from kit.faults import Fault
from services.catalog.checking.forms.words import fault


def stability(before: Mapping[str, Any], after: Mapping[str, Any], *, at: str) -> Iterator[Fault]:
    """Faults of the answers' schema `after` towards the one `before`: both as compiled, `at` the place of `after`.

    A field's type and format stay. Its kind may change within them (a text becomes a long text), its title may be
    reworded; both at once are another question, which needs another id. Fields may come and go.
    """
    earlier, later = before.get("properties", {}), after.get("properties", {})
    for name in [name for name in earlier if name in later]:
        old, new, here = earlier[name], later[name], f"{at}/properties/{name}"
        if _type(old) != _type(new):
            yield fault(here, "kind-changed")
            continue
        if old.get("x-kind") != new.get("x-kind") and old.get("title") != new.get("title"):
            yield fault(here, "meaning-changed")
            continue
        yield from stability(old, new, at=here)
        yield from stability(old.get("items") or {}, new.get("items") or {}, at=f"{here}/items")


def _type(field: Mapping[str, Any]) -> tuple[Any, ...]:
    """What the answer is, as JSON: type, format and area; a list of choices under `$defs` is text."""
    return field.get("type", "string" if "$ref" in field else None), field.get("format"), field.get("x-area")
