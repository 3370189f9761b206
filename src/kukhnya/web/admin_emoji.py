"""Custom emoji: small pictures of this server's own, added and taken away."""

import asyncio
from functools import partial
from typing import Any, Final

from msgspec import Struct

from kukhnya.actions.add_emoji import add_emoji, remove_emoji
from kukhnya.door.answers import Answer
from kukhnya.door.body import Upload
from kukhnya.door.drawing import draw
from kukhnya.door.pictures import face_address
from kukhnya.door.route import Call, Who, get, post
from kukhnya.media.pictures import square
from kukhnya.model.errors import NotFound, Refused, refused
from kukhnya.queries import emojis
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.text import names

from .forms import better, check_form, lost, megabytes, wrong_fields
from .show import page, redirect

_SIDE: Final = 128
_LONGEST: Final = 40
WRONG: Final = {
    "file": "Choose a picture that can be read here: JPEG, PNG, GIF or WebP, and not too large.",
    "shortcode": "2 to 30 Latin letters, numbers and underscores.",
}
"""What stands beside a field, where a picture or a name cannot be."""


class EmojiForm(Struct):
    """A picture, how it is written between colons, and among which others it stands."""

    file: Any = None
    shortcode: str = ""
    category: str = ""


async def _listed(tx: ReadTx, call: Call, form: EmojiForm, errors: dict[str, str] | None = None) -> Answer:
    shown = [
        {**dict(row), "address": face_address(call, f"{row['key']}/{row['extension']}", "small")}
        for row in await emojis.all_shown(tx)
    ]
    return page(
        call, "admin_emoji.html", status=422 if errors else 200, emoji=shown, form=form, errors=errors or {},
        megabytes=megabytes(call),
    )  # fmt: skip


@get("/admin/emoji", page=True, who=Who.ADMIN)
async def listed(tx: ReadTx, call: Call) -> Answer:
    """Every one, and a form for one more."""
    return await _listed(tx, call, EmojiForm())


@post("/admin/emoji", page=True, who=Who.ADMIN, uploads=True)
async def add(call: Call, form: EmojiForm) -> Answer:
    """Add one, or give one another picture."""
    check_form(call)
    try:
        await _kept(call, form)
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _listed(tx, call, form, better(wrong_fields(wrong), WRONG))
    return redirect("/admin/emoji")


async def _kept(call: Call, form: EmojiForm) -> None:
    if why := lost(call, form.file):
        raise refused("file", "ERR_TOO_LARGE", why)
    if not isinstance(form.file, Upload) or not form.file.data:
        raise refused("file", "ERR_BLANK", "file can't be blank")
    picture = await draw(call.house, form.file.data, partial(square, side=_SIDE), "file")
    files, code = call.house.files, form.shortcode.strip().strip(":")
    key = await asyncio.to_thread(lambda: files.keep(picture.extension, large=picture.large, small=picture.small))

    async def work(tx: WriteTx) -> None:
        await add_emoji(tx, code, key, picture.extension, names.tidy(form.category, _LONGEST))
        tx.after_commit(call.house.fragments.clear)

    try:
        await call.house.store.write(call.viewer, work)
    except BaseException:
        await asyncio.to_thread(files.forget, key)
        raise


@get("/admin/emoji/{name}/remove", page=True, who=Who.ADMIN)
async def ask_remove(tx: ReadTx, call: Call, name: str) -> Answer:
    """What taking it away means."""
    row = next((row for row in await emojis.all_shown(tx) if row["shortcode"] == name), None)
    if row is None:
        raise NotFound(name)
    address = face_address(call, f"{row['key']}/{row['extension']}", "small")
    return page(call, "admin_emoji_remove.html", shortcode=name, address=address)


@post("/admin/emoji/{name}/remove", page=True, who=Who.ADMIN)
async def remove(call: Call, name: str) -> Answer:
    """Take it away; one that is gone stays gone."""
    check_form(call)

    async def work(tx: WriteTx) -> None:
        await remove_emoji(tx, name)
        tx.after_commit(call.house.fragments.clear)

    try:
        await call.house.store.write(call.viewer, work)
    except NotFound:
        return redirect("/admin/emoji")
    return redirect("/admin/emoji")
