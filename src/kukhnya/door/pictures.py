"""Addresses of pictures.

Pictures of statuses that anybody may read have plain addresses. All others get an address that is sealed for
one viewer: it names neither the viewer nor the status, dies within the hour, and is checked against the rule at
every fetch, so that it also dies when that viewer loses access. Faces and headers of profiles are plain.
"""

from typing import Final

from kukhnya.model.ids import HOUR, AccountId, MediaId, Time
from kukhnya.store.files import Size

from .house import House
from .route import Call

_PURPOSE: Final = "picture"


def plain_address(call: Call, key: str, size: Size, extension: str) -> str:
    """The address of a picture that anybody may see as long as its status is open."""
    return call.address(f"/media/{key}/{size}.{extension}")


def face_address(call: Call, name: str, size: Size = "large") -> str:
    """The address of a profile picture or header; `name` is `key/extension` as the account keeps it."""
    key, _, extension = name.partition("/")
    return call.address(f"/media/faces/{key}/{size}.{extension}")


def signed_address(call: Call, media_id: MediaId, size: Size, extension: str) -> str:
    """The address of a picture for this viewer alone. The same within the hour, so that apps can keep it."""
    half = HOUR // 2
    ends = (call.house.store.clock() // half + 2) * half
    sealed = call.house.secrets.seal(_PURPOSE, f"{media_id}.{size}.{call.viewer.id}.{ends}")
    return call.address(f"/media/for/{sealed}.{extension}")


def opened(house: House, sealed: str, now: Time) -> tuple[MediaId, Size, AccountId] | None:
    """What an address was sealed for: picture, size, viewer; None where it is not ours or has run out."""
    words = house.secrets.unseal(_PURPOSE, sealed)
    if words is None:
        return None
    media_id, size, viewer, ends = words.split(".")
    if int(ends) <= now:
        return None
    return MediaId(int(media_id)), "small" if size == "small" else "large", AccountId(int(viewer))
