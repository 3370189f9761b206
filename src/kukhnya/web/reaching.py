"""Who will read it: the choices of an audience, with the number of people in each, and which of them to begin with."""

from collections.abc import Collection, Iterator
from typing import Any, Final

from msgspec import Struct

from kukhnya.model.audience import Audience
from kukhnya.model.errors import refused
from kukhnya.model.ids import CircleId, parse_id
from kukhnya.queries.reach import Reach

NARROW_FIRST: Final = (
    Audience.SELF,
    Audience.DIRECT,
    Audience.CIRCLE,
    Audience.MUTUALS,
    Audience.FOLLOWERS,
    Audience.MEMBERS,
    Audience.UNLISTED,
    Audience.PUBLIC,
)
WIDE: Final = frozenset({Audience.MEMBERS, Audience.UNLISTED, Audience.PUBLIC})
"""Shown as wide: people whom the author does not know may read it."""


class Choice(Struct, frozen=True):
    """One line of the picker."""

    value: str
    audience: str
    title: str = ""
    """Of a circle."""
    people: int | None = None
    """None: nobody can count them."""
    wide: bool = False


def choices(reach: Reach, among: Collection[Audience] = NARROW_FIRST) -> list[Choice]:
    """What may be chosen, the narrowest first; each of the author's circles is a line of its own."""
    return [choice for audience in NARROW_FIRST if audience in among for choice in _lines(reach, audience)]


def _lines(reach: Reach, audience: Audience) -> Iterator[Choice]:
    if audience is Audience.CIRCLE:
        for circle in reach.circles:
            yield Choice(value_of(audience, circle.id), audience.value, circle.title, circle.people)
    else:
        wide = audience in WIDE and not reach.closed
        yield Choice(audience.value, audience.value, "", reach.people(audience), wide)


def value_of(audience: Audience, circle_id: int | None = None) -> str:
    """How the picker's form says it: `followers`, or `circle:` with the circle's id."""
    return f"{audience.value}:{circle_id}" if audience is Audience.CIRCLE else audience.value


def chosen(value: str) -> tuple[Audience, CircleId | None]:
    """What the picker's form said. Raises Refused for what is none: nothing is guessed."""
    word, _, number = value.partition(":")
    circle_id = parse_id(number) if number else None
    if word not in set(Audience) or (word == Audience.CIRCLE) != (circle_id is not None):
        raise refused("audience", "ERR_INCLUSION", "Choose one of what is offered.")
    return Audience(word), None if circle_id is None else CircleId(circle_id)


def usual(reach: Reach) -> str:
    """What the author has chosen as usual; a circle that is gone leaves only the author."""
    if reach.audience is Audience.CIRCLE and reach.circle_id not in {circle.id for circle in reach.circles}:
        return Audience.SELF.value
    return value_of(reach.audience, reach.circle_id)


def for_reply(reach: Reach, parent: Any, reader: int) -> str:
    """What an answer begins with: the narrower of what is answered and of what the author has as usual.

    Somebody else's circle is not the answerer's: then it is a letter. To others it is never narrower than that, for they
    would not get it.
    """
    own, of = Audience(usual(reach).partition(":")[0]), Audience(parent["audience"])
    mine = parent["account"]["id"] == str(reader)
    if of is Audience.CIRCLE and mine and own is not Audience.SELF and own is not Audience.DIRECT:
        return value_of(of, parent["circle_id"])
    if of is Audience.CIRCLE and not mine:
        of = Audience.DIRECT
    narrow = min(own, of, key=NARROW_FIRST.index)
    if narrow is Audience.SELF and not mine:
        narrow = Audience.DIRECT
    return usual(reach) if narrow is own else value_of(narrow)
