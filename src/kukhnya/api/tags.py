"""Hashtags."""

from collections.abc import Sequence
from typing import Any

from kukhnya.door.route import Call, Who, get
from kukhnya.model.errors import NotFound
from kukhnya.store.tx import ReadTx
from kukhnya.text.parse import tag_key
from kukhnya.visibility import found


def shaped(call: Call, key: str, history: Sequence[tuple[int, int, int]]) -> dict[str, Any]:
    """A Tag. `history`: day, uses and accounts."""
    return {
        "id": key,
        "name": key,
        "url": call.address(f"/tags/{key}"),
        "history": [{"day": str(day // 1000), "uses": str(uses), "accounts": str(who)} for day, uses, who in history],
        "following": False,
        "featuring": False,
    }


@get("/api/v1/tags/{name}", scope="read:statuses", who=Who.ANYONE)
async def show(tx: ReadTx, call: Call, name: str) -> dict[str, Any]:
    """A hashtag, used or not, with a week of what the caller could find under it."""
    key = tag_key(name)
    if not key:
        raise NotFound(name)
    return shaped(call, key, await found.tag_history(tx, key))
