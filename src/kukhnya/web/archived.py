"""How an archive is read, page by page, and written: CSV with or without a head, JSON as one list."""

import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

import msgspec

from kukhnya.door.route import Call
from kukhnya.model.ids import TOP
from kukhnya.model.page import Page
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import archive

A_PAGE: Final = 200
Asked = Callable[[ReadTx, Page], Awaitable[list[Any]]]
Made = Callable[[ReadTx, list[Any]], Awaitable[list[Any]]]


async def paged(call: Call, asked: Asked, made: Made, edge: int = 0) -> AsyncIterator[list[Any]]:
    """What `made` makes of each page of rows, when its transaction is over; `edge`: the place of the id that bounds pages."""
    max_id = TOP
    while True:
        async with call.house.store.read(call.viewer) as tx:
            rows = await asked(tx, Page(limit=A_PAGE, max_id=max_id))
            piece = await made(tx, rows) if rows else []
        yield piece
        if len(rows) < A_PAGE:
            return
        max_id = rows[-1][edge]


async def as_they_are(_tx: ReadTx, rows: list[Any]) -> list[Any]:
    """Rows as they were read."""
    return rows


async def addresses(call: Call, asked: Asked) -> AsyncIterator[str]:
    """The addresses of statuses that are liked or kept and may still be seen, one by one."""
    async for piece in seen_addresses(call, asked):
        for address in piece:
            yield address


async def seen_addresses(call: Call, asked: Asked) -> AsyncIterator[list[Any]]:
    """The same, page by page."""

    async def made(tx: ReadTx, rows: list[Any]) -> list[Any]:
        found = {row["id"]: row for row in await archive.addresses(tx, [row[0] for row in rows])}
        return [uri_of(call, found[row[0]]) for row in rows if row[0] in found]

    async for piece in paged(call, asked, made, edge=1):
        yield piece


async def about_accounts(
    call: Call, asked: Asked, lines: Callable[[str, Any], list[list[str]]]
) -> AsyncIterator[list[str]]:
    """Lines about accounts, each by its whole address."""
    async for rows in paged(call, asked, as_they_are):
        for row in rows:
            for line in lines(f"{row['username']}@{row['domain'] or call.house.settings.domain}", row):
                yield line


def truth(said: Any) -> str:
    """Yes or no, as Mastodon writes it."""
    return "true" if said else "false"


def uri_of(call: Call, row: Any) -> str:
    """The address under which other servers know a status, of a row of `visibility.archive`."""
    return str(row["uri"] or call.address(f"/users/{row['username']}/statuses/{row['id']}"))


def place_of(key: str, extension: str) -> str:
    """Where a picture lies in the archive."""
    return f"media_attachments/files/{key}.{extension}"


async def as_csv(lines: AsyncIterator[list[str]], head: list[str] | None = None) -> AsyncIterator[bytes]:
    """Lines as Mastodon reads them: with a head where it has one."""
    if head:
        yield _line(head)
    async for line in lines:
        yield _line(line)


async def as_list(pieces: AsyncIterator[list[Any]]) -> AsyncIterator[bytes]:
    """One JSON list, piece by piece."""
    before = b"["
    async for piece in pieces:
        if piece:
            yield before + b",\n".join(msgspec.json.encode(each) for each in piece)
            before = b",\n"
    yield b"]" if before != b"[" else b"[]"


async def whole(body: bytes) -> AsyncIterator[bytes]:
    """What is small, as one piece."""
    yield body


def _line(values: list[str]) -> bytes:
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerow(values)
    return made.getvalue().encode()
