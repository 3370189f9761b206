"""Names of servers in one canonical form, so that one written in another way is not another one."""

import re
import unicodedata
from typing import Final

_LONGEST: Final = 253
_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)\Z")
_DOTS: Final = re.compile("[\u3002\uff0e\uff61]")
_PORT: Final = re.compile(r":([0-9]{1,5})\Z")


def canonical(name: str) -> str:
    """The name in lower case ASCII without a dot at its end, with the port where it has one; empty where it is none."""
    if len(name) > _LONGEST * 4:
        return ""
    plain = unicodedata.normalize("NFC", _DOTS.sub(".", name.strip()))
    port = _PORT.search(plain)
    host = (plain[: port.start()] if port else plain).removesuffix(".")
    if not host:
        return ""
    try:
        ascii_ = host.encode("idna").decode().lower()
    except UnicodeError:
        return ""
    if len(ascii_) > _LONGEST or not all(_LABEL.match(label) for label in ascii_.split(".")):
        return ""
    return f"{ascii_}:{int(port[1])}" if port else ascii_
