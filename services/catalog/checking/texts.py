"""Whether every text can be read as it stands: nothing empty, nothing left to fill in. Pure."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from kit.faults import Fault
from services.catalog.checking.places import texts
from services.catalog.checking.wording import fault
from services.catalog.content import Content

MOST: Final = 20_000
"""Characters of one text."""
MOST_NAME: Final = 2_000
"""Characters of the procedure's name."""
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_BRACE: Final = re.compile(r"[{}]")
_MAY_BE_EMPTY: Final = re.compile(r"/source|.*/writes/\d+/fields/.*")


def faults(content: Content, *, names: Collection[str]) -> Iterator[Fault]:
    """Everything wrong with the texts. `names`: the fields and facts a placeholder may stand for."""
    for at, text in texts(content):
        if not text.strip() and not _MAY_BE_EMPTY.fullmatch(at):
            yield Fault(at, "empty", "Chưa có nội dung.", "It is empty.")
        elif text != text.strip():
            vi = "Thừa khoảng trắng ở đầu hoặc cuối."
            yield Fault(at, "untrimmed", vi, "There is white space at its beginning or end.")
        if len(text) > (MOST_NAME if at == "/name" else MOST):
            yield fault(at, "too-large")
        yield from _placeholders(text, at, names=names)


def _placeholders(text: str, at: str, *, names: Collection[str]) -> Iterator[Fault]:
    is_unknown = any(found.strip() not in names for found in _PLACEHOLDER.findall(text))
    if is_unknown or _BRACE.search(_PLACEHOLDER.sub("", text)):
        vi = "Chỗ trống trong ngoặc nhọn không ứng với trường nào."
        yield Fault(at, "unknown-placeholder", vi, "A placeholder in braces stands for nothing known.")
