"""Where the marks of a plot lie: templates draw them as SVG, without a script and without a style of their own."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

WIDE: Final = 360
TALL: Final = 190
LEFT, RIGHT, TOP, BOTTOM = 8.0, 352.0, 14.0, 160.0
STRIP_LEFT, STRIP_RIGHT = 14.0, 346.0
MIDDLE: Final = 28.0
"""The height at which a strip has its middle."""


class Dot(Struct, frozen=True):
    """A value with its interval, in the plot's own units."""

    x: float
    y: float
    low: float
    high: float


class Trend(Struct, frozen=True):
    """Values over time: dots, and the lines between those that stand next to each other."""

    dots: list[Dot]
    lines: list[str]


class Scale(Struct, frozen=True):
    """From numbers to places along a strip; what lies outside stands at its end."""

    least: float
    most: float

    def place(self, number: float) -> float:
        """Where a number stands."""
        part = (min(max(number, self.least), self.most) - self.least) / (self.most - self.least)
        return round(STRIP_LEFT + part * (STRIP_RIGHT - STRIP_LEFT), 1)


def trend(values: Sequence[tuple[float, float, float] | None]) -> Trend:
    """Values between 0 and 1 with their intervals, oldest first; None leaves a gap."""
    step = (RIGHT - LEFT) / max(len(values), 1)
    dots, lines, run = list[Dot](), list[str](), list[str]()
    for number, each in enumerate(values):
        if each is None:
            run = _ended(run, lines)
            continue
        value, low, high = each
        dot = Dot(round(LEFT + (number + 0.5) * step, 1), height(value), height(low), height(high))
        dots.append(dot)
        run.append(f"{dot.x},{dot.y}")
    _ended(run, lines)
    return Trend(dots, lines)


def height(value: float) -> float:
    """How far from the top a value between 0 and 1 is drawn."""
    return round(BOTTOM - value * (BOTTOM - TOP), 1)


def _ended(run: list[str], lines: list[str]) -> list[str]:
    if len(run) > 1:
        lines.append(" ".join(run))
    return []
