"""Keep the index that search reads: of statuses for everybody, by authors who are open and let themselves be found.

Only such words are in it, as numbers of stems; a status that is narrowed, or whose author closes the profile, leaves it.
Whatever is read through it passes the rule all the same.
"""

from typing import Any, Final

from sqlalchemy import delete, select

from kukhnya.model.events import AudiencesMoved, FindabilityChanged
from kukhnya.model.ids import TOP, AccountId, StatusId
from kukhnya.store.sealed import status, status_text, status_word
from kukhnya.store.statement import Statement, among, inserting, param
from kukhnya.store.tables import account, media, poll_option
from kukhnya.store.tx import WriteTx
from kukhnya.text.stems import number, stems
from kukhnya.visibility.found import INDEXED
from kukhnya.visibility.rule import everybodys

from .forget_cards import take_off_cards

_AT_ONCE: Final = 200

_clear: Final = Statement(delete(status_word).where(among(status_word.c.status_id)))
_clear_account: Final = Statement(
    delete(status_word).where(
        status_word.c.status_id.in_(select(status.c.id).where(status.c.account_id == param("account")))
    )
)
_words: Final = (
    select(status.c.id, status_text.c.source, status_text.c.spoiler)
    .select_from(
        status.join(status_text, status_text.c.status_id == status.c.id).join(
            account, account.c.id == status.c.account_id
        )
    )
    .where(INDEXED)
)
_one: Final = Statement(_words.where(status.c.id == param("id")))
_older: Final = Statement(
    _words.where(status.c.account_id == param("account"), status.c.id < param("below"))
    .order_by(status.c.id.desc())
    .limit(param("most"))
)
_lately: Final = Statement(
    select(status.c.id, everybodys(status).label("everybodys"))
    .where(status.c.account_id == param("account"), status.c.id < param("below"))
    .order_by(status.c.id.desc())
    .limit(param("most"))
)
_findable: Final = Statement(
    select(account.c.id).where(
        account.c.id == param("account"), account.c.indexable, ~account.c.closed, ~account.c.suspended
    )
)
_alts: Final = Statement(select(media.c.status_id, media.c.description).where(among(media.c.status_id)))
_options: Final = Statement(select(poll_option.c.status_id, poll_option.c.title).where(among(poll_option.c.status_id)))
_insert: Final = inserting(status_word, quietly=True)


async def index_status(tx: WriteTx, status_id: StatusId) -> None:
    """Put the words of a status into the index, or take them out where they no longer belong there."""
    await tx.execute(_clear, ids=[status_id])
    await _put(tx, await tx.all(_one, id=status_id))


async def index_account(tx: WriteTx, account_id: AccountId, below: int) -> None:
    """Put statuses of an account into the index, newest first and a few hundred at once, or take all of them out."""
    if await tx.value(_findable, account=account_id) is None:
        await tx.execute(_clear_account, account=account_id)
        return
    rows = await tx.all(_older, account=account_id, below=min(below, TOP), most=_AT_ONCE)
    await tx.execute(_clear, ids=[row["id"] for row in rows])
    await _put(tx, rows)
    if len(rows) == _AT_ONCE:
        tx.emit(FindabilityChanged(account_id, rows[-1]["id"]))


async def forget_narrowed(tx: WriteTx, account_id: AccountId, below: int) -> None:
    """Take statuses of an account that are not for everybody out of the index and off their cards, a few hundred at once."""
    rows = await tx.all(_lately, account=account_id, below=min(below, TOP), most=_AT_ONCE)
    narrow = [row["id"] for row in rows if not row["everybodys"]]
    if narrow:
        await tx.execute(_clear, ids=narrow)
        await take_off_cards(tx, narrow)
    if len(rows) == _AT_ONCE:
        tx.emit(AudiencesMoved(account_id, rows[-1]["id"]))


async def _put(tx: WriteTx, rows: list[Any]) -> None:
    if not rows:
        return
    texts = {row["id"]: f"{row['spoiler']} {row['source']}" for row in rows}
    for statement in (_alts, _options):
        for status_id, said in await tx.all(statement, ids=list(texts)):
            texts[status_id] += f" {said}"
    await tx.many(
        _insert, [{"word": number(stem), "status_id": an_id} for an_id, text in texts.items() for stem in stems(text)]
    )
