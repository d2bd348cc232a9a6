"""What every kind of field is: one row each, from which schemas, controls, checks and the page docs/forms.md come."""

from collections.abc import Mapping
from typing import Final

from services.catalog.forms.definition import Kind
from services.catalog.forms.kinds.chosen import CHOSEN
from services.catalog.forms.kinds.composed import COMPOSED
from services.catalog.forms.kinds.measured import MEASURED
from services.catalog.forms.kinds.row import Row, Schema, Worth
from services.catalog.forms.kinds.written import WRITTEN

__all__ = ["KINDS", "Row", "Schema", "Worth"]

KINDS: Final[Mapping[Kind, Row]] = {**WRITTEN, **MEASURED, **CHOSEN, **COMPOSED}
