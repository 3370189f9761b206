"""Search: accounts, hashtags, statuses. For members; nothing that is searched for is kept."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from kukhnya.door.answers import json_bytes
from kukhnya.door.route import Call, get
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import AccountId, StatusId, parse_id
from kukhnya.model.page import Page
from kukhnya.queries import accounts
from kukhnya.queries.tags import standing as standing_to
from kukhnya.store.tx import ReadTx
from kukhnya.text.parse import tag_key
from kukhnya.text.sought import read
from kukhnya.visibility import found, pages
from kukhnya.visibility.home import Seen

from . import render
from .forms import Id, an_id
from .tags import shaped as tag_shaped

KINDS = ("accounts", "hashtags", "statuses")
_LONGEST = 300


class Sought(Struct):
    """What is looked for."""

    q: str = ""
    type: str = ""
    following: bool = False
    account_id: Id | None = None


async def _accounts(call: Call, tx: ReadTx, page: Page, sought: Sought) -> list[int]:
    handle = _own_path(call, sought.q)
    words = handle.removeprefix("@") if handle.startswith("@") and "/" not in handle else sought.q
    if words.startswith(("http://", "https://")):
        return []
    domain = call.house.settings.domain
    return await accounts.search(tx, words, domain, limit=page.limit, offset=page.offset, following=sought.following)


async def _statuses(call: Call, tx: ReadTx, page: Page, sought: Sought) -> list[Seen]:
    """By the address of a page of ours, or by words."""
    path = _own_path(call, sought.q)
    if path:
        number = parse_id(path.rpartition("/")[2])
        try:
            return [] if number is None else [Seen((await pages.one(tx, StatusId(number)))["id"])]
        except NotFound:
            return []
    asked = read(sought.q)
    author = an_id(sought.account_id, "account_id")
    if asked.author:
        try:
            author = await _author(call, tx, asked.author)
        except NotFound:
            return []
    return await found.statuses(
        tx, call.house.fragments, asked, max_id=page.max_id, low=page.low, limit=page.limit, offset=page.offset,
        author=None if author is None else AccountId(author),
    )  # fmt: skip


async def _author(call: Call, tx: ReadTx, handle: str) -> int:
    if handle == "me":
        return tx.viewer.id
    return int((await accounts.by_handle(tx, handle, call.house.settings.domain))["id"])


def _own_path(call: Call, words: str) -> str:
    """The path of an address on this server, without its first slash; empty for anything else."""
    parts = urlsplit(words.strip()) if words.strip().startswith(call.house.settings.base) else None
    return parts.path.lstrip("/") if parts else ""


@get("/api/v2/search", scope="read:search", limit="searches")
async def search(tx: ReadTx, call: Call, page: Page, sought: Sought) -> bytes:
    """What fits, of each kind or of the one that is asked for."""
    people, shown, names = await _found(tx, call, page, sought)
    standing = await standing_to(tx, names)
    weeks = await found.tag_histories(tx, names)
    return _answer(people, shown, [tag_shaped(call, name, weeks[name], standing) for name in names])


@get("/api/v1/search", scope="read:search", limit="searches")
async def search_v1(tx: ReadTx, call: Call, page: Page, sought: Sought) -> bytes:
    """The same as older programs ask; hashtags are names."""
    return _answer(*await _found(tx, call, page, sought))


async def _found(
    tx: ReadTx, call: Call, page: Page, sought: Sought
) -> tuple[Sequence[bytes], Sequence[bytes], Sequence[str]]:
    """Accounts and statuses, shown, and names of hashtags. Raises Refused."""
    if sought.type and sought.type not in KINDS:
        raise refused("type", "ERR_INCLUSION", f"type must be one of {', '.join(KINDS)}")
    if len(sought.q) > _LONGEST:
        raise refused("q", "ERR_TOO_LONG", f"q has at most {_LONGEST} characters")
    kinds = (sought.type,) if sought.type else KINDS
    people = await _accounts(call, tx, page, sought) if "accounts" in kinds else []
    ids = await _statuses(call, tx, page, sought) if "statuses" in kinds else []
    names: Sequence[str] = []
    if "hashtags" in kinds:
        names = await found.tags(tx, tag_key(sought.q.strip()), limit=page.limit, offset=page.offset)
    return await render.accounts_of(call, tx, people), await render.statuses(call, tx, ids), names


def _answer(people: Sequence[bytes], shown: Sequence[bytes], tags: Sequence[Any]) -> bytes:
    return b'{"accounts":[%b],"statuses":[%b],"hashtags":%b}' % (b",".join(people), b",".join(shown), json_bytes(tags))
