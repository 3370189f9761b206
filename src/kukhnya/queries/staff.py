"""Accounts as those who look after the server see them: with state and e-mail address, suspended ones too.

What an account says about itself is `whole` for staff as for anybody: where it is open, or follows them.
"""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Integer, and_, cast, func, or_, select

from kukhnya.model.errors import Forbidden, NotFound
from kukhnya.model.ids import AccountId
from kukhnya.model.page import Page
from kukhnya.model.roles import STAFF, outranks
from kukhnya.store.paged import Paged
from kukhnya.store.statement import Statement, among, among_words, flag_param, param, text_param
from kukhnya.store.tables import account, member
from kukhnya.store.tx import ReadTx
from kukhnya.text import names
from kukhnya.visibility.rule import VIEWER

from .accounts import WHOLE


class Wanted(Struct, frozen=True, kw_only=True):
    """Which accounts: what is empty narrows nothing."""

    origin: str = ""
    state: str = ""
    roles: tuple[str, ...] = ()
    username: str = ""
    display_name: str = ""
    domain: str = ""
    email: str = ""


_joined: Final = account.outerjoin(member, member.c.account_id == account.c.id)
_row: Final = select(
    account.c.id, account.c.version, account.c.username, account.c.username_key, account.c.domain, account.c.created_month,
    account.c.silenced, account.c.suspended, account.c.sensitized, member.c.role, member.c.state, member.c.language,
    member.c.email, WHOLE.label("whole"),
).select_from(_joined)  # fmt: skip
"""What an account says of itself is not among it: that is in memory under its id and version (`api/render.py`)."""
_in_state: Final = or_(
    text_param("state") == "",
    and_(
        text_param("state") == "active", ~account.c.suspended, or_(member.c.state.is_(None), member.c.state == "active")
    ),
    and_(
        or_(text_param("state") == "pending", text_param("state") == "disabled"), member.c.state == text_param("state")
    ),
    and_(text_param("state") == "silenced", account.c.silenced),
    and_(text_param("state") == "suspended", account.c.suspended),
    and_(text_param("state") == "sensitized", account.c.sensitized),
)
_page: Final = Paged(
    _row.where(
        or_(
            text_param("origin") == "",
            and_(text_param("origin") == "local", account.c.domain == ""),
            and_(text_param("origin") == "remote", account.c.domain != ""),
        ),
        _in_state,
        or_(~flag_param("by_role"), among_words(member.c.role, "roles")),
        func.substr(account.c.username_key, 1, cast(param("username_length"), Integer)) == text_param("username"),
        or_(
            ~flag_param("by_name"),
            among_words(func.substr(account.c.display_name, 1, cast(param("name_length"), Integer)), "spellings"),
        ),
        or_(text_param("domain") == "", account.c.domain == text_param("domain")),
        or_(text_param("email") == "", member.c.email_key == text_param("email")),
    ),
    account.c.id,
)
_by_id: Final = Statement(_row.where(account.c.id == param("id")))
_by_ids: Final = Statement(_row.where(among(account.c.id)))
_me: Final = member.alias("me")
_acting: Final = Statement(select(_me.c.role).where(_me.c.account_id == VIEWER, _me.c.state == "active"))
_of_staff: Final = or_(*(member.c.role == name for name in STAFF))
_staff: Final = Statement(select(member.c.account_id).where(_of_staff, member.c.state == "active"))
_oldest_admin: Final = Statement(
    select(account, member.c.role)
    .select_from(_joined)
    .where(member.c.role == "admin", member.c.state == "active", ~account.c.suspended)
    .order_by(account.c.id)
    .limit(1)
)


async def page(tx: ReadTx, page_: Page, wanted: Wanted) -> list[Any]:
    """Rows of accounts with role, state, language, e-mail and `whole`, the newest first. One statement."""
    name, key = wanted.display_name, names.username_key(wanted.username)
    spellings = {name, name.lower(), name.upper(), name.title(), name.capitalize()}
    return await _page.rows(
        tx, page_, origin=wanted.origin, state=wanted.state, by_role=bool(wanted.roles), roles=list(wanted.roles),
        username=key, username_length=len(key), by_name=bool(name), name_length=len(name),
        spellings=[way for way in spellings if len(way) == len(name)], domain=wanted.domain.casefold(),
        email=wanted.email.strip().casefold(),
    )  # fmt: skip


async def one(tx: ReadTx, account_id: AccountId) -> Any:
    """The row of one account, as `page` gives it. Raises NotFound."""
    row = await tx.one(_by_id, id=account_id)
    if row is None:
        raise NotFound(account_id)
    return row


async def several(tx: ReadTx, ids: Sequence[int]) -> dict[int, Any]:
    """Rows by id, as `page` gives them. One statement, none for no ids."""
    return {row["id"]: row for row in await tx.all(_by_ids, ids=list(ids))} if ids else {}


async def role(tx: ReadTx) -> str:
    """What the viewer may do here at this moment."""
    return str(await tx.value(_acting) or "member")


async def subject(tx: ReadTx, account_id: AccountId) -> Any:
    """The row of an account that the viewer may act against. Raises NotFound, and Forbidden among equals and upwards."""
    row, acting = await one(tx, account_id), await role(tx)
    if account_id == tx.viewer.id or not outranks(acting, row["role"]):
        raise Forbidden("This action is not allowed")
    return row


async def everybody(tx: ReadTx) -> list[int]:
    """The ids of those who look after the server."""
    return await tx.column(_staff)


async def contact(tx: ReadTx) -> Any | None:
    """Everything kept about the account of the first administrator, with the role, or None where there is none."""
    return await tx.one(_oldest_admin)
