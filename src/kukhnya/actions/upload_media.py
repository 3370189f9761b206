"""Keep a picture that has been drawn anew, until it is put on a status or a day has passed."""

from typing import Final

from kukhnya.media.pictures import Picture
from kukhnya.model.events import MediaWithdrawn
from kukhnya.model.ids import DAY, MediaId, Time
from kukhnya.store.statement import inserting
from kukhnya.store.tables import media
from kukhnya.store.tx import WriteTx

WAITS: Final = DAY
_insert: Final = inserting(
    media, without=("status_id", "position", "description", "focus_x", "focus_y", "waits_for_id")
)


async def upload_media(tx: WriteTx, key: str, picture: Picture) -> MediaId:
    """Write down a stored picture as the viewer's; the answer is its id."""
    media_id = MediaId(await tx.next_id())
    await tx.execute(
        _insert,
        id=media_id,
        account_id=tx.viewer.id,
        key=key,
        kind="image",
        media_type=picture.media_type,
        extension=picture.extension,
        width=picture.width,
        height=picture.height,
        small_width=picture.small_width,
        small_height=picture.small_height,
        blurhash=picture.blurhash,
        colour=picture.colour,
        withdrawn_at=None,
    )
    tx.emit(MediaWithdrawn(media_id), at=Time(tx.now + WAITS))
    return media_id
