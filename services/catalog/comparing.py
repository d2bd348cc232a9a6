"""What one revision says otherwise than another, in words: things are known by their id, not by their place. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from kit.faults import pointer
from services.catalog.content import Content


class Op(StrEnum):
    """What became of something."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


class Change(NamedTuple):
    """`pointer`: where it stands in the later revision (a removed thing: in the earlier). `before`, `after`: JSON."""

    kind: str
    op: Op
    pointer: str
    name: str
    before: Any
    after: Any
    vi: str
    en: str


class Listing(NamedTuple):
    """A list whose things have a key of their own: what they are called, and by what they are known."""

    vi: str
    en: str
    key: tuple[str, ...]


_TERMS: Final = {
    "fees": Listing("phí, lệ phí", "fee", ("code", "valid_from", "province_codes", "when")),
    "variants": Listing("điều khoản riêng", "special terms", ("case", "when", "note")),
}
_LISTS: Final[Mapping[str, Listing]] = _TERMS | {
    "cases": Listing("trường hợp", "case", ("id",)),
    "channels": Listing("cách nộp", "channel", ("channel",)),
    "papers": Listing("thành phần hồ sơ", "paper", ("id",)),
    "results": Listing("kết quả", "result", ("code",)),
    "requirements": Listing("yêu cầu, điều kiện", "requirement", ("id",)),
    "competences": Listing(
        "cơ quan thực hiện", "competence", ("kind", "part", "agency_code", "ward_codes", "valid_from")
    ),
    "legal_bases": Listing("căn cứ pháp lý", "legal basis", ("number",)),
    "forms": Listing("tờ khai", "form", ("case",)),
    "reliefs": Listing("miễn, giảm", "relief", ("code",)),
    "satisfied_by": Listing("dữ liệu thay giấy tờ", "satisfier", ("kind", "reference")),
    "writes": Listing("thông tin cập nhật", "write-back", ("attribute",)),
    "moves": Listing("lối đi", "move", ("to",)),
    "escalations": Listing("cảnh báo", "escalation", ("step", "level")),
    "blocks": Listing("phần của tờ khai", "form block", ("title",)),
    "form_fields": Listing("câu hỏi", "form field", ("id",)),
    "choices": Listing("lựa chọn", "choice", ("value",)),
    "rules": Listing("quy tắc giữa hai câu", "form rule", ("field", "comparison", "other")),
    "workflow_steps": Listing("bước xử lý", "workflow step", ("id",)),
    "workflow_parts": Listing("phần việc", "joint part", ("id",)),
}
_KINDS: Final = {
    "cases": "case", "channels": "channel", "fees": "fee", "variants": "terms", "papers": "paper", "results": "result",
    "requirements": "requirement", "competences": "competence", "legal_bases": "legal_basis", "forms": "form",
    "blocks": "form_block", "form_fields": "form_field", "choices": "choice", "rules": "form_rule",
    "workflow_steps": "workflow_step", "workflow_parts": "joint_part",
    "reliefs": "relief", "satisfied_by": "satisfier", "writes": "write_back", "moves": "move",
    "escalations": "escalation",
}  # fmt: skip
_VERBS: Final[Mapping[Op, tuple[str, str]]] = {
    Op.ADDED: ("Thêm", "Added"),
    Op.REMOVED: ("Bỏ", "Removed"),
    Op.MOVED: ("Đổi chỗ", "Moved"),
    Op.CHANGED: ("Sửa", "Changed"),
}
Path = tuple[str | int, ...]


def changes(before: Content, after: Content) -> list[Change]:
    """Everything the later revision says otherwise, in the order of its content; equal contents: nothing."""
    return list(_objects(before.model_dump(mode="json"), after.model_dump(mode="json"), at=(), kind="field", name=""))


def _objects(
    before: Mapping[str, Any], after: Mapping[str, Any], *, at: Path, kind: str, name: str
) -> Iterator[Change]:
    """Changes between two objects, word by word."""
    for word in dict.fromkeys([*before, *after]):
        old, new, here = before.get(word), after.get(word), (*at, word)
        if old == new:
            continue
        if (listing := _listing(word, at)) and isinstance(old, list) and isinstance(new, list):
            yield from _lists(old, new, at=here, listing=listing)
        elif kind != "condition" and isinstance(old, dict) and isinstance(new, dict) and word not in ("when", "test"):
            yield from _objects(old, new, at=here, kind=kind, name=name)
        else:
            detail = "time_limit" if word == "time_limit" or "time_limit" in at else _text_or(kind, at)
            yield _change(detail, Op.CHANGED, here, name=name or word, before=old, after=new, thing=word)


def _lists(before: list[Any], after: list[Any], *, at: Path, listing: str) -> Iterator[Change]:
    """Changes between two lists of things that are known by their key."""
    known, kind = _LISTS[listing], _KINDS[listing]
    old, new = _keyed(before, known.key), _keyed(after, known.key)
    for key, (place, thing) in old.items():
        if key not in new:
            yield _change(kind, Op.REMOVED, (*at, place), name=_name(thing), before=thing, after=None, thing=listing)
    order = [key for key in old if key in new]
    following = [key for key in new if key in old]
    for key, (place, thing) in new.items():
        here = (*at, place)
        if key not in old:
            yield _change(kind, Op.ADDED, here, name=_name(thing), before=None, after=thing, thing=listing)
            continue
        if order.index(key) != following.index(key):
            was = old[key][0]
            yield _change(kind, Op.MOVED, here, name=_name(thing), before=was, after=place, thing=listing)
        yield from _objects(old[key][1], thing, at=here, kind=kind, name=_name(thing))


def _listing(word: str, at: Path) -> str | None:
    """Which listing a word is, at its place."""
    if word == "fields" and "blocks" in at:
        return "form_fields"
    if at[:1] == ("workflow",) and word in ("steps", "parts"):
        return f"workflow_{word}"
    return word if word in _LISTS else None


def _keyed(things: Iterable[Any], key: tuple[str, ...]) -> dict[str, tuple[int, Any]]:
    """Things by their key, with their place; of several with one key each is told apart by how many came before."""
    found: dict[str, tuple[int, Any]] = {}
    for place, thing in enumerate(things):
        said = repr([thing.get(part) for part in key])
        while said in found:
            said += "'"
        found[said] = (place, thing)
    return found


def _name(thing: Mapping[str, Any]) -> str:
    words = (
        "name",
        "label",
        "title",
        "channel",
        "number",
        "code",
        "id",
        "kind",
        "case",
        "attribute",
        "reference",
        "to",
    )
    return next((str(thing[word]) for word in words if thing.get(word)), "")


def _text_or(kind: str, at: Path) -> str:
    return "workflow" if kind == "field" and at[:1] == ("workflow",) else kind


def _change(kind: str, op: Op, at: Path, *, name: str, before: Any, after: Any, thing: str) -> Change:  # noqa: ANN401
    vi, en = _VERBS[op]
    known = _LISTS.get(thing)
    if known is not None:
        return Change(
            kind, op, pointer(at), name, before, after, f"{vi} {known.vi}: {name}", f"{en} {known.en}: {name}"
        )
    told = f"{name} ({thing})" if name != thing else name
    return Change(kind, op, pointer(at), name, before, after, f"{vi}: {told}", f"{en}: {told}")
