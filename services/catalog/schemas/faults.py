"""A fault as a finding, in an answer that is no problem."""

from kit.faults import Fault
from kit.schemas import Schema


class FaultOut(Schema):
    """One fault: a JSON pointer, which fault, and what to do."""

    pointer: str
    code: str
    vi: str
    en: str

    @classmethod
    def of(cls, fault: Fault, *, within: str = "") -> "FaultOut":
        """The fault, its pointer below `within`."""
        return cls(pointer=within + fault.pointer, code=fault.code, vi=fault.vi, en=fault.en)
