"""For whoever looks after the server: what waits for them, and how it is doing."""

from typing import Any, Final

from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Who, get
from kukhnya.model.ids import MINUTE
from kukhnya.queries import census, upkeep
from kukhnya.store.tx import ReadTx

from .admin_storage import coarse, free_bytes, pictures
from .show import page

_LATE: Final = 2 * MINUTE
"""A job that has been due for so long says that no worker takes it."""


@get("/admin", page=True, who=Who.STAFF)
async def overview(tx: ReadTx, call: Call) -> Answer:
    """What waits, and, for administrators, the health of the whole. That the page is there says that the database answers."""
    waiting = await upkeep.waiting(tx)
    health = await _health(tx, call, waiting) if call.caller.role == "admin" else None
    return page(call, "admin.html", waiting=waiting, health=health)


async def _health(tx: ReadTx, call: Call, waiting: Any) -> dict[str, Any]:
    counted = await census.coarse(tx)
    due_at = waiting["due_at"]
    return {
        "members": counted.members,
        "statuses": counted.statuses,
        "database": call.house.store.dialect,
        "size": coarse(await upkeep.database_bytes(tx)),
        "pictures": coarse(sum(size for _, size in (await pictures(tx, call)).values())),
        "free": coarse(free_bytes(call)),
        "late": due_at if due_at is not None and due_at < tx.now - _LATE else None,
    }
