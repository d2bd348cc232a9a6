"""What the stack weighs: proportional memory (PSS), in which pages shared by several programs count once in all."""

import re
from pathlib import Path

from deploy.local.pids import family
from deploy.local.state import State

PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def weigh(state: State) -> dict[str, int]:
    """Bytes of each program with its children, and of the runner itself; a program that is gone weighs nothing."""
    programs = {name: family(known.pid) for name, known in state.programs.items()}
    programs["runner"] = [state.runner.pid]
    return {name: sum(map(_pss, pids)) for name, pids in programs.items() if pids}


def _pss(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = PSS.search(text)
    return int(found[1]) << 10 if found else 0
