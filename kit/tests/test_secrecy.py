"""Another program of the same user cannot read a concealed one's secrets."""

import os
import pwd
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kit import secrecy

# root may read everybody: both programs become somebody else, and the first is opened again as after an exec
NOBODY = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
READER: dict[str, Any] = {} if NOBODY is None else {"user": NOBODY, "extra_groups": ()}
START = f"""
import ctypes, os
if {NOBODY} is not None:
    os.setgroups([])
    os.setuid({NOBODY})
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
"""
WAIT = "\nprint('ready', flush=True)\ninput()\n"
OPEN = START + WAIT
CONCEALED = START + Path(secrecy.__file__).read_text() + "\nconceal()" + WAIT


def read_by_another(program: str) -> bytes:
    """What a second program of the same user reads as the environment of the first."""
    first = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", program],
        env={"MOTCUA_KEY_SECRET": "topsecret"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert first.stdout is not None
    try:
        assert first.stdout.readline() == b"ready\n"
        command = ["cat", f"/proc/{first.pid}/environ"]
        told: bytes = subprocess.run(command, capture_output=True, check=False, cwd="/", **READER).stdout
    finally:
        first.communicate(b"\n", timeout=10)
    return told


@pytest.mark.skipif(sys.platform != "linux", reason="a mechanism of Linux")
def test_an_environment_is_open_to_the_same_user_until_it_is_concealed() -> None:
    assert b"topsecret" in read_by_another(OPEN)
    assert read_by_another(CONCEALED) == b""
