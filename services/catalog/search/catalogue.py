"""Everything one search reads, as it was in one edition of the catalog."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from services.catalog.search.asking import ASIDE, Question, Synonyms, Term, question
from services.catalog.search.index import Filters, Hit, Snapshot
from services.catalog.search.suggesting import Meant, Vocabulary, meant
from services.catalog.search.words import pairs, words

MOST = 200
"""How many procedures one search ranks, and so how far its pages go."""
_DOUBT = 0.5
"""What a correction nobody can be sure of is worth beside what was typed."""


class Found(NamedTuple):
    """The procedures, best first. `suggestion`: what was probably meant, when that differs from what was typed."""

    hits: Sequence[Hit]
    suggestion: str | None


@dataclass(frozen=True)
class Catalogue:
    """The catalog of one edition. `told`: pairs of words that people say, though no procedure is called so."""

    edition: int
    snapshot: Snapshot
    vocabulary: Vocabulary
    synonyms: Synonyms
    told: frozenset[str]

    def search(self, typed: str, filters: Filters, *, on: date) -> Found:
        """What fits the words best among what is offered on the day."""
        asked = question(typed, self.synonyms)
        if asked.code:
            return Found(self.snapshot.find(asked, filters, on=on, most=MOST), None)
        spoken = words(typed)
        probable = meant(spoken, self.vocabulary, frequency=self._frequency, is_open=asked.unfinished is not None)
        if probable is not None:
            asked = self._corrected(asked, probable, has_marks=any(one.has_marks for one in spoken))
        hits = self.snapshot.find(asked, filters, on=on, most=MOST)
        return Found(hits, probable.phrase if probable is not None else None)

    def _corrected(self, asked: Question, probable: Meant, *, has_marks: bool) -> Question:
        """The question with the words that were meant; both, when what was typed may be right."""
        other = question(probable.phrase if has_marks else " ".join(probable.plain), self.synonyms)
        if probable.is_sure:
            return other._replace(unfinished=None)
        doubtful = [Term(term.plain, term.toned, term.weight * _DOUBT) for term in other.terms]
        return asked._replace(terms=[*asked.terms, *(term for term in doubtful if not _holds(asked.terms, term))])

    def _frequency(self, kind: Literal["name", "toned", "begins"], term: str) -> int:
        return self.snapshot.frequency(kind, term) + (kind == "name" and term in self.told)


def told(synonyms: Synonyms) -> frozenset[str]:
    """Pairs of words that stand beside each other in what people say."""
    return frozenset(pair for said in (*synonyms, *ASIDE) for pair in pairs(said))


def spoken(synonyms: Synonyms) -> Iterator[str]:
    """What people say, as texts to learn words from."""
    yield from (" ".join(said) for said in (*synonyms, *ASIDE))
    yield from (phrase for phrases in synonyms.values() for phrase in phrases)


def _holds(terms: Sequence[Term], term: Term) -> bool:
    return any(known.plain == term.plain for known in terms)
