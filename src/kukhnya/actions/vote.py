"""Vote in a poll, once."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select, update

from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import PollId, StatusId
from kukhnya.store.sealed import status
from kukhnya.store.statement import Statement, among, inserting, param
from kukhnya.store.tables import poll, poll_option, poll_vote
from kukhnya.store.tx import WriteTx
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen
from kukhnya.visibility.rule import VIEWER

_poll: Final = Statement(select(poll).where(poll.c.status_id == param("id")))
_options: Final = Statement(select(poll_option.c.position).where(poll_option.c.status_id == param("id")))
_voted: Final = Statement(
    select(poll_vote.c.position).where(poll_vote.c.status_id == param("id"), poll_vote.c.account_id == VIEWER)
)
_vote: Final = inserting(poll_vote, quietly=True)
_count: Final = Statement(
    update(poll)
    .values(votes_count=poll.c.votes_count + param("many"), voters_count=poll.c.voters_count + 1)
    .where(poll.c.status_id == param("id"))
)
_count_options: Final = Statement(
    update(poll_option)
    .values(votes_count=poll_option.c.votes_count + 1)
    .where(poll_option.c.status_id == param("id"), among(poll_option.c.position, "choices"))
)
_bump: Final = Statement(update(status).values(version=status.c.version + 1).where(status.c.id == param("id")))


async def vote(tx: WriteTx, poll_id: PollId, choices: Sequence[int]) -> Seen:
    """Choose these options (places from 0); the answer is the poll's status.

    Raises NotFound, and Refused for one's own poll, one that has ended or that one has voted in, or a wrong choice.
    """
    row = await pages.one(tx, StatusId(poll_id))
    asked = await tx.one(_poll, id=poll_id)
    if asked is None:
        raise NotFound(poll_id)
    if row["account_id"] == tx.viewer.id:
        raise refused("base", "ERR_OWN", "You cannot vote in your own poll")
    if asked["expires_at"] is not None and asked["expires_at"] <= tx.now:
        raise refused("base", "ERR_ENDED", "The poll has already ended")
    chosen = set(choices)
    if not chosen or not chosen <= set(await tx.column(_options, id=poll_id)):
        raise refused("choices", "ERR_INCLUSION", "choices must name options of the poll")
    if len(chosen) > 1 and not asked["multiple"]:
        raise refused("choices", "ERR_TOO_MANY", "This poll takes one choice")
    if await tx.one(_voted, id=poll_id) is not None:
        raise refused("base", "ERR_TAKEN", "You have already voted on this poll")
    await tx.many(
        _vote, [{"status_id": poll_id, "account_id": tx.viewer.id, "position": place} for place in sorted(chosen)]
    )
    await tx.execute(_count, id=poll_id, many=len(chosen))
    await tx.execute(_count_options, id=poll_id, choices=sorted(chosen))
    await tx.execute(_bump, id=poll_id)
    return Seen(poll_id)
