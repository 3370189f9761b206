"""How the caller stands to accounts: ask, follow, block, mute, and undo each."""

from typing import Any

import msgspec
from msgspec import Struct

from kukhnya.actions.block import block as block_account
from kukhnya.actions.block import unblock as unblock_account
from kukhnya.actions.follow import Wishes
from kukhnya.actions.follow import follow as follow_account
from kukhnya.actions.mute import mute as mute_account
from kukhnya.actions.mute import unmute as unmute_account
from kukhnya.actions.note_account import note_account
from kukhnya.actions.unfollow import remove_follower
from kukhnya.actions.unfollow import unfollow as unfollow_account
from kukhnya.door.answers import Listed
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId, iso
from kukhnya.model.page import Page
from kukhnya.queries import accounts, graph, relationships
from kukhnya.store.tx import ReadTx, WriteTx

from . import render
from .forms import Asked


class FollowForm(Struct):
    """What a follower wants to see."""

    reblogs: bool | None = None
    notify: bool | None = None
    languages: list[str] | None = None


class MuteForm(Struct):
    """What a mute covers, and for how many seconds (0: until undone)."""

    notifications: bool = True
    duration: int = 0


class NoteForm(Struct):
    """What the caller notes about somebody."""

    comment: str = ""


def shaped(row: Any) -> dict[str, object]:
    """A Relationship from a row of `queries.relationships`."""
    return {
        "id": str(row["id"]),
        "following": bool(row["following"]),
        "showing_reblogs": bool(row["reblogs"]),
        "notifying": bool(row["notify"]),
        "languages": msgspec.json.decode(row["languages"]) or None if row["languages"] else None,
        "followed_by": bool(row["followed_by"]),
        "blocking": bool(row["blocking"]),
        "blocked_by": False,
        "muting": bool(row["muting"]),
        "muting_notifications": bool(row["muting"] and row["muting_notifications"]),
        "muting_expires_at": iso(row["muted_until"]) if row["muted_until"] else None,
        "requested": bool(row["requested"]),
        "requested_by": bool(row["requested_by"]),
        "domain_blocking": bool(row["domain_blocking"]),
        "endorsed": bool(row["endorsed"]),
        "note": row["note"] or "",
    }


async def relationship(tx: ReadTx, account_id: AccountId) -> dict[str, object]:
    """How the viewer and an account stand to each other now. Raises NotFound."""
    rows = await relationships.relationships(tx, [account_id])
    if not rows:
        raise NotFound(account_id)
    return shaped(rows[0])


@get("/api/v1/accounts/relationships", scope="read:follows")
async def show(tx: ReadTx, asked: Asked) -> list[dict[str, object]]:
    """How the caller stands to these accounts."""
    return [shaped(row) for row in await relationships.relationships(tx, asked.numbers())]


@post("/api/v1/accounts/{account_id}/follow", scope="write:follows")
async def follow(tx: WriteTx, account_id: AccountId, form: FollowForm) -> dict[str, object]:
    """Follow, or ask to."""
    languages = None if form.languages is None else tuple(code for code in form.languages[:50] if code)
    await follow_account(tx, account_id, Wishes(form.reblogs, form.notify, languages))
    return await relationship(tx, account_id)


@post("/api/v1/accounts/{account_id}/unfollow", scope="write:follows")
async def unfollow(tx: WriteTx, account_id: AccountId) -> dict[str, object]:
    """Follow no more."""
    await unfollow_account(tx, account_id)
    return await relationship(tx, account_id)


@post("/api/v1/accounts/{account_id}/remove_from_followers", scope="write:follows")
async def remove_from_followers(tx: WriteTx, account_id: AccountId) -> dict[str, object]:
    """Be followed no more by somebody."""
    await remove_follower(tx, account_id)
    return await relationship(tx, account_id)


@post("/api/v1/accounts/{account_id}/block", scope="write:blocks")
async def block(tx: WriteTx, call: Call, account_id: AccountId) -> dict[str, object]:
    """Block."""
    await block_account(tx, account_id)
    tx.after_commit(call.house.fragments.clear)
    return await relationship(tx, account_id)


@post("/api/v1/accounts/{account_id}/unblock", scope="write:blocks")
async def unblock(tx: WriteTx, account_id: AccountId) -> dict[str, object]:
    """Block no more."""
    await unblock_account(tx, account_id)
    return await relationship(tx, account_id)


@post("/api/v1/accounts/{account_id}/mute", scope="write:mutes")
async def mute(tx: WriteTx, account_id: AccountId, form: MuteForm) -> dict[str, object]:
    """Mute."""
    await mute_account(tx, account_id, notifications=form.notifications, duration_s=form.duration)
    return await relationship(tx, account_id)


@post("/api/v1/accounts/{account_id}/unmute", scope="write:mutes")
async def unmute(tx: WriteTx, account_id: AccountId) -> dict[str, object]:
    """Mute no more."""
    await unmute_account(tx, account_id)
    return await relationship(tx, account_id)


@post("/api/v1/accounts/{account_id}/note", scope="write:accounts")
async def note(tx: WriteTx, call: Call, account_id: AccountId, form: NoteForm) -> dict[str, object]:
    """Keep a note about somebody, for the caller alone."""
    await note_account(tx, account_id, form.comment, call.house.settings.bounds)
    return await relationship(tx, account_id)


@post("/api/v1/pleroma/accounts/{account_id}/subscribe", scope="write:follows")
async def subscribe(tx: WriteTx, account_id: AccountId) -> dict[str, object]:
    """Be told of what somebody posts: to follow and be told, in the words of other servers' apps."""
    await follow_account(tx, account_id, Wishes(notify=True))
    return await relationship(tx, account_id)


@post("/api/v1/pleroma/accounts/{account_id}/unsubscribe", scope="write:follows")
async def unsubscribe(tx: WriteTx, account_id: AccountId) -> dict[str, object]:
    """Be told no more, and follow on; who does not follow does not begin to."""
    stands = await relationship(tx, account_id)
    if stands["following"]:
        await follow_account(tx, account_id, Wishes(notify=False))
    return await relationship(tx, account_id)


@get("/api/v1/blocks", scope="read:blocks", pages=(40, 80))
async def blocks(tx: ReadTx, call: Call, page: Page) -> Listed:
    """Those whom the caller blocks."""
    return await render.people(call, tx, await graph.blocks(tx, page))


@get("/api/v1/mutes", scope="read:mutes", pages=(40, 80))
async def mutes(tx: ReadTx, call: Call, page: Page) -> Listed:
    """Those whom the caller mutes now, each with the end of the mute."""
    rows = await graph.mutes(tx, page)
    until = {row[0]: b"null" if row[2] is None else f'"{iso(row[2])}"'.encode() for row in rows}
    cards = await accounts.cards(tx, [row[0] for row in rows])
    shown = [
        body[:-1] + b',"mute_expires_at":' + until[card.id] + b"}"
        for card, body in zip(cards, await render.account_cards(call, tx, cards), strict=True)
    ]
    return Listed(b"[" + b",".join(shown) + b"]", rows[0][1] if rows else None, rows[-1][1] if rows else None)
