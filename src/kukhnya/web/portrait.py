"""What an account says of itself, and the works it shows, as HTML.

Kept in memory as articles are, under what the API said of them to this reader: whatever changes the one, changes the other.
Nothing that belongs to one reader alone, a button with the word of a form, is made here.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from kukhnya.door.route import Call
from kukhnya.visibility.works import Work

from .baked import Baked
from .language import environment
from .show import spoken

_TEMPLATE: Final = "_portrait.html"


class Told(Struct, frozen=True):
    """What a profile says beside what the API says of an account: numbers as far as the reader is told, and whether it has a feed."""

    whole: bool = False
    statuses: int = 0
    followers: int | None = None
    following: int | None = None
    feed: bool = False


def portrait(call: Call, said: bytes, told: Told) -> Baked:
    """An account as its page begins: pictures, name, note, fields, numbers. `said`: the account as the API says it."""
    return _kept(call, "portrait", (said, told), lambda: (msgspec.json.decode(said), told))


def works(call: Call, made: Sequence[Work], said: Sequence[bytes], *, mine: bool) -> Baked:
    """Works in a grid, empty where there are none to show. `said`: their statuses as the API says them."""
    if not made:
        return Baked("")
    titles = tuple(work.title for work in made)
    return _kept(call, "works", (titles, tuple(said), mine), lambda: (tiles(made, said), mine))


def _kept(call: Call, name: str, under: tuple[Any, ...], values: Any) -> Baked:
    language = spoken(call)
    key = (name, language, *under)
    kept: Baked | None = call.house.fragments.get(key)
    if kept is None:
        macro: Any = getattr(environment(language).get_template(_TEMPLATE).module, name)
        kept = Baked(macro(*values()))
        call.house.fragments.put(key, kept, len(kept.html))
    return kept


def tiles(made: Sequence[Work], said: Sequence[bytes]) -> list[dict[str, Any]]:
    """Works as the grid shows them; what a filter of the reader's hides is left out.

    A picture behind a warning, whoever has warned, waits behind the average of its colours.
    """
    found = []
    for work, one in zip(made, map(msgspec.json.decode, said), strict=True):
        acts = {each["filter"]["filter_action"] for each in one["filtered"] if "account" in each["filter"]["context"]}
        if "hide" not in acts:
            pictures_ = one["media_attachments"]
            found.append(
                {
                    "id": one["id"], "title": work.title, "url": one["url"], "audience": one["audience"],
                    "said_at": one["created_at"],
                    "picture": pictures_[0] if pictures_ else None,
                    "veiled": bool(acts or one["sensitive"] or one["spoiler_text"]),
                }
            )  # fmt: skip
    return found
