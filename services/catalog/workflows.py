"""The usual way of a one-stop procedure, for revisions that say nothing of their own. Pure.

Received at the desk, worked on, signed, handed over (NĐ 118/2025; forms 01-06 of TT 03/2025/TT-VPCP). Only the desk's
duty to answer an online submission within 8 working hours has a limit of its own (NĐ 107/2021, to verify).
"""

from functools import cache
from pathlib import Path

from contracts.workflow import Workflow


@cache
def usual() -> Workflow:
    """Reception, work, signature, return: `usual_workflow.json`."""
    return Workflow.model_validate_json(Path(__file__).with_name("usual_workflow.json").read_bytes())
