"""A program's environment holds its secrets, and programs of one user may read each other's: unless they refuse."""

import ctypes
import sys

DUMPABLE = 4  # PR_SET_DUMPABLE of prctl(2)


def conceal() -> None:
    """Closes this program's environment, memory and core dumps to everybody but root. Linux only; nothing elsewhere.

    Several services may run as one user: whoever breaks into one must not read the others' keys in /proc. The price is
    that only root can measure its memory (smaps_rollup) or debug it.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DUMPABLE, 0, 0, 0, 0)
