"""Would a reply hit whom it answers? For apps that want to ask first. Ours: docs/reference/own-api.md."""

from typing import Any

from msgspec import Struct

from kukhnya.door.route import Call, post
from kukhnya.model.ids import StatusId
from kukhnya.queries import relationships
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import pages

from .forms import Id, an_id


class Reply(Struct):
    """Words, and what they answer."""

    text: str = ""
    in_reply_to_id: Id | None = None


@post("/api/kukhnya/v1/second_look", scope="write:statuses")
async def look(tx: ReadTx, call: Call, reply: Reply) -> dict[str, Any]:
    """Whether to ask, and why. Nothing of it is recorded, not even that somebody has asked."""
    number = an_id(reply.in_reply_to_id, "in_reply_to_id")
    quiet = number is not None and await among_friends(tx, StatusId(number))
    found = () if quiet else call.house.second_look.reasons(reply.text)
    return {"prompt": bool(found), "reasons": list(found)}


async def among_friends(tx: ReadTx, status_id: StatusId) -> bool:
    """Is this status the viewer's own, or by somebody with whom they follow each other? Raises NotFound."""
    original = await pages.original(tx, status_id)
    author = (await pages.one(tx, StatusId(original)))["account_id"]
    if author == tx.viewer.id:
        return True
    rows = await relationships.relationships(tx, [author])
    return bool(rows and rows[0]["following"] and rows[0]["followed_by"])
