"""Blocks of client addresses: there are none and can be none, because this server keeps no client address.

The methods answer as documented all the same, so that apps for administrators work: with nothing.
"""

from typing import Final

from kukhnya.door.route import Who, delete, get, post, put
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import BlockId
from kukhnya.store.tx import ReadTx

WHY: Final = "This server keeps no client addresses, so it cannot block by them"


@get("/api/v1/admin/ip_blocks", scope="admin:read:ip_blocks", who=Who.ADMIN)
async def index(_tx: ReadTx) -> list[None]:
    """None."""
    return []


@get("/api/v1/admin/ip_blocks/{block_id}", scope="admin:read:ip_blocks", who=Who.ADMIN)
async def show(_tx: ReadTx, block_id: BlockId) -> None:
    """There is none."""
    raise NotFound(block_id)


@post("/api/v1/admin/ip_blocks", scope="admin:write:ip_blocks", who=Who.ADMIN)
async def create(_tx: ReadTx) -> None:
    """Refused, in a sentence that says why."""
    raise refused("ip", "ERR_INVALID", WHY)


@put("/api/v1/admin/ip_blocks/{block_id}", scope="admin:write:ip_blocks", who=Who.ADMIN)
async def update(_tx: ReadTx, block_id: BlockId) -> None:
    """There is none."""
    raise NotFound(block_id)


@delete("/api/v1/admin/ip_blocks/{block_id}", scope="admin:write:ip_blocks", who=Who.ADMIN)
async def remove(_tx: ReadTx, block_id: BlockId) -> None:
    """There is none."""
    raise NotFound(block_id)
