"""Take everything with oneself: one file, made while it is sent."""

import asyncio
from functools import partial
from typing import Any, Final

from msgspec import Struct

from kukhnya.door.answers import Answer, Ongoing
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import Refused
from kukhnya.model.ids import to_datetime
from kukhnya.queries import accounts

from . import archive
from .forms import check_form, wrong_fields
from .settings import check_password, setting_page
from .zipped import zipped

PAGE: Final = "/settings/data"
_ZIP: Final = "application/zip"


class DataForm(Struct):
    """Whoever takes everything says who they are once more."""

    password: str = ""


@get(PAGE, page=True)
async def form(call: Call) -> Answer:
    """What is in the file, and the form to ask for it."""
    return setting_page(call, "data_settings.html")


@post(PAGE, page=True)
async def take(call: Call, form: DataForm) -> Answer | Ongoing:
    """The file. Nothing of it is kept here."""
    check_form(call)
    try:
        await check_password(call, form.password)
    except Refused as wrong:
        return setting_page(call, "data_settings.html", errors=wrong_fields(wrong))
    call.house.limits.count("archives", str(call.viewer.id))
    async with call.house.store.read(call.viewer) as tx:
        me = await accounts.own(tx)
    return Ongoing(partial(_send, call, me), _ZIP)


async def _send(call: Call, me: Any, receive: Any, send: Any) -> None:
    """Send the archive as it is made; stop where nobody listens any more."""
    now = call.house.store.clock()
    name = f"kukhnya-{me['username']}-{to_datetime(now).date().isoformat()}.zip"
    headers = [
        (b"content-type", _ZIP.encode()), (b"cache-control", b"private, no-store"),
        (b"content-disposition", f'attachment; filename="{name}"'.encode()),
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    gone = asyncio.ensure_future(receive())
    try:
        async for piece in zipped(archive.entries(call, me), now):
            if gone.done():
                return
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.cancel()
