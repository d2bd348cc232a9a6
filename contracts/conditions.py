"""When something applies: a JSON Schema that the facts of a dossier must satisfy, and the same in words.

The one language of conditions in the whole house. Forms show and require fields by it (JSON Forms rules and `if/then`
use the same schemas, so any client reads them), fees, papers, requirements and steps apply by it. Facts are one flat
object: the answers of the form by field id, its computed values among them, and the words of `FACTS`.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from json import dumps, loads
from typing import Any, Final

import jsonschema_rs

from contracts.terms import Term

Facts = Mapping[str, Any]
"""What is known of a dossier: JSON values by name. A name that is absent is not known."""

FACTS: Final = {
    "case": "id of the chosen case",
    "channel": "online | direct | post",
    "applicant": "kind of applicant (services.catalog.content.Applicant)",
    "agency_kind": "kind of the agency that receives it",
    "agency": "code of that agency",
    "ward": "code of the ward the dossier concerns",
    "groups": "list of the groups the applicant belongs to that are relieved of fees",
    "on": "the day it is reckoned for, YYYY-MM-DD",
    "pages": "pages, for fees counted by them",
    "copies": "copies, for fees counted by them",
    "items": "things of another kind, for fees counted by them",
}
"""Facts no form asks for by itself; no field may have one of these ids, `groups`, `pages`, `copies`, `items` apart:
a form that asks for those gives the fact."""


class Condition(Term):
    """`test`: JSON Schema 2020-12 over the facts. `vi`, `en`: when that is, as a clause ("khi đăng ký quá hạn")."""

    test: dict[str, Any]
    vi: str
    en: str

    def holds(self, facts: Facts) -> bool:
        """Whether the facts satisfy it. A fact that is not known satisfies only what does not ask for it."""
        return _holds(self.test, facts)

    def names(self) -> frozenset[str]:
        """The facts it asks about."""
        return frozenset(_names(self.test))

    def answer(self, facts: Facts) -> bool | None:
        """Whether it holds whatever the facts not known yet turn out to be; None while that depends on them."""
        return _answer(self.test, facts)


_JOINING: Final = frozenset({"required", "properties", "allOf", "anyOf", "not"})


def holds(condition: Condition | None, facts: Facts) -> bool:
    """Whether a condition holds; what has none always applies."""
    return condition is None or condition.holds(facts)


def _answer(test: Any, facts: Facts) -> bool | None:  # noqa: ANN401 - any JSON value
    """Kleene's logic over the words that join tests; any other word is a test of what is known alone."""
    if not isinstance(test, dict):
        return bool(test)
    found: list[bool | None] = [None for name in test.get("required", ()) if name not in facts]
    for name, wanted in test.get("properties", {}).items():
        found.append(_holds({"properties": {name: wanted}}, facts) if name in facts else None)
    found += [_answer(part, facts) for part in test.get("allOf", ())]
    if "anyOf" in test:
        found.append(_any(_answer(part, facts) for part in test["anyOf"]))
    if "not" in test:
        found.append(_not(_answer(test["not"], facts)))
    if rest := {word: value for word, value in test.items() if word not in _JOINING}:
        found.append(_holds(rest, facts) if _names(rest) <= facts.keys() else None)
    return _not(_any(map(_not, found)))


def _any(answers: Iterable[bool | None]) -> bool | None:
    found = set(answers)
    return True if True in found else None if None in found else False


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _holds(test: dict[str, Any], facts: Facts) -> bool:
    return _compiled(dumps(test, sort_keys=True)).is_valid(dict(facts))


@lru_cache(maxsize=4096)
def _compiled(test: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        loads(test), validate_formats=True, retriever=_refuse, pattern_options=jsonschema_rs.RegexOptions()
    )


def _refuse(uri: str) -> Any:  # noqa: ANN401 - the retriever's shape
    raise ValueError(f"a condition must not refer to another document: {uri}")


def _names(test: Any) -> set[str]:  # noqa: ANN401 - any JSON value
    if not isinstance(test, dict):
        return set()
    found = set(test.get("properties", ())) | set(test.get("required", ()))
    for word in ("allOf", "anyOf", "oneOf"):
        for part in test.get(word, ()):
            found |= _names(part)
    for word in ("not", "if", "then", "else"):
        found |= _names(test.get(word))
    return found
