"""Turning what was uploaded into pictures we keep: outside any transaction, in a thread, two at a time."""

import asyncio
from collections.abc import Callable
from typing import Final

from kukhnya.media.pictures import Limits, NotAPicture, Picture, TooLarge
from kukhnya.model.errors import refused

from .house import House

_AT_ONCE: Final = asyncio.Semaphore(2)


def limits_of(house: House) -> Limits:
    """What a picture may be at most here."""
    settings = house.settings
    return Limits(
        file_bytes=settings.max_upload_bytes, pixels=settings.max_picture_pixels, frames=settings.max_picture_frames
    )


async def draw(house: House, data: bytes, shape: Callable[[bytes, Limits], Picture], name: str) -> Picture:
    """The derivatives of an upload. Raises Refused naming the field `name`."""
    async with _AT_ONCE:
        try:
            return await asyncio.to_thread(shape, data, limits_of(house))
        except (NotAPicture, TooLarge) as error:
            raise refused(name, "ERR_INVALID", f"{name}: {error}") from error
