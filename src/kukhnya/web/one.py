"""One status and what else can be done with it: share it, delete it, see who likes it, and the way to everything more."""

from typing import Any, Final

import msgspec
from msgspec import Struct

from kukhnya.actions.delete_status import delete_status
from kukhnya.actions.reblog import reblog
from kukhnya.api import render
from kukhnya.door.answers import Answer, Listed
from kukhnya.door.route import Call, get, post
from kukhnya.model.audience import Audience
from kukhnya.model.errors import Forbidden, NotFound, Refused
from kukhnya.model.ids import StatusId
from kukhnya.model.page import Page
from kukhnya.queries import reactions
from kukhnya.queries.reach import reach
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen
from kukhnya.visibility.rule import pinnable, shareable

from .acts import not_done
from .articles import article
from .before import before_acting, given, words_of
from .forms import check_form
from .reaching import choices, chosen, value_of
from .show import items, page, pager, redirect
from .typed import FADES_S, seconds

_SHARES_TO: Final = tuple(audience for audience in Audience if audience is not Audience.DIRECT)


async def said_of(call: Call, tx: ReadTx, status_id: StatusId) -> Any:
    """The status, or what it shares, as the API says it to the reader. Raises NotFound."""
    return msgspec.json.decode(await render.status(call, tx, await pages.original(tx, status_id)))


async def own_said(call: Call, tx: ReadTx, status_id: StatusId) -> Any:
    """The same of a status of the reader's own. Somebody else's is not there."""
    row = await pages.one(tx, status_id)
    if row["account_id"] != call.viewer.id or row["reblog_of_id"] is not None:
        raise NotFound(status_id)
    return msgspec.json.decode(await render.status(call, tx, Seen(row["id"])))


def drawn(call: Call, said: Any) -> Any:
    """The status as an article."""
    return article(call, msgspec.json.encode(said), "thread", here=True)


def path_of(said: Any) -> str:
    """Its page."""
    return f"/@{said['account']['acct']}/{said['id']}"


@get("/statuses/{status_id}/more", page=True)
async def more(tx: ReadTx, call: Call, status_id: StatusId) -> Answer:
    """Everything else that can be done with a status, by whose it is."""
    said = await said_of(call, tx, status_id)
    mine = said["account"]["id"] == str(call.viewer.id)
    return page(
        call, "more.html", status_=said, article=drawn(call, said), mine=mine, address=said["url"],
        may_pin=pinnable(Audience(said["audience"])), quotable=said["quote_approval"]["current_user"] == "automatic",
    )  # fmt: skip


@get("/statuses/{status_id}/share", page=True)
async def ask_share(tx: ReadTx, call: Call, status_id: StatusId) -> Answer:
    """For whom to share it: never for more people than it is for itself."""
    said, reached = await said_of(call, tx, status_id), await reach(tx)
    of, mine = Audience(said["audience"]), said["account"]["id"] == str(call.viewer.id)
    among = [audience for audience in _SHARES_TO if shareable(of, mine, audience)]
    lines = choices(reached, among)
    if Audience.CIRCLE in among:
        lines = [line for line in lines if line.value == value_of(Audience.CIRCLE, said["circle_id"])]
    values = [line.value for line in lines]
    usual = reached.share_audience.value
    return page(
        call, "share.html", status_=said, article=drawn(call, said), choices=lines, closed=reached.closed,
        chosen=usual if usual in values else (values or [""])[-1], fades_s=FADES_S,
    )  # fmt: skip


class ShareForm(Struct):
    """For whom and for how long."""

    audience: str = ""
    fades: str = ""


@post("/statuses/{status_id}/share", page=True, limit="posts")
async def share(call: Call, status_id: StatusId, form: ShareForm) -> Answer:
    """Share it; then its page."""
    check_form(call)
    said = await words_of(call, status_id)
    stop = await before_acting(
        call, "reblog", said, given(call, "audience", "fades"), back=f"/statuses/{status_id}/share"
    )
    if stop is not None:
        return stop
    try:
        audience = chosen(form.audience)[0]
        await call.house.store.write(
            call.viewer, lambda tx: reblog(tx, status_id, audience, seconds(form.fades) or None)
        )
    except (Refused, Forbidden) as wrong:
        return not_done(call, wrong)
    async with call.house.store.read(call.viewer) as tx:
        return redirect(f"{path_of(await said_of(call, tx, status_id))}#s{status_id}")


@get("/statuses/{status_id}/delete", page=True)
async def ask_delete(tx: ReadTx, call: Call, status_id: StatusId) -> Answer:
    """What deleting does, and a button."""
    said = await own_said(call, tx, status_id)
    return page(call, "delete_status.html", status_=said, article=drawn(call, said), back_to=path_of(said))


@post("/statuses/{status_id}/delete", page=True, limit="deletes")
async def delete(call: Call, status_id: StatusId) -> Answer:
    """Delete it with its pictures; then the author's page."""
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: delete_status(tx, status_id, delete_media=True))
    call.house.fragments.clear()
    return redirect(f"/@{call.login.username}" if call.login else "/")


@get("/statuses/{status_id}/likes", page=True, pages=(40, 80))
async def likes(tx: ReadTx, call: Call, status_id: StatusId, bounds: Page) -> Answer:
    """Who likes it: for its author alone."""
    said = await own_said(call, tx, status_id)
    rows = await reactions.favourited_by(tx, status_id, bounds)
    return _people(call, said, await render.people(call, tx, rows), bounds.limit, "likes")


@get("/statuses/{status_id}/shares", page=True, pages=(40, 80))
async def shares(tx: ReadTx, call: Call, status_id: StatusId, bounds: Page) -> Answer:
    """Who shares it: for its author alone."""
    said = await own_said(call, tx, status_id)
    rows = await reactions.reblogged_by(tx, status_id, bounds)
    return _people(call, said, await render.people(call, tx, rows), bounds.limit, "shares")


@get("/statuses/{status_id}/kind", page=True, pages=(40, 80))
async def kind(tx: ReadTx, call: Call, status_id: StatusId, bounds: Page) -> Answer:
    """Who has answered it with which kind reaction: for its author alone."""
    said = await own_said(call, tx, status_id)
    rows = await reactions.reacted_by(tx, status_id, bounds)
    people = await render.people(call, tx, rows)
    known = {int(each["id"]): each for each in items(people)}
    given = [(known[row["id"]], row["name"]) for row in rows if row["id"] in known]
    return page(
        call, "kind.html", given=given, path_to=path_of(said), ways=pager(call, people, bounds.limit),
    )  # fmt: skip


def _people(call: Call, said: Any, listed: Listed, size: int, which: str) -> Answer:
    many = said["favourites_count"] if which == "likes" else said["reblogs_count"]
    return page(
        call, "reacted.html", who=items(listed), many=many, which=which, status_=said, path_to=path_of(said),
        ways=pager(call, listed, size),
    )  # fmt: skip
