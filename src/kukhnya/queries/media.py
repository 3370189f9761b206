"""Pictures: one's own, and whether a viewer may fetch one."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import or_, select

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import MediaId
from kukhnya.store.statement import Statement, among, param, text_param
from kukhnya.store.tables import account, custom_emoji, media
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER, exists, seen

_COLUMNS: Final = (
    media.c.position, media.c.id, media.c.key, media.c.kind, media.c.extension, media.c.width, media.c.height,
    media.c.small_width, media.c.small_height, media.c.blurhash, media.c.description, media.c.focus_x, media.c.focus_y,
    media.c.colour,
)  # fmt: skip
_own: Final = Statement(select(*_COLUMNS).where(media.c.id == param("id"), media.c.account_id == VIEWER))
_several: Final = Statement(select(*_COLUMNS).where(among(media.c.id), media.c.account_id == VIEWER))
_by_key: Final = Statement(
    select(media.c.key, media.c.extension)
    .select_from(media.join(seen, seen.c.id == media.c.status_id))
    .where(media.c.key == text_param("key"))
)
_by_id: Final = Statement(
    select(media.c.key, media.c.extension).where(
        media.c.id == param("id"),
        or_(exists(seen, seen.c.id == media.c.status_id), media.c.status_id.is_(None) & (media.c.account_id == VIEWER)),
    )
)
_face: Final = Statement(
    select(account.c.id)
    .where(or_(account.c.avatar == text_param("name"), account.c.header == text_param("name")), ~account.c.suspended)
    .limit(1)
)
_emoji: Final = Statement(
    select(custom_emoji.c.shortcode).where(
        custom_emoji.c.key == text_param("key"), custom_emoji.c.extension == text_param("extension")
    )
)


async def own(tx: ReadTx, media_id: MediaId) -> Any:
    """One of the viewer's pictures, its columns as in `visibility.cards.bodies`. Raises NotFound."""
    row = await tx.one(_own, id=media_id)
    if row is None:
        raise NotFound(media_id)
    return row


async def several_own(tx: ReadTx, ids: Sequence[int]) -> list[Any]:
    """Those of these pictures that are the viewer's, in no order. One statement, none for an empty list."""
    return await tx.all(_several, ids=list(ids)) if ids else []


async def by_key(tx: ReadTx, key: str) -> Any | None:
    """Key and extension of a picture whose status the viewer may see now, or None."""
    return await tx.one(_by_key, key=key)


async def by_id(tx: ReadTx, media_id: MediaId) -> Any | None:
    """Key and extension of a picture the viewer may see now: its status's, or one's own on no status. Or None."""
    return await tx.one(_by_id, id=media_id)


async def is_face(tx: ReadTx, key: str, extension: str) -> bool:
    """Does a profile that is not suspended, or a custom emoji, show this file?"""
    if await tx.value(_face, name=f"{key}/{extension}") is not None:
        return True
    return await tx.value(_emoji, key=key, extension=extension) is not None
