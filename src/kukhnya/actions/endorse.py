"""Show somebody whom one follows on one's profile, or show them no more. Nobody is told."""

from typing import Final

from sqlalchemy import delete, func, select

from kukhnya.model.bounds import Bounds
from kukhnya.model.errors import Refused, refused
from kukhnya.model.ids import AccountId
from kukhnya.queries import accounts
from kukhnya.store.statement import Statement, inserting, param
from kukhnya.store.tables import follow
from kukhnya.store.tables.ties import endorsement
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

_followed: Final = Statement(
    select(follow.c.id).where(follow.c.follower_id == VIEWER, follow.c.followee_id == param("other"))
)
_how_many: Final = Statement(
    select(func.count()).where(endorsement.c.account_id == VIEWER, endorsement.c.endorsed_id != param("other"))
)
_insert: Final = inserting(endorsement, quietly=True)
_delete: Final = Statement(
    delete(endorsement).where(endorsement.c.account_id == VIEWER, endorsement.c.endorsed_id == param("other"))
)


async def endorse(tx: WriteTx, other: AccountId, bounds: Bounds) -> None:
    """Show them. Raises NotFound, and Refused where they are not followed or there are too many."""
    await accounts.visible(tx, other)
    if await tx.value(_followed, other=other) is None:
        raise Refused(
            "Validation failed: You must follow somebody before you can show them on your profile",
            base=("ERR_INVALID", "must be followed"),
        )
    if int(await tx.value(_how_many, other=other) or 0) >= bounds.endorsements:
        raise refused("base", "ERR_TOO_MANY", f"You have reached the limit of {bounds.endorsements} people")
    await tx.execute(_insert, account_id=tx.viewer.id, endorsed_id=other, id=await tx.next_id())


async def unendorse(tx: WriteTx, other: AccountId) -> None:
    """Show them no more."""
    await tx.execute(_delete, other=other)
