"""What the chosen packs say of something that is about to go. Told and forgotten: nothing here writes, counts or remembers."""

from collections.abc import Collection
from typing import Final

from kukhnya.law.match import Asked, Caution
from kukhnya.model.audience import Audience
from kukhnya.model.ids import Time, to_datetime
from kukhnya.text import lemmas
from kukhnya.visibility.rule import anyone_may

from .house import House
from .laws import second_look

ACTS: Final = ("post", "reblog", "favourite", "follow", "profile")
"""What can be done that a pack may have a word about."""


async def cautions(
    house: House, jurisdictions: Collection[str], text: str, *, act: str = "post", audience: Audience = Audience.PUBLIC,
    posted_at: Time | None = None,
) -> list[Caution]:  # fmt: skip
    """Everything that they say of this text, what is said while composing first. Nothing is asked where nothing is chosen."""
    if not jurisdictions or not text.strip():
        return []
    asked = Asked(
        words=lemmas.words(text),
        act=act,
        public=anyone_may(audience),
        today=to_datetime(house.store.clock()).date(),
        posted_on=None if posted_at is None else to_datetime(posted_at).date(),
    )
    return await second_look(house.laws, asked, jurisdictions)


def composing(found: Collection[Caution]) -> list[Caution]:
    """Those that are said before something goes; the others are for the check-up alone."""
    return [caution for caution in found if caution.where == "compose"]
