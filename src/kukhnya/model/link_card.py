"""What is shown of a link: what its page says about itself."""

import hashlib
from typing import Final

from msgspec import Struct

SHOWN: Final = "ready"
"""The state of a card whose page has been fetched and says something."""


def url_hash(url: str) -> str:
    """What a card is found by: the SHA-256 of its address without the part after `#`."""
    return hashlib.sha256(url.partition("#")[0].encode("utf-8", "replace")).hexdigest()


class LinkCard(Struct, frozen=True, array_like=True):
    """A card as it is shown. All of it is text, none is HTML; `picture` is the name of a file of ours."""

    id: int
    url: str
    site: str
    title: str
    description: str
    provider_name: str
    author_name: str
    author_url: str
    language: str
    published_at: int | None
    picture: str | None
    image_description: str
    width: int
    height: int
    blurhash: str


class About(Struct, frozen=True, kw_only=True):
    """What a page says about itself, cut and cleaned. `picture`: the address of a picture of it, or empty."""

    title: str = ""
    description: str = ""
    provider_name: str = ""
    author_name: str = ""
    author_url: str = ""
    language: str = ""
    published_at: int | None = None
    picture: str = ""
    image_description: str = ""
