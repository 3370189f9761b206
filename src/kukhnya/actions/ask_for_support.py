"""Ask members to support the server, or ask no more. What is asked anew is counted anew; answers stay."""

import msgspec

from kukhnya.model.support import Support
from kukhnya.queries.support import ASKED, CLICKS, asked
from kukhnya.store.tx import WriteTx

from .keep_server_value import change_server_value


async def ask_for_support(tx: WriteTx, support: Support | None) -> None:
    """Keep what is asked; None: nothing."""
    if support == await asked(tx):
        return
    await change_server_value(tx, ASKED, "" if support is None else msgspec.json.encode(support).decode())
    await change_server_value(tx, CLICKS, "0")
