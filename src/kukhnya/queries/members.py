"""Members as the sign-in pages and whoever runs the server need them: with what no app is ever shown."""

from typing import Any, Final

from sqlalchemy import func, or_, select

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables import account, member
from kukhnya.store.tx import ReadTx
from kukhnya.text import names

_row: Final = select(
    account.c.id, account.c.username, account.c.display_name, account.c.suspended, account.c.created_month,
    account.c.active_week, member.c.password, member.c.role, member.c.state, member.c.language, member.c.email,
).select_from(member.join(account, account.c.id == member.c.account_id))  # fmt: skip
_by_id: Final = Statement(_row.where(member.c.account_id == param("id")))
_by_name: Final = Statement(_row.where(account.c.username_key == text_param("key"), account.c.domain == ""))
_by_word: Final = Statement(
    _row.where(
        or_(account.c.username_key == text_param("key"), member.c.email_key == text_param("email")),
        account.c.domain == "",
    )
)
_all: Final = Statement(_row.order_by(account.c.id))
_admins: Final = Statement(
    select(func.count())
    .select_from(member.join(account, account.c.id == member.c.account_id))
    .where(member.c.role == "admin", member.c.state == "active", ~account.c.suspended)
)


async def of_id(tx: ReadTx, account_id: AccountId) -> Any:
    """The member's row: account (id, username, suspended …) and sign-in (password, role, state …). Raises NotFound."""
    row = await tx.one(_by_id, id=account_id)
    if row is None:
        raise NotFound(account_id)
    return row


async def named(tx: ReadTx, username: str) -> Any:
    """The row of the member of this name, however it is written. Raises NotFound."""
    row = await tx.one(_by_name, key=names.username_key(username))
    if row is None:
        raise NotFound(username)
    return row


async def signing_in(tx: ReadTx, word: str) -> Any | None:
    """The row of the member who signs in with this name or e-mail address, or None. Check the password either way."""
    return await tx.one(_by_word, key=names.username_key(word.strip().removeprefix("@")), email=word.strip().casefold())


async def everybody(tx: ReadTx) -> list[Any]:
    """The rows of all members, the oldest first: for whoever runs the server."""
    return await tx.all(_all)


async def any_administrator(tx: ReadTx) -> bool:
    """Say whether there is somebody who can look after the server."""
    return bool(await tx.value(_admins))
