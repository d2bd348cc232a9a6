"""What a row of the table of kinds says, and the words its rows are written with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from services.catalog.forms.definition import Sensitivity

Schema = dict[str, Any]


class Worth(StrEnum):
    """What an answer can be compared with and reckoned from."""

    NUMBER = "number"
    DAY = "day"
    PARTIAL_DAY = "partial_day"
    MOMENT = "moment"
    HOUR = "hour"
    TEXT = "text"
    TRUTH = "truth"
    LIST = "list"


@dataclass(frozen=True)
class Row:
    """A kind of field.

    `schema`: JSON Schema of the answer, empty where nothing is answered. `uses`: the properties of Question, beyond
    words, conditions and privacy, that mean something here; any other is a fault. `needs`: those it cannot do without.
    `options`: for JSON Forms. `checked`: what the server checks, in Vietnamese and English.
    """

    vi: str
    en: str
    schema: Schema
    checked: tuple[str, str]
    uses: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    options: Mapping[str, Any] = field(default_factory=dict)
    worth: Worth | None = None
    sensitivity: Sensitivity | None = None

    @property
    def is_answered(self) -> bool:
        """Whether the applicant (or a computation) gives it a value."""
        return bool(self.schema)


def words(*names: str) -> frozenset[str]:
    return frozenset(names)


def text(**words: Any) -> Schema:  # noqa: ANN401 - JSON Schema words
    return {"type": "string", **words}


LIMITS: Final = words("least", "most")
DAYS: Final = words("no_earlier", "no_later")
