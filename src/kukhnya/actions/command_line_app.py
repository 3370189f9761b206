"""The app in whose name whoever runs the server makes tokens."""

from typing import Final

from sqlalchemy import select

from kukhnya.model.ids import AppId
from kukhnya.store.statement import Statement, text_param
from kukhnya.store.tables import app
from kukhnya.store.tx import WriteTx

from .register_app import register_app

CLIENT_ID: Final = "command-line"
_known: Final = Statement(select(app.c.id).where(app.c.client_id == text_param("client_id")))


async def command_line_app(tx: WriteTx) -> AppId:
    """Its id; it is registered when it is first needed. No secret fits it, and no page can be sent back to."""
    known = await tx.value(_known, client_id=CLIENT_ID)
    if known is not None:
        return AppId(known)
    return await register_app(
        tx, "Command line", ("urn:ietf:wg:oauth:2.0:oob",), "read write follow push profile", client_id=CLIENT_ID,
        secret_hash=64 * "0",  # the hash of nothing
    )  # fmt: skip
