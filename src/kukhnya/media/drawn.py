"""Pictures drawn by code: a face for who has none, a header, and scenes for a made-up town.

The same seed gives the same picture. Everything is drawn at twice the size and scaled down, for smooth edges.
"""

import hashlib
import io
import math
import random
from collections.abc import Callable, Mapping
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]

_OVER: Final = 2
_GROUNDS: Final[tuple[Colour, ...]] = (
    (217, 231, 223), (243, 217, 164), (220, 214, 239), (246, 222, 210), (207, 224, 236), (233, 226, 200), (240, 208, 214),
)  # fmt: skip
_SKINS: Final[tuple[Colour, ...]] = ((243, 212, 187), (233, 195, 166), (205, 160, 128), (168, 120, 90), (120, 82, 60))
_CLOTHES: Final[tuple[Colour, ...]] = (
    (47, 107, 87), (122, 46, 79), (74, 79, 138), (166, 61, 34), (92, 110, 60), (60, 96, 120), (150, 104, 40),
)  # fmt: skip
_HAIR: Final[tuple[Colour, ...]] = (
    (58, 42, 34), (96, 62, 38), (150, 98, 52), (198, 160, 92), (120, 116, 112), (160, 62, 40), (30, 28, 32),
)  # fmt: skip
_INK: Final[Colour] = (43, 36, 32)


