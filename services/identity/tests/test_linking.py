"""Whose record an account elsewhere belongs to: every line of the table, and what no line allows."""

from itertools import product

import pytest

from services.identity.records.linking import (
    TABLE,
    Answer,
    Facts,
    Holder,
    Known,
    Present,
    Step,
    Subject,
    decide,
    present_of,
    subject_of,
)

N, M = "030194001234", "031090004321"
EVERYTHING = [Facts(*one) for one in product((True, False), Subject, Holder, Present)]

ROWS = [
    # proof, subject, holder, present -> unasked, yes, no
    (True, Subject.NEW, Holder.NOBODY, Present.NOBODY, (Step.CREATE, Step.CREATE, Step.CREATE)),
    (True, Subject.NEW, Holder.NOBODY, Present.FOREIGN, (Step.CREATE, Step.CREATE, Step.CREATE)),
    (True, Subject.NEW, Holder.NOBODY, Present.OPEN, (Step.ASK, Step.JOIN, Step.CREATE)),
    (True, Subject.NEW, Holder.OTHER, Present.NOBODY, (Step.ATTACH, Step.ATTACH, Step.ATTACH)),
    (True, Subject.NEW, Holder.OTHER, Present.HOLDER, (Step.ATTACH, Step.ATTACH, Step.ATTACH)),
    (True, Subject.NEW, Holder.OTHER, Present.FOREIGN, (Step.ATTACH, Step.ATTACH, Step.ATTACH)),
    (True, Subject.NEW, Holder.OTHER, Present.OPEN, (Step.ASK, Step.MERGE, Step.ATTACH)),
    (True, Subject.SURE, Holder.LINKED, Present.NOBODY, (Step.ENTER, Step.ENTER, Step.ENTER)),
    (True, Subject.SURE, Holder.LINKED, Present.OPEN, (Step.ASK, Step.MERGE, Step.ENTER)),
    (True, Subject.SURE, Holder.NOBODY, Present.FOREIGN, (Step.ENTER, Step.ENTER, Step.ENTER)),
    (True, Subject.SURE, Holder.OTHER, Present.NOBODY, (Step.ATTACH, Step.ATTACH, Step.ATTACH)),
    (True, Subject.LONELY, Holder.NOBODY, Present.NOBODY, (Step.ENTER, Step.ENTER, Step.ENTER)),
    (True, Subject.LONELY, Holder.NOBODY, Present.OPEN, (Step.ASK, Step.MERGE, Step.ENTER)),
    (True, Subject.LONELY, Holder.OTHER, Present.NOBODY, (Step.ATTACH, Step.ATTACH, Step.ATTACH)),
    (True, Subject.UNSURE, Holder.NOBODY, Present.NOBODY, (Step.CREATE, Step.CREATE, Step.CREATE)),
    (True, Subject.UNSURE, Holder.NOBODY, Present.OPEN, (Step.ASK, Step.JOIN, Step.CREATE)),
    (True, Subject.UNSURE, Holder.OTHER, Present.NOBODY, (Step.ATTACH, Step.ATTACH, Step.ATTACH)),
    (True, Subject.CONTRARY, Holder.OTHER, Present.OPEN, (Step.DISAGREE, Step.DISAGREE, Step.DISAGREE)),
    (False, Subject.CONTRARY, Holder.NOBODY, Present.NOBODY, (Step.DISAGREE, Step.DISAGREE, Step.DISAGREE)),
    (False, Subject.SURE, Holder.OTHER, Present.OPEN, (Step.ENTER, Step.ENTER, Step.ENTER)),
    (False, Subject.SURE, Holder.NOBODY, Present.NOBODY, (Step.ENTER, Step.ENTER, Step.ENTER)),
    (False, Subject.NEW, Holder.OTHER, Present.NOBODY, (Step.PROVE, Step.PROVE, Step.PROVE)),
    (False, Subject.NEW, Holder.OTHER, Present.OPEN, (Step.PROVE, Step.PROVE, Step.PROVE)),
    (False, Subject.NEW, Holder.OTHER, Present.HOLDER, (Step.ASK, Step.ATTACH, Step.PROVE)),
    (False, Subject.NEW, Holder.NOBODY, Present.OPEN, (Step.ASK, Step.JOIN, Step.CREATE)),
    (False, Subject.NEW, Holder.NOBODY, Present.NOBODY, (Step.CREATE, Step.CREATE, Step.CREATE)),
]


