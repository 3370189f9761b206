"""The stylesheet, the script and the icons: served under addresses that change with their bytes."""

import gzip
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

_KINDS: Final = {
    "kukhnya.css": "text/css; charset=utf-8",
    "kukhnya.js": "text/javascript; charset=utf-8",
    "icons.svg": "image/svg+xml",
}


@cache
def assets() -> Mapping[str, tuple[str, bytes, str]]:
    """By their names: the address, the bytes, the type."""
    made = {}
    for name, kind in _KINDS.items():
        body = resources.files("kukhnya.web").joinpath(f"static/{name}").read_bytes()
        made[name] = (f"/static/{hashlib.sha256(body).hexdigest()[:16]}.{name.partition('.')[2]}", body, kind)
    return made


@cache
def packed(body: bytes) -> bytes:
    """The same bytes by gzip, the same each time. Pages are not packed here: a proxy in front does that, where there is one."""
    return gzip.compress(body, 9, mtime=0)


def addresses() -> dict[str, str]:
    """The addresses by names that templates can use: `kukhnya_css`, `kukhnya_js`, `icons_svg`."""
    return {name.replace(".", "_"): address for name, (address, _, _) in assets().items()}
