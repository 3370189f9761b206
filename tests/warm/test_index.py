"""The index says how certain it is, and is as certain as it says."""

import random

import pytest
from scipy.stats import t as student_of_scipy

from kukhnya.warm.index import LEAST_PEOPLE, Index, index, shown, student

_LEANINGS = ((0.6, 0.3, 0.1), (0.3, 0.4, 0.3), (0.15, 0.35, 0.5))
"""How often somebody of each leaning says better, same, worse."""
_TRUTH = sum(better + same / 2 for better, same, _ in _LEANINGS) / len(_LEANINGS)


def _town(dice: random.Random, people: int) -> Index:
    """A month of a town in which people lean one way and answer one to four times."""
    answers = []
    for person in range(people):
        leaning = dice.choice(_LEANINGS)
        answers += [(person, worth) for worth in dice.choices((1.0, 0.5, 0.0), leaning, k=dice.randint(1, 4))]
    found = index(answers)
    assert found is not None
    return found


@pytest.mark.parametrize(("people", "towns"), [(15, 2000), (40, 1000), (150, 500), (600, 300)])
def test_the_interval_holds_the_truth_about_as_often_as_it_claims(people: int, towns: int) -> None:
    dice = random.Random(20_261_126)

    found = [_town(dice, people) for _ in range(towns)]

    held = sum(each.low <= _TRUTH <= each.high for each in found) / towns
    assert 0.93 <= held <= 0.99


def test_many_answers_of_few_people_are_no_more_certain_than_the_people() -> None:
    once = index([(person, person % 2) for person in range(20)])

    often = index([(person, person % 2) for person in range(20) for _ in range(30)])

    assert once is not None
    assert often is not None
    assert (often.answers, often.people) == (600, 20)
    assert often.high - often.low == pytest.approx(once.high - once.low, rel=0.05)


def test_the_mean_is_that_of_the_answers_and_the_interval_stays_between_nought_and_one() -> None:
    found = index([("a", 1.0), ("b", 0.5), ("c", 0.0), ("d", 0.5)])
    glad = index([(person, 1.0) for person in range(30)])

    assert found is not None
    assert glad is not None
    assert found.mean == 0.5
    assert 0 <= found.low < 0.5 < found.high <= 1
    assert (glad.mean, glad.high) == (1.0, 1.0)
    assert glad.low < 1.0


def test_nothing_is_said_of_nobody_and_nothing_shown_of_few() -> None:
    assert index([]) is None
    assert index([("a", 1.0), ("a", 0.0)]) is None
    assert not shown(index([(person, 0.5) for person in range(LEAST_PEOPLE - 1)]))
    assert shown(index([(person, 0.5) for person in range(LEAST_PEOPLE)]))


@pytest.mark.parametrize("degrees", [1, 2, 4, 6, 7, 8, 14, 39, 149, 10_000])
def test_the_quantile_is_students(degrees: int) -> None:
    assert student(degrees) == pytest.approx(student_of_scipy.ppf(0.975, degrees), abs=0.001)
