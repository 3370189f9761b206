"""Let somebody follow who has asked to, or not."""

from typing import Final

from sqlalchemy import select

from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import AccountId
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import follow_request, member
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

from .follow import begin_follow, end_request, reads_from

_MOST_DAYS: Final = 36_500
_request: Final = Statement(
    select(follow_request).where(follow_request.c.followee_id == VIEWER, follow_request.c.follower_id == param("asker"))
)
_choice: Final = Statement(select(member.c.new_followers_read_from).where(member.c.account_id == VIEWER))


async def accept_follow(tx: WriteTx, asker: AccountId, read_from: str | None = None) -> None:
    """Let them follow; `read_from` (`now`, `all` or days) says how far back they may read, else the account's choice.

    Raises NotFound where nobody asked, Refused for a choice that is none.
    """
    row = await tx.one(_request, asker=asker)
    if row is None:
        raise NotFound(asker)
    choice = check_reads_from(read_from) if read_from else str(await tx.value(_choice))
    edge = {
        "follower_id": asker,
        "followee_id": tx.viewer.id,
        "id": await tx.next_id(),
        "reads_from": reads_from(choice, tx.now),
        "reblogs": bool(row["reblogs"]),
        "notify": bool(row["notify"]),
        "languages": row["languages"],
    }
    await begin_follow(tx, edge)


async def reject_follow(tx: WriteTx, asker: AccountId) -> None:
    """Do not let them follow. They are not told. Raises NotFound where nobody asked."""
    if not await end_request(tx, asker, tx.viewer.id):
        raise NotFound(asker)


def check_reads_from(choice: str, field: str = "reads_from") -> str:
    """`now`, `all` or a number of days as text. Raises Refused naming `field`."""
    if choice in {"now", "all"} or (choice.isascii() and choice.isdigit() and int(choice[:6]) <= _MOST_DAYS):
        return choice
    raise refused(field, "ERR_INCLUSION", f"{field} must be now, all or a number of days")
