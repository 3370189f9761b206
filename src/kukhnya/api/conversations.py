"""Conversations: threads of letters between a few people."""

from collections.abc import Sequence

from kukhnya.actions.mark_conversation import hide_conversation, mark_read, mark_unread
from kukhnya.door.answers import Listed
from kukhnya.door.route import Call, delete, get, post
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import ThreadId
from kukhnya.model.page import Page
from kukhnya.queries import accounts
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility import conversations
from kukhnya.visibility.conversations import Conversation

from . import render
from .delivery import says


async def _shown(call: Call, tx: ReadTx, found: Sequence[Conversation]) -> list[bytes]:
    """These conversations as JSON. Two statements warm: statuses, accounts."""
    letters = await render.statuses(call, tx, [each.last for each in found])
    cards = await accounts.cards(tx, list(dict.fromkeys(who for each in found for who in each.people)))
    people = dict(zip([card.id for card in cards], await render.account_cards(call, tx, cards), strict=True))
    made = []
    for each, letter in zip(found, letters, strict=True):
        unread = b"true" if each.unread else b"false"
        others = b",".join([people[who] for who in each.people if who in people])
        made.append(b'{"id":"%d","unread":%b,"accounts":[%b],"last_status":%b}' % (each.id, unread, others, letter))
    return made


@get("/api/v1/conversations", scope="read:statuses")
async def index(tx: ReadTx, call: Call, page: Page) -> Listed:
    """The caller's conversations, the one with the newest letter first."""
    found = await conversations.page(tx, page)
    made = await _shown(call, tx, found)
    return Listed(b"[" + b",".join(made) + b"]", found[0].last if found else None, found[-1].last if found else None)


@delete("/api/v1/conversations/{conversation_id}", scope="write:conversations")
async def put_away(tx: WriteTx, conversation_id: ThreadId) -> None:
    """Put one away until there is a newer letter."""
    await hide_conversation(tx, conversation_id)


@post("/api/v1/conversations/{conversation_id}/read", scope="write:conversations")
async def read(tx: WriteTx, call: Call, conversation_id: ThreadId) -> bytes:
    """Mark one as read."""
    await mark_read(tx, conversation_id)
    return (await _shown(call, tx, [await conversations.one(tx, conversation_id)]))[0]


@post("/api/v1/conversations/{conversation_id}/unread", scope="write:conversations")
async def unread(tx: WriteTx, call: Call, conversation_id: ThreadId) -> bytes:
    """Mark one as not read."""
    await mark_unread(tx, conversation_id)
    return (await _shown(call, tx, [await conversations.one(tx, conversation_id)]))[0]


@says("conversation")
async def _told(call: Call, tx: ReadTx, thread_id: int) -> bytes | None:
    """One conversation, for an open stream of somebody in it."""
    try:
        found = await conversations.one(tx, ThreadId(thread_id))
    except NotFound:
        return None
    return (await _shown(call, tx, [found]))[0]
