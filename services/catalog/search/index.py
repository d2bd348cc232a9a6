"""The index over procedures: tantivy (BM25) in memory, one per program.

Fields hold plain or toned words and pairs of neighbours; a search is a flat OR of terms, which tantivy answers by
block-max WAND: it looks only at procedures that may still enter the best. Those few are then weighed by what citizens
ask for most.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from typing import Literal, NamedTuple

import tantivy

from services.catalog.search.asking import Question, Term, essence
from services.catalog.search.words import plain, terms, whole, words

WEIGHTS = {"name": 1.0, "other": 0.25}
TONED = 0.7
EXACT = 2.0
UNFINISHED = 0.6
COMMON = 0.2
"""Terms that more than this share of all procedures hold tell nothing."""
FEW = 100
"""So many procedures are never too many."""
FOLLOWERS = 8
"""Words that an unfinished one may become."""
_HEAP = 40_000_000
_NEVER = date.max.toordinal()
_CODES = 200
"""Codes that one beginning is looked up for."""


class Entry(NamedTuple):
    """A procedure as it is indexed; columns as in `models.Procedure`. `events`: names of the life events it is in."""

    code: str
    name: str
    fields: list[str]
    levels: list[str]
    online_level: str
    agency_kinds: list[str]
    ward_codes: list[str]
    applicants: list[str]
    aliases: list[str]
    words: str
    closed_on: date | None
    events: Sequence[str] = ()


class Filters(NamedTuple):
    """What a search is narrowed to; None leaves it open."""

    field: str | None = None
    level: str | None = None
    agency: str | None = None
    applicant: str | None = None
    online: str | None = None
    ward: str | None = None


class Hit(NamedTuple):
    """A procedure found: its score and where it is in the snapshot."""

    score: float
    address: tantivy.DocAddress


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("name", "other", "toned"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("exact", "facets"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("code", tokenizer_name="raw", index_option="basic")
    for name in ("identity", "place", "prior", "closed"):
        builder.add_unsigned_field(name, fast=True)
    builder.add_bytes_field("item", stored=True)
    return builder.build()


SCHEMA = _schema()


class Snapshot:
    """The index as it was at one moment: later changes do not reach it."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher
        self.size: int = searcher.num_docs

    def find(self, question: Question, filters: Filters, *, on: date, most: int) -> list[Hit]:
        """The best for a question, at most `most`, best first; those closed on the day left out."""
        asked = self._code(question.code) if question.code else self._question(question)
        if not asked:
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in asked])
        if wanted := [_facet(kind, value) for kind, value in filters._asdict().items() if value is not None]:
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), *wanted])
        found = self._searcher.search(query, limit=most, count=False).hits
        return self._weighed(found, on)

    def frequency(self, kind: Literal["name", "toned", "begins"], term: str) -> int:
        """How many procedures are called by a term: plain, toned, or begun (then only whether any is)."""
        if kind == "begins":
            return len(self._searcher.terms_with_prefix("name", term, limit=1))
        if kind == "toned":
            return self._searcher.doc_freq("toned", term)
        return self._searcher.doc_freq("name", term)

    def items(self, hits: Iterable[Hit]) -> list[bytes]:
        """The JSON of what was found."""
        return [bytes(self._searcher.doc(hit.address)["item"][0]) for hit in hits]

    def _weighed(self, found: Sequence[tuple[float, tantivy.DocAddress]], on: date) -> list[Hit]:
        """By score and prior; of the phrases a procedure is called by, only the best."""
        addresses = [address for _, address in found]
        columns = [self._numbers(name, addresses) for name in ("identity", "place", "prior", "closed")]
        today = on.toordinal()
        scored = [
            (-score * weight / 100, place, number, identity)
            for number, ((score, _), identity, place, weight, until) in enumerate(zip(found, *columns, strict=True))
            if until > today
        ]
        best: dict[int, Hit] = {}
        for score, _, number, identity in sorted(scored):
            if identity not in best:
                best[identity] = Hit(-score, addresses[number])
        return list(best.values())

    def _numbers(self, name: str, addresses: list[tantivy.DocAddress]) -> list[int]:
        return [int(value or 0) for value in self._searcher.fast_field_values(name, addresses)]

    def _code(self, code: str) -> list[tantivy.Query]:
        """Procedures whose code begins so, the whole code first."""
        begun = [found for found, _ in self._searcher.terms_with_prefix("code", code, limit=_CODES)]
        every = tantivy.Query.const_score_query(tantivy.Query.term_set_query(SCHEMA, "code", begun), 1.0)
        return [every, _term("code", code, EXACT)]

    def _question(self, question: Question) -> list[tantivy.Query]:
        asked = [*question.terms, *self._followers(question)]
        weighted = [(field, form, weight) for term in asked for field, form, weight in _places(term)]
        weighted.append(("exact", whole(question.whole), EXACT))
        counted = [(self._searcher.doc_freq(field, form), field, form, weight) for field, form, weight in weighted]
        known = [one for one in counted if one[0]]
        rare = [one for one in known if one[0] <= max(FEW, COMMON * self.size)] or sorted(known)[:2]
        return [_term(field, form, weight) for _, field, form, weight in rare]

    def _followers(self, question: Question) -> list[Term]:
        """What the last word may become, after the word in front of it."""
        if question.unfinished is None:
            return []
        begun = question.unfinished if question.before is None else f"{question.before}_{question.unfinished}"
        if question.before is None and len(begun) < 2:
            return []
        found = self._searcher.terms_with_prefix("name", begun, limit=200)
        found = [one for one in found if one[0] != begun and one[0].count("_") == begun.count("_")]
        best = sorted(found, key=lambda one: -one[1])[:FOLLOWERS]
        return [Term(form, None, UNFINISHED) for form, _ in best]


