"""A small town with a divide, lived through the real doors: who likes what, who was shown it, who follows whom."""

import random
from typing import Final

from msgspec import Struct

from tests.world import Person, World

PEOPLE: Final = 36
_OWN, _OTHERS, _BOTH = 0.9, 0.03, 0.6
_ROUND: Final = 18


class Camps(Struct, frozen=True):
    """The people, by turns of one camp and the other, and an author whom everybody follows."""

    people: list[Person]
    authors: list[Person]
    """Of what the one camp likes, the other, both."""
    chance: random.Random

    async def live(self, world: World) -> dict[str, int]:
        """A round of posts that everybody is shown and some like; the kind of each: 0 or 1 for a camp, 2 for both."""
        kinds: dict[str, int] = {}
        for number in range(_ROUND):
            kinds[await self.authors[number % 3].posts(f"one more of kind {number % 3}, number {number}")] = number % 3
        await world.settle()
        for place, reader in enumerate(self.people):
            for status_id in await reader.home(limit=18):
                kind = kinds.get(status_id, -1)
                likes = _BOTH if kind == 2 else _OWN if kind == place % 2 else _OTHERS
                if kind >= 0 and self.chance.random() < likes:
                    await reader.post(f"/api/v1/statuses/{status_id}/favourite")
        return kinds


async def two_camps(world: World) -> Camps:
    """People of two camps who follow the same three authors, and each other by twos and threes."""
    authors = await world.members("anna", "boris", "zoya")
    people = await world.members(*(f"person{number}" for number in range(PEOPLE)))
    for author in authors:
        await author.opens_profile()
        for each in people:
            await each.follows(author)
    return Camps(people, authors, random.Random(4))
