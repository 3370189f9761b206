"""The doctor: finds what is out of order, and what this installation promises its members and does not keep.

Each finding has a name, a sentence, and says whether it is fine, worth knowing, or wrong. Nothing is changed.
"""

import ipaddress
import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from kukhnya.door.laws import our_laws
from kukhnya.machine import Finding, surroundings
from kukhnya.model.errors import KukhnyaError
from kukhnya.model.ids import SECOND
from kukhnya.model.viewer import NOBODY
from kukhnya.queries import members, upkeep
from kukhnya.settings import Settings, unknown
from kukhnya.store.copy import check_file, dialect_of
from kukhnya.store.files import Files
from kukhnya.store.migrate import schema_version
from kukhnya.store.migrations import HEAD, VERSIONS
from kukhnya.store.store import Store, open_store

_LEAST_DISK: Final = 512 << 20
_LITTLE_DISK: Final = 2 << 30
_LARGE_LOG: Final = 256 << 20
_UPLOADING_S: Final = 3600
_EARLIEST_S: Final = 1_735_689_600
"""1 January 2025: no clock that is right shows less."""
_SKEW_S: Final = 300
_LISTED: Final = 5


async def examine(
    settings: Settings, environment: Mapping[str, str] = os.environ, machine: Path = Path("/")
) -> list[Finding]:
    """Everything the doctor looks at, in the order of looking. `machine`: where the files of the system are."""
    found = [*_settings(settings, environment), *_folder(settings), *_disk(settings)]
    found += _laws(settings, datetime.now(UTC).date())
    found += surroundings(settings, machine)
    try:
        version = await schema_version(settings.database)
        found += [*_tables(version), *_file(settings)]
        if version == HEAD:
            store = await open_store(settings.database)
            try:
                found += await _contents(settings, store)
            finally:
                await store.close()
    except KukhnyaError as error:
        found.append(Finding("database", "wrong", error.sentence))
    except sqlite3.Error as error:
        found.append(Finding("database", "wrong", f"The database does not work: {error}."))
    return found


# Settings