class Change:
    """Procedures put in, seen by later snapshots once `finish` returns. Slow: not for the event loop."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._writer = index.writer(_HEAP, 1)

    def put(self, entries: Iterable[Entry]) -> None:
        """Put entries in place of those with the same code."""
        for entry in entries:
            self._writer.delete_documents_by_term("code", entry.code)
            for document in _documents(entry):
                self._writer.add_document(document)

    def finish(self) -> None:
        """Make it visible, and give back what writing needed."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._index.reload()

    def abandon(self) -> None:
        """Leave the index as it was."""
        self._writer.rollback()
        del self._writer


class Index:
    """Holds the procedures; a `Change` changes them, `snapshot` is what searches read."""

    def __init__(self) -> None:
        self._index = tantivy.Index(SCHEMA)

    def change(self) -> Change:
        """The only change at a time."""
        return Change(self._index)

    def snapshot(self) -> Snapshot:
        """The index as it is now."""
        return Snapshot(self._index.searcher())


def prior(entry: Entry) -> int:
    """How likely somebody asks for a procedure at all, in percent of an ordinary one."""
    percent = 100
    if entry.agency_kinds:
        percent += 15
    if "commune" in entry.levels:
        percent += 10
    if entry.levels == ["ministry"]:
        percent -= 10
    if "citizen" in entry.applicants:
        percent += 5
    if entry.online_level != "information":
        percent += 3
    return percent


def _places(term: Term) -> Iterable[tuple[str, str, float]]:
    for field, weight in WEIGHTS.items():
        yield field, term.plain, weight * term.weight
    if term.toned is not None:
        yield "toned", term.toned, TONED * term.weight


def _term(field: str, form: str, weight: float) -> tantivy.Query:
    return tantivy.Query.boost_query(tantivy.Query.term_query(SCHEMA, field, form, "freq"), weight)


def _facet(kind: str, value: str) -> tuple[tantivy.Occur, tantivy.Query]:
    values = [_facet_term(kind, value), *([_facet_term(kind, "")] if kind == "ward" else [])]
    return tantivy.Occur.Must, tantivy.Query.const_score_query(
        tantivy.Query.term_set_query(SCHEMA, "facets", values), 0.0
    )


def _facet_term(kind: str, value: str) -> str:
    return f"{kind}:{whole(plain(value))}"


def _facets(entry: Entry) -> Iterable[str]:
    listed = {
        "field": entry.fields,
        "level": entry.levels,
        "agency": entry.agency_kinds,
        "applicant": entry.applicants,
        "online": [entry.online_level],
        "ward": entry.ward_codes or [""],
    }
    return (_facet_term(kind, value) for kind, values in listed.items() for value in values)


def _documents(entry: Entry) -> Iterable[tantivy.Document]:
    """One for the name and one for each other phrase: a procedure with many aliases is found as well as with one."""
    item, facets = _item(entry), " ".join(_facets(entry))
    called = dict.fromkeys([entry.name, *entry.aliases, *entry.events])
    for phrase in called:
        spoken = words(phrase)
        document = tantivy.Document()
        document.add_text("name", terms([one.plain for one in spoken]))
        document.add_text("toned", terms([one.toned for one in spoken]))
        document.add_text("other", " ".join(terms(plain(text)) for text in _beside(entry, phrase)))
        document.add_text("exact", whole(essence(phrase)))
        document.add_text("code", entry.code)
        document.add_text("facets", facets)
        document.add_unsigned("identity", int.from_bytes(sha256(entry.code.encode()).digest()[:7]))
        document.add_unsigned("place", int("".join(filter(str.isdecimal, entry.code))[:15] or 0))
        document.add_unsigned("prior", prior(entry))
        document.add_unsigned("closed", entry.closed_on.toordinal() if entry.closed_on else _NEVER)
        document.add_bytes("item", item)
        yield document


def _beside(entry: Entry, phrase: str) -> Iterable[str]:
    """What else a document is found by: an alias by the name too, the name by the words of the whole procedure."""
    yield from entry.fields
    yield entry.words if phrase == entry.name else entry.name


def _item(entry: Entry) -> bytes:
    shown = {
        "code": entry.code,
        "name": entry.name,
        "field": entry.fields[0],
        "levels": entry.levels,
        "online_level": entry.online_level,
        "agency_kinds": entry.agency_kinds,
        "applicants": entry.applicants,
    }
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()
