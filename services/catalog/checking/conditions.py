"""Whether a condition may be published: only the words every reader knows, about facts there are, values they can have.

A condition over a fact that is not known must not hold (`contracts.conditions`): what asks for a fact requires it, and
`not` stands inside the fact, or beside what requires it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import jsonschema_rs

from contracts.conditions import Condition
from contracts.forms import compile_form
from contracts.terms import AgencyKind, Channel
from kit.faults import Fault, pointer
from services.catalog.content import Applicant

Shape = Mapping[str, Any]
Path = tuple[str | int, ...]

JOINING: Final = frozenset({"properties", "required", "not", "allOf", "anyOf"})
"""What a condition over facts is made of."""
TESTS: Final[Mapping[str, frozenset[str]]] = {
    "const": frozenset(),
    "enum": frozenset(),
    "minimum": frozenset({"integer", "number"}),
    "maximum": frozenset({"integer", "number"}),
    "exclusiveMinimum": frozenset({"integer", "number"}),
    "exclusiveMaximum": frozenset({"integer", "number"}),
    "minLength": frozenset({"string"}),
    "contains": frozenset({"array"}),
    "not": frozenset(),
    "allOf": frozenset(),
    "anyOf": frozenset(),
}
"""What a fact is tested by -> the types it says something about; of any other it would hold."""

FACT_SHAPES: Final[dict[str, dict[str, Any]]] = {
    "case": {"type": "string"},
    "channel": {"enum": [one.value for one in Channel]},
    "applicant": {"enum": [one.value for one in Applicant]},
    "agency_kind": {"enum": [one.value for one in AgencyKind]},
    "agency": {"type": "string"},
    "ward": {"type": "string"},
    "groups": {"type": "array", "items": {"type": "string"}},
    "on": {"type": "string", "format": "date"},
    "pages": {"type": "integer", "minimum": 0},
    "copies": {"type": "integer", "minimum": 0},
    "items": {"type": "integer", "minimum": 0},
}
"""The facts of every dossier (`contracts.conditions.FACTS`) as JSON Schema: a caller may narrow them."""

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("Điều kiện chưa nói gì.", "The condition says nothing."),
    "one-language": (
        "Điều kiện phải có lời bằng tiếng Việt và tiếng Anh.",
        "The condition must be worded in Vietnamese and English.",
    ),
    "not-a-word": (
        "Từ khóa này không dùng trong điều kiện.",
        "This keyword is not used in conditions.",
    ),
    "malformed": ("Không đúng dạng của từ khóa.", "It is not what this keyword takes."),
    "unknown": ("Không có trường hay dữ kiện này.", "There is no such field or fact."),
    "not-required": (
        "Phải nằm trong required, nếu không thì thiếu dữ kiện cũng thỏa điều kiện.",
        "It must be listed in required, or a missing fact would satisfy it.",
    ),
    "impossible": ("Trường này không thể có giá trị đó.", "The field cannot have this value."),
    "does-not-fit": (
        "Phép so sánh không hợp kiểu của trường.",
        "The comparison does not fit the type of the field.",
    ),
}


def faults(condition: Condition, *, at: str, names: Mapping[str, Shape]) -> Iterator[Fault]:
    """Everything that keeps a condition at pointer `at` from being published.

    `names`: what it may ask about -> the JSON Schema of its values, `{}` for anything.
    """
    if not condition.vi.strip() or not condition.en.strip():
        yield _fault(at, (), "one-language")
    if not condition.names():
        yield _fault(at, ("test",), "missing")
    for path, code in _of_facts(condition.test, names, path=("test",), known=frozenset(), is_positive=True):
        yield _fault(at, path, code)


def _fault(at: str, path: Path, code: str) -> Fault:
    return Fault(at + (pointer(path) if path else ""), code, *WORDS[code])


Found = Iterator[tuple[Path, str]]


def _of_facts(
    test: object, names: Mapping[str, Shape], *, path: Path, known: frozenset[str], is_positive: bool
) -> Found:
    """Faults of a schema over the facts; `known`: those that are there whenever it matters whether it holds."""
    if not isinstance(test, dict) or not is_schema(test):
        yield path, "malformed"
        return
    yield from (((*path, word), "not-a-word") for word in test if word not in JOINING)
    required = frozenset(test.get("required", ()))
    sure = known | required if is_positive else known
    yield from (((*path, "required"), "unknown") for name in sorted(required - names.keys()))
    if required - sure:
        yield (*path, "required"), "not-required"
    for name, shape in test.get("properties", {}).items():
        here = (*path, "properties", name)
        if name not in names:
            yield here, "unknown"
        elif name not in sure:
            yield here, "not-required"
        else:
            yield from _of_value(shape, names[name], path=here)
    for word in ("allOf", "anyOf"):
        for place, part in enumerate(test.get(word, ())):
            yield from _of_facts(part, names, path=(*path, word, place), known=sure, is_positive=is_positive)
    if "not" in test:
        yield from _of_facts(test["not"], names, path=(*path, "not"), known=sure, is_positive=not is_positive)


def _of_value(test: object, shape: Shape, *, path: Path) -> Found:
    """Faults of what is asked of one fact."""
    if not isinstance(test, dict) or not test:
        yield path, "malformed"
        return
    for word, wanted in test.items():
        if word not in TESTS:
            yield (*path, word), "not-a-word"
        elif not _fits(word, shape):
            yield (*path, word), "does-not-fit"
        else:
            yield from _of_word(word, wanted, shape=shape, path=(*path, word))


def _of_word(word: str, wanted: Any, *, shape: Shape, path: Path) -> Found:  # noqa: ANN401 - any JSON value
    match word:
        case "const" if not _possible(shape)(wanted):
            yield path, "impossible"
        case "enum":
            is_possible = _possible(shape)
            yield from (((*path, n), "impossible") for n, one in enumerate(wanted) if not is_possible(one))
        case "contains":
            yield from _of_value(wanted, shape.get("items", {}), path=path)
        case "not":
            yield from _of_value(wanted, shape, path=path)
        case "allOf" | "anyOf":
            for place, part in enumerate(wanted):
                yield from _of_value(part, shape, path=(*path, place))


def _fits(word: str, shape: Shape) -> bool:
    """Whether a test says something about values of a type; of an unknown type it may."""
    stated = shape.get("type")
    types = {stated} if isinstance(stated, str) else set(stated or ())
    return not TESTS[word] or not types or not types.isdisjoint(TESTS[word])


def _possible(shape: Shape) -> Callable[[object], bool]:
    """Whether a fact of this shape can have a value; everything is possible where the form itself is faulty."""
    try:
        return compile_form(shape).is_valid
    except ValueError:
        return lambda _: True  # the form's own check says so


def is_schema(test: Mapping[str, Any]) -> bool:
    """Whether a test is JSON Schema at all, of its own words."""
    try:
        jsonschema_rs.Draft202012Validator(dict(test), retriever=_refuse)
    except ValueError:
        return False
    return True


def _refuse(uri: str) -> Any:  # noqa: ANN401 - the retriever's shape
    raise ValueError(f"a condition must not refer to another document: {uri}")
