"""Whom one has blocked or muted, people and servers: to add, and to undo."""

from typing import Any, Final

from msgspec import Struct

from kukhnya.actions.block import block, unblock
from kukhnya.actions.block_domain import block_domain, checked_domain, unblock_domain
from kukhnya.actions.mute import mute, unmute
from kukhnya.api import domain_blocks as servers_api
from kukhnya.api import relationships
from kukhnya.door.answers import Answer, Listed
from kukhnya.door.route import Call, get, id_of, post
from kukhnya.model.errors import Forbidden, NotFound, Refused, refused
from kukhnya.model.ids import AccountId
from kukhnya.model.page import Page
from kukhnya.queries import accounts, domain_blocks
from kukhnya.store.tx import ReadTx, WriteTx

from .forms import check_form, wrong_fields
from .settings import kept, setting_page
from .show import items, pager

PAGE: Final = "/settings/blocks"
KINDS: Final = ("blocked", "muted", "servers")
MUTES_S: Final = (0, 3600, 86_400, 7 * 86_400, 30 * 86_400)


class Listing(Struct):
    """Which of the lists."""

    what: str = "blocked"


class Addition(Struct):
    """Whom to put on which list. `sure`: what blocking a server ends has been read."""

    what: str = ""
    name: str = ""
    duration: int = 0
    notifications: bool = True
    sure: bool = False


class Undo(Struct):
    """Whom to take off which list: the id of an account, the name of a server."""

    what: str = ""
    id: str = ""


@get(PAGE, page=True, pages=(40, 80))
async def lists(tx: ReadTx, call: Call, bounds: Page, listing: Listing) -> Answer:
    """One of the three lists, the latest first."""
    return await _page(tx, call, bounds, listing.what)


async def _page(tx: ReadTx, call: Call, bounds: Page, what: str, **more: Any) -> Answer:
    what = what if what in KINDS else KINDS[0]
    asked: dict[str, Any] = {"blocked": relationships.blocks, "muted": relationships.mutes}
    listed: Listed = await servers_api.index(tx, bounds) if what == "servers" else await asked[what](tx, call, bounds)
    values = {"wish": Addition(), **more}
    return setting_page(
        call, "block_settings.html", what=what, kinds=KINDS, shown=items(listed), durations=MUTES_S,
        ways=pager(call, listed, bounds.limit), **values,
    )  # fmt: skip


@post(f"{PAGE}/add", page=True)
async def add(call: Call, wish: Addition) -> Answer:
    """Put somebody or a server on a list. A server that one has ties with is asked about first."""
    check_form(call)
    try:
        if wish.what == "servers" and not wish.sure:
            async with call.house.store.read(call.viewer) as tx:
                name = checked_domain(wish.name)
                following, followers = await domain_blocks.ties(tx, name)
            if following or followers:
                return setting_page(call, "block_server.html", name=name, following=following, followers=followers)
        await call.house.store.write(call.viewer, lambda tx: _add(tx, call, wish))
    except (Refused, Forbidden, NotFound) as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _page(tx, call, Page(limit=40), wish.what, wish=wish, errors=_errors(wrong))
    call.house.fragments.clear()
    return kept(f"{PAGE}?what={wish.what}")


def _errors(wrong: Refused | Forbidden | NotFound) -> dict[str, str]:
    if isinstance(wrong, NotFound):
        return {"name": "Nobody of this name is known here."}
    if isinstance(wrong, Forbidden):
        return {"name": "That is you."}
    said = wrong_fields(wrong)
    return {"name" if field == "domain" else field: sentence for field, sentence in said.items()}


async def _add(tx: WriteTx, call: Call, wish: Addition) -> None:
    settings = call.house.settings
    if wish.what == "servers":
        await block_domain(tx, wish.name, settings.domain, settings.bounds)
        return
    if wish.what not in KINDS:
        raise NotFound(wish.what)
    if not wish.name.strip():
        raise refused("name", "ERR_BLANK", "name can't be blank")
    who = AccountId((await accounts.by_handle(tx, wish.name, settings.domain))["id"])
    if wish.what == "blocked":
        await block(tx, who)
    else:
        await mute(tx, who, notifications=wish.notifications, duration_s=wish.duration)


@post(f"{PAGE}/undo", page=True)
async def undo(call: Call, wish: Undo) -> Answer:
    """Take somebody or a server off a list; what was ended by it stays ended."""
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: _undo(tx, wish))
    call.house.fragments.clear()
    return kept(f"{PAGE}?what={wish.what}")


async def _undo(tx: WriteTx, wish: Undo) -> None:
    if wish.what == "servers":
        await unblock_domain(tx, wish.id)
    elif wish.what == "blocked":
        await unblock(tx, AccountId(id_of(wish.id)))
    elif wish.what == "muted":
        await unmute(tx, AccountId(id_of(wish.id)))
    else:
        raise NotFound(wish.what)