class _Sheet:
    """A drawing whose measures are fractions of its width."""

    def __init__(self, width: int, height: int, ground: Colour) -> None:
        self.size = (width, height)
        self.image = Image.new("RGB", (width * _OVER, height * _OVER), ground)
        self.pen = ImageDraw.Draw(self.image)
        self._unit = width * _OVER

    def _points(self, points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
        return [(x * self._unit, y * self._unit) for x, y in points]

    def _box(self, box: Box) -> Box:
        x0, y0, x1, y1 = (each * self._unit for each in box)
        return (x0, y0, x1, y1)

    def oval(self, box: Box, fill: Colour) -> None:
        """An ellipse in this box."""
        self.pen.ellipse(self._box(box), fill=fill)

    def slab(self, box: Box, fill: Colour, round_: float = 0) -> None:
        """A rectangle, its corners rounded."""
        self.pen.rounded_rectangle(self._box(box), radius=round_ * self._unit, fill=fill)

    def shape(self, *points: tuple[float, float], fill: Colour) -> None:
        """A polygon."""
        self.pen.polygon(self._points(points), fill=fill)

    def stroke(self, *points: tuple[float, float], fill: Colour, width: float) -> None:
        """A line through these points."""
        self.pen.line(self._points(points), fill=fill, width=max(1, int(width * self._unit)), joint="curve")

    def arc(self, box: Box, start: float, end: float, fill: Colour, width: float) -> None:
        """A part of an ellipse's edge, in degrees clockwise from three o'clock."""
        self.pen.arc(self._box(box), start, end, fill=fill, width=max(1, int(width * self._unit)))

    def slice(self, box: Box, start: float, end: float, fill: Colour) -> None:
        """A slice of an ellipse."""
        self.pen.pieslice(self._box(box), start, end, fill=fill)

    def glow(self, centre: tuple[float, float], radius: float, colour: Colour, strength: int = 150) -> None:
        """Soft light around a point."""
        mask = Image.new("L", self.image.size, 0)
        x, y, r = centre[0] * self._unit, centre[1] * self._unit, radius * self._unit
        ImageDraw.Draw(mask).ellipse((x - r, y - r, x + r, y + r), fill=strength)
        small = mask.resize((mask.width // 8, mask.height // 8)).filter(ImageFilter.GaussianBlur(r / 24))
        self.image.paste(Image.new("RGB", self.image.size, colour), mask=small.resize(mask.size))
        self.pen = ImageDraw.Draw(self.image)

    def png(self) -> bytes:
        """The finished picture."""
        out = io.BytesIO()
        self.image.resize(self.size, Image.Resampling.LANCZOS).save(out, "PNG", optimize=False)
        return out.getvalue()

    def jpeg(self) -> bytes:
        """The finished picture, as a photograph is kept."""
        out = io.BytesIO()
        self.image.resize(self.size, Image.Resampling.LANCZOS).save(out, "JPEG", quality=88)
        return out.getvalue()


def _dice(seed: str) -> random.Random:
    return random.Random(hashlib.sha256(seed.encode("utf-8", "replace")).digest())  # noqa: S311 - a drawing


def _darker(colour: Colour, share: float) -> Colour:
    return (int(colour[0] * share), int(colour[1] * share), int(colour[2] * share))


def avatar(seed: str) -> bytes:
    """A face of its own for this seed: a PNG of 400 by 400 pixels."""
    dice = _dice(f"face {seed}")
    ground, skin, clothes, hair = (dice.choice(each) for each in (_GROUNDS, _SKINS, _CLOTHES, _HAIR))
    sheet = _Sheet(400, 400, ground)
    style = dice.choice(("short", "long", "bun", "curls", "cap", "bald", "scarf"))
    if style == "long":
        sheet.slab((0.27, 0.22, 0.73, 0.74), hair, 0.2)
    if style == "bun":
        sheet.oval((0.42, 0.06, 0.58, 0.22), hair)
    sheet.slice((0.12, 0.66, 0.88, 1.44), 180, 360, clothes)
    sheet.slab((0.43, 0.56, 0.57, 0.74), _darker(skin, 0.9), 0.05)
    sheet.oval((0.3, 0.2, 0.7, 0.64), skin)
    _hair(sheet, style, hair, (clothes, skin), dice)
    _face(sheet, skin, dice)
    if dice.random() < 0.3:  # noqa: PLR2004 - nearly every third wears glasses
        for x in (0.375, 0.535):
            sheet.arc((x - 0.01, 0.37, x + 0.1, 0.48), 0, 360, _INK, 0.012)
        sheet.stroke((0.475, 0.42), (0.525, 0.42), fill=_INK, width=0.012)
    return sheet.png()


def _hair(sheet: _Sheet, style: str, hair: Colour, others: tuple[Colour, Colour], dice: random.Random) -> None:
    clothes, skin = others
    if style in {"short", "long", "bun"}:
        sheet.slice((0.28, 0.16, 0.72, 0.6), 180, 360, hair)
        side = dice.choice((0.3, 0.45))
        sheet.slice((side, 0.28, side + 0.25, 0.46), 180, 360, hair)
    elif style == "curls":
        for step in range(9):
            angle = math.pi * (1 + step / 8)
            x, y = 0.5 + 0.2 * math.cos(angle), 0.37 + 0.2 * math.sin(angle)
            sheet.oval((x - 0.075, y - 0.075, x + 0.075, y + 0.075), hair)
    elif style == "cap":
        sheet.slice((0.28, 0.15, 0.72, 0.6), 180, 360, _darker(clothes, 0.8))
        sheet.slab((0.26, 0.34, 0.74, 0.385), clothes, 0.02)
        sheet.oval((0.46, 0.1, 0.54, 0.18), clothes)
    elif style == "scarf":
        sheet.slice((0.26, 0.14, 0.74, 0.66), 170, 370, clothes)
        sheet.slice((0.33, 0.26, 0.67, 0.62), 180, 360, skin)


def _face(sheet: _Sheet, skin: Colour, dice: random.Random) -> None:
    for x in (0.43, 0.57):
        sheet.oval((x - 0.016, 0.41, x + 0.016, 0.445), _INK)
    blush = (min(255, skin[0] + 10), int(skin[1] * 0.86), int(skin[2] * 0.82))
    for x in (0.375, 0.625):
        sheet.oval((x - 0.04, 0.475, x + 0.04, 0.525), blush)
    width = dice.choice((0.05, 0.07, 0.085))
    sheet.arc((0.5 - width, 0.46, 0.5 + width, 0.56), 20, 160, _darker(skin, 0.5), 0.014)


def mark(size: int) -> bytes:
    """The cup of this house: a square PNG, filled to its edges, the cup where no mask cuts it off."""
    sheet = _Sheet(size, size, (166, 61, 34))
    light, honey = (255, 248, 242), (243, 217, 164)
    sheet.arc((0.6, 0.44, 0.78, 0.66), 0, 360, light, 0.055)
    sheet.slab((0.24, 0.42, 0.68, 0.6), light)
    sheet.slab((0.24, 0.44, 0.68, 0.76), light, 0.17)
    for x in (0.38, 0.54):
        rising = [(x + 0.025 * math.sin(step * math.pi / 5), 0.2 + step * 0.016) for step in range(11)]
        sheet.stroke(*rising, fill=honey, width=0.036)
    return sheet.png()


def header(seed: str) -> bytes:
    """A quiet landscape for the top of a profile: a PNG of 1,500 by 500 pixels."""
    dice = _dice(f"header {seed}")
    sky, far, near = dice.choice(
        (
            ((233, 226, 214), (205, 196, 182), (178, 160, 140)),
            ((214, 226, 226), (178, 200, 196), (140, 168, 160)),
            ((238, 220, 200), (216, 180, 150), (170, 120, 96)),
        )
    )
    sheet = _Sheet(1500, 500, sky)
    sheet.oval((0.74, 0.05, 0.81, 0.12), (250, 240, 214))
    for base, colour, waves in ((0.19, far, 3.0), (0.25, near, 5.0)):
        shift = dice.random() * 6
        points = [(x / 60, base + 0.03 * math.sin(x / 60 * waves + shift)) for x in range(61)]
        sheet.shape(*points, (1, 0.34), (0, 0.34), fill=colour)
    return sheet.png()


def _window(sheet: _Sheet, dice: random.Random) -> None:
    sheet.slab((0, 0, 1, 0.7), (90, 70, 58))
    sheet.slab((0.14, 0.06, 0.86, 0.5), (52, 70, 94))
    sheet.shape(
        (0.14, 0.36),
        (0.34, 0.27),
        (0.55, 0.35),
        (0.72, 0.26),
        (0.86, 0.33),
        (0.86, 0.5),
        (0.14, 0.5),
        fill=(81, 101, 127),
    )
    for _ in range(60):
        x, y, r = 0.15 + dice.random() * 0.7, 0.07 + dice.random() * 0.42, 0.001 + dice.random() * 0.003
        sheet.oval((x - r, y - r, x + r, y + r), (225, 233, 242))
    sheet.stroke((0.5, 0.06), (0.5, 0.5), fill=(122, 96, 78), width=0.014)
    sheet.stroke((0.14, 0.24), (0.86, 0.24), fill=(122, 96, 78), width=0.01)
    sheet.glow((0.3, 0.5), 0.2, (250, 214, 150), 90)
    sheet.slab((0, 0.5, 1, 0.7), (138, 90, 60))
    _glass(sheet, 0.3, 0.56)
    _lemon(sheet, 0.52, 0.585)


def _glass(sheet: _Sheet, x: float, y: float) -> None:
    sheet.shape((x - 0.05, y - 0.16), (x + 0.05, y - 0.16), (x + 0.037, y), (x - 0.037, y), fill=(200, 116, 58))
    sheet.oval((x - 0.05, y - 0.17, x + 0.05, y - 0.15), (222, 150, 86))
    sheet.shape(
        (x - 0.053, y - 0.1), (x + 0.053, y - 0.1), (x + 0.042, y + 0.005), (x - 0.042, y + 0.005), fill=(190, 184, 174)
    )
    sheet.arc((x + 0.02, y - 0.1, x + 0.095, y - 0.02), 270, 90, (190, 184, 174), 0.012)
    for turn in (-0.018, 0.018):
        points = [(x + turn + 0.01 * math.sin(step / 2), y - 0.19 - step * 0.012) for step in range(8)]
        sheet.stroke(*points, fill=(236, 228, 216), width=0.004)


def _lemon(sheet: _Sheet, x: float, y: float) -> None:
    sheet.oval((x - 0.055, y - 0.06, x + 0.055, y + 0.015), (242, 207, 74))
    sheet.shape((x + 0.05, y - 0.03), (x + 0.072, y - 0.022), (x + 0.05, y - 0.012), fill=(226, 186, 56))
    sheet.oval((x - 0.04, y - 0.052, x - 0.005, y - 0.03), (250, 228, 130))


def _tea(sheet: _Sheet, dice: random.Random) -> None:
    sheet.slab((0, 0, 1, 0.7), (236, 214, 184))
    sheet.glow((0.5, 0.05), 0.4, (255, 236, 196), 140)
    sheet.slab((0, 0.44, 1, 0.7), (166, 61, 34))
    for step in range(12):
        sheet.slab((step / 12, 0.44, step / 12 + 0.042, 0.7), (178, 80, 52))
    sheet.oval((0.36, 0.14, 0.64, 0.48), (203, 158, 70))
    sheet.slab((0.42, 0.44, 0.58, 0.54), (176, 132, 54), 0.01)
    sheet.slab((0.44, 0.08, 0.56, 0.17), (176, 132, 54), 0.02)
    sheet.oval((0.41, 0.2, 0.5, 0.34), (226, 190, 110))
    sheet.stroke((0.5, 0.38), (0.5, 0.45), fill=(130, 92, 40), width=0.02)
    for side in (0.33, 0.64):
        sheet.arc((side, 0.22, side + 0.05, 0.36), 0, 360, (150, 108, 48), 0.012)
    for place in (0.18, 0.8):
        _glass(sheet, place, 0.6)
    for _ in range(5):
        x = 0.3 + dice.random() * 0.4
        sheet.oval((x - 0.022, 0.575, x + 0.022, 0.61), (214, 168, 110))


def _courtyard(sheet: _Sheet, dice: random.Random) -> None:
    sheet.slab((0, 0, 1, 0.7), (174, 196, 214))
    for block in range(4):
        left, top = block * 0.27 - 0.04, 0.08 + dice.random() * 0.1
        wall = dice.choice(((214, 190, 160), (196, 172, 150), (222, 206, 180)))
        sheet.slab((left, top, left + 0.24, 0.56), wall)
        for row in range(5):
            for column in range(4):
                lit = dice.random() < 0.45  # noqa: PLR2004 - somebody is at home
                x, y = left + 0.025 + column * 0.052, top + 0.03 + row * 0.08
                sheet.slab((x, y, x + 0.03, y + 0.045), (252, 222, 140) if lit else (98, 112, 128), 0.003)
    sheet.slab((0, 0.54, 1, 0.7), (236, 240, 244))
    for x in (0.2, 0.78):
        sheet.stroke((x, 0.6), (x, 0.3), fill=(84, 64, 52), width=0.014)
        for branch in range(6):
            y = 0.32 + branch * 0.035
            sheet.stroke((x, y + 0.05), (x + (0.07 if branch % 2 else -0.07), y), fill=(84, 64, 52), width=0.006)
    sheet.slab((0.42, 0.585, 0.62, 0.6), (122, 86, 60), 0.004)
    for x in (0.44, 0.59):
        sheet.slab((x, 0.6, x + 0.012, 0.64), (70, 56, 48))


def _cat(sheet: _Sheet, dice: random.Random) -> None:
    sheet.slab((0, 0, 1, 0.7), (224, 206, 182))
    sheet.slab((0.2, 0.04, 0.8, 0.46), (150, 186, 206))
    sheet.oval((0.58, 0.1, 0.68, 0.2), (250, 236, 190))
    sheet.stroke((0.5, 0.04), (0.5, 0.46), fill=(242, 232, 216), width=0.016)
    sheet.slab((0.1, 0.46, 0.9, 0.52), (242, 232, 216), 0.006)
    coat = dice.choice(((214, 138, 70), (70, 66, 70), (160, 150, 140), (236, 226, 212)))
    sheet.oval((0.3, 0.26, 0.5, 0.48), coat)
    sheet.oval((0.34, 0.14, 0.47, 0.28), coat)
    for x in (0.345, 0.425):
        sheet.shape((x, 0.19), (x + 0.018, 0.105), (x + 0.045, 0.17), fill=coat)
    sheet.arc((0.44, 0.34, 0.62, 0.52), 330, 120, coat, 0.028)
    for x in (0.38, 0.43):
        sheet.oval((x - 0.008, 0.195, x + 0.008, 0.22), (250, 240, 200))
        sheet.oval((x - 0.003, 0.197, x + 0.003, 0.218), _INK)
    sheet.shape((0.398, 0.232), (0.412, 0.232), (0.405, 0.24), fill=(206, 120, 120))
    sheet.slab((0.68, 0.38, 0.78, 0.47), (166, 61, 34), 0.012)
    for step in range(5):
        sheet.stroke((0.73, 0.38), (0.66 + step * 0.035, 0.25 + abs(step - 2) * 0.02), fill=(60, 110, 76), width=0.008)


def _market(sheet: _Sheet, dice: random.Random) -> None:
    sheet.slab((0, 0, 1, 0.7), (226, 218, 204))
    for stripe in range(14):
        shade = (166, 61, 34) if stripe % 2 else (250, 242, 228)
        sheet.shape(
            (stripe / 14, 0.06),
            ((stripe + 1) / 14, 0.06),
            ((stripe + 1) / 14 + 0.01, 0.2),
            (stripe / 14 + 0.01, 0.2),
            fill=shade,
        )
    for row in range(3):
        top = 0.32 + row * 0.12
        sheet.slab((0.03, top + 0.04, 0.97, top + 0.12), (140, 98, 62), 0.01)
        for crate in range(4):
            fruit = dice.choice(((200, 60, 48), (242, 190, 70), (110, 150, 70), (222, 130, 60), (120, 70, 110)))
            for piece in range(16):
                x = 0.06 + crate * 0.23 + piece % 8 * 0.025
                y = top + 0.035 - piece // 8 * 0.022
                sheet.oval((x - 0.014, y - 0.014, x + 0.014, y + 0.014), fruit)


def _dacha(sheet: _Sheet, dice: random.Random) -> None:
    sheet.slab((0, 0, 1, 0.7), (190, 214, 226))
    sheet.oval((0.8, 0.06, 0.9, 0.16), (252, 238, 190))
    for hill in range(3):
        sheet.oval(
            (hill * 0.4 - 0.3, 0.36, hill * 0.4 + 0.4, 0.8), ((120, 158, 96), (104, 144, 88), (134, 168, 104))[hill]
        )
    sheet.slab((0, 0.5, 1, 0.7), (118, 158, 84))
    sheet.slab((0.34, 0.26, 0.66, 0.52), (86, 120, 132))
    sheet.shape((0.3, 0.28), (0.5, 0.1), (0.7, 0.28), fill=(150, 84, 60))
    sheet.slab((0.46, 0.36, 0.55, 0.52), (236, 222, 196), 0.004)
    for x in (0.37, 0.58):
        sheet.slab((x, 0.33, x + 0.06, 0.42), (252, 228, 150), 0.004)
    for _ in range(26):
        x, y = dice.random(), 0.55 + dice.random() * 0.12
        petal = dice.choice(((250, 244, 230), (226, 110, 90), (246, 206, 90), (170, 120, 180)))
        sheet.stroke((x, y), (x, y + 0.02), fill=(74, 112, 60), width=0.003)
        sheet.oval((x - 0.008, y - 0.008, x + 0.008, y + 0.008), petal)
    for post in range(14):
        sheet.slab((post * 0.075, 0.47, post * 0.075 + 0.02, 0.56), (240, 230, 212), 0.006)


_SCENES: Final[Mapping[str, Callable[[_Sheet, random.Random], None]]] = {
    "window": _window, "tea": _tea, "courtyard": _courtyard, "cat": _cat, "market": _market, "dacha": _dacha,
}  # fmt: skip
SCENES: Final = tuple(_SCENES)
"""What can be drawn."""


def scene(seed: str, kind: str) -> bytes:
    """A JPEG of 1,200 by 840 pixels of one of `SCENES`. Raises KeyError for another."""
    sheet = _Sheet(1200, 840, (226, 218, 204))
    _SCENES[kind](sheet, _dice(f"{kind} {seed}"))
    return sheet.jpeg()
