"""What the machine around the server would keep: swap, core dumps, logs of a proxy, old backups.

Only what can be seen from here is judged; what cannot is said to be unseen.
"""

import re
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from kukhnya.settings import Settings

State = Literal["fine", "note", "wrong"]

BACKUP_DAYS: Final = 14
"""How old a backup may grow: it holds what has been deleted since."""
_DAY_S: Final = 86_400
_LARGEST: Final = 1 << 20
_BACKUP_BEGINS: Final = b"database\0"
_KEEPERS_OF_LIMITS: Final = ("systemd-coredump", "apport")
"""Programs that take core dumps and keep none of a process that has said it wants none, as the server does."""


class Finding(Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    state: State
    sentence: str


def surroundings(settings: Settings, root: Path) -> Iterator[Finding]:
    """Everything about the machine, whose files lie under `root`."""
    yield _swap(root)
    yield _core_dumps(root)
    yield from _proxy_logs(settings, root)
    yield from _backups(settings)


def _read(path: Path) -> str:
    """What stands in a file of the machine; nothing where it is not ours to read."""
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST).decode("utf-8", "replace")
    except OSError:
        return ""


def _swap(root: Path) -> Finding:
    places = [line.split()[0] for line in _read(root / "proc/swaps").splitlines()[1:] if line.split()]
    disks = [place for place in places if not place.startswith("/dev/zram")]
    if not disks:
        return Finding("swap", "fine", "Memory is not swapped to a disk.")
    return Finding(
        "swap", "note", f"Memory can be swapped to {disks[0]}, and what members say with it: switch it off, encrypt it, or start the "
        "server with MemorySwapMax=0 as deploy/kukhnya.service does.",
    )  # fmt: skip


def _core_dumps(root: Path) -> Finding:
    pattern = _read(root / "proc/sys/kernel/core_pattern").strip()
    if pattern.startswith("|") and not any(name in pattern for name in _KEEPERS_OF_LIMITS):
        return Finding(
            "core_dumps", "note", f"After a crash the system hands the memory of a process to {pattern[1:].split()[0]}, whatever the "
            "server asks for; see that it keeps none (kernel.core_pattern).",
        )  # fmt: skip
    return Finding("core_dumps", "fine", "The server allows no core dumps of itself.")


# The proxy


def _proxy_logs(settings: Settings, root: Path) -> Iterator[Finding]:
    """Configurations of proxies in their usual places that name this server."""
    seen = False
    for path in sorted(_configurations(root)):
        said = _without_comments(_read(path))
        if not re.search(rf"(?<![\w.-]){re.escape(settings.domain)}(?![\w.-])|:{settings.port}\b", said):
            continue
        seen = True
        kept = (
            _caddy_keeps(said) if path.name == "Caddyfile" else _nginx_keeps(said, _read(root / "etc/nginx/nginx.conf"))
        )
        if kept:
            yield Finding("proxy_logs", "wrong", f"{path}: {kept}")
    if not seen and settings.trusted_proxies:
        yield Finding(
            "proxy_logs", "note", "There is a proxy in front whose settings cannot be seen from here: does it write down who comes? "
            "docs/how-to/run-it-for-real.md shows how it keeps nothing.",
        )  # fmt: skip
    elif not seen:
        yield Finding("proxy_logs", "fine", "No proxy is in front.")


def _configurations(root: Path) -> Iterator[Path]:
    for pattern in (
        "etc/caddy/Caddyfile",
        "etc/nginx/nginx.conf",
        "etc/nginx/sites-enabled/*",
        "etc/nginx/conf.d/*.conf",
    ):
        yield from root.glob(pattern)


def _without_comments(said: str) -> str:
    return re.sub(r"(?m)(^|\s)#.*$", "", said)


def _nginx_keeps(said: str, whole: str) -> str:
    """Nginx keeps a log of accesses unless told not to, here or for all sites."""
    told = said + _without_comments(whole)
    logs = [place for place in re.findall(r"access_log\s+([^;]+);", said) if place.strip() != "off"]
    if logs:
        return f"nginx writes down who comes ({logs[0].split()[0]}): access_log off."
    if not re.search(r"access_log\s+off\s*;", told):
        return "nginx writes down who comes unless it is told not to: access_log off."
    if not re.search(r"error_log\s+(/dev/null|\S+\s+(crit|alert|emerg))", told):
        return "nginx writes down the address of every failed request: error_log /dev/null crit."
    return ""


def _caddy_keeps(said: str) -> str:
    """Caddy says who came where a site has a log, and of failed requests unless told not to."""
    if "http.log" not in "".join(re.findall(r"exclude\s+([^\n}]*)", said)):
        return "Caddy writes down the addresses of failed requests: exclude http.log, as deploy/Caddyfile does."
    return ""


# Backups


def _backups(settings: Settings) -> Iterator[Finding]:
    """Backups of ours in the data folder and beside it: no program can know where else they were carried."""
    found = sorted(_our_backups(Path(settings.data).resolve()))
    open_ones = [path for path in found if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
    old = [path for path in found if time.time() - path.stat().st_mtime > BACKUP_DAYS * _DAY_S]
    for path in open_ones:
        yield Finding("backups", "wrong", f"Others on this machine can read the backup {path}: chmod 600 it.")
    for path in old:
        yield Finding(
            "backups",
            "wrong",
            f"{path} is older than {BACKUP_DAYS} days: what members have deleted since is still in it. Delete it.",
        )
    if not open_ones and not old:
        many = f"{len(found)} backups lie here, none" if found else "No backup lies here"
        yield Finding("backups", "fine", f"{many}{f' older than {BACKUP_DAYS} days' if found else ''}.")


def _our_backups(data: Path) -> Iterator[Path]:
    for folder in dict.fromkeys((data, data / "backups", data.parent, data.parent / "backups")):
        for path in folder.glob("*.tar*"):
            try:
                with path.open("rb") as file:
                    if file.read(len(_BACKUP_BEGINS)) == _BACKUP_BEGINS:
                        yield path
            except OSError:
                continue
