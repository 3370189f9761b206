"""What authorities have asked of this server, for anybody to read and to keep."""

from typing import Any

from kukhnya.door.route import Call, Who, get
from kukhnya.queries import ledger as kept
from kukhnya.store.tx import ReadTx


@get("/api/kukhnya/v1/ledger", who=Who.ANYONE)
async def ledger(tx: ReadTx, call: Call) -> dict[str, Any]:
    """The ledger as it is published: entries oldest first, the key, the statement, and what is wrong with it."""
    said = await kept.ledger(tx)
    return {"server": call.house.settings.domain, **said, "faults": kept.wrong(said)}