@pytest.mark.parametrize(
    ("is_proof", "subject", "holder", "present", "steps"),
    ROWS,
    ids=[f"{'proven' if row[0] else 'claimed'} {row[1]} {row[2]} {row[3]}" for row in ROWS],
)
def test_each_line_of_the_table(
    *, is_proof: bool, subject: Subject, holder: Holder, present: Present, steps: tuple[Step, Step, Step]
) -> None:
    facts = Facts(is_proof, subject, holder, present)
    assert tuple(decide(facts, answer) for answer in Answer) == steps


def test_the_table_decides_everything_and_each_line_decides_something() -> None:
    deciding = [next(row for row in TABLE if row.fits(facts)) for facts in EVERYTHING]
    assert set(deciding) == set(TABLE)


def test_without_a_yes_no_record_at_hand_is_touched() -> None:
    for facts in EVERYTHING:
        for answer in (Answer.UNASKED, Answer.NO):
            assert decide(facts, answer) not in (Step.JOIN, Step.MERGE)


def test_what_is_only_claimed_never_opens_or_changes_the_record_of_the_numbers_owner() -> None:
    for facts in EVERYTHING:
        if not facts.is_proof and facts.holder is Holder.OTHER and facts.present is not Present.HOLDER:
            for answer in Answer:
                assert decide(facts, answer) in (Step.ENTER, Step.PROVE, Step.DISAGREE)
                assert facts.subject is not Subject.NEW or decide(facts, answer) is Step.PROVE


def test_records_that_cannot_be_one_never_become_one() -> None:
    for facts in EVERYTHING:
        if facts.present in (Present.FOREIGN, Present.NOBODY):
            assert all(decide(facts, answer) not in (Step.JOIN, Step.MERGE, Step.ASK) for answer in Answer)


@pytest.mark.parametrize(
    ("linked", "is_proof", "was_proof", "number", "subject"),
    [
        (None, True, False, N, Subject.NEW),
        (Known(N), True, True, N, Subject.SURE),
        (Known(N), True, False, N, Subject.SURE),
        (Known(N), False, False, N, Subject.SURE),
        (Known(N), True, True, M, Subject.CONTRARY),
        (Known(N), False, True, M, Subject.CONTRARY),
        (Known(N), True, True, None, Subject.SURE),
        (Known(None), False, False, N, Subject.SURE),
        (Known(None), True, True, N, Subject.SURE),
        (Known(None), True, False, N, Subject.UNSURE),
        (Known(None, has_other_ways_in=False), True, False, N, Subject.LONELY),
    ],
)
def test_what_is_known_of_a_subject(
    linked: Known | None, *, is_proof: bool, was_proof: bool, number: str | None, subject: Subject
) -> None:
    assert subject_of(linked, is_proof=is_proof, was_proof=was_proof, number=number) is subject


@pytest.mark.parametrize(
    ("present", "is_proof", "is_holder", "number", "found"),
    [
        (None, True, False, N, Present.NOBODY),
        (Known(N), True, True, N, Present.HOLDER),
        (Known(None), True, False, N, Present.OPEN),
        (Known(None, is_person=False), True, False, N, Present.FOREIGN),
        (Known(M), True, False, N, Present.FOREIGN),
        (Known(M), True, False, None, Present.FOREIGN),
        (Known(M), False, False, N, Present.FOREIGN),
        (Known(M), False, False, None, Present.OPEN),
        (Known(None), False, False, None, Present.OPEN),
    ],
)
def test_what_the_record_at_hand_can_be(
    present: Known | None, *, is_proof: bool, is_holder: bool, number: str | None, found: Present
) -> None:
    assert present_of(present, is_proof=is_proof, is_holder=is_holder, number=number) is found
