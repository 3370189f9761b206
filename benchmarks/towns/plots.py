"""Plots as SVG, written by hand: lines and bars in two neutral inks that can be read on white and on black."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 320
LEFT: Final = 56
RIGHT: Final = 150
TOP: Final = 40
BOTTOM: Final = 44
INK: Final = "#808080"
COLOURS: Final = ("#c2571a", "#2f7fb8", "#6a8f2a", "#9a5fb0", "#a08020")
DASHES: Final = ("", "6 3", "2 3", "8 3 2 3", "1 3")


def lines(title: str, across: Sequence[str], up: str, series: Mapping[str, Sequence[float]]) -> str:
    """One line per series over the same places; `up` names the axis, which goes from 0 to 1."""
    step = (WIDTH - LEFT - RIGHT) / max(1, len(across) - 1)
    drawn = [_text(LEFT + place * step, HEIGHT - BOTTOM + 18, name, "middle") for place, name in enumerate(across)]
    for number, (name, values) in enumerate(series.items()):
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        points = " ".join(f"{LEFT + place * step:.1f},{_y(value):.1f}" for place, value in enumerate(values))
        drawn += [
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>',
            *_legend(number, name, f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'),
        ]
    return _framed(title, up, drawn)


def bars(title: str, across: Sequence[str], up: str, series: Mapping[str, Sequence[float]]) -> str:
    """Bars side by side, one colour per series; `up` goes from 0 to 1."""
    wide = (WIDTH - LEFT - RIGHT) / len(across)
    one = wide * 0.8 / len(series)
    drawn = [
        _text(LEFT + (place + 0.5) * wide, HEIGHT - BOTTOM + 18, name, "middle") for place, name in enumerate(across)
    ]
    for number, (name, values) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        for place, value in enumerate(values):
            x, y = LEFT + place * wide + wide * 0.1 + number * one, _y(value)
            drawn.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{one * 0.9:.1f}" height="{HEIGHT - BOTTOM - y:.1f}" fill="{colour}">'
                f"<title>{escape(name)}, {escape(across[place])}: {value:.2f}</title></rect>"
            )
        drawn += _legend(number, name, f'stroke="{colour}" stroke-width="8"')
    return _framed(title, up, drawn)


def _y(value: float) -> float:
    return HEIGHT - BOTTOM - min(1.0, max(0.0, value)) * (HEIGHT - TOP - BOTTOM)


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="10" text-anchor="{anchor}">{escape(words)}</text>'


def _legend(number: int, name: str, stroke: str) -> list[str]:
    x, y = WIDTH - RIGHT + 12, TOP + 10 + number * 20
    return [f'<line x1="{x}" x2="{x + 22}" y1="{y}" y2="{y}" {stroke}/>', _text(x + 28, y + 4, name, "start")]


def _framed(title: str, up: str, drawn: Sequence[str]) -> str:
    """The drawing with its title, its axis and a line at every fifth."""
    grid = []
    for fifth in range(6):
        y = _y(fifth / 5)
        grid.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{INK}" stroke-opacity=".35"/>'
        )
        grid.append(_text(LEFT - 8, y + 4, f"{fifth / 5:.1f}", "end"))
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img"'
                f' font-family="sans-serif" font-size="12" fill="{INK}">'
            ),
            f"<title>{escape(title)}</title>",
            f'<text x="{LEFT}" y="16" font-size="14" font-weight="bold">{escape(title)}</text>',
            _text(LEFT, 32, up, "start"),
            *grid,
            *drawn,
            "</svg>\n",
        ]
    )
