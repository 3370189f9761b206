"""Hosts, handles and titles as packs keep them: not as a list that could be read, but as something to compare with.

Salted and truncated: a pack is no directory of links. It hides nothing from somebody who already knows a name and tries it.
"""

import hashlib
import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Final

from kukhnya.model.texts import Texts

MOST_PLACES: Final = 120
"""Hosts and handles of one text that are looked at, parents of hosts counted."""
_BYTES: Final = 5
_BETWEEN: Final = re.compile(r"[\s<>()\[\]{}\"'«»“”„,;|*`]+")
_DOTTED: Final = re.compile(r"\.(?<=[^\s<>()\[\]{}\"'«»“”„,;|*`.]\.)[^\s<>()\[\]{}\"'«»“”„,;|*`.]")
"""What every host has: a point with something on either side."""
_AFTER_HOST: Final = re.compile(r"[/?#:\\]")
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)\Z")
_POINTS: Final = ("[.]", "(.)", "{.}", "\u3002", "\uff0e", "\uff61")
_WRITTEN_OUT: Final = re.compile("|".join(map(re.escape, _POINTS)))
_LONGEST: Final = 253
_SERVICES: Final = {
    "telegram.me": "t.me", "telegram.dog": "t.me", "twitter.com": "x.com", "mobile.twitter.com": "x.com",
    "m.youtube.com": "youtube.com", "m.facebook.com": "facebook.com", "fb.com": "facebook.com", "m.vk.com": "vk.com",
    "vk.ru": "vk.com", "vkontakte.ru": "vk.com",
}  # fmt: skip
"""Other names of services, so that a handle has one address."""
_NO_HANDLES: Final = frozenset({"c", "channel", "user", "s", "watch", "shorts", "p", "joinchat", "share", "i"})


def digest(salt: str, name: str) -> str:
    """A host, a handle or the words of a title as a pack keeps it."""
    return hashlib.sha256((salt + name).encode("utf-8", "replace")).hexdigest()[: 2 * _BYTES]


def title(salt: str, stems: Sequence[str], first: str) -> str:
    """A title as a pack keeps it: how many words, how it begins, all of it. `first`: its first word, folded."""
    return f"{len(stems)}-{beginning(seed(salt), first):08x}-{digest(salt, ' '.join(stems))}"


def seed(salt: str) -> int:
    """What `beginning` needs of the salt."""
    return zlib.crc32(salt.encode())


def beginning(seed: int, word: str) -> int:
    """How a title begins: enough to see cheaply where none can begin."""
    return zlib.crc32(word[:3].encode("utf-8", "replace"), seed)


def beginnings(seed: int, starts: Collection[str]) -> Iterable[tuple[str, int]]:
    """The `beginning` of each of some first letters."""
    encoded = "\n".join(starts).encode("utf-8", "replace").split(b"\n")
    return zip(starts, map(zlib.crc32, encoded, repeat(seed)), strict=False)  # of none there is one encoded


def named(texts: Texts) -> Mapping[int, list[str]]:
    """The `places` of those of many texts that may name any; `places` finds none in any other."""
    naming = texts.having(_DOTTED).union(*map(texts.holding, _POINTS))
    return {place: places(texts[place], ()) for place in naming}


def places(text: str, urls: Iterable[str]) -> list[str]:
    """The hosts with their parents (`a.b.example`, `b.example`) and the handles (`t.me/name`) that are named."""
    found: dict[str, None] = {}
    plain = _WRITTEN_OUT.sub(".", text)
    for part in (*urls, *(_BETWEEN.split(plain) if _DOTTED.search(plain) else ())):
        if "." in part:
            for place in _of(part):
                found[place] = None
        if len(found) >= MOST_PLACES:
            break
    return list(found)[:MOST_PLACES]


def _of(part: str) -> Iterator[str]:
    _, mark, rest = part[:4000].rpartition("://")
    cut = _AFTER_HOST.search(rest)
    host, path = (rest[: cut.start()], rest[cut.start() :]) if cut else (rest, "")
    user = ""
    if "@" in host:
        user, _, host = host.rpartition("@")
        if not mark and not user.startswith("@"):
            return  # an e-mail address links to nothing
    host = canonical(host)
    if not host:
        return
    labels = host.split(".")
    for first in range(len(labels) - 1):
        yield ".".join(labels[first:])
    handle = user.strip("@") or _handle(path)
    if handle:
        yield f"{_SERVICES.get(host, host)}/{handle.casefold()}"


def _handle(path: str) -> str:
    """Whose page a path is: its first part that is a name."""
    if not path.startswith("/"):
        return ""
    for part in re.split(r"[/?#]", path[1:200])[:2]:
        name = part.strip("@.!…:")
        if name and name.casefold() not in _NO_HANDLES:
            return name
    return ""


def canonical(host: str) -> str:
    """A host in lower case ASCII without `www.`; empty where it is none."""
    plain = host.strip(".…!-_").casefold().removeprefix("www.")
    if not plain or len(plain) > _LONGEST or "." not in plain:
        return ""
    if not plain.isascii():
        plain = ".".join(
            label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in plain.split(".")
        )
    return plain if all(_LABEL.match(label) for label in plain.split(".")) else ""
