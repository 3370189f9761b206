"""Pictures: upload, describe, take away."""

import asyncio
from typing import Any

from msgspec import Struct

from kukhnya.actions.describe_media import describe_media
from kukhnya.actions.forget_media import delete_media
from kukhnya.actions.upload_media import upload_media
from kukhnya.door.body import Upload
from kukhnya.door.drawing import draw
from kukhnya.door.pictures import signed_address
from kukhnya.door.route import Call, delete, get, post, put
from kukhnya.media.pictures import derive
from kukhnya.model.errors import refused
from kukhnya.model.ids import MediaId
from kukhnya.queries import media
from kukhnya.store.tx import ReadTx, WriteTx

from . import entities
from .forms import MediaForm, description_of


class UploadForm(Struct):
    """A file and what is said of it."""

    file: Any = None
    description: str | None = None
    focus: str | None = None


def shaped(call: Call, row: Any) -> dict[str, Any]:
    """A MediaAttachment for its owner."""
    shown = entities.attachment(call, row, plain=False)
    shown["url"] = signed_address(call, *shown["url"].what)
    shown["preview_url"] = signed_address(call, *shown["preview_url"].what)
    return shown


async def keep_picture(call: Call, form: UploadForm) -> dict[str, Any]:
    """Keep an uploaded picture and what is said of it; the answer is its MediaAttachment. Raises Refused."""
    if not isinstance(form.file, Upload):
        raise refused("file", "ERR_BLANK", "file can't be blank")
    said = description_of(MediaForm(description=form.description, focus=form.focus))
    if said.text is not None and len(said.text) > call.house.settings.max_alt_characters:
        most = call.house.settings.max_alt_characters
        raise refused("description", "ERR_TOO_LONG", f"A description has at most {most} characters")
    picture = await draw(call.house, form.file.data, derive, "file")
    files, bounds = call.house.files, call.house.settings.bounds
    key = await asyncio.to_thread(lambda: files.keep(picture.extension, large=picture.large, small=picture.small))

    async def keep(tx: WriteTx) -> dict[str, Any]:
        media_id = await upload_media(tx, key, picture)
        await describe_media(tx, media_id, said, bounds)
        return shaped(call, await media.own(tx, media_id))

    try:
        return await call.house.store.write(call.viewer, keep)
    except BaseException:
        await asyncio.to_thread(files.forget, key)
        raise


@post("/api/v2/media", scope="write:media", uploads=True, limit="media")
async def upload(call: Call, form: UploadForm) -> dict[str, Any]:
    """Upload a picture; it is ready at once."""
    return await keep_picture(call, form)


@post("/api/v1/media", scope="write:media", uploads=True, limit="media")
async def upload_v1(call: Call, form: UploadForm) -> dict[str, Any]:
    """The same, as older apps ask."""
    return await keep_picture(call, form)


@get("/api/v1/media/{media_id}", scope="write:media")
async def show(tx: ReadTx, call: Call, media_id: MediaId) -> dict[str, Any]:
    """One of the caller's pictures."""
    return shaped(call, await media.own(tx, media_id))


@put("/api/v1/media/{media_id}", scope="write:media")
async def describe(tx: WriteTx, call: Call, media_id: MediaId, form: MediaForm) -> dict[str, Any]:
    """Say what is to be seen on a picture."""
    await describe_media(tx, media_id, description_of(form), call.house.settings.bounds)
    return shaped(call, await media.own(tx, media_id))


@delete("/api/v1/media/{media_id}", scope="write:media")
async def remove(tx: WriteTx, media_id: MediaId) -> None:
    """Take away a picture that is on no status."""
    await delete_media(tx, media_id)
