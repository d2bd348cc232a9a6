"""Another program of the same user cannot read a concealed one's secrets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kit import secrecy

SOURCE = Path(secrecy.__file__).read_text()
CONCEALED = f"{SOURCE}\nconceal()\nprint('ready', flush=True)\ninput()"
OPEN = "print('ready', flush=True)\ninput()"
# as root everybody is readable: both the program and the reader become somebody else
WHO = {"user": "nobody"} if os.geteuid() == 0 else {}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a mechanism of Linux")


def read_by_another(program: str) -> bytes:
    """What a second program of the same user reads as the environment of the first."""
    first = subprocess.Popen(
        [os.path.realpath(sys.executable), "-I", "-S", "-c", program],
        env={"MOTCUA_KEY_SECRET": "topsecret"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd="/",
        **WHO,  # type: ignore[call-overload]
    )
    try:
        assert first.stdout.readline() == b"ready\n"
        command = ["cat", f"/proc/{first.pid}/environ"]
        return subprocess.run(command, capture_output=True, check=False, cwd="/", **WHO).stdout  # type: ignore[call-overload,no-any-return]
    finally:
        first.communicate(b"\n", timeout=10)


def test_an_environment_is_open_to_the_same_user_until_it_is_concealed() -> None:
    assert b"topsecret" in read_by_another(OPEN)
    assert read_by_another(CONCEALED) == b""
