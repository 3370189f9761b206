"""Erase cards of links that no status bears any more, with their pictures."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, select

from kukhnya.model.events import FilesUnneeded
from kukhnya.store.sealed import status_card
from kukhnya.store.statement import Statement, among
from kukhnya.store.tables.links import card
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import exists

_BATCH: Final = 500
_unborne: Final = ~exists(status_card, status_card.c.card_id == card.c.id)
_borne: Final = Statement(select(status_card.c.card_id).where(among(status_card.c.status_id)).distinct())
_idle: Final = Statement(select(card.c.id).where(_unborne).limit(_BATCH))
_unused: Final = Statement(select(card.c.id, card.c.picture).where(among(card.c.id), _unborne))
_erase: Final = Statement(delete(card).where(among(card.c.id)))
_take_off: Final = Statement(delete(status_card).where(among(status_card.c.status_id)))
_take_off_all: Final = Statement(delete(status_card).where(among(status_card.c.card_id)))


async def take_off_cards(tx: WriteTx, status_ids: Sequence[int]) -> None:
    """These statuses bear no card any more; a card that nothing bears is erased. One statement where there was none."""
    ids = await tx.column(_borne, ids=list(status_ids))
    if ids:
        await tx.execute(_take_off, ids=list(status_ids))
        await _forget(tx, ids)


async def erase_cards(tx: WriteTx, ids: Sequence[int]) -> None:
    """Erase these cards, whatever bears them."""
    if ids:
        await tx.execute(_take_off_all, ids=list(ids))
        await _forget(tx, ids)


async def forget_idle_cards(tx: WriteTx) -> int:
    """Erase cards that nothing bears; the answer is how many there were."""
    ids = await tx.column(_idle)
    await _forget(tx, ids)
    return len(ids)


async def _forget(tx: WriteTx, ids: Sequence[int]) -> None:
    """Those of these cards that nothing bears."""
    rows = await tx.all(_unused, ids=list(ids)) if ids else []
    if not rows:
        return
    await tx.execute(_erase, ids=[row["id"] for row in rows])
    files = tuple(row["picture"].partition("/")[0] for row in rows if row["picture"])
    if files:
        tx.emit(FilesUnneeded(files))
