"""Tell all members something, and take it back."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, delete, func, select, update

from kukhnya.model.errors import NotFound, refused
from kukhnya.model.events import AnnouncementDeleted, AnnouncementPublished
from kukhnya.model.ids import AnnouncementId, Time
from kukhnya.store.statement import Statement, among, inserting, param
from kukhnya.store.tables.staff import announcement, announcement_reaction, announcement_read
from kukhnya.store.tx import WriteTx
from kukhnya.text import names

MOST: Final = 50
LONGEST: Final = 10_000
_insert: Final = inserting(announcement)
_how_many: Final = Statement(select(func.count()).select_from(announcement))
_KEPT: Final = ("source", "starts_at", "ends_at", "all_day", "updated_at")
_change: Final = Statement(
    update(announcement)
    .values({name: bindparam(name, type_=announcement.c[name].type) for name in _KEPT})
    .where(announcement.c.id == param("id"))
)
_delete: Final = Statement(delete(announcement).where(among(announcement.c.id)))
_forget: Final = tuple(
    Statement(delete(table).where(among(table.c.announcement_id)))
    for table in (announcement_read, announcement_reaction)
)


async def announce(
    tx: WriteTx, text: str, *, starts_at: Time | None = None, ends_at: Time | None = None, all_day: bool = False
) -> AnnouncementId:
    """Publish it; the answer is its id. It is there until `ends_at`, or until it is withdrawn. Raises Refused."""
    tidy = _checked(tx, text, starts_at, ends_at)
    if int(await tx.value(_how_many) or 0) >= MOST:
        raise refused("text", "ERR_TOO_MANY", f"There are {MOST} announcements already; withdraw one first")
    an_id = AnnouncementId(await tx.next_id())
    await tx.execute(
        _insert, id=an_id, source=tidy, starts_at=starts_at, ends_at=ends_at,
        all_day=all_day and (starts_at is not None or ends_at is not None), updated_at=tx.now,
    )  # fmt: skip
    tx.emit(AnnouncementPublished(an_id))
    return an_id


async def reword(
    tx: WriteTx, an_id: AnnouncementId, text: str, *, starts_at: Time | None = None, ends_at: Time | None = None,
    all_day: bool = False,
) -> None:  # fmt: skip
    """Say it otherwise; whoever has put it away is not told again. Raises NotFound, Refused."""
    done = await tx.execute(
        _change, id=an_id, source=_checked(tx, text, starts_at, ends_at), starts_at=starts_at, ends_at=ends_at,
        all_day=all_day and (starts_at is not None or ends_at is not None), updated_at=tx.now,
    )  # fmt: skip
    if done == 0:
        raise NotFound(an_id)
    tx.emit(AnnouncementPublished(an_id))


def _checked(tx: WriteTx, text: str, starts_at: Time | None, ends_at: Time | None) -> str:
    tidy = names.tidy_text(text).strip()
    if not tidy:
        raise refused("text", "ERR_BLANK", "Text can't be blank")
    if len(tidy) > LONGEST:
        raise refused("text", "ERR_TOO_LONG", f"Text is too long (maximum is {LONGEST} characters)")
    if ends_at is not None and ends_at <= max(starts_at or 0, tx.now):
        raise refused("ends_at", "ERR_INVALID", "It must end after it has started, and not in the past")
    return tidy


async def withdraw(tx: WriteTx, ids: Sequence[int]) -> None:
    """Take announcements away, and who has read and answered them. Raises NotFound where there is none."""
    if await tx.execute(_delete, ids=list(ids)) == 0:
        raise NotFound(ids)
    for statement in _forget:
        await tx.execute(statement, ids=list(ids))
    for an_id in ids:
        tx.emit(AnnouncementDeleted(AnnouncementId(an_id)))
