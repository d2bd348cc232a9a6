"""What a person typed, as weighted terms. Pure.

People write sentences ("tôi muốn làm lại bằng lái xe bị mất thì nộp ở đâu"). Words that only ask are dropped, words of
the street become words of the catalogue, and any of the rest may be missing from what is found.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from services.catalog.search.words import Word, code, pairs, plain, words

MAX_WORDS = 24
LONGEST_SAID = 6
"""Words of the longest phrase that is looked up as a synonym."""
_KNOWN = json.loads((Path(__file__).parent / "aside.json").read_bytes())
_MEANING = 0.8
"""What a word that a synonym brought is worth beside one that was typed."""

Forms = tuple[str, ...]
Synonyms = Mapping[Forms, Sequence[str]]
"""Plain words said -> phrases meant."""


class Term(NamedTuple):
    """A word or a pair of neighbours (`khai_sinh`): its plain and toned form; `toned` None when no marks were typed."""

    plain: str
    toned: str | None
    weight: float


class Question(NamedTuple):
    """`code`: the text is a code or begins one. `words`: those that were not set aside. `whole`: them as a phrase.

    `unfinished` is the last word when it may be still being typed; `before` the word in front of it.
    """

    code: str | None
    words: list[Word]
    terms: list[Term]
    whole: Forms
    unfinished: str | None
    before: str | None


def synonyms(rows: Iterable[tuple[str, Sequence[str]]]) -> Synonyms:
    """Synonyms by the plain words that are said."""
    return {tuple(plain(said)): list(meant) for said, meant in rows}


def question(typed: str, known: Synonyms) -> Question:
    """The question in what was typed. Words after the twenty-fourth are left out."""
    spoken = words(typed)[:MAX_WORDS]
    told = _told(spoken, known) or spoken
    is_open = bool(spoken) and typed[-1:].isalnum()
    return Question(
        code=code(typed),
        words=told,
        terms=_terms(spoken, told, known),
        whole=tuple(one.plain for one in told),
        unfinished=spoken[-1].begun if is_open else None,
        before=spoken[-2].plain if is_open and len(spoken) > 1 else None,
    )


def essence(text: str) -> Forms:
    """The plain words of a name or an alias that are not set aside: what `Question.whole` is compared with."""
    spoken = words(text)
    return tuple(one.plain for one in _told(spoken, {}) or spoken)


def _told(spoken: Sequence[Word], known: Synonyms) -> list[Word]:
    """Without the phrases that only ask, the longest first; a synonym as long as one of them stays."""
    told: list[Word] = []
    at = 0
    while at < len(spoken):
        aside, (said, meant) = _aside(spoken, at), _meant(spoken, at, known)
        if not meant:
            said = 0
        if said >= max(aside, 1):
            told.extend(spoken[at : at + said])
        elif aside == 0:
            told.append(spoken[at])
        at += max(said, aside, 1)
    return told


def _aside(spoken: Sequence[Word], at: int) -> int:
    """How many words from here only ask. Words without marks may be anything they could mean."""
    for length in range(min(_LONGEST_ASIDE, len(spoken) - at), 0, -1):
        phrase = spoken[at : at + length]
        if tuple(one.toned for one in phrase) in _ASIDE_TONED:
            return length
        if not any(one.has_marks for one in phrase) and tuple(one.plain for one in phrase) in _ASIDE_PLAIN:
            return length
    return 0


def _terms(spoken: Sequence[Word], told: Sequence[Word], known: Synonyms) -> list[Term]:
    weights: dict[tuple[str, str | None], float] = {}

    def add(phrase: Sequence[Word], weight: float, *, has_words: bool = True) -> None:
        toned = [one.toned for one in phrase]
        forms = [one.plain for one in phrase]
        is_toned = any(one.has_marks for one in phrase)
        listed = [*zip(forms, toned, strict=True)] if has_words else []
        for form, marked in [*listed, *zip(pairs(forms), pairs(toned), strict=True)]:
            key = (form, marked if is_toned else None)
            weights[key] = max(weight, weights.get(key, 0.0))

    add(spoken, 1.0, has_words=False)
    add(told, 1.0, has_words=False)
    at = 0
    while at < len(told):
        length, meant = _meant(told, at, known)
        for phrase in meant:
            brought = words(phrase)
            add(brought, _MEANING * min(1.0, (length + 1) / len(brought)) / len(meant) ** 0.5)
        if not meant:
            add(told[at : at + 1], 1.0)
        at += length
    return [Term(form, marked, weight) for (form, marked), weight in weights.items()]


def _meant(told: Sequence[Word], at: int, known: Synonyms) -> tuple[int, Sequence[str]]:
    """How many words from here are a phrase with other words for it, and those; the longest first."""
    for length in range(min(LONGEST_SAID, len(told) - at), 0, -1):
        meant = known.get(tuple(one.plain for one in told[at : at + length]))
        if meant:
            return length, meant
    return 1, ()


_ASIDE_TONED = {tuple(one.toned for one in words(phrase)) for phrase in _KNOWN["phrases"]}
ASIDE = {tuple(plain(phrase)) for phrase in _KNOWN["phrases"]}
"""The plain words of what only asks."""
_ASIDE_PLAIN = {tuple(plain(phrase)) for phrase in _KNOWN["phrases"] if phrase not in _KNOWN["only_with_marks"]}
_LONGEST_ASIDE = max(map(len, _ASIDE_TONED))
