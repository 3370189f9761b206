"""Polls: ask for one, vote in one."""

from typing import Any

from msgspec import Struct, field

from kukhnya.actions.vote import vote as cast
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import PollId, StatusId
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility import cards as look
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen

from . import entities


class Votes(Struct):
    """The places of the options chosen, from 0."""

    choices: list[str | int] | str | int = field(default_factory=list)

    def places(self) -> list[int]:
        """The places as numbers. Raises Refused for what is none."""
        given = self.choices if isinstance(self.choices, list) else [self.choices]
        if not all(str(each).isascii() and str(each).isdigit() and len(str(each)) < 4 for each in given):  # noqa: PLR2004
            raise refused("choices", "ERR_INVALID", "choices must be numbers of options, from 0")
        return [int(each) for each in given]


@get("/api/v1/polls/{poll_id}", scope="read:statuses", who=Who.ANYONE)
async def show(tx: ReadTx, call: Call, poll_id: PollId) -> Any:
    """A poll, where its status may be seen."""
    row = await pages.one(tx, StatusId(poll_id))
    found = await _poll(call, tx, Seen(row["id"]))
    if found is None:
        raise NotFound(poll_id)
    return found


@post("/api/v1/polls/{poll_id}/votes", scope="write:statuses")
async def vote(tx: WriteTx, call: Call, poll_id: PollId, votes: Votes) -> Any:
    """Vote, once."""
    return await _poll(call, tx, await cast(tx, poll_id, votes.places()))


async def _poll(call: Call, tx: ReadTx, status_id: Seen) -> dict[str, Any] | None:
    """The poll of a status as the viewer sees it; None where it has none."""
    cards = await look.cards(tx, [status_id])
    for row in await look.bodies(tx, cards):
        hole = entities.poll_hole(row, exact=cards[0].exact)
        if hole is not None:
            return entities.poll(hole.what, cards[0].votes or (), mine=cards[0].mine, now=call.house.store.clock())
    return None
