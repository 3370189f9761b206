"""A ZIP made while it is sent: nothing on a disk, and no more in memory than a piece of one entry."""

from collections.abc import AsyncIterator
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from kukhnya.model.ids import Time, to_datetime

Entry = tuple[str, AsyncIterator[bytes]]
_PACKED = (".json", ".csv")
_OWNER_ALONE = 0o600 << 16


class _Pipe:
    """What has been written and not yet been sent."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Keep it until it is taken."""
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing to do: whoever reads takes all there is."""

    def close(self) -> None:
        """Nothing to do, as above."""

    def taken(self) -> bytes:
        """All that waits."""
        taken, self._waiting = b"".join(self._waiting), []
        return taken


async def zipped(entries: AsyncIterator[Entry], now: Time) -> AsyncIterator[bytes]:
    """The bytes of a ZIP of these entries, piece by piece. Texts are packed, pictures are as they are."""
    pipe = _Pipe()
    written = to_datetime(now).timetuple()[:6]
    with ZipFile(pipe, "w") as archive:
        async for name, pieces in entries:
            info = ZipInfo(name, written)
            info.external_attr = _OWNER_ALONE
            info.compress_type = ZIP_DEFLATED if name.endswith(_PACKED) else ZIP_STORED
            with archive.open(info, "w") as entry:
                async for piece in pieces:
                    entry.write(piece)
                    if waiting := pipe.taken():
                        yield waiting
    yield pipe.taken()
