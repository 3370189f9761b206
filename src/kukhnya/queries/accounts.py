"""Accounts, as a viewer may see them."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import and_, or_, select

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId
from kukhnya.store.statement import Statement, among, among_words, param, text_param
from kukhnya.store.tables import account, block, custom_emoji, member
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.cards import AccountCard, whole
from kukhnya.visibility.rule import VIEWER, exists

_shown: Final = or_(~account.c.suspended, account.c.id == VIEWER)
_active: Final = or_(
    account.c.domain != "",
    account.c.id == VIEWER,
    exists(member, member.c.account_id == account.c.id, member.c.state != "pending"),
)
_blocks_me: Final = block.alias("bm")
_not_blocked: Final = ~exists(
    _blocks_me, _blocks_me.c.blocker_id == account.c.id, _blocks_me.c.blocked_id == VIEWER
)
_whole: Final = and_(whole(VIEWER, account), _not_blocked)

_by_id: Final = Statement(select(account, _whole.label("whole")).where(account.c.id == param("id"), _shown, _active))
_by_name: Final = Statement(
    select(account, _whole.label("whole")).where(
        account.c.username_key == text_param("name"), account.c.domain == text_param("domain"), _shown, _active
    )
)
_cards: Final = Statement(
    select(account.c.id, account.c.version, _whole.label("whole")).where(among(account.c.id), _shown, _active)
)
_rows: Final = Statement(select(account).where(among(account.c.id)))
_emojis: Final = Statement(
    select(custom_emoji.c.shortcode, custom_emoji.c.key, custom_emoji.c.extension).where(
        among_words(custom_emoji.c.shortcode, "words")
    )
)


async def visible(tx: ReadTx, account_id: AccountId) -> Any:
    """The account's row, with `whole`: may the viewer see all of it? Raises NotFound; suspended ones do not exist."""
    row = await tx.one(_by_id, id=account_id)
    if row is None:
        raise NotFound(account_id)
    return row


async def named(tx: ReadTx, name_key: str, domain: str = "") -> Any:
    """The account of this canonical name. Raises NotFound."""
    row = await tx.one(_by_name, name=name_key, domain=domain)
    if row is None:
        raise NotFound(name_key)
    return row


async def cards(tx: ReadTx, ids: Sequence[int]) -> list[AccountCard]:
    """The accounts among `ids` that exist for the viewer, in this order. One statement, none for an empty list."""
    if not ids:
        return []
    rows = {row["id"]: row for row in await tx.all(_cards, ids=list(ids))}
    return [
        AccountCard(AccountId(an_id), rows[an_id]["version"], bool(rows[an_id]["whole"])) for an_id in ids if an_id in rows
    ]


async def rows(tx: ReadTx, cards_: Iterable[AccountCard]) -> list[Any]:
    """Everything kept about these accounts; what of it is shown depends on `whole`. One statement or none."""
    ids = list({card.id for card in cards_})
    return await tx.all(_rows, ids=ids) if ids else []


async def emojis(tx: ReadTx, shortcodes: Iterable[str]) -> dict[str, str]:
    """File names of the custom emoji among these shortcodes. One statement or none."""
    asked = list(set(shortcodes))
    if not asked:
        return {}
    return {row[0]: f"{row[1]}/{row[2]}" for row in await tx.all(_emojis, words=asked)}
