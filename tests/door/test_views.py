"""Views are counted by status and group, begin with noise, and are forgotten; of a person one number is kept."""

from array import array
from typing import Final

import pytest

from kukhnya.door.views import FEWEST, KEPT, Views
from kukhnya.model.ids import DAY, Time, first_id_at
from kukhnya.model.warmth import Handed, Learned, WarmState

NOW: Final = Time(1_800_000_000_000)
PEOPLE: Final = (11, 12, 13)
RATE: Final = 0.25


def _learned(*, same: bool = True) -> Learned:
    return Learned(
        groups=2,
        same=same,
        people=array("q", PEOPLE).tobytes(),
        group=array("b", (0, 0, 1)).tobytes(),
        weight=array("f", (1, 1, 1)).tobytes(),
        rate=array("f", (RATE, RATE, RATE)).tobytes(),
        seen=array("f", (0, 0, 0)).tobytes(),
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


def test_nothing_is_counted_before_groups_are_known() -> None:
    views = Views()

    views.shown(11, [_id()])

    handed, posts, _, _ = _told(views)
    assert not views.counting
    assert (posts, handed.since, handed.full) == ([], 0, True)


def test_views_are_summed_by_group_with_a_noise_of_about_one_view() -> None:
    views = _views()
    for _ in range(1000):
        views.shown(11, [_id()])
        views.shown(12, [_id()])

    _, posts, expected, seen = _told(views)

    assert posts == [_id()]
    assert expected[0] == pytest.approx(2000 * RATE, abs=20 * RATE)
    assert expected[0] != 2000 * RATE
    assert expected[1] == 0
    assert seen == [1000, 1000, 0]


def test_of_few_views_nothing_is_told() -> None:
    views = _views()
    for _ in range(FEWEST - 1):
        views.shown(13, [_id()])
    views.shown(99, [_id()] * FEWEST)  # nobody knows them

    assert _told(views)[2] == [0, 0]
    views.shown(13, [_id()])
    views.shown(13, [_id()] * 100)
    assert _told(views)[2][1] > 0


def test_the_noise_of_a_sum_stays_so_that_asking_often_tells_no_more() -> None:
    views = _views()
    views.shown(11, [_id()] * 100)

    assert _told(views)[2] == _told(views)[2]


def test_noise_is_as_likely_below_as_above() -> None:
    views = _views()
    many = [_id() + place for place in range(4000)]
    for _ in range(20):
        views.shown(11, many)

    noises = [each - 20 * RATE for each in _told(views)[2][::2]]

    assert sum(noises) / len(noises) == pytest.approx(0, abs=RATE / 8)
    assert sum(map(abs, noises)) / len(noises) == pytest.approx(RATE, rel=0.1)


def test_what_was_posted_before_counting_began_is_not_counted() -> None:
    views = _views()

    views.shown(11, [_id(-1)] * 9)

    assert _told(views)[1] == []
    assert _told(views)[3] == [0, 0, 0]


def test_counts_are_dropped_after_fourteen_days() -> None:
    views = _views()
    views.shown(11, [_id(0), _id(10)] * 50)

    _, posts, expected, _ = _told(views, NOW + KEPT + DAY)
    views.shown(11, [_id(0)] * 50)

    assert posts == [_id(10)]
    assert len(expected) == 2
    assert _told(views, NOW + KEPT + DAY)[1] == [_id(10)]


def test_how_much_somebody_was_shown_fades() -> None:
    views = _views()
    views.shown(11, [_id()] * 1000)
    _told(views)

    assert _told(views, NOW + KEPT)[3][0] == pytest.approx(1000 / 2.718, rel=0.01)


def test_other_groups_begin_anew_and_the_same_go_on() -> None:
    views = _views()
    views.shown(11, [_id()] * 50)

    views.learn(_learned(), Time(NOW + DAY))
    assert _told(views)[1] == [_id()]
    assert views.since == NOW

    views.learn(_learned(same=False), Time(NOW + DAY))
    assert _told(views)[1] == []
    assert views.since == NOW + DAY
