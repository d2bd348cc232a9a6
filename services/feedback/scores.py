"""What a tally of scores says, pure. Scale: 5 rất hài lòng ... 1 rất không hài lòng.

No rating is not a bad rating: average and share are None when nobody rated (null is not 0).
"""

from collections.abc import Mapping
from dataclasses import dataclass

SCALE = (1, 2, 3, 4, 5)
SATISFIED_FROM = 4
"""The least score of a satisfied applicant: 4 hài lòng, 5 rất hài lòng."""


@dataclass(frozen=True, slots=True)
class Result:
    """A tally, read. `average` on the scale and `satisfied_share` 0..1, both None when `count` is 0."""

    count: int
    average: float | None
    by_score: dict[int, int]
    satisfied_share: float | None


def read(tally: Mapping[int, int]) -> Result:
    """The result of a tally (score -> how often); scores nobody gave may be absent."""
    by_score = {score: tally.get(score, 0) for score in SCALE}
    count = sum(by_score.values())
    if count == 0:
        return Result(count=0, average=None, by_score=by_score, satisfied_share=None)
    points = sum(score * times for score, times in by_score.items())
    satisfied = sum(times for score, times in by_score.items() if score >= SATISFIED_FROM)
    return Result(
        count=count,
        average=round(points / count, 2),
        by_score=by_score,
        satisfied_share=round(satisfied / count, 4),
    )
