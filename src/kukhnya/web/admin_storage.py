"""How much room what takes: numbers of two digits, for the rest is noise and nobody needs it."""

import asyncio
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Who, get
from kukhnya.model.ids import MINUTE
from kukhnya.queries import upkeep
from kukhnya.store.tx import ReadTx

from .show import page

_STEP: Final = 1000
_UNITS: Final = ("B", "kB", "MB", "GB", "TB")
_FRESH: Final = 10 * MINUTE
"""How long a count of the files is shown again: looking at each of them takes a while."""
KINDS: Final = ("attachment", "face", "header", "card", "emoji", "other")

Measured = dict[str, tuple[int, int]]
"""By kind: how many pictures, and how many bytes."""


def coarse(many: int) -> tuple[float, str]:
    """A number of bytes with two digits that count, and its unit."""
    value, place = float(many), 0
    while value >= _STEP and place < len(_UNITS) - 1:
        value, place = value / _STEP, place + 1
    return float(f"{value:.2g}"), _UNITS[place]


def free_bytes(call: Call) -> int:
    """How much room is left on the disk of the data folder."""
    return shutil.disk_usage(call.house.settings.data).free


def measured(folder: Path, kinds: Mapping[str, str]) -> Measured:
    """How many pictures of each kind lie there and how large they are; `kinds` says what each name is for."""
    found: dict[str, tuple[set[str], int]] = {kind: (set(), 0) for kind in KINDS}
    for drawer in os.scandir(folder) if folder.is_dir() else ():
        if len(drawer.name) != 2 or not drawer.is_dir():  # noqa: PLR2004 - the folders of `store.files`
            continue
        for file in os.scandir(drawer.path):
            key = file.name[:32]
            names, size = found[kinds.get(key, "other")]
            names.add(key)
            found[kinds.get(key, "other")] = (names, size + _size(file))
    return {kind: (len(names), size) for kind, (names, size) in found.items()}


def _size(file: "os.DirEntry[str]") -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:  # taken away while we looked
        return 0


async def pictures(tx: ReadTx, call: Call) -> Measured:
    """How many pictures there are of each kind and how large, as counted within the last ten minutes."""
    key = ("storage", call.house.store.clock() // _FRESH)
    known: Measured | None = call.house.fragments.get(key)
    if known is None:
        kinds = await upkeep.files_by_kind(tx)
        known = await asyncio.to_thread(measured, call.house.settings.media_folder, kinds)
        call.house.fragments.put(key, known, 1000)
    return known


@get("/admin/storage", page=True, who=Who.ADMIN)
async def storage(tx: ReadTx, call: Call) -> Answer:
    """The database, the pictures by what they are for, and what is left."""
    known = await pictures(tx, call)
    rows = [(kind, known[kind][0], coarse(known[kind][1])) for kind in KINDS if known[kind][0]]
    return page(
        call, "admin_storage.html", rows=rows, database=coarse(await upkeep.database_bytes(tx)),
        pictures=coarse(sum(size for _, size in known.values())), free=coarse(free_bytes(call)),
        dialect=call.house.store.dialect,
    )  # fmt: skip
