"""Letters: conversations between a few people, and the thread of one."""

import contextlib

from kukhnya.actions.mark_conversation import hide_conversation, mark_read, mark_unread
from kukhnya.api import conversations as told
from kukhnya.api import render
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import ThreadId
from kukhnya.model.page import Page
from kukhnya.queries import accounts
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import conversations

from .articles import articles
from .forms import check_form
from .people import shown
from .show import items, page, pager, redirect


@get("/letters", page=True, twin="/api/v1/conversations")
async def letters(tx: ReadTx, call: Call, bounds: Page) -> Answer:
    """The reader's conversations, the one with the newest letter first."""
    listed = await told.index(tx, call, bounds)
    return page(call, "letters.html", talks=items(listed), ways=pager(call, listed, bounds.limit))


@get("/letters/{conversation_id}", page=True, pages=(40, 40))
async def letter(tx: ReadTx, call: Call, conversation_id: ThreadId, bounds: Page) -> Answer:
    """One conversation: its letters as they were written, the newest below."""
    talk = await conversations.one(tx, conversation_id)
    listed = await render.page(call, tx, await conversations.letters(tx, conversation_id, bounds))
    people = shown(await render.account_cards(call, tx, await accounts.cards(tx, talk.people)))
    ways = pager(call, listed, bounds.limit)
    return page(
        call, "letter.html", talk=talk, people=people, articles=articles(call, listed, "thread")[::-1], ways=ways
    )


@post("/letters/{conversation_id}/read", page=True)
async def read(call: Call, conversation_id: ThreadId) -> Answer:
    """The reader has read it."""
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: mark_read(tx, conversation_id))
    return redirect("/letters")


@post("/letters/{conversation_id}/unread", page=True)
async def unread(call: Call, conversation_id: ThreadId) -> Answer:
    """It is to be read again."""
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: mark_unread(tx, conversation_id))
    return redirect("/letters")


@get("/letters/{conversation_id}/remove", page=True)
async def ask_to_remove(tx: ReadTx, call: Call, conversation_id: ThreadId) -> Answer:
    """Is it to be put away?"""
    talk = await conversations.one(tx, conversation_id)
    people = shown(await render.account_cards(call, tx, await accounts.cards(tx, talk.people)))
    return page(call, "letter_remove.html", talk=talk, people=people)


@post("/letters/{conversation_id}/remove", page=True)
async def remove(call: Call, conversation_id: ThreadId) -> Answer:
    """Put it away until there is a newer letter."""
    check_form(call)
    with contextlib.suppress(NotFound):  # put away in another window
        await call.house.store.write(call.viewer, lambda tx: hide_conversation(tx, conversation_id))
    return redirect("/letters")
