"""The scripts our pages may load, each under an address that changes with its content."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

PATH: Final = "/assets/identity"
_FOLDER = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Asset:
    """A script: its bytes and the version in its address."""

    content: bytes
    version: str


def _read(path: Path) -> Asset:
    content = path.read_bytes()
    return Asset(content, sha256(content).hexdigest()[:16])


ASSETS: Final = {path.name: _read(path) for path in sorted(_FOLDER.glob("*.js"))}
"""Everything that is given away, by name: nothing else of the file system can be asked for."""


def address(name: str) -> str:
    """Where a page loads a script from; KeyError when there is none of that name."""
    return f"{PATH}/{name}?v={ASSETS[name].version}"
