"""What is kept in memory is bounded, and what is asked for is not pushed out by what is not."""

from kukhnya.door.fragments import Fragments


def test_what_was_just_asked_for_outlasts_what_was_not() -> None:
    fragments = Fragments(10_000)
    for number in range(4):
        fragments.put(("part", number), b"x" * 2_000, 2_000)

    known = fragments.get(("part", 0))
    fragments.put(("part", 4), b"x" * 2_000, 2_000)

    assert known is not None
    assert fragments.get(("part", 0)) == known
    assert fragments.get(("part", 1)) is None
    assert fragments.get(("part", 4)) is not None
