"""What a tally says."""

import pytest

from services.feedback import scores


def test_no_rating_is_not_a_bad_rating() -> None:
    result = scores.read({})
    assert (result.count, result.average, result.satisfied_share) == (0, None, None)
    assert result.by_score == {1: 0, 2: 0, 3: 0, 4: 0, 5: 0}


@pytest.mark.parametrize(
    ("tally", "count", "average", "satisfied"),
    [
        ({5: 1}, 1, 5.0, 1.0),
        ({1: 1}, 1, 1.0, 0.0),
        ({3: 2, 4: 1}, 3, 3.33, 0.3333),
        ({1: 1, 2: 1, 3: 1, 4: 1, 5: 1}, 5, 3.0, 0.4),
        ({3: 1, 4: 3, 5: 8}, 12, 4.58, 0.9167),
    ],
)
def test_a_tally_reads_as_count_average_and_share_satisfied(
    tally: dict[int, int], count: int, average: float, satisfied: float
) -> None:
    result = scores.read(tally)
    assert (result.count, result.average, result.satisfied_share) == (count, average, satisfied)
    assert sum(result.by_score.values()) == count
