"""The library: blocks of questions that forms share, and the forms this house wrote, as files."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from services.catalog.forms.definition import Block, FormDefinition
from services.catalog.forms.expanding import expand

FORMS = Path(__file__).parent.parent / "seeds" / "forms"


@cache
def blocks() -> Mapping[str, Block]:
    """The blocks of `seeds/forms/blocks` by name, as written."""
    files = sorted((FORMS / "blocks").glob("*.json"))
    return {file.stem: Block.model_validate_json(file.read_bytes()) for file in files}


@cache
def codes() -> frozenset[str]:
    """The procedures that have a form of their own here."""
    return frozenset(file.stem for file in FORMS.glob("*.json") if file.stem[0].isdigit())


def written(code: str) -> FormDefinition:
    """The form of a procedure as it is written, blocks of the library by name."""
    return FormDefinition.model_validate_json((FORMS / f"{code}.json").read_bytes())


@cache
def definition(code: str) -> FormDefinition:
    """The form of a procedure with its library blocks written out: what a revision stores."""
    return expand(written(code), blocks())


@cache
def entries(name: str) -> list[dict[str, str]]:
    """A list of this folder (`ethnicities`, `nationalities`): entries of `value`, `vi`, `en` and what else it knows."""
    found: list[dict[str, str]] = json.loads((Path(__file__).parent / f"{name}.json").read_bytes())
    return found
