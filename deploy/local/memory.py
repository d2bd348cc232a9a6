"""What the stack weighs: proportional memory (PSS), in which pages shared by several programs count once in all.

A service keeps its memory to itself (`kit.secrecy`): then only root may measure it.
"""

import re
from pathlib import Path

from deploy.local.pids import family
from deploy.local.state import State

PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def weigh(state: State) -> dict[str, int]:
    """Bytes of each program with its children, and of the runner itself.

    A program that is gone, or that we may not look at, is left out.
    """
    programs = {name: family(known.pid) for name, known in state.programs.items()}
    programs["runner"] = [state.runner.pid]
    weights = {}
    for name, pids in programs.items():
        try:
            weights[name] = sum(map(_pss, pids))
        except PermissionError:
            continue
    return {name: weight for name, weight in weights.items() if programs[name]}


def _pss(pid: int) -> int:
    """Bytes; 0 when the program has ended meanwhile. PermissionError when it may not be measured."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except PermissionError:
        raise
    except OSError:
        return 0
    found = PSS.search(text)
    return int(found[1]) << 10 if found else 0
