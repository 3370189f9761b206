"""Registered apps, and what the viewer has let them do."""

from typing import Any, Final

from sqlalchemy import select

from kukhnya.model.ids import AppId
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables import app, login, token
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER

_by_client: Final = Statement(select(app).where(app.c.client_id == text_param("client_id")))
_by_id: Final = Statement(select(app).where(app.c.id == param("id")))
_allowed: Final = Statement(
    select(token.c.id, token.c.scopes, token.c.created_week, app.c.name, app.c.website)
    .select_from(token.join(app, app.c.id == token.c.app_id))
    .where(token.c.account_id == VIEWER)
    .order_by(token.c.id.desc())
)
_logins: Final = Statement(
    select(login.c.id, login.c.name, login.c.created_week)
    .where(login.c.account_id == VIEWER)
    .order_by(login.c.id.desc())
)


async def by_client(tx: ReadTx, client_id: str) -> Any | None:
    """The app of this client id, or None."""
    return await tx.one(_by_client, client_id=client_id)


async def by_id(tx: ReadTx, app_id: AppId) -> Any | None:
    """The app of this id, or None."""
    return await tx.one(_by_id, id=app_id)


async def allowed(tx: ReadTx) -> list[Any]:
    """Tokens of the viewer with their app's name, the newest first."""
    return await tx.all(_allowed)


async def logins(tx: ReadTx) -> list[Any]:
    """The viewer's signed-in browsers, the newest first."""
    return await tx.all(_logins)
