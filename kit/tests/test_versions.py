"""The version an update was made from, as HTTP names it."""

import pytest

from kit.problems import ChangedMeanwhile, VersionMissing
from kit.versions import etag, known_version, seen_version


def test_a_tag_is_read_as_it_was_written() -> None:
    assert seen_version(etag(7)) == 7
    assert known_version(etag(7), None) == 7


def test_without_a_version_nothing_is_changed() -> None:
    with pytest.raises(VersionMissing):
        seen_version(None)
    with pytest.raises(VersionMissing):
        known_version(None, None)


@pytest.mark.parametrize("tag", ["7", '"0"', '"07"', 'W/"7"', '"7', '"x"', "*", '"1", "2"', f'"{"9" * 19}"'])
def test_a_tag_that_is_none_of_ours_is_another_version(tag: str) -> None:
    with pytest.raises(ChangedMeanwhile):
        seen_version(tag)


def test_what_is_not_there_yet_may_be_created() -> None:
    assert known_version(None, "*") == 0
    with pytest.raises(ChangedMeanwhile):
        known_version(None, '"1"')
    assert known_version('"3"', "*") == 3, "the version that is named counts"
