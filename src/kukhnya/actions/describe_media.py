"""Say what is to be seen on a picture, and where to look first."""

from typing import Final

from msgspec import Struct
from sqlalchemy import select, update

from kukhnya.model.bounds import Bounds
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import MediaId
from kukhnya.store.sealed import status
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables import media
from kukhnya.store.tx import WriteTx
from kukhnya.text import names
from kukhnya.visibility.rule import VIEWER


class Description(Struct, frozen=True):
    """Words, and the point of interest in thousandths; None leaves it as it is."""

    text: str | None
    focus: tuple[int, int] | None


_own: Final = Statement(select(media).where(media.c.id == param("id"), media.c.account_id == VIEWER))
_describe: Final = Statement(
    update(media)
    .values(description=text_param("description"), focus_x=param("x"), focus_y=param("y"))
    .where(media.c.id == param("id"))
)
_bump: Final = Statement(
    update(status)
    .values(version=status.c.version + 1)
    .where(status.c.id.in_(select(media.c.status_id).where(media.c.id == param("id"))))
)


async def describe_media(tx: WriteTx, media_id: MediaId, said: Description, bounds: Bounds) -> None:
    """Describe one of the viewer's pictures. Raises NotFound, Refused where the words are too many."""
    row = await tx.one(_own, id=media_id)
    if row is None:
        raise NotFound(media_id)
    text = row["description"] if said.text is None else checked_description(said.text, bounds)
    x, y = said.focus or (row["focus_x"], row["focus_y"])
    await tx.execute(_describe, id=media_id, description=text, x=x, y=y)
    await tx.execute(_bump, id=media_id)


def checked_description(text: str, bounds: Bounds) -> str:
    """A description as it is kept. Raises Refused where the words are too many."""
    if len(text) > bounds.alt_characters:
        raise refused("description", "ERR_TOO_LONG", f"A description has at most {bounds.alt_characters} characters")
    return names.tidy_text(text).strip()
