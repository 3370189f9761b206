"""Post for the author alone what waits for their word: whom it was meant for is kept until they decide, and not why it waits."""

from typing import Final

import msgspec

from kukhnya.model.audience import Audience
from kukhnya.model.bounds import Bounds
from kukhnya.model.draft import Draft
from kukhnya.model.ids import DAY, StatusId
from kukhnya.store.statement import inserting
from kukhnya.store.tables.held import held
from kukhnya.store.tx import WriteTx

from .notify import tell_oneself
from .post_status import checked, claimed, keep_key, post_status

HELD_FOR: Final = 7 * DAY
"""After so long it stays for the author alone, as if they had said so."""
_hold: Final = inserting(held)


async def hold_status(tx: WriteTx, draft: Draft, bounds: Bounds) -> StatusId:
    """The answer is its id, the same one for the same idempotency key. Raises what posting it would raise."""
    if draft.idempotency_hash and (known := await claimed(tx, draft.idempotency_hash)):
        return StatusId(known)
    meant = await checked(tx, draft, bounds)
    alone = msgspec.structs.replace(
        draft, audience=Audience.SELF, circle_id=None, expires_in_s=0, idempotency_hash=None, quote_policy=None
    )
    status_id = await post_status(tx, alone, bounds)
    if draft.idempotency_hash:
        await keep_key(tx, draft.idempotency_hash, status_id)
    await tx.execute(
        _hold, status_id=status_id, account_id=tx.viewer.id, audience=meant.audience.value, circle_id=meant.circle_id,
        lasts_s=meant.lasts_s, until=tx.now + HELD_FOR,
    )  # fmt: skip
    await tell_oneself(tx, "held", status_id)
    return status_id
