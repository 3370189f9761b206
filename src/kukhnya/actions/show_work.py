"""Show a status among one's works, under a title: visitors of the profile who may read the status see it first."""

from typing import Final

from sqlalchemy import func, select, update

from kukhnya.model.audience import Audience
from kukhnya.model.bounds import Bounds
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import StatusId
from kukhnya.store.sealed import work
from kukhnya.store.statement import Statement, inserting, param, text_param
from kukhnya.store.tx import WriteTx
from kukhnya.text import names
from kukhnya.visibility import pages
from kukhnya.visibility.rule import VIEWER, pinnable

_insert: Final = inserting(work, quietly=True)
_rename: Final = Statement(
    update(work).values(title=text_param("title")).where(work.c.status_id == param("id"), work.c.account_id == VIEWER)
)
_how_many: Final = Statement(select(func.count()).select_from(work).where(work.c.account_id == VIEWER))


async def show_work(tx: WriteTx, status_id: StatusId, title: str, bounds: Bounds) -> None:
    """Put a status with a picture before the other works, or give a work another title. Raises NotFound, Refused."""
    place = await tx.next_id()  # before anything is counted, so that two at once do not both find the last place free
    row = await pages.one(tx, status_id)
    if row["account_id"] != tx.viewer.id or row["reblog_of_id"] is not None:
        raise NotFound(status_id)
    tidy = checked_work_title(title, bounds)
    if await tx.execute(_rename, id=status_id, title=tidy):
        return
    if not row["has_media"]:
        raise refused("status_id", "ERR_NO_PICTURE", "A work needs a picture")
    if not pinnable(Audience(row["audience"])):
        raise refused("status_id", "ERR_DIRECT", "A letter cannot be shown among works")
    if int(await tx.value(_how_many) or 0) >= bounds.works:
        raise refused("status_id", "ERR_TOO_MANY", f"You have reached the limit of {bounds.works} works")
    await tx.execute(_insert, status_id=status_id, account_id=tx.viewer.id, position=place, title=tidy)


def checked_work_title(title: str, bounds: Bounds) -> str:
    """A title as it is kept. Raises Refused."""
    if len(title) > bounds.title_characters:
        most = bounds.title_characters
        raise refused("title", "ERR_TOO_LONG", f"Title is too long (maximum is {most} characters)")
    tidy = names.tidy(title, bounds.title_characters)
    if not tidy:
        raise refused("title", "ERR_BLANK", "Title can't be blank")
    return tidy
