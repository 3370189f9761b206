"""What people do with a status: like, share, keep, pin, mute, and undo each; and who did."""

from msgspec import Struct

from kukhnya.actions import bookmark as keeping
from kukhnya.actions import favourite as liking
from kukhnya.actions import mute_thread as muting
from kukhnya.actions import pin_status as pins
from kukhnya.actions import reblog as sharing
from kukhnya.door.answers import Listed
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.ids import StatusId
from kukhnya.model.page import Page
from kukhnya.queries import reactions
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen

from . import render
from .words import audience_named


class ReblogForm(Struct):
    """For whom, and for how many seconds, somebody shares."""

    visibility: str | None = None
    expires_in: int | None = None


@post("/api/v1/statuses/{status_id}/favourite", scope="write:favourites")
async def favourite(tx: WriteTx, call: Call, status_id: StatusId) -> bytes:
    """Like a status."""
    return await render.status(call, tx, await liking.favourite(tx, status_id))


@post("/api/v1/statuses/{status_id}/unfavourite", scope="write:favourites")
async def unfavourite(tx: WriteTx, call: Call, status_id: StatusId) -> bytes:
    """Like it no more."""
    return await render.status(call, tx, await liking.unfavourite(tx, status_id))


@post("/api/v1/statuses/{status_id}/bookmark", scope="write:bookmarks")
async def bookmark(tx: WriteTx, call: Call, status_id: StatusId) -> bytes:
    """Keep a status for oneself."""
    return await render.status(call, tx, await keeping.bookmark(tx, status_id))


@post("/api/v1/statuses/{status_id}/unbookmark", scope="write:bookmarks")
async def unbookmark(tx: WriteTx, call: Call, status_id: StatusId) -> bytes:
    """Keep it no more."""
    return await render.status(call, tx, await keeping.unbookmark(tx, status_id))


@post("/api/v1/statuses/{status_id}/reblog", scope="write:statuses", limit="posts")
async def reblog(tx: WriteTx, call: Call, status_id: StatusId, form: ReblogForm) -> bytes:
    """Share a status."""
    audience = audience_named(form.visibility) if form.visibility else None
    return await render.status(call, tx, await sharing.reblog(tx, status_id, audience, form.expires_in))


@post("/api/v1/statuses/{status_id}/unreblog", scope="write:statuses")
async def unreblog(tx: WriteTx, call: Call, status_id: StatusId) -> bytes:
    """Take the sharing back."""
    return await render.status(call, tx, await sharing.unreblog(tx, status_id))


@post("/api/v1/statuses/{status_id}/pin", scope="write:accounts")
async def pin(tx: WriteTx, call: Call, status_id: StatusId) -> bytes:
    """Show a status of one's own first on one's profile."""
    return await render.status(call, tx, await pins.pin_status(tx, status_id, call.house.settings.bounds))


@post("/api/v1/statuses/{status_id}/unpin", scope="write:accounts")
async def unpin(tx: WriteTx, call: Call, status_id: StatusId) -> bytes:
    """Show it first no more."""
    return await render.status(call, tx, await pins.unpin_status(tx, status_id))


@post("/api/v1/statuses/{status_id}/mute", scope="write:mutes")
async def mute(tx: WriteTx, call: Call, status_id: StatusId) -> bytes:
    """Hear no more of a thread."""
    return await render.status(call, tx, await muting.mute_thread(tx, status_id))


@post("/api/v1/statuses/{status_id}/unmute", scope="write:mutes")
async def unmute(tx: WriteTx, call: Call, status_id: StatusId) -> bytes:
    """Hear of it again."""
    return await render.status(call, tx, await muting.unmute_thread(tx, status_id))


@get("/api/v1/statuses/{status_id}/favourited_by", scope="read:accounts", who=Who.ANYONE, pages=(40, 80))
async def favourited_by(tx: ReadTx, call: Call, status_id: StatusId, page: Page) -> Listed:
    """Who likes a status: told to its author alone."""
    await pages.one(tx, status_id)
    return await render.people(call, tx, await reactions.favourited_by(tx, status_id, page))


@get("/api/v1/statuses/{status_id}/reblogged_by", scope="read:accounts", who=Who.ANYONE, pages=(40, 80))
async def reblogged_by(tx: ReadTx, call: Call, status_id: StatusId, page: Page) -> Listed:
    """Who shares a status: told to its author alone."""
    await pages.one(tx, status_id)
    return await render.people(call, tx, await reactions.reblogged_by(tx, status_id, page))


@get("/api/v1/favourites", scope="read:favourites")
async def favourites(tx: ReadTx, call: Call, page: Page) -> Listed:
    """What the caller likes."""
    rows = await reactions.favourites(tx, page)
    return await render.page(call, tx, [Seen(row[0]) for row in rows], by=[row[1] for row in rows])


@get("/api/v1/bookmarks", scope="read:bookmarks")
async def bookmarks(tx: ReadTx, call: Call, page: Page) -> Listed:
    """What the caller keeps."""
    rows = await reactions.bookmarks(tx, page)
    return await render.page(call, tx, [Seen(row[0]) for row in rows], by=[row[1] for row in rows])
