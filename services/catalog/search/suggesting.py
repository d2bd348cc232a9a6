"""What a person meant who mistyped: the nearest words of the catalogue, chosen by the words beside them. Pure.

Beside slips of the finger it knows diacritics that were left as keys (Telex `giaays`, VNI `giay61`) and words that were
run together (`khaisinh`).
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from services.catalog.search.words import Word, word, words

Frequency = Callable[[Literal["name", "toned", "begins"], str], int]
"""How many procedures hold a term: plain, toned, or begun (then only whether any does)."""

NEAREST = 12
"""Words looked at in place of one that nobody knows."""
_SHORT = 4
"""Up to so many letters one slip is believed, above two."""
_VARIANTS = 6
_TONE_KEY = re.compile(r"[sfrxj]$")
_DOUBLED = re.compile(r"(a|e|o|d)\1")
_UNSEEN = -4.0
"""What a pair of words nobody wrote costs, beside the logarithm of how many wrote it."""
_SLIP = 2.5
_DOUBT = 4.0
"""What replacing a word that exists costs."""


class Vocabulary:
    """The words of the catalogue: plain -> the ways it is written with diacritics, counted."""

    def __init__(self) -> None:
        self._written: dict[str, Counter[str]] = {}

    def copy(self) -> "Vocabulary":
        """Another one that knows the same."""
        other = Vocabulary()
        other._written = {plain: Counter(written) for plain, written in self._written.items()}
        return other

    def learn(self, texts: Iterable[str]) -> None:
        """Take in the words of texts."""
        for text in texts:
            for one in words(text):
                self._written.setdefault(one.plain, Counter())[one.text] += 1

    def knows(self, plain: str) -> bool:
        """Whether the word occurs."""
        return plain in self._written

    def written(self, plain: str) -> list[Word]:
        """The word as it is written, the most frequent first."""
        known = self._written.get(plain, Counter())
        return [word(text) for text, _ in known.most_common(_VARIANTS)]

    def nearest(self, plain: str) -> list[tuple[str, int]]:
        """Words that differ by few slips, and how many: (plain, slips)."""
        slips = 1 if len(plain) <= _SHORT else 2
        found = process.extract(
            plain, self._written.keys(), scorer=OSA.distance, score_cutoff=slips, limit=NEAREST, processor=None
        )
        keyed = _DOUBLED.sub(r"\1", _TONE_KEY.sub("", plain)).replace("w", "")
        unkeyed = {re.sub(r"\d", "", plain), keyed, _DOUBLED.sub(r"\1", plain).replace("w", "")} - {plain}
        return [(str(near), int(distance)) for near, distance, _ in found if not near.isdigit()] + [
            (near, 0) for near in sorted(unkeyed) if self.knows(near)
        ]

    def parted(self, plain: str) -> list[tuple[str, str]]:
        """The word as two words run together."""
        cuts = ((plain[:at], plain[at:]) for at in range(2, len(plain) - 1))
        return [(first, second) for first, second in cuts if self.knows(first) and self.knows(second)]


class Meant(NamedTuple):
    """`plain`: the words that were probably meant; `phrase`: the same as they are written.

    `is_sure`: some word that was typed does not exist. Else all exist, and only never stand beside each other.
    """

    plain: list[str]
    phrase: str
    is_sure: bool


def meant(
    typed: Sequence[Word], vocabulary: Vocabulary, *, frequency: Frequency, is_open: bool = False
) -> Meant | None:
    """What was meant by words that are unknown or never stand together; None when nothing better is near.

    `is_open`: the last word may not be finished yet; it is left alone while a word of the catalogue begins so.
    """
    forms = [one.plain for one in typed]
    if not forms:
        return None
    unknown = [not (vocabulary.knows(form) or form.isdigit()) for form in forms]
    begun = "_".join([*forms[-2:-1], typed[-1].begun])
    left = {len(forms) - 1} if is_open and frequency("begins", begun) else set()
    unknown = [is_unknown and at not in left for at, is_unknown in enumerate(unknown)]
    choices = [
        _offered(forms, at, unknown[at], vocabulary, frequency) if at not in left else [((form,), 0.0)]
        for at, form in enumerate(forms)
    ]
    plain = _best(choices, frequency)
    phrase = _written(plain, _kept(typed, frequency), vocabulary, frequency)
    if plain == forms and not (any(one.has_marks for one in typed) and _differs(typed, phrase)):
        return None
    return Meant(plain, phrase, any(unknown))


def _differs(typed: Sequence[Word], phrase: str) -> bool:
    return [one.toned for one in typed] != [one.toned for one in words(phrase)]


def _kept(typed: Sequence[Word], frequency: Frequency) -> dict[str, Word]:
    """The words whose diacritics are believed: nobody writes their neighbours with others."""
    kept = {}
    for at, one in enumerate(typed):
        beside = [(two[0], two[1]) for two in (typed[at - 1 : at + 1], typed[at : at + 2]) if len(two) == 2]
        is_seen = any(frequency("name", f"{first.plain}_{second.plain}") > 1 for first, second in beside)
        is_written = any(frequency("toned", f"{first.toned}_{second.toned}") for first, second in beside)
        if one.has_marks and (is_written or not is_seen):
            kept[one.plain] = one
    return kept


Choice = tuple[tuple[str, ...], float]
"""Words in place of one, and what choosing them costs."""


def _offered(
    forms: Sequence[str], at: int, is_unknown: bool, vocabulary: Vocabulary, frequency: Frequency
) -> list[Choice]:
    if is_unknown:
        return _choices(forms[at], vocabulary, frequency)
    return _alternatives(forms, at, vocabulary, frequency)


def _choices(form: str, vocabulary: Vocabulary, frequency: Frequency) -> list[Choice]:
    """In place of a word that does not exist."""
    near: list[Choice] = [((plain,), slips * _SLIP) for plain, slips in vocabulary.nearest(form)]
    parted: list[Choice] = [(two, 1.0) for two in vocabulary.parted(form) if frequency("name", "_".join(two)) > 0]
    return [*near, *parted] or [((form,), 0.0)]


def _alternatives(forms: Sequence[str], at: int, vocabulary: Vocabulary, frequency: Frequency) -> list[Choice]:
    """In place of a word that exists: itself, and others when it never stands beside its neighbours."""
    form = forms[at]
    beside = [two for two in (forms[at - 1 : at + 1], forms[at : at + 2]) if len(two) == 2]
    is_doubtful = bool(beside) and len(form) > 1 and not form.isdigit()
    if not is_doubtful or any(frequency("name", "_".join(two)) for two in beside):
        return [((form,), 0.0)]
    near = [((plain,), _DOUBT) for plain, slips in vocabulary.nearest(form) if slips == 1]
    return [((form,), 0.0), *near]


def _best(choices: Sequence[Sequence[Choice]], frequency: Frequency) -> list[str]:
    """The chain of choices whose neighbours are seen together most."""
    chains: dict[str, tuple[float, list[str]]] = {"": (0.0, [])}
    for offered in choices:
        longer: dict[str, tuple[float, list[str]]] = {}
        for last, (worth, chain) in chains.items():
            for chosen, cost in offered:
                total = worth - cost + _beside(last, chosen[0], frequency)
                if chosen[-1] not in longer or total > longer[chosen[-1]][0]:
                    longer[chosen[-1]] = total, [*chain, *chosen]
        chains = longer
    return max(chains.values(), key=lambda chain: chain[0])[1]


def _beside(first: str, second: str, frequency: Frequency) -> float:
    if not first:
        return math.log1p(frequency("name", second)) / 4
    together = frequency("name", f"{first}_{second}")
    return math.log(together) if together else _UNSEEN + math.log1p(frequency("name", second)) / 4


def _written(plain: Sequence[str], kept: Mapping[str, Word], vocabulary: Vocabulary, frequency: Frequency) -> str:
    """The words with the diacritics that stand most often beside each other."""
    offered = [[kept[form]] if form in kept else vocabulary.written(form) or [Word(form, form, form)] for form in plain]
    chains: dict[Word, tuple[float, list[Word]]] = {one: (_first(at), [one]) for at, one in enumerate(offered[0])}
    for before, after in pairwise(offered):
        longer: dict[Word, tuple[float, list[Word]]] = {}
        for at, one in enumerate(after):
            worth, last = max(
                (chains[last][0] + math.log1p(frequency("toned", f"{last.toned}_{one.toned}")), last) for last in before
            )
            longer[one] = worth + _first(at), [*chains[last][1], one]
        chains = longer
    return " ".join(one.text for one in max(chains.values(), key=lambda chain: chain[0])[1])


def _first(at: int) -> float:
    """The more frequent way of writing wins where neighbours do not tell."""
    return -at / 100
