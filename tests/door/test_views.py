"""Views are counted by status and group, begin with noise, and are forgotten; of a person one number is kept."""

from array import array
from collections.abc import Iterable
from typing import Final

import pytest

from kukhnya.door.views import FEWEST, KEPT, MET_BITS, Met, Views
from kukhnya.model.ids import DAY, Time, first_id_at
from kukhnya.model.warmth import Handed, Learned, WarmState

NOW: Final = Time(1_800_000_000_000)
LEFT: Final = range(1000, 3000)
"""Readers of one group."""
RIGHT: Final = range(3000, 3400)
RATE: Final = 0.25


def _learned(*, same: bool = True) -> Learned:
    return Learned(
        groups=2,
        same=same,
        people=array("q", [*LEFT, *RIGHT]).tobytes(),
        group=array("b", [0] * len(LEFT) + [1] * len(RIGHT)).tobytes(),
        weight=array("f", [1] * (len(LEFT) + len(RIGHT))).tobytes(),
        rate=array("f", [RATE] * (len(LEFT) + len(RIGHT))).tobytes(),
        seen=array("f", [0] * (len(LEFT) + len(RIGHT))).tobytes(),
        state=WarmState(),
    )


def _views() -> Views:
    views = Views()
    views.learn(_learned(), NOW)
    return views


def _told(views: Views, now: int = NOW) -> tuple[Handed, list[int], list[float], list[float]]:
    handed = views.handed(Time(now), database="", full=False)
    return handed, list(array("q", handed.posts)), list(array("d", handed.expected)), list(array("f", handed.seen))


def _id(days: float = 0) -> int:
    return first_id_at(Time(NOW + int(days * DAY))) + 5


def _shown(views: Views, readers: Iterable[int], *statuses: int) -> None:
    for reader in readers:
        views.shown(reader, statuses)


def test_nothing_is_counted_before_groups_are_known() -> None:
    views = Views()

    views.shown(LEFT[0], [_id()])

    handed, posts, _, _ = _told(views)
    assert not views.counting
    assert (posts, handed.since, handed.full) == ([], 0, True)


def test_views_are_summed_by_group_with_a_noise_of_about_one_view() -> None:
    views = _views()
    _shown(views, LEFT, _id())

    _, posts, expected, seen = _told(views)

    assert posts == [_id()]
    assert expected[0] == pytest.approx(len(LEFT) * RATE, abs=20 * RATE)
    assert expected[0] != sum(seen) * RATE
    assert expected[1] == 0
    assert sum(seen) == len(LEFT)


def test_what_somebody_has_gone_to_look_for_counts_as_shown_to_them_and_sinks_nothing() -> None:
    views = _views()
    for reader in LEFT:
        views.shown(reader, [_id()], sought=True)

    _, posts, _, seen = _told(views)

    assert posts == []
    assert sum(seen) == len(LEFT)


def test_asking_for_a_status_again_and_again_sinks_it_no_deeper() -> None:
    views = _views()
    _shown(views, RIGHT, _id())
    before, once = _told(views)[2], sum(_told(views)[3])

    for _ in range(50):
        _shown(views, RIGHT, _id())
    views.shown(RIGHT[0], [_id()] * 500)

    assert _told(views)[2] == before
    assert sum(_told(views)[3]) == once


def test_whether_somebody_has_met_a_status_is_forgotten_within_a_day() -> None:
    met = Met()
    met.forget(NOW)
    pairs = [(reader, status) for reader in range(100) for status in range(100)]

    first = sum(met.first(*pair) for pair in pairs)
    again = sum(met.first(*pair) for pair in pairs)
    met.forget(Time(NOW + DAY - 1))
    still = sum(met.first(*pair) for pair in pairs)
    met.forget(Time(NOW + DAY))
    tomorrow = sum(met.first(*pair) for pair in pairs)

    assert (again, still) == (0, 0)
    assert first == pytest.approx(len(pairs), rel=0.01)
    assert tomorrow == pytest.approx(len(pairs), rel=0.01)


def test_so_many_meetings_that_most_would_be_taken_for_others_begin_anew() -> None:
    met = Met()
    met.first(1, 2)

    many = sum(met.first(reader, 7) for reader in range(MET_BITS // 7))

    assert many == pytest.approx(MET_BITS // 7, rel=0.1)
    assert met.first(1, 2)


def test_of_few_views_nothing_is_told() -> None:
    views = _views()
    readers = iter(RIGHT)
    while sum(_told(views)[3]) < FEWEST - 1:
        views.shown(next(readers), [_id()])
    _shown(views, range(FEWEST), _id())  # nobody knows them

    assert _told(views)[2] == [0, 0]
    _shown(views, RIGHT, _id())
    assert _told(views)[2][1] > 0


def test_the_noise_of_a_sum_stays_so_that_asking_often_tells_no_more() -> None:
    views = _views()
    _shown(views, LEFT, _id())

    assert _told(views)[2] == _told(views)[2]


def test_noise_is_as_likely_below_as_above() -> None:
    views = _views()
    many = [_id() + place for place in range(4000)]
    _shown(views, LEFT[:40], *many)

    noises = [each - 40 * RATE for each in _told(views)[2][::2]]

    assert sum(noises) / len(noises) == pytest.approx(0, abs=RATE / 4)
    assert sum(map(abs, noises)) / len(noises) == pytest.approx(RATE, rel=0.2)


def test_what_was_posted_before_counting_began_is_not_counted() -> None:
    views = _views()

    _shown(views, LEFT[:9], _id(-1))

    assert _told(views)[1] == []
    assert sum(_told(views)[3]) == 0


def test_counts_are_dropped_after_fourteen_days() -> None:
    views = _views()
    _shown(views, LEFT, _id(0), _id(10))

    _, posts, expected, _ = _told(views, NOW + KEPT + DAY)
    _shown(views, LEFT, _id(0))

    assert posts == [_id(10)]
    assert len(expected) == 2
    assert _told(views, NOW + KEPT + DAY)[1] == [_id(10)]


def test_how_much_somebody_was_shown_fades() -> None:
    views = _views()
    views.shown(LEFT[0], [_id() + place for place in range(1000)])
    before = sum(_told(views)[3])

    assert sum(_told(views, NOW + KEPT)[3]) == pytest.approx(before / 2.718, rel=0.01)


def test_other_groups_begin_anew_and_the_same_go_on() -> None:
    views = _views()
    _shown(views, LEFT[:50], _id())

    views.learn(_learned(), Time(NOW + DAY))
    assert _told(views)[1] == [_id()]
    assert views.since == NOW

    views.learn(_learned(same=False), Time(NOW + DAY))
    assert _told(views)[1] == []
    assert views.since == NOW + DAY
