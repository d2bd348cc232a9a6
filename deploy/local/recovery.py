"""What a killed runner left behind: its programs are ended before a new run starts."""

import signal

from deploy.local.layout import Layout
from deploy.local.pids import end, is_alive
from deploy.local.state import read

DATABASE = "postgres"


def recover(layout: Layout) -> list[str]:
    """Ends the programs of an earlier run that are still alive and forgets that run; returns their names.

    Call it with the runner's lock in hand: then no living runner keeps them.
    """
    state = read(layout.state)
    if state is None:
        return []
    left = {name: known for name, known in state.programs.items() if is_alive(known)}
    for name, known in sorted(left.items(), key=lambda item: item[0] == DATABASE):
        end(known, first=signal.SIGINT if name == DATABASE else signal.SIGTERM, patience=10.0)
    layout.state.unlink()
    return sorted(left)