def _settings(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    for name in unknown(environment):
        yield Finding("settings", "wrong", f"{name} is no setting, so it does nothing; is it misspelt?")
    yield _address(settings)
    yield _limits(settings)
    yield _registration(settings)
    yield _proxies(settings)
    yield _outbound(settings)


def _address(settings: Settings) -> Finding:
    if settings.secure:
        return Finding("url", "fine", "The address is https.")
    if _loopback(urlsplit(settings.url).hostname or ""):
        return Finding("url", "fine", "The address is of this machine alone.")
    return Finding("url", "wrong", f"{settings.base} is not https: everybody on the way can read along (KUKHNYA_URL).")


def _limits(settings: Settings) -> Finding:
    if settings.rate_limits == "on":
        return Finding("rate_limits", "fine", "Rate limits are on.")
    return Finding(
        "rate_limits", "wrong", "Rate limits are off: passwords can be guessed as fast as the machine answers "
        "(KUKHNYA_RATE_LIMITS=off is for load tests).",
    )  # fmt: skip


def _registration(settings: Settings) -> Finding:
    if settings.registration == "open":
        return Finding(
            "registration", "note", "Anybody can sign up and read what is for members (KUKHNYA_REGISTRATION)."
        )
    return Finding("registration", "fine", f"New members: {settings.registration}.")


def _proxies(settings: Settings) -> Finding:
    trusted = settings.trusted_proxies.split()
    public = [each for each in trusted if ipaddress.ip_address(each).is_global]
    if public:
        return Finding(
            "proxies",
            "wrong",
            f"{public[0]} is trusted as a proxy and is out in the internet (KUKHNYA_TRUSTED_PROXIES).",
        )
    if settings.secure and not trusted:
        return Finding(
            "proxies", "wrong", "The address is https, so there is a proxy in front, but none is trusted: all visitors "
            "share one rate limit (KUKHNYA_TRUSTED_PROXIES, usually 127.0.0.1).",
        )  # fmt: skip
    if settings.secure and not _loopback(settings.host):
        return Finding(
            "proxies",
            "note",
            f"The server listens on {settings.host}: can it be reached past the proxy (KUKHNYA_HOST)?",
        )
    return Finding("proxies", "fine", f"Trusted proxies: {' '.join(trusted) or 'none, and none is needed'}.")


def _outbound(settings: Settings) -> Finding:
    if settings.outbound_allow:
        return Finding(
            "outbound", "wrong", "Members can have this server ask programs on its own machine "
            "(KUKHNYA_OUTBOUND_ALLOW is for tests).",
        )  # fmt: skip
    if settings.outbound == "off":
        return Finding("outbound", "note", "Nothing is asked of other servers, so no push messages are sent.")
    return Finding("outbound", "fine", "Other servers are asked at public addresses only.")


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


# Law packs


def _laws(settings: Settings, today: date) -> Iterator[Finding]:
    if settings.law_packs and not Path(settings.law_packs).is_dir():
        yield Finding("law", "wrong", f"There is no folder {settings.law_packs} (KUKHNYA_LAW_PACKS).")
    ours = our_laws(settings.law_packs)
    for fault in ours.faults:
        yield Finding("law", "wrong", f"A law pack is refused: {fault}")
    packs = ours.laws.packs.values()
    for pack in packs:
        if today > pack.expires_on:
            yield Finding(
                "law", "note", f"The law pack {pack.id} {pack.version} has expired on {pack.expires_on}; each of its warnings says so."
            )  # fmt: skip
    unseen = [pack.id for pack in packs if not pack.reviewed_by]
    told = ", ".join(f"{pack.id} {pack.version} (until {pack.expires_on})" for pack in packs) or "none"
    checked = f"; no lawyer has checked {', '.join(unseen)}, and their warnings say so" if unseen else ""
    yield Finding("law", "fine", f"Law packs: {told}{checked}.")


# Files


def _folder(settings: Settings) -> Iterator[Finding]:
    folder = Path(settings.data)
    if not folder.is_dir():
        yield Finding(
            "data", "wrong", f"There is no folder {folder.resolve()}; `kukhnya serve` makes it (KUKHNYA_DATA)."
        )
        return
    for path in (folder.resolve(), *_database_elsewhere(settings, folder)):
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield Finding(
                "data",
                "wrong",
                f"Others on this machine can read {path}: chmod {'700' if path.is_dir() else '600'} it.",
            )
        elif path.stat().st_uid != os.geteuid():
            yield Finding(
                "data", "note", f"{path} belongs to another account of this machine; run commands as that one."
            )
        else:
            yield Finding("data", "fine", f"{path} is its owner's alone.")


def _database_elsewhere(settings: Settings, folder: Path) -> list[Path]:
    """The database's file where it is not in the data folder, which guards all that is in it."""
    if dialect_of(settings.database) != "sqlite":
        return []
    path = Path(settings.database.removeprefix("sqlite:///")).resolve()
    return [path] if path.exists() and folder.resolve() not in path.parents else []


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = Path(settings.data)
    if not folder.is_dir():
        return
    free = shutil.disk_usage(folder).free
    said = f"{free >> 20} MiB are free."
    if free < _LEAST_DISK:
        yield Finding("disk", "wrong", f"The disk is nearly full: {said}")
    else:
        yield Finding("disk", "note" if free < _LITTLE_DISK else "fine", said)


def _tables(version: str | None) -> Iterator[Finding]:
    if version == HEAD:
        yield Finding("tables", "fine", f"The tables are of version {HEAD}.")
    elif version is None:
        yield Finding(
            "tables", "wrong", "The database is empty; `kukhnya serve` or `kukhnya migrate` makes the tables."
        )
    elif version in VERSIONS:
        yield Finding(
            "tables", "wrong", f"The tables are of version {version}; `kukhnya migrate` brings them to {HEAD}."
        )
    else:
        yield Finding("tables", "wrong", f"The tables are of a later version ({version}) than this program ({HEAD}).")


def _file(settings: Settings) -> Iterator[Finding]:
    if dialect_of(settings.database) != "sqlite":
        return
    path = Path(settings.database.removeprefix("sqlite:///"))
    if not path.exists():
        return
    wrong = check_file(path)
    yield Finding(
        "integrity",
        "wrong" if wrong else "fine",
        f"The database is damaged: {wrong}" if wrong else "The database is sound.",
    )
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size > _LARGE_LOG:
        yield Finding(
            "log", "wrong", "The write-ahead log is large: something keeps the database from folding it in, and deleted "
            "words are still in it.",
        )  # fmt: skip


# Contents


async def _contents(settings: Settings, store: Store) -> list[Finding]:
    async with store.read(NOBODY) as tx:
        stuck = await upkeep.stuck_jobs(tx)
        named = await upkeep.file_names(tx)
        newest_s = await upkeep.last_change_at(tx) / SECOND
        looked_after = await members.any_administrator(tx)
    return [_jobs(stuck), *_pictures(settings, named), _clock(newest_s), _administrator(looked_after=looked_after)]


def _jobs(stuck: Mapping[str, int]) -> Finding:
    if not stuck:
        return Finding("jobs", "fine", "No job is stuck.")
    kinds = ", ".join(f"{number} of {kind}" for kind, number in stuck.items())
    return Finding(
        "jobs", "wrong", f"Jobs are stuck: {kinds}. Is a server or a worker running? Its log names the error."
    )


def _pictures(settings: Settings, named: set[str]) -> Iterator[Finding]:
    files = Files(settings.media_folder)
    there = files.names()
    lost = sorted(named - there)
    if lost:
        yield Finding("pictures", "wrong", f"{len(lost)} pictures have no file: {', '.join(lost[:_LISTED])}")
    # A picture that is being uploaded has its file before its row.
    idle = sorted(name for name in there - named if _older(settings.media_folder, name))
    if idle:
        yield Finding("pictures", "wrong", f"{len(idle)} files belong to no picture: {', '.join(idle[:_LISTED])}")
    if not lost and not idle:
        yield Finding("pictures", "fine", "Every picture has its files, and every file its picture.")


def _older(folder: Path, name: str) -> bool:
    return any(time.time() - path.stat().st_mtime > _UPLOADING_S for path in (folder / name[:2]).glob(f"{name}-*"))


def _clock(newest_s: float) -> Finding:
    if time.time() < _EARLIEST_S:
        return Finding("clock", "wrong", "The clock of this machine is years behind.")
    if newest_s > time.time() + _SKEW_S:
        return Finding(
            "clock", "wrong", "The newest thing in the database is from the future: the clock has gone back."
        )
    return Finding("clock", "fine", "The clock looks right.")


def _administrator(*, looked_after: bool) -> Finding:
    if looked_after:
        return Finding("administrator", "fine", "Somebody looks after the server.")
    return Finding(
        "administrator", "note", "There is no administrator; `kukhnya serve` prints a link that makes the first."
    )
