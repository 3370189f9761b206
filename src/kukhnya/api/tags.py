"""Hashtags: look at one, follow it, show it on one's profile."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from kukhnya.actions.feature_tag import feature_tag, unfeature_tag_named
from kukhnya.actions.follow_tag import follow_tag, unfollow_tag
from kukhnya.door.answers import Listed
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.errors import NotFound
from kukhnya.model.page import Page
from kukhnya.queries import tags
from kukhnya.queries.tags import Standing
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.text.parse import tag_key
from kukhnya.visibility import found


def week(history: Sequence[tuple[int, int, int]]) -> list[Mapping[str, str]]:
    """The history of a hashtag or link: day, uses and accounts, as strings."""
    return [_day(*each) for each in history]


@lru_cache(1024)  # most days of most hashtags are alike
def _day(day: int, uses: int, who: int) -> Mapping[str, str]:
    return {"day": str(day // 1000), "uses": str(uses), "accounts": str(who)}


def shaped(
    call: Call, key: str, history: Sequence[tuple[int, int, int]], standing: Standing | None = None
) -> dict[str, Any]:
    """A Tag. `history`: day, uses and accounts. `standing`: how the caller stands to hashtags, this among them."""
    stands = standing or Standing()
    return {
        "id": key,
        "name": key,
        "url": call.address(f"/tags/{key}"),
        "history": week(history),
        "following": key in stands.followed,
        "featuring": key in stands.featured,
    }


async def several(call: Call, tx: ReadTx, keys: Sequence[str]) -> list[dict[str, Any]]:
    """These hashtags with a week of what the caller could find under each. Two statements, none for no hashtags."""
    histories, standing = await found.tag_histories(tx, keys), await tags.standing(tx, keys)
    return [shaped(call, key, histories[key], standing) for key in keys]


def _known(name: str) -> str:
    """The canonical key of a hashtag in a path. Raises NotFound for what is none."""
    key = tag_key(name)
    if not key:
        raise NotFound(name)
    return key


@get("/api/v1/tags/{name}", scope="read:statuses", who=Who.ANYONE)
async def show(tx: ReadTx, call: Call, name: str) -> dict[str, Any]:
    """A hashtag, used or not, with a week of what the caller could find under it."""
    return await _one(call, tx, name)


async def _one(call: Call, tx: ReadTx, name: str) -> dict[str, Any]:
    return (await several(call, tx, [_known(name)]))[0]


@get("/api/v1/followed_tags", scope="read:follows", pages=(100, 200))
async def followed(tx: ReadTx, call: Call, page: Page) -> Listed:
    """The hashtags the caller follows."""
    rows = await tags.followed(tx, page)
    shown = await several(call, tx, [row["key"] for row in rows])
    return Listed(shown, rows[0]["id"] if rows else None, rows[-1]["id"] if rows else None)


@post("/api/v1/tags/{name}/follow", scope="write:follows")
async def follow(tx: WriteTx, call: Call, name: str) -> dict[str, Any]:
    """Have what stands under it on the home page."""
    await follow_tag(tx, _known(name), call.house.settings.bounds)
    tx.after_commit(call.house.callers.forget)
    return await _one(call, tx, name)


@post("/api/v1/tags/{name}/unfollow", scope="write:follows")
async def unfollow(tx: WriteTx, call: Call, name: str) -> dict[str, Any]:
    """Have it there no more."""
    await unfollow_tag(tx, _known(name))
    tx.after_commit(call.house.callers.forget)
    return await _one(call, tx, name)


@post("/api/v1/tags/{name}/feature", scope="write:accounts")
async def feature(tx: WriteTx, call: Call, name: str) -> dict[str, Any]:
    """Show it on the caller's profile."""
    await feature_tag(tx, _known(name), call.house.settings.bounds)
    return await _one(call, tx, name)


@post("/api/v1/tags/{name}/unfeature", scope="write:accounts")
async def unfeature(tx: WriteTx, call: Call, name: str) -> dict[str, Any]:
    """Show it there no more."""
    await unfeature_tag_named(tx, _known(name))
    return await _one(call, tx, name)
