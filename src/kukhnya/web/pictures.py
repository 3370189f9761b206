"""Pictures as files. Whether one may be fetched is asked of the rule, every time.

A plain address works while an anonymous reader may see the status; a sealed one while its viewer may. What is not
to be seen answers exactly like what is not there.
"""

import asyncio
import re
from collections import OrderedDict
from typing import Final

from kukhnya.door.answers import Answer
from kukhnya.door.login import of_cookie
from kukhnya.door.pictures import opened
from kukhnya.door.route import Call, Who, get
from kukhnya.media import drawn
from kukhnya.model.errors import NotFound
from kukhnya.model.viewer import NOBODY, Viewer
from kukhnya.queries import links, media
from kukhnya.store.files import Size

TYPES: Final = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
_KEY: Final = re.compile(r"[0-9a-f]{32}\Z")
_NAME: Final = re.compile(r"[A-Za-z0-9_]{1,30}\Z")
_SAFE: Final = (
    ("content-security-policy", "default-src 'none'; sandbox"),
    ("content-disposition", "inline"),
    ("cross-origin-resource-policy", "cross-origin"),
)
# Even what everybody may see is asked for anew each time, so that narrowing reaches caches too.
_OPEN: Final = ("cache-control", "no-cache")
_PRIVATE: Final = ("cache-control", "private, no-store")
_DRAWN: Final = ("cache-control", "public, max-age=604800, immutable")
_FACES_KEPT: Final = 512


def _split(file: str) -> tuple[Size, str]:
    """Size and extension of a file's name. Raises NotFound for any other."""
    size, _, extension = file.partition(".")
    if extension not in TYPES or size not in {"large", "small"}:
        raise NotFound(file)
    return ("small" if size == "small" else "large"), extension


async def _file(call: Call, key: str, size: Size, extension: str, cache: tuple[str, str]) -> Answer:
    try:
        data = await asyncio.to_thread(call.house.files.path(key, size, extension).read_bytes)
    except FileNotFoundError as error:
        raise NotFound(key) from error
    tag = f'"{key}-{size}"'
    headers = (*_SAFE, cache) if cache is _PRIVATE else (*_SAFE, cache, ("etag", tag))
    if cache is not _PRIVATE and call.headers.get("if-none-match") == tag:
        return Answer(b"", 304, TYPES[extension], headers)
    return Answer(data, 200, TYPES[extension], headers)


@get("/media/faces/{key}/{file}", who=Who.ANYONE)
async def face(call: Call, key: str, file: str) -> Answer:
    """A profile's picture or header, or a custom emoji."""
    size, extension = _split(file)
    if not _KEY.match(key):
        raise NotFound(key)
    async with call.house.store.read(NOBODY) as tx:
        if not await media.is_face(tx, key, extension):
            raise NotFound(key)
    return await _file(call, key, size, extension, _OPEN)


@get("/media/cards/{key}/{file}", who=Who.ANYONE)
async def of_card(call: Call, key: str, file: str) -> Answer:
    """The picture of a link's card."""
    size, extension = _split(file)
    if not _KEY.match(key):
        raise NotFound(key)
    async with call.house.store.read(NOBODY) as tx:
        if not await links.is_picture(tx, key, extension):
            raise NotFound(key)
    return await _file(call, key, size, extension, _OPEN)


@get("/media/for/{file}", who=Who.ANYONE)
async def for_viewer(call: Call, file: str) -> Answer:
    """A picture at an address that was sealed for one viewer, and, from a page, for a browser signed in by them."""
    sealed, _, extension = file.partition(".")
    found = opened(call.house, sealed, call.house.store.clock())
    if found is None or extension not in TYPES:
        raise NotFound(file)
    if found.on_a_page:
        caller, _ = await of_cookie(call.house, call.cookies)
        if caller is None or caller.viewer.id != found.viewer:
            raise NotFound(file)
    async with call.house.store.read(Viewer(found.viewer)) as tx:
        row = await media.by_id(tx, found.media_id)
    if row is None or row["extension"] != extension:
        raise NotFound(file)
    return await _file(call, row["key"], found.size, extension, _PRIVATE)


_faces: Final[OrderedDict[str, bytes]] = OrderedDict()


@get("/media/drawn/{name}/avatar.png", who=Who.ANYONE)
async def drawn_face(name: str) -> Answer:
    """A face drawn from a name, whether anybody has that name or not."""
    if not _NAME.match(name):
        raise NotFound(name)
    face_ = _faces.get(name)
    if face_ is None:
        face_ = await asyncio.to_thread(drawn.avatar, name)
    _faces[name] = face_
    _faces.move_to_end(name)
    while len(_faces) > _FACES_KEPT:
        _faces.popitem(last=False)
    return Answer(face_, 200, "image/png", (*_SAFE, _DRAWN))


@get("/media/drawn/header.png", who=Who.ANYONE)
async def drawn_header() -> Answer:
    """The header of who has none."""
    return Answer(await asyncio.to_thread(drawn.header, ""), 200, "image/png", (*_SAFE, _DRAWN))


@get("/media/{key}/{file}", who=Who.ANYONE)
async def plain(call: Call, key: str, file: str) -> Answer:
    """A picture of a status that anybody may read now."""
    size, extension = _split(file)
    if not _KEY.match(key):
        raise NotFound(key)
    async with call.house.store.read(NOBODY) as tx:
        row = await media.by_key(tx, key)
    if row is None or row["extension"] != extension:
        raise NotFound(key)
    return await _file(call, key, size, extension, _OPEN)
