"""Does the interval of the positivity index hold what it says? People who differ, who answer one to eight weeks, many times over."""

from typing import Final

import numpy as np

from kukhnya.warm.index import index

SIZES: Final = (5, 15, 40, 150, 600)
TIMES: Final = 600
TRUE_MEAN: Final = 0.6


def coverage(seed: int, times: int = TIMES) -> dict[int, float]:
    """For so many people, how often the interval held the truth."""
    return {people: _covered(people, times, np.random.default_rng([seed, people])) for people in SIZES}


def _covered(people: int, times: int, dice: np.random.Generator) -> float:
    held = 0
    for _ in range(times):
        weeks = dice.integers(1, 9, people)
        mood = np.repeat(dice.beta(3 * TRUE_MEAN, 3 * (1 - TRUE_MEAN), people), weeks)
        worth = dice.binomial(2, mood) / 2
        found = index(zip(np.repeat(np.arange(people), weeks).tolist(), worth.tolist(), strict=True))
        held += found is not None and found.low <= TRUE_MEAN <= found.high
    return held / times
