"""Computed values: what each operation takes and gives. `contracts.computing` reckons them."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from services.catalog.forms.definition import Operation
from services.catalog.forms.kinds import Worth


class Reckoning(NamedTuple):
    """An operation: the worth of its inputs, how many (`most` None: any number), and the JSON type it gives."""

    takes: Worth
    least: int
    most: int | None
    gives: str

    @property
    def worth(self) -> Worth:
        """What its value can be compared with."""
        return Worth.TEXT if self.gives == "string" else Worth.NUMBER


OPERATIONS: Final[Mapping[Operation, Reckoning]] = {
    Operation.YEARS_BETWEEN: Reckoning(Worth.DAY, 1, 2, "integer"),
    Operation.DAYS_BETWEEN: Reckoning(Worth.DAY, 1, 2, "integer"),
    Operation.TOTAL: Reckoning(Worth.NUMBER, 1, None, "number"),
    Operation.PRODUCT: Reckoning(Worth.NUMBER, 2, None, "number"),
    Operation.COUNT: Reckoning(Worth.LIST, 1, None, "integer"),
    Operation.JOIN: Reckoning(Worth.TEXT, 1, None, "string"),
    Operation.UPPER: Reckoning(Worth.TEXT, 1, None, "string"),
    Operation.DATE_IN_WORDS: Reckoning(Worth.DAY, 1, 1, "string"),
}
