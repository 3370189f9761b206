"""Addresses of pictures.

Pictures of statuses that anybody may read have plain addresses. All others get an address that is sealed for
one viewer: it names neither the viewer nor the status, dies within the hour, and is checked against the rule at
every fetch, so that it also dies when that viewer loses access. Faces and headers of profiles are plain.
"""

from typing import Final

from msgspec import Struct

from kukhnya.model.ids import HOUR, AccountId, MediaId, Time
from kukhnya.store.files import Size

from .house import House
from .route import Call

_PURPOSE: Final = "picture"
_ON_A_PAGE: Final = "picture on a page"


class Opened(Struct, frozen=True):
    """What an address was sealed for. `on_a_page`: only for the browser that its viewer has signed in with."""

    media_id: MediaId
    size: Size
    viewer: AccountId
    on_a_page: bool


def plain_address(call: Call, key: str, size: Size, extension: str) -> str:
    """The address of a picture that anybody may see as long as its status is open."""
    return call.address(f"/media/{key}/{size}.{extension}")


def face_address(call: Call, name: str, size: Size = "large") -> str:
    """The address of a profile picture or header; `name` is `key/extension` as the account keeps it."""
    key, _, extension = name.partition("/")
    return call.address(f"/media/faces/{key}/{size}.{extension}")


def card_picture_address(call: Call, name: str) -> str:
    """The address of the picture of a link's card; `name` is `key/extension` as the card keeps it."""
    key, _, extension = name.partition("/")
    return call.address(f"/media/cards/{key}/small.{extension}")


def signed_address(call: Call, media_id: MediaId, size: Size, extension: str) -> str:
    """The address of a picture for this viewer alone. The same within the hour, so that apps can keep it.

    One on a page opens only for a browser that the viewer has signed in with; apps need send no token.
    """
    half = HOUR // 2
    ends = (call.house.store.clock() // half + 2) * half
    purpose = _PURPOSE if call.login is None else _ON_A_PAGE
    sealed = call.house.secrets.seal(purpose, f"{media_id}.{size}.{call.viewer.id}.{ends}")
    return call.address(f"/media/for/{sealed}.{extension}")


def opened(house: House, sealed: str, now: Time) -> Opened | None:
    """What an address was sealed for; None where it is not ours or has run out."""
    words = house.secrets.unseal(_PURPOSE, sealed)
    on_a_page = words is None
    words = words or house.secrets.unseal(_ON_A_PAGE, sealed)
    if words is None:
        return None
    media_id, size, viewer, ends = words.split(".")
    if int(ends) <= now:
        return None
    return Opened(MediaId(int(media_id)), "small" if size == "small" else "large", AccountId(int(viewer)), on_a_page)
