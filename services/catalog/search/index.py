"""The index over procedures: tantivy (BM25) in memory, one per program.

Fields hold plain or toned words and pairs of neighbours; a search is a flat OR of terms, which tantivy answers by
block-max WAND: it looks only at procedures that may still enter the best. Those few are then weighed by what citizens
ask for most.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import tantivy

from services.catalog.search.asking import Question, Term, essence
from services.catalog.search.words import plain, terms, whole, words

WEIGHTS = {"name": 1.0, "alias": 1.1, "other": 0.25}
TONED = 0.7
EXACT = 2.0
UNFINISHED = 0.6
COMMON = 0.2
"""Terms that more than this share of all procedures hold tell nothing."""
FOLLOWERS = 8
"""Words that an unfinished one may become."""
_HEAP = 40_000_000
_NEVER = date.max.toordinal()
_CODE_FROM = 3


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
    for name in ("name", "alias", "other", "toned"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("exact", "begins", "facets"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("code", tokenizer_name="raw", index_option="basic")
    for name in ("prior", "closed", "place"):
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

    def items(self, hits: Iterable[Hit]) -> list[bytes]:
        """The JSON of what was found."""
        return [bytes(self._searcher.doc(hit.address)["item"][0]) for hit in hits]

    def _weighed(self, found: Sequence[tuple[float, tantivy.DocAddress]], on: date) -> list[Hit]:
        addresses = [address for _, address in found]
        prior, closed, place = (self._searcher.fast_field_values(name, addresses) for name in ("prior", "closed", "place"))
        today = on.toordinal()
        ranked = sorted(
            (-score * weight / 100, where, number)
            for number, ((score, _), weight, until, where) in enumerate(zip(found, prior, closed, place, strict=True))
            if until > today
        )
        return [Hit(-score, addresses[number]) for score, _, number in ranked]

    def _code(self, code: str) -> list[tantivy.Query]:
        whole_code = tantivy.Query.boost_query(tantivy.Query.term_query(SCHEMA, "code", code), 10.0)
        return [whole_code, tantivy.Query.term_query(SCHEMA, "begins", code)]

    def _question(self, question: Question) -> list[tantivy.Query]:
        asked = [*question.terms, *self._followers(question)]
        weighted = [(field, form, weight) for term in asked for field, form, weight in _places(term)]
        weighted.append(("exact", whole(question.whole), EXACT))
        counted = [(self._searcher.doc_freq(field, form), field, form, weight) for field, form, weight in weighted]
        known = [one for one in counted if one[0]]
        rare = [one for one in known if one[0] <= COMMON * self.size] or sorted(known)[:2]
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


class Index:
    """Holds the procedures; `update` changes them, `snapshot` is what searches read."""

    def __init__(self) -> None:
        self._index = tantivy.Index(SCHEMA)

    def update(self, entries: Iterable[Entry], gone: Iterable[str] = ()) -> None:
        """Put entries in place of those with the same code, and take out the `gone`. Slow: not for the event loop."""
        with self._index.writer(_HEAP, 1) as writer:
            for code in gone:
                writer.delete_documents_by_term("code", code)
            for entry in entries:
                writer.delete_documents_by_term("code", entry.code)
                writer.add_document(_document(entry))
            writer.commit()
        self._index.reload()

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


def _document(entry: Entry) -> tantivy.Document:
    called = [entry.name, *entry.aliases, *entry.events]
    spoken = [words(text) for text in called]
    forms = [[one.plain for one in phrase] for phrase in spoken]
    document = tantivy.Document()
    document.add_text("name", terms(forms[0]))
    document.add_text("alias", " ".join(map(terms, forms[1:])))
    document.add_text("other", " ".join(terms(plain(text)) for text in (*entry.fields, entry.words)))
    document.add_text("toned", " ".join(terms([one.toned for one in phrase]) for phrase in spoken))
    document.add_text("exact", " ".join({whole(essence(text)) for text in called}))
    document.add_text("code", entry.code)
    document.add_text("begins", " ".join(entry.code[:end] for end in range(_CODE_FROM, len(entry.code) + 1)))
    document.add_text("facets", " ".join(_facets(entry)))
    document.add_unsigned("prior", prior(entry))
    document.add_unsigned("closed", entry.closed_on.toordinal() if entry.closed_on else _NEVER)
    digits = "".join(char for char in entry.code if char.isdigit())[:15]
    document.add_unsigned("place", int(digits or 0))
    document.add_bytes("item", _item(entry))
    return document


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
